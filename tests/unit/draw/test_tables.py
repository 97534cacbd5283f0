"""Tables out: the workbook, the wide CSV, and the long CSV that loses nothing."""

import csv
import io
import re
import zipfile
from datetime import timedelta
from typing import Any

import msgspec
import openpyxl
import pytest

from hanhtrinh.draw.tables import long_csv, wide_csv, workbook
from hanhtrinh.draw.tables.leaves import leaves
from hanhtrinh.i18n import LANGS, Lang, say
from hanhtrinh.journey.forms.table import read_rows
from hanhtrinh.journey.forms.table.cells import csv_rows
from hanhtrinh.journey.forms.table.long import read_long
from hanhtrinh.journey.forms.table.workbook import workbook_rows
from hanhtrinh.journey.model import Journey
from hanhtrinh.measures.results import MapReadings, Reading
from tests.unit.draw import beside_fixture as full
from tests.unit.draw import fixture as plain

EVIL = '=HYPERLINK("http://evil.example","+1")'
STEPS = [step.key for step in plain.JOURNEY.steps]


def book(lang: Lang = "vi", **changes: object) -> openpyxl.Workbook:
    """Return the full fixture's workbook as it is read back."""
    return openpyxl.load_workbook(io.BytesIO(workbook(full.journey(), full.readings(**changes), lang=lang)))


def rows_by_label(sheet: Any) -> dict[str, list[Any]]:
    """Return the map's rows by the label in the first column."""
    return {row[0].value: list(row[1:]) for row in sheet.iter_rows() if row[0].value}


@pytest.mark.parametrize("lang", LANGS)
def test_the_map_is_the_first_sheet(lang: Lang) -> None:
    """Stages are merged over their steps, heads and lane names stay in sight, and every step is a column."""
    sheet = book(lang).worksheets[0]
    rows = rows_by_label(sheet)
    stages, steps = rows["Giai đoạn" if lang == "vi" else "Stage"], rows["Bước" if lang == "vi" else "Step"]
    assert [cell.value for cell in steps] == [str(s.name.in_lang(lang)) for s in plain.TOUCHPOINTS.values()]  # type: ignore[union-attr]
    assert len([cell for cell in stages if cell.value]) == 7
    spans = {str(span) for span in sheet.merged_cells.ranges}
    assert f"B{stages[0].row}:C{stages[0].row}" in spans
    assert sheet.freeze_panes == f"B{steps[0].row + 1}"
    assert sheet["A1"].value == full.journey().name.in_lang(lang)  # type: ignore[union-attr]


def test_numbers_are_numbers() -> None:
    """Shares, counts, feelings and times can be calculated with, and carry their n and definition."""
    rows = rows_by_label(book("en").worksheets[0])
    checkout = STEPS.index("checkout")
    drop = rows["Measured · Drop-off"][checkout]
    assert (drop.data_type, drop.number_format) == ("n", "0.0%")
    assert drop.value == pytest.approx(0.31, abs=0.001)
    assert "Counted: 1,446 of 4,666" in drop.comment.text
    assert "left with this step" in drop.comment.text
    time = rows["Measured · Time to step"][checkout]
    assert (time.number_format, time.value) == ("[h]:mm", timedelta(minutes=9))
    assert rows["Measured · Passes"][checkout].value == 4_810
    assert rows["Feeling score (assumed)"][checkout].value == 1.6
    assert rows["Measured · Friction: met an error"][checkout].value == pytest.approx(0.204, abs=0.001)
    assert rows["Measured · At ShopX"][checkout].value == 0.9


def test_what_nobody_measured_stays_empty() -> None:
    """No zero is made up where there is no reading."""
    rows = rows_by_label(book("en").worksheets[0])
    article = STEPS.index("article")
    assert all(cells[article].value is None for label, cells in rows.items() if label.startswith("Measured · Re"))


def test_every_reading_is_a_row() -> None:
    """The second sheet holds each reading of the map once, with its number, n, interval and definition."""
    sheet = book("en").worksheets[1]
    given = [leaf.value for leaf in leaves(full.journey(), full.readings()) if isinstance(leaf.value, Reading)]
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    assert len(rows) == len(given)
    assert [row[6] for row in rows] == [reading.n for reading in given]
    assert all(row[11] for row in rows)
    assert [row[4] is None for row in rows] == [reading.value is None for reading in given]
    named = {(row[1], row[2], row[3]) for row in rows}
    assert ("Checkout", "Drop-off", None) in named
    assert ("Checkout", "Drop-off", "Lan, 29, office worker") in named
    assert ("Checkout", "Friction", "met an error") in named
    assert ("Delivery", "Reported emotion", "ShopX") in named
    assert ("Advertising", "Share", "When do they meet the ad? · 20–21\u00a0h") in named


def test_definitions_stand_once() -> None:
    """The third sheet explains each definition and interval method that is used."""
    keys = [row[0] for row in book("en").worksheets[2].iter_rows(min_row=2, values_only=True)]
    assert len(keys) == len(set(keys))
    assert {"drop_off", "emotion", "wilson", "t"} <= set(keys)


