"""The vector page: paper, fonts, description, pictures, texts of any script."""

import io
import re
import struct
from pathlib import Path
from xml.etree import ElementTree

import msgspec
import pytest
from pypdf import PdfReader

import hanhtrinh
from hanhtrinh.draw.options import DrawOptions
from hanhtrinh.draw.scene import scene_of
from hanhtrinh.draw.shapes import Scene
from hanhtrinh.draw.vector.plan import planned
from hanhtrinh.draw.vector.render import PPI, _wish, formats, map_pdf, map_png, map_svg
from hanhtrinh.draw.vector.typeset import Page, covered
from hanhtrinh.errors import InputError
from hanhtrinh.i18n import LANGS
from tests.unit.draw import fixture
from tests.unit.draw.pdf_text import tables, whole_text
from tests.unit.draw.scenes import FOREIGN, made_up

POINT = 25.4 / 72
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def shop() -> Scene:
    """Return the fourteen-step map in Vietnamese."""
    return scene_of(fixture.JOURNEY, fixture.readings(), lang="vi", options=DrawOptions())


@pytest.fixture(scope="module")
def pdf(shop: Scene) -> bytes:
    """Return it on A3."""
    return map_pdf(shop, as_of=fixture.AS_OF)


@pytest.fixture(scope="module")
def small() -> Scene:
    """Return a map of three steps."""
    return made_up(7, steps=3, hostile=0.0, whole=False)


def test_the_sheets_are_a3(pdf: bytes) -> None:
    """Every sheet of the default paper is A3, lying or standing."""
    boxes = {tuple(round(side * POINT) for side in page.mediabox[2:]) for page in PdfReader(io.BytesIO(pdf)).pages}
    assert boxes in ({(420, 297)}, {(297, 420)})


def test_no_sheet_runs_over(shop: Scene) -> None:
    """There are exactly as many pages as were planned: what was measured is what is drawn."""
    page = Page(shop)
    plan = planned(_wish(shop), formats("a3"), page.rule)
    assert len(PdfReader(io.BytesIO(page.draw(plan, "pdf")[0])).pages) == len(plan.sheets)


def test_the_document_says_what_it_is(pdf: bytes, shop: Scene) -> None:
    """Title, language, tags and the instant the numbers are as of stand in the document."""
    reader = PdfReader(io.BytesIO(pdf))
    root = reader.trailer["/Root"]
    assert reader.metadata is not None
    assert reader.metadata.title == shop.title
    assert root["/Lang"] == "vi"
    assert root["/MarkInfo"]["/Marked"]
    assert reader.metadata.creation_date is not None
    assert round(reader.metadata.creation_date.timestamp()) == fixture.AS_OF // 1_000_000


def test_it_keeps_the_standards_for_archives_and_screen_readers(pdf: bytes) -> None:
    """The document declares PDF/A-2a and PDF/UA-1, which Typst checks as it writes."""
    metadata = PdfReader(io.BytesIO(pdf)).trailer["/Root"]["/Metadata"].get_object().get_data().decode()
    assert re.search(r"pdfaid:part[>=\"]+2", metadata)
    assert re.search(r"pdfuaid:part[>=\"]+1", metadata)


def test_every_font_is_inside(pdf: bytes) -> None:
    """No font is left to the reader's machine, and all are our own."""
    fonts = {}
    for page in PdfReader(io.BytesIO(pdf)).pages:
        for font in page["/Resources"]["/Font"].values():
            inner = font.get_object()["/DescendantFonts"][0].get_object()
            fonts[str(inner["/BaseFont"])] = inner["/FontDescriptor"].get_object()
    assert fonts
    assert all("BeVietnamPro" in name for name in fonts)
    assert all("/FontFile2" in descriptor or "/FontFile3" in descriptor for descriptor in fonts.values())


def test_equal_maps_are_equal_bytes(small: Scene) -> None:
    """Drawing twice gives the same file, in every form."""
    assert map_pdf(small, as_of=fixture.AS_OF) == map_pdf(small, as_of=fixture.AS_OF)
    assert map_svg(small) == map_svg(small)
    assert map_png(small, scale=0.5) == map_png(small, scale=0.5)


def test_a_map_without_data_bears_no_date(small: Scene) -> None:
    """Nothing was measured, so nothing is dated."""
    reader = PdfReader(io.BytesIO(map_pdf(small)))
    assert reader.metadata is not None
    assert reader.metadata.creation_date is None


