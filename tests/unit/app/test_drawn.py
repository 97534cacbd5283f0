"""The forms a map is drawn in: chosen by name or suffix, each loaded alone, written whole or not at all."""

import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from hanhtrinh.app.drawing import draw_as
from hanhtrinh.app.drawn import FORMS, LANES, form_of, hidden_but
from hanhtrinh.app.drawn.order import Order
from hanhtrinh.app.journeys import read_file
from hanhtrinh.bootstrap.drawing import draw_into
from hanhtrinh.errors import InputError, StorageError
from hanhtrinh.i18n import LANGS, Lang
from tests.e2e.test_cli import JOURNEY

STARTS = {
    "html": b"<!doctype html>",
    "pdf": b"%PDF",
    "svg": b"<svg ",
    "png": b"\x89PNG",
    "pptx": b"PK",
    "xlsx": b"PK",
    "markdown": b"```mermaid",
}


@pytest.fixture(scope="module")
def order(tmp_path_factory: pytest.TempPathFactory) -> Order:
    """Return an order for a journey nobody measured."""
    path = tmp_path_factory.mktemp("drawn") / "shop.yaml"
    path.write_text(JOURNEY, encoding="utf-8")
    return Order(read_file(path), None, "vi")


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_every_form_can_be_drawn(order: Order, form) -> None:
    """Each form of the list gives bytes that begin as such files do; its own suffixes lead to it."""
    data = draw_as(form, order)
    assert data.startswith(STARTS.get(form.name, b""))
    assert b"Shop" in data or form.name in ("pdf", "png", "pptx", "xlsx")
    for suffix in form.suffixes:
        assert form_of(None, Path(f"Map{suffix.upper()}")) is form


def test_a_workbook_and_a_presentation_are_office_files(order: Order) -> None:
    """Both are packed XML of their kind."""
    for name, inside in (("xlsx", "xl/workbook.xml"), ("pptx", "ppt/presentation.xml")):
        with zipfile.ZipFile(io.BytesIO(draw_as(form_of(name, None), order))) as file:
            assert inside in file.namelist()


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(("name", "path"), [("gif", None), (None, Path("map.gif")), (None, Path("map"))])
def test_an_unknown_form_names_what_is_allowed(name: str | None, path: Path | None, lang: Lang) -> None:
    """The message says what was given and what may be given."""
    with pytest.raises(InputError) as caught:
        form_of(name, path)
    message = caught.value.message(lang)
    assert (name or path.name) in message  # type: ignore[union-attr]
    assert "pdf" in message


def test_the_name_of_a_form_wins_over_the_suffix() -> None:
    """`--form long-csv -o all.csv` is the long table."""
    assert form_of("long-csv", Path("all.csv")).name == "long-csv"
    assert form_of(None, None).name == "html"


def test_only_the_lanes_asked_for_are_drawn(order: Order) -> None:
    """The others are left out of the scene that goes to paper; an unknown lane is an error with the nearest one."""
    hidden = hidden_but("emotion, activity")
    assert hidden == frozenset(LANES) - {"emotion", "activity"}
    fewer = Order(order.file, None, "vi", hidden=hidden)
    assert {lane.key for lane in fewer.scene().lanes} <= {"emotion", "activity"}
    assert hidden_but(None) == frozenset()
    with pytest.raises(InputError, match="emotion"):
        hidden_but("emotoin")


def test_html_is_drawn_without_the_other_forms_libraries(tmp_path: Path) -> None:
    """Drawing a page loads neither the typesetter nor what writes slides and workbooks."""
    (tmp_path / "shop.yaml").write_text(JOURNEY, encoding="utf-8")
    program = (
        "import sys; from hanhtrinh.cli import main; "
        "code = main(['draw', 'shop.yaml', '--no-data', '-o', 'map.html', '--lang', 'en']); "
        "heavy = {'typst', 'pptx', 'xlsxwriter', 'lxml', 'PIL'} & set(sys.modules); "
        "sys.exit(f'{code} {heavy}' if code or heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "map.html").stat().st_size > 100_000


def test_what_cannot_be_drawn_leaves_the_old_file(order: Order, tmp_path: Path) -> None:
    """A picture beyond all measure is refused, and the map of yesterday stays."""
    path = tmp_path / "map.png"
    path.write_bytes(b"yesterday")
    with pytest.raises(InputError):
        draw_into(path, form_of("png", None), Order(order.file, None, "en", scale=500.0))
    assert path.read_bytes() == b"yesterday"
    assert list(tmp_path.iterdir()) == [path]
    with pytest.raises(StorageError):
        draw_into(tmp_path / "nowhere" / "map.png", form_of("png", None), order)
