"""Journeys survive every lossless form; edits of visible Mermaid lines are taken over; no text brings a reader down."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from hanhtrinh.i18n import LANGS, Lang, say
from hanhtrinh.journey.codec import read_journey
from hanhtrinh.journey.forms import FORMS, Form, form_of_text
from hanhtrinh.journey.forms.mermaid import MERMAID
from hanhtrinh.journey.forms.table import LONG_COLUMNS, csv_text, long_rows, read_long
from hanhtrinh.journey.forms.table.cells import csv_rows
from hanhtrinh.journey.forms.table.workbook import BadWorkbook, workbook_rows
from hanhtrinh.journey.model import Journey
from hanhtrinh.journey.templates import template_text
from tests.whole_journeys import JOURNEYS, LINES

LOSSLESS = [form for form in FORMS if form.lossless and form.name != "yaml"]
RETAIL = read_journey(template_text("online-retail"), "retail")


@settings(deadline=None, max_examples=25)
@pytest.mark.parametrize("form", LOSSLESS, ids=lambda form: form.name)
@given(JOURNEYS, st.sampled_from(LANGS))
def test_round_trip(form: Form, journey: Journey, lang: Lang) -> None:
    """Any journey written in a lossless form and read again is the same journey, and is recognised as that form."""
    assert form.write is not None
    text = form.write(journey, lang)
    again, findings = form.read(text, "map")
    assert again == journey
    assert findings == ()
    assert form.write(again, lang) == text
    assert form_of_text(text, "").read(text, "map")[0] == journey


@settings(deadline=None, max_examples=60)
@given(st.lists(st.lists(LINES, min_size=1, max_size=4), max_size=4))
def test_cells(rows: list[list[str]]) -> None:
    """Cells written as CSV are the cells read, and none of them begins a formula."""
    text = csv_text(rows)
    again, whole = csv_rows("stage,step,lane,item\n" + text)
    assert whole
    assert [row or [""] for row in again[1:]] == rows
    for field in re.findall(r'(?:^|,)"?([^",\n]*)', text):
        assert field[:1] not in ("=", "+", "@")
        assert field[:1] != "-" or re.fullmatch(r"-[\d.eE+-]+", field)


def test_bars_in_a_cell() -> None:
    """Lines of a cell that begin with a bar do not make a Markdown table of a long one."""
    step = replace(RETAIL.stages[0].steps[0], backstage="một\n| hai |\n|---|\n| ba |")
    journey = replace(RETAIL, stages=(replace(RETAIL.stages[0], steps=(step,)), *RETAIL.stages[1:]))
    for form in LOSSLESS:
        assert form.write is not None
        assert form.read(form.write(journey, "vi"), "map") == (journey, ())


def test_readings_are_left_out() -> None:
    """What is measured may stand in a long table, in further columns too; the journey is the same without it."""
    rows = [[*LONG_COLUMNS, "n"], *([*row, ""] for row in long_rows(RETAIL))]
    rows.insert(5, ["awareness", "ad", "reading.reach", "", "", "0.7", "1200"])
    assert read_long(rows, "map") == (RETAIL, ())


TASKS = re.compile(r"^ {8}(?!%%|\s)(?P<name>[^:]+): (?P<score>[^:\n]+)(?P<actors>:.*)?$")


@settings(deadline=None, max_examples=30)
@given(st.data())
def test_edited_lines_win(data: st.DataObject) -> None:
    """Names and scores changed by hand in visible lines are taken over, the rest of every step stays."""
    lang = data.draw(st.sampled_from(LANGS))
    assert MERMAID.write is not None
    lines = MERMAID.write(RETAIL, lang).split("\n")
    places = [i for i, line in enumerate(lines) if TASKS.match(line)]
    assert len(places) == len(RETAIL.steps)
    changed: dict[int, tuple[str, int]] = {}
    for at in data.draw(st.sets(st.sampled_from(range(len(places))), min_size=1, max_size=4)):
        name = f"Việc {at}"
        score = data.draw(st.integers(1, 5))
        found = TASKS.match(lines[places[at]])
        assert found is not None
        lines[places[at]] = f"        {name}: {score}{found['actors'] or ''}"
        changed[at] = name, score
    journey, findings = MERMAID.read("\n".join(lines), "map")
    assert journey is not None
    assert findings == ()
    for i, (old, new) in enumerate(zip(RETAIL.steps, journey.steps, strict=True)):
        assert (new.key, new.pains, new.touchpoint, new.activity) == (old.key, old.pains, old.touchpoint, old.activity)
        if i in changed:
            assert say(journey.name_of_step(new), lang) == changed[i][0]
            assert new.feeling.score == changed[i][1] - 3
            other: Lang = "en" if lang == "vi" else "vi"
            assert say(journey.name_of_step(new), other) == say(RETAIL.name_of_step(old), other)
        else:
            assert new == old


@settings(deadline=None, max_examples=25)
@given(st.data())
def test_moved_and_added_lines(data: st.DataObject) -> None:
    """Visible lines moved without their comments take their steps along; added lines are new steps."""
    assert MERMAID.write is not None
    lines = MERMAID.write(RETAIL, "vi").split("\n")
    places = [i for i, line in enumerate(lines) if TASKS.match(line)]
    a, b = data.draw(st.sampled_from([(i, j) for i in range(14) for j in range(i + 1, 14)]))
    lines[places[a]], lines[places[b]] = lines[places[b]], lines[places[a]]
    at = data.draw(st.sampled_from(places))
    lines.insert(at + data.draw(st.booleans()), "        Xem livestream: 5: Lan")
    journey, findings = MERMAID.read("\n".join(lines), "map")
    assert journey is not None
    order = [step.key for step in RETAIL.steps]
    order[a], order[b] = order[b], order[a]
    assert [step.key for step in journey.steps if step.key != "xem-livestream"] == order
    assert {step.key: step for step in journey.steps}.items() >= {step.key: step for step in RETAIL.steps}.items()
    assert [finding.key for finding in findings] == ["forms.mermaid_new_step"]
    assert journey.steps[[step.key for step in journey.steps].index("xem-livestream")].feeling.score == 2


PIECES = st.sampled_from(
    [
        *(
            "journey\n",
            "section a\n",
            "a: 3: b\n",
            "%% @step: ",
            '"a"\n',
            "%% @stage: 1\n",
            "%%{",
            "}%%",
            "```mermaid\n",
        ),
        *(
            "```\n",
            "---\n",
            "# a\n",
            "- b\n",
            "  - điểm đau: c; d\n",
            "\n",
            "a\tb\n",
            "Stage,Step,Pain points\n",
            "x,,y\n",
        ),
        *("| a | b |\n", "|---|---|\n", ";", "→", "stage,step,lane,item,lang,value\n", "s,t,pains.text,1,vi,x\n", '"'),
        *(
            "<CJML>",
            "</CJML>",
            "<actualJourney>",
            "<!DOCTYPE a>",
            "&lt;",
            "<touchpoints><actualAction>",
            "Giai đoạn: x\n",
        ),
        *("Cảm xúc\t3\t😀\n", "format: hanhtrinh/1\n", " ", "\x00", "\ufeff", "9" * 40),
    ]
)


@settings(deadline=None, max_examples=60)
@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
@given(st.lists(PIECES | st.text(max_size=8), max_size=24).map("".join))
def test_any_text(form: Form, text: str) -> None:
    """Whatever the text, a reader answers with a journey or with an error that can be shown in both languages."""
    journey, findings = form.read(text, "map")
    assert journey is not None or any(finding.severity == "error" for finding in findings)
    for finding in findings:
        assert all(finding.line_of_text(lang) for lang in LANGS)
        assert finding.line is None or finding.line >= 1
    form_of_text(text, "x.txt")


@settings(deadline=None, max_examples=60)
@given(st.binary(max_size=60) | st.binary(max_size=60).map(lambda tail: b"PK\x03\x04" + tail))
def test_any_bytes(data: bytes) -> None:
    """Bytes that are no workbook are refused as one."""
    with pytest.raises(BadWorkbook):
        workbook_rows(data)
