"""The page about the forms: its commands run, and nothing that can be chosen is missing from it."""

import re
import shlex
from pathlib import Path

import pytest

from hanhtrinh.app.drawn import FORMS
from hanhtrinh.cli import main
from hanhtrinh.draw.vector.plan import PAPERS
from tests.e2e.test_cli import EVENTS, JOURNEY, MAPPING

PAGE = (Path(__file__).parents[3] / "docs" / "exports.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^hanhtrinh (draw .*)$", PAGE, re.MULTILINE)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a journey and a workspace that has what happened."""
    folder = tmp_path_factory.mktemp("exports")
    for name, text in (("journey.yaml", JOURNEY), ("mapping.yaml", MAPPING), ("events.csv", EVENTS)):
        (folder / name).write_text(text, encoding="utf-8")
    assert main(["import", str(folder / "mapping.yaml"), "--workspace", str(folder / "workspace")]) == 0
    return folder


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_shown_draws(shop: Path, command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each example, as it stands, writes the file it names."""
    monkeypatch.chdir(shop)
    monkeypatch.setenv("HANHTRINH_WORKSPACE", str(shop / "workspace"))
    words = shlex.split(command)
    assert main(words) == 0
    assert (shop / words[words.index("-o") + 1]).stat().st_size > 100


def test_every_form_and_paper_is_told() -> None:
    """Each form has its row and an example, each paper is named."""
    assert [form.name for form in FORMS if f"| `{form.name}` |" not in PAGE] == []
    assert [paper for paper in PAPERS if f"`{paper}`" not in PAGE and f" {paper}`" not in PAGE] == []
    shown = " ".join(COMMANDS)
    assert [form.name for form in FORMS if not any(s in shown for s in (*form.suffixes, form.name))] == []


def test_a_stage_links_to_the_map_of_its_own_journey(tmp_path: Path) -> None:
    """Where the inner journey's map lies beside it, the outer map leads there; where there is none, it does not."""
    inner = JOURNEY.replace("key: shop", "key: inner")
    (tmp_path / "inner.yaml").write_text(inner, encoding="utf-8")
    (tmp_path / "outer.yaml").write_text(
        JOURNEY.replace("key: all\n", "key: all\n    opens: inner.yaml\n"), encoding="utf-8"
    )
    argv = ["draw", str(tmp_path / "outer.yaml"), "--no-data", "-o", str(tmp_path / "outer.html")]
    assert main(argv) == 0
    assert 'href="inner.html"' not in (tmp_path / "outer.html").read_text(encoding="utf-8")
    assert main(["draw", str(tmp_path / "inner.yaml"), "--no-data"]) == 0
    assert main(argv) == 0
    assert 'href="inner.html"' in (tmp_path / "outer.html").read_text(encoding="utf-8")
