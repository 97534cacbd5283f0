"""The Python face in a notebook: what it returns shows itself."""

import html
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from hanhtrinh import api
from hanhtrinh.errors import InputError
from hanhtrinh.journey.templates import template_text
from tests.unit.draw import fixture

formatters = pytest.importorskip("IPython.core.formatters", reason="IPython is not installed")


@pytest.fixture
def journey(tmp_path: Path) -> api.Loaded:
    """Return a loaded journey file."""
    path = tmp_path / "journey.yaml"
    path.write_text(template_text("online-retail"), encoding="utf-8")
    return api.load(path, lang="en")


def test_a_loaded_journey_shows_the_map_as_drawn(journey: api.Loaded) -> None:
    """Without data the drawing says that it is what the team assumes."""
    shown = html.unescape(journey._repr_html_())
    assert "This map shows what the team assumes." in shown
    assert '<html lang="en">' in shown


def test_a_map_shows_itself_and_its_text(journey: api.Loaded) -> None:
    """A map is a page in a notebook and a table in a console, in its language or another."""
    found = api.Map(journey, None, "en")
    assert found._repr_html_().startswith("<iframe srcdoc=")
    assert "Online shopping journey" in repr(found)
    assert "Hành trình mua sắm trực tuyến" in found.text("vi")
    assert '<html lang="vi">' in found.html("vi")


@pytest.mark.parametrize("name", ["map.html", "map.xlsx", "map.csv"])
def test_a_map_is_saved_as_its_name_says(journey: api.Loaded, tmp_path: Path, name: str) -> None:
    """The file's name decides the form; a name that tells none is refused."""
    path = api.Map(journey, None, "en").save(tmp_path / name)
    assert path.stat().st_size > 1_000
    with pytest.raises(InputError):
        api.Map(journey, None, "en").save(tmp_path / "map.doc")


def test_a_running_notebook_learns_to_show_readings(monkeypatch: pytest.MonkeyPatch, journey: api.Loaded) -> None:
    """Loading anything tells IPython how readings and funnels look; without IPython nothing happens."""
    display = formatters.DisplayFormatter()
    shell = SimpleNamespace(display_formatter=display)
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: shell))  # type: ignore[arg-type]
    api.load(journey.path, lang="en")
    drop = fixture.readings().steps[7].drop_off
    shown, _ = display.format(drop)
    assert "<strong>31.0%</strong>" in shown["text/html"]
    assert shown["text/plain"].startswith("31.0% (95%: 29.7–32.3%")
    table, _ = display.format(fixture.funnel())
    assert table["text/html"].startswith("<div><table>")


def test_no_notebook_no_harm(monkeypatch: pytest.MonkeyPatch, journey: api.Loaded) -> None:
    """An IPython that is imported but not running is left alone."""
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: None))  # type: ignore[arg-type]
    assert api.load(journey.path).journey == journey.journey
