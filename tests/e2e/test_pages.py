"""What the pages tell a reader to type works as it is written."""

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from hanhtrinh.cli.parser import build_parser
from tests.e2e.test_cli import EVENTS, hanhtrinh, said

ROOT = Path(__file__).parents[2]
DATA = ROOT.parent / "shared" / "data" / "olist"
PAGES = (
    "README.md",
    "examples/olist/README.md",
    "docs/demo.md",
    "docs/draft.md",
    "docs/edits.md",
    "docs/exports.md",
    "docs/forms.md",
    "docs/templates.md",
    "docs/import.md",
    "docs/journey-format.md",
    "docs/map.md",
    "docs/connect.md",
    "docs/contacts.md",
    "docs/live.md",
    "docs/operations.md",
    "docs/people.md",
    "docs/privacy.md",
    "docs/serve.md",
)


def commands(page):
    """Return every command of a page that calls the program, as words."""
    text = (ROOT / page).read_text(encoding="utf-8")
    found = re.findall(r"^\s*(?:\$ )?(hanhtrinh (?!LỆNH|COMMAND).*?)(?:\s+#.*)?$", text, re.MULTILINE)
    typed = [re.sub(r"\s{2,}\S.*", "", line) if " | " in line else line for line in found]
    return [shlex.split(line.partition(" < ")[0])[1:] for line in typed]


@pytest.mark.parametrize("page", PAGES)
def test_every_command_of_a_page_is_understood(page):
    """No page names a command, an option or a choice the program does not have."""
    for words in commands(page):
        if words and not words[0].startswith("…"):
            build_parser("en").parse_args([word for word in words if word not in ("--help", "…")])


def test_the_first_map_of_the_readme_is_drawn(tmp_path):
    """The README's five minutes, typed as they stand, end in a map and a list of people."""
    events = EVENTS.replace("seen", "product_viewed").replace("bought", "purchase").replace("who", "customer_id")
    (tmp_path / "events.csv").write_text(events, encoding="utf-8")
    typed = [words for words in commands("README.md") if words[0] not in ("demo", "serve") and "--help" not in words]
    assert [words[0] for words in typed] == ["inspect", "template", "check", "draw", "people"]
    for words in typed:
        done = hanhtrinh(*words, cwd=tmp_path)
        assert done.returncode == 0, said(done)
    assert (tmp_path / "map.html").exists()


def test_the_python_of_the_readme_runs(tmp_path):
    """The README's few lines of Python print the conversion of the map just drawn."""
    shutil.copytree(ROOT / "src" / "hanhtrinh" / "journey" / "templates", tmp_path / "templates")
    (tmp_path / "events.csv").write_text(EVENTS.replace("who", "customer_id"), encoding="utf-8")
    assert hanhtrinh("import", "events.csv", cwd=tmp_path).returncode == 0
    (tmp_path / "templates" / "online-retail.yaml").rename(tmp_path / "journey.yaml")
    code = re.search(r"```python\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)[1]
    python = hanhtrinh.__globals__["sys"].executable
    done = subprocess.run([python, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, said(done)
    assert "Reading(" in done.stdout


@pytest.mark.skipif(not DATA.is_dir(), reason="the Olist tables are not beside the checkout")
def test_the_walk_through_runs_as_written(tmp_path):
    """Every command of the Olist page runs, and what the first one prints is what the page says it prints."""
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    page = (ROOT / "examples" / "olist" / "README.md").read_text(encoding="utf-8")
    printed = []
    for words in commands("examples/olist/README.md"):
        done = hanhtrinh(*[str(DATA) if word == "DIR" else word for word in words], cwd=tmp_path)
        assert done.returncode == 0, said(done)
        printed.append(said(done))
    assert (tmp_path / "olist.html").exists()
    claimed = re.search(r"^olist: .*$", page, re.MULTILINE)[0]
    assert claimed in printed[0]
