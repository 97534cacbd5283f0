"""A company that has only the answers to a form: from its sheet to the map, as its people type it."""

from pathlib import Path

import pytest

from hanhtrinh.cli import main
from tests.unit.sources.test_surveys import form, responses


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_from_a_form_to_the_map(tmp_path: Path, capsys: pytest.CaptureFixture[str], lang: str) -> None:
    """Inspect, import, draw: the proposed mapping needs no edit, and the steps asked about show what people said."""
    sheet, mapping, journey = form(tmp_path / "form.csv", responses()), tmp_path / "m.yaml", tmp_path / "journey.yaml"
    space = ["--workspace", str(tmp_path / "shop")]
    assert main(["inspect", str(sheet), "-o", str(mapping), "--lang", lang]) == 0
    assert main(["import", str(mapping), *space, "--lang", lang]) == 0
    assert main(["template", "online-retail", "-o", str(journey)]) == 0
    capsys.readouterr()
    assert main(["show", str(journey), *space, "--lang", lang, "--width", "200"]) == 0
    text = capsys.readouterr().out.replace("\u00a0", " ").replace("\u202f", " ")
    shown = [line.strip(" 0123456789") for line in text.splitlines() if "n = 30" in line]
    steps = ("Giao hàng", "Sử dụng sản phẩm") if lang == "vi" else ("Delivery", "Product use")
    assert [any(line.startswith(step) for line in shown) for step in steps] == [True, True]
    assert any(line.startswith("NPS") for line in shown)
    lane, theme = ("Khách hàng nói", "Giao hàng") if lang == "vi" else ("What customers say", "Delivery")
    assert lane in text
    page = tmp_path / "map.html"
    assert main(["draw", str(journey), *space, "--lang", lang, "-o", str(page)]) == 0
    drawn = page.read_text(encoding="utf-8").replace("\u00a0", " ")
    cell = drawn[drawn.index('data-lane="said"') :] if 'data-lane="said"' in drawn else drawn[drawn.index(lane) :]
    assert theme in cell
    assert "+0" in cell


def test_a_first_import_that_fails_leaves_no_workspace(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file that cannot be used leaves nothing behind; a workspace that was there before stays."""
    bad, good = tmp_path / "bad.csv", form(tmp_path / "form.csv", responses())
    bad.write_text("user,event,time\nlan,mua,58:32.0\n", encoding="utf-8")
    space = tmp_path / "shop"
    assert main(["import", str(bad), "--workspace", str(space)]) == 2
    assert "58:32.0" in capsys.readouterr().err
    assert not space.exists()
    assert main(["import", str(good), "--workspace", str(space)]) == 0
    assert main(["import", str(bad), "--workspace", str(space)]) == 2
    assert (space / "workspace.yaml").is_file()