@pytest.mark.parametrize(("paper", "sizes"), [("a4", {297, 210}), ("a2", {594, 420}), ("a4-tiles", {297, 210})])
def test_other_papers(small: Scene, paper: str, sizes: set[int]) -> None:
    """Each paper has its own size, whichever way it lies."""
    data = map_pdf(small, paper=paper)  # type: ignore[arg-type]
    for page in PdfReader(io.BytesIO(data)).pages:
        assert {round(float(side) * POINT) for side in page.mediabox[2:]} == sizes


def test_tiles_say_where_they_belong() -> None:
    """Every A4 sheet names its row and column, and says how to put them together."""
    scene = made_up(3, steps=5, hostile=0.0, whole=False)
    reader = PdfReader(io.BytesIO(map_pdf(scene, paper="a4-tiles")))
    texts = [page.extract_text() for page in reader.pages]
    found = [re.search(r"Hàng (\d) trên (\d), cột (\d) trên (\d)", text) for text in texts]
    assert all(found)
    places = [tuple(map(int, one.groups())) for one in found if one]
    rows, columns = places[0][1], places[0][3]
    assert rows * columns > 1
    assert [(row, column) for row, _, column, _ in places] == [
        (row, column) for row in range(1, rows + 1) for column in range(1, columns + 1)
    ]
    assert all("100" in text for text in texts)


def test_many_steps_take_several_sheets_and_none_is_lost() -> None:
    """Every step of a long journey stands on a sheet, in order, under the names of the lanes."""
    scene = made_up(11, steps=40, hostile=0.0, whole=False)
    kept = tuple(lane for lane in scene.lanes if lane.key in ("people", "emotion"))
    data = map_pdf(msgspec.structs.replace(scene, lanes=kept))
    heads = [cell.text.split()[1] for rows in tables(data) if len(rows) > 3 for cell in rows[2][1:]]
    assert [*dict.fromkeys(heads)] == [str(i) for i in range(40)]


def test_any_script_can_be_drawn() -> None:
    """Right-to-left scripts, emoji, Chinese, controls and halves of characters break nothing, in any form."""
    scene = made_up(13, steps=3, hostile=1.0, texts=FOREIGN)
    assert map_pdf(scene).startswith(b"%PDF")
    ElementTree.fromstring(map_svg(scene))  # noqa: S314  (our own output)
    assert map_png(scene, scale=0.3).startswith(b"\x89PNG")


def test_svg_is_complete_in_itself(small: Scene) -> None:
    """The SVG is well-formed, has a title and a description, and points nowhere."""
    root = ElementTree.fromstring(map_svg(small))  # noqa: S314  (our own output)
    assert root.find(f"{SVG}title").text == small.title  # type: ignore[union-attr]
    assert root.find(f"{SVG}desc").text  # type: ignore[union-attr]
    links = [v for e in root.iter() for k, v in e.attrib.items() if k.endswith("href")]
    assert links
    assert all(link.startswith(("#", "data:")) for link in links)


def test_png_grows_with_its_scale(small: Scene) -> None:
    """Twice the scale is twice the pixels; beyond all measure is refused, with the numbers."""
    once, twice = (struct.unpack(">II", map_png(small, scale=s)[16:24]) for s in (0.25, 0.5))
    assert abs(twice[0] - 2 * once[0]) <= 2
    assert abs(twice[1] - 2 * once[1]) <= 2
    assert once[0] > 280 / 25.4 * PPI / 4
    with pytest.raises(InputError, match="200 million"):
        map_png(small, scale=50.0)


def test_a_kind_of_cell_without_a_drawing_stops_the_page(small: Scene) -> None:
    """The template leaves nothing out in silence."""
    page = Page(small)
    page._inputs["data"] = page._inputs["data"].replace('"kind":"time"', '"kind":"tide"')
    with pytest.raises(RuntimeError, match="tide"):
        planned(_wish(small), formats("a3"), page.rule)


def test_our_fonts_write_all_our_words() -> None:
    """Every character of the catalogues and templates is in the printed fonts."""
    package = Path(hanhtrinh.__file__).parent
    files = [path for lang in LANGS for path in (package / "i18n" / lang).glob("*.toml")]
    files += (package / "journey" / "templates").glob("*.yaml")
    missing = {c for path in files for c in path.read_text(encoding="utf-8") if c > " " and ord(c) not in covered()}
    assert missing == set()


def test_hostile_texts_are_written_as_they_are() -> None:
    """Signs of the typesetter's language stand on paper as signs."""
    scene = made_up(5, steps=2, hostile=1.0, texts=('#panic("x") $y$ *b* _i_ @ref <l> \\n //c /*d*/ `e`',), whole=False)
    text = whole_text(map_pdf(scene)).replace("\u200b", "").replace(" ", "")
    assert '#panic("x")$y$*b*_i_@ref<l>\\n//c/*d*/`e`' in text