def test_passages_add_up() -> None:
    """The fourth sheet holds every passage between steps."""
    sheet = book("en").worksheets[3]
    passes = [row[2] for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert sum(passes) == sum(edge.passes for edge in full.readings().edges)


def evil_journey() -> Any:
    """Return the full fixture's journey with a formula for every name and text."""
    journey = full.journey()
    stages = tuple(
        msgspec.structs.replace(
            s,
            name=EVIL,
            goal=EVIL,
            steps=tuple(
                msgspec.structs.replace(x, name=EVIL, activity=EVIL, owner=EVIL, thoughts=(EVIL,)) for x in s.steps
            ),
        )
        for s in journey.stages
    )
    return msgspec.structs.replace(journey, name=EVIL, scenario=EVIL, stages=stages)


def test_no_text_becomes_a_formula() -> None:
    """Texts that look like formulas or links are texts: the file holds no formula and no link at all."""
    data = workbook(evil_journey(), plain.spoken(EVIL), lang="en")
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        for name in parts.namelist():
            assert re.search(r"<(f|hyperlinks?)[ >]", parts.read(name).decode()) is None
    assert openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]["A1"].data_type == "s"


def test_csv_cells_are_guarded() -> None:
    """No cell of either CSV begins with a sign that a spreadsheet would calculate."""
    for text in (wide_csv(evil_journey(), plain.spoken(EVIL), lang="en"), long_csv(evil_journey(), plain.spoken(EVIL))):
        for row in csv.reader(io.StringIO(text.removeprefix("\ufeff"))):
            bad = [cell for cell in row if re.match(r"[=+@\t\r]|-(?!\d+([.,]\d+)?(e[+-]?\d+)?$)", cell)]
            assert bad == []


def test_the_same_map_gives_the_same_bytes() -> None:
    """Neither the clock nor chance is in a workbook."""
    made = [workbook(full.journey(), full.readings(), lang="vi") for _ in range(2)]
    assert made[0] == made[1]


def test_without_readings_there_is_the_map_alone() -> None:
    """An unmeasured journey is one sheet of what the team wrote."""
    sheets = openpyxl.load_workbook(io.BytesIO(workbook(full.journey(), None, lang="vi"))).worksheets
    assert [sheet.title for sheet in sheets] == ["Bản đồ"]
    assert not any(label.startswith("Số đo") for label in rows_by_label(sheets[0]))


@pytest.mark.parametrize("lang", LANGS)
def test_the_wide_csv_is_as_people_see_it(lang: Lang) -> None:
    """It opens in a spreadsheet as it is: marked as UTF-8, one column a step, numbers with their interval and n."""
    text = wide_csv(full.journey(), full.readings(), lang=lang)
    assert text.startswith("\ufeff")
    rows, _ = csv_rows(text)
    assert {len(row) for row in rows} == {1 + len(STEPS)}
    found = {row[0]: row[1:] for row in rows}
    label, value = {
        "vi": ("Số đo · Rời bỏ", "31,0\u00a0% (30–32\u00a0%; n = 4.666)"),
        "en": ("Measured · Drop-off", "31.0% (30–32%; n = 4,666)"),
    }[lang]
    assert found[label][STEPS.index("checkout")] == value
    assert found["Giai đoạn" if lang == "vi" else "Stage"].count("Mua hàng" if lang == "vi" else "Purchase") == 2


def rebuilt(text: str) -> MapReadings:
    """Return the readings that a long CSV holds."""
    places = {key: str(i + 1) for i, key in enumerate(STEPS)}
    stages = {stage.key: str(i + 1) for i, stage in enumerate(full.journey().stages)}
    data: dict[str, Any] = {}
    for row in csv.DictReader(io.StringIO(text)):
        if row["lane"].startswith("reading."):
            fields = row["lane"].split(".")[1:]
            place, items = places.get(row["step"]) or stages.get(row["stage"]), [i for i in row["item"].split(".") if i]
            if place:  # the list with one entry a step lies inside a list of segments or competitors, or outermost
                items.insert(1 if fields[0] == "segments" or "competitors" in fields else 0, place)
            put(data, fields, items, value_of(row))
    return msgspec.convert(plainly(data, MapReadings), MapReadings)


def value_of(row: dict[str, str]) -> Any:
    """Return what one row holds: a reading, or a single value."""
    cells = {key: (text[1:] if re.match(r"'[=+@-]", text) else text) for key, text in row.items()}
    value = msgspec.json.decode(cells["value"]) if row["lang"] == "json" else cells["value"]
    if not row["unit"]:
        return value
    numbers = {k: msgspec.json.decode(cells[k]) for k in ("low", "high", "level") if cells[k]}
    maps = {k: msgspec.json.decode(cells[k]) for k in ("params", "left_out", "who", "count", "spread") if cells[k]}
    interval = {"interval": numbers | {"method": row["method"]}} if numbers else {}
    return {"value": value, "unit": row["unit"], "n": int(row["n"]), "definition": row["definition"]} | maps | interval


def test_no_part_of_a_reading_is_forgotten() -> None:
    """Every field of a reading has its column: a new one must get one too."""
    assert set(Reading.__struct_fields__) == {
        "value", "unit", "n", "definition", "params", "count", "interval", "left_out", "who", "spread",
    }  # fmt: skip


def put(data: dict[str, Any], fields: list[str], items: list[str], value: Any) -> None:
    """Put a value where its fields and items say; items follow the fields that are lists or mappings, in order."""
    data.setdefault("leaves", []).append((fields, items, value))


def plainly(data: dict[str, Any], kind: Any) -> Any:
    """Return the tree of leaves as plain values, by the types of the shapes."""
    return tree(msgspec.inspect.type_info(kind), [(f, i, v) for f, i, v in data["leaves"]])


def tree(kind: Any, found: list[tuple[list[str], list[str], Any]]) -> Any:
    """Return one value of a type from the leaves below it."""
    inspect = msgspec.inspect
    if isinstance(kind, inspect.UnionType):
        kinds = [k for k in kind.types if not isinstance(k, inspect.NoneType)]
        if len(found) == 1 and not found[0][0] and not found[0][1] and found[0][2] is None:
            return None
        return tree(kinds[0], found) if len(kinds) == 1 else found[0][2]
    if isinstance(kind, inspect.StructType) and kind.cls is not Reading and any(f for f, _, _ in found):
        types = {field.name: field.type for field in kind.fields}
        return {
            name: tree(types[name], [(f[1:], i, v) for f, i, v in found if f[0] == name])
            for name in {f[0] for f, _, _ in found}
        }
    if isinstance(kind, (inspect.VarTupleType, inspect.ListType)):
        if not found[0][1]:
            return found[0][2]
        numbers = sorted({int(i[0]) for _, i, _ in found})
        return [tree(kind.item_type, [(f, i[1:], v) for f, i, v in found if int(i[0]) == n]) for n in numbers]
    if isinstance(kind, inspect.DictType):
        if not found[0][1]:
            return found[0][2]
        keys = dict.fromkeys(i[0] for _, i, _ in found)
        return {k: tree(kind.value_type, [(f, i[1:], v) for f, i, v in found if i[0] == k]) for k in keys}
    return found[0][2]


@pytest.mark.parametrize("readings", [plain.readings(), full.readings()], ids=["plain", "with everything beside"])
def test_the_long_csv_loses_nothing(readings: MapReadings) -> None:
    """The readings can be built again from the rows, to the last digit."""
    assert rebuilt(long_csv(full.journey(), readings)) == readings


def test_the_long_csv_holds_the_journey_too() -> None:
    """The reader of journeys reads the same file and leaves the readings out."""
    rows, _ = csv_rows(long_csv(full.journey(), full.readings()))
    journey, findings = read_long(rows, "map.long.csv")
    assert journey == full.journey()
    assert [f for f in findings if f.severity == "error"] == []


def written(journey: Journey, lang: Lang) -> list[dict[str, object]]:
    """Return what a team wrote at every step, in one language, as it can stand in a table."""
    steps = []
    for i, step in enumerate(journey.steps):
        stage = journey.stages[journey.stage_of[i]]
        touchpoint = journey.touchpoints[step.touchpoint or ""]
        channel = journey.channels.get(touchpoint.channel or "")
        steps.append(
            {
                "phase": stage.phase,
                "stage": say(stage.name, lang),
                "step": say(journey.name_of_step(step), lang),
                "touchpoint": say(touchpoint.name, lang),
                "channel": say(channel.name, lang) if channel else "",
                "activity": say(step.activity, lang),
                "thoughts": [say(text, lang) for text in step.thoughts],
                "feeling": (say(step.feeling.words, lang), step.feeling.score),
                "pains": [say(pain.text, lang) for pain in step.pains],
                "opportunities": [say(one.text, lang) for one in step.opportunities],
                "solutions": [say(s.text, lang) for one in step.opportunities for s in one.solutions],
                "questions": [say(journey.ask_of(q).text, lang) for q in step.questions],
                "owner": say(step.owner, lang),
                "backstage": say(step.backstage, lang),
                "moment": step.moment_of_truth,
            }
        )
    return steps


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("form", ["map.csv", "map.xlsx"])
@pytest.mark.parametrize("measured", [True, False], ids=["measured", "as drawn"])
def test_the_wide_map_can_be_read_back(lang: Lang, form: str, measured: bool) -> None:
    """Stages, steps and everything the team wrote come back from the wide tables; numbers measured are left out."""
    journey, readings = full.journey(), full.readings() if measured else None
    if form == "map.csv":
        rows, _ = csv_rows(wide_csv(journey, readings, lang=lang))
    else:
        rows = workbook_rows(workbook(journey, readings, lang=lang))
    found, findings = read_rows(rows, form)
    assert found is not None
    assert written(found, lang) == written(journey, lang)
    assert [f for f in findings if f.severity == "error"] == []
    assert say(found.name, lang) == say(journey.name, lang)
    assert say(found.scenario, lang) == say(journey.scenario, lang)
