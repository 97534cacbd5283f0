"""Journeys survive being written and read; no text whatever brings the reader down."""

import re
from typing import get_args

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from hanhtrinh.i18n import LANGS, Localized
from hanhtrinh.journey.codec import inspect_journey, write_journey
from hanhtrinh.journey.model import (
    PHASES,
    Ask,
    Channel,
    Comparison,
    Competitor,
    Feeling,
    Friction,
    Journey,
    Opportunity,
    Pain,
    Persona,
    Promise,
    Question,
    Segment,
    Solution,
    Stage,
    Step,
    Targets,
    Touchpoint,
    Walk,
    WalkedStep,
)
from hanhtrinh.journey.rules import to_plain
from hanhtrinh.journey.segments import segment_to_plain
from hanhtrinh.journey.shapes import convert
from hanhtrinh.journey.templates import template_text
from hanhtrinh.journey.yaml_text import Document, read_yaml
from hanhtrinh.journey.yaml_write import rows, write_yaml
from tests.properties.test_rules import RULES, SEGMENTS
from tests.unit.journey.faulty import SOUND

TRICKY = [
    "no",
    "null",
    "~",
    "1e5",
    "0123",
    "2026-01-01",
    "12:30",
    "a: b",
    "- a",
    "# x",
    "x #y",
    "<<",
    "*a",
    "&a",
    "!t",
    "@",
]
TRICKY += [
    "x\ny",
    "x\n\ny\n",
    " x",
    "x ",
    "\tx",
    "'",
    '"',
    "\\",
    "{a}",
    "[b]",
    "%",
    "`",
    "|",
    ">",
    "---",
    "...",
    "\u2028",
]
TRICKY += [
    "\x85",
    "a\r\nb",
    "Đường về nhà",
    "dòng một\n  dòng hai",
    "từ " * 90,
    "x" * 300,
    "😀",
    "\ufeffx",
    "=",
    "-",
    "?",
    "",
]
LETTERS = st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff")
LINES = st.sampled_from(TRICKY) | st.text(LETTERS, max_size=20)
KEYS = st.from_regex(r"[a-z0-9][a-z0-9_-]{0,12}", fullmatch=True)
TEXTS = LINES | st.builds(Localized, vi=st.none() | LINES, en=st.none() | LINES)
DURATIONS = st.builds(lambda n, unit: f"{n}{unit}", st.integers(0, 999), st.sampled_from("smhdw"))
SHARES = st.none() | st.floats(0, 1)
SCORES = st.none() | st.floats(-2, 2)


def several(of: st.SearchStrategy[object]) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(of, max_size=2).map(tuple)


def few(of: st.SearchStrategy[object]) -> st.SearchStrategy[dict[str, object]]:
    return st.dictionaries(KEYS, of, max_size=1)


RULE = st.none() | RULES.map(to_plain)
QUESTIONS = st.builds(Question, vi=LINES, en=LINES, ask=st.sampled_from(get_args(Ask)), note=TEXTS)
COMPARISONS = st.builds(Comparison, words=TEXTS, score=SCORES, source=TEXTS)
PERSONAS = st.builds(
    Persona,
    name=TEXTS,
    quote=TEXTS,
    about=TEXTS,
    demographics=TEXTS,
    behaviour=TEXTS,
    needs=TEXTS,
    match=st.none() | SEGMENTS.map(segment_to_plain),
    when=st.sampled_from(["now", "at_entry"]),
)
CHANNELS = st.builds(Channel, name=TEXTS, icon=LINES)
TOUCHPOINTS = st.builds(Touchpoint, name=TEXTS, channel=st.none() | KEYS, icon=LINES, match=RULE)
SEGMENTED = st.builds(
    Segment, name=TEXTS, match=SEGMENTS.map(segment_to_plain), when=st.sampled_from(["now", "at_entry"])
)
COMPETITORS = st.builds(Competitor, name=TEXTS, about=TEXTS, why_chosen=TEXTS, match=RULE)
WALKED = st.builds(WalkedStep, done=st.booleans(), follows=st.booleans(), feeling=SCORES, note=TEXTS, picture=LINES)
OPPORTUNITIES = st.builds(
    Opportunity,
    text=TEXTS,
    solutions=several(st.builds(Solution, text=TEXTS, state=st.sampled_from(["idea", "planned", "doing", "done"]))),
    use=st.none() | KEYS,
)
STEPS = st.builds(
    Step,
    key=KEYS,
    touchpoint=st.none() | KEYS,
    name=TEXTS,
    activity=TEXTS,
    feeling=st.builds(Feeling, words=TEXTS, score=SCORES),
    thoughts=several(TEXTS),
    questions=several(LINES | QUESTIONS),
    competitors=few(COMPARISONS),
    pains=several(st.builds(Pain, text=TEXTS, severity=st.integers(1, 3))),
    opportunities=several(OPPORTUNITIES),
    moment_of_truth=st.booleans(),
    owner=TEXTS,
    backstage=TEXTS,
    targets=st.builds(
        Targets,
        reach=SHARES,
        drop_off=SHARES,
        csat=SHARES,
        nps=st.none() | st.floats(-100, 100),
        emotion=SCORES,
        late=SHARES,
        time=st.none() | DURATIONS,
    ),
    promise=st.none()
    | st.builds(
        Promise,
        by=st.none() | LINES,
        within=st.none() | DURATIONS,
        after=st.none() | KEYS,
        whole_day=st.booleans(),
    ),
    optional=st.booleans(),
    parallel=st.none() | KEYS,
    instrument=st.none() | LINES,
)
STAGES = st.builds(
    Stage,
    key=KEYS,
    name=TEXTS,
    phase=st.sampled_from(PHASES),
    goal=TEXTS,
    opens=st.none() | LINES,
    steps=several(STEPS),
)
JOURNEYS = st.builds(
    Journey,
    key=KEYS,
    name=TEXTS,
    scenario=TEXTS,
    goal=TEXTS,
    owner=TEXTS,
    persona=st.none() | KEYS,
    window=DURATIONS,
    minimum_gap=DURATIONS,
    pass_key=st.none() | LINES,
    outcome=st.none() | KEYS,
    review_period=DURATIONS,
    account=st.none() | LINES,
    friction=st.builds(Friction, errors=RULE, support=RULE, support_within=DURATIONS),
    library=st.none() | LINES,
    personas=few(PERSONAS),
    channels=few(CHANNELS),
    touchpoints=few(TOUCHPOINTS),
    segments=few(SEGMENTED),
    competitors=few(COMPETITORS),
    walks=few(st.builds(Walk, by=TEXTS, on=LINES, steps=few(WALKED))),
    stages=several(STAGES),
)


@settings(deadline=None, max_examples=80)
@given(JOURNEYS)
def test_round_trip(journey: Journey) -> None:
    """A journey written and read again is the same journey, and written again the same text."""
    text = write_journey(journey)
    again, findings = inspect_journey(text, "f")
    assert again == journey, findings
    assert write_journey(again) == text
    for finding in findings:
        assert all(finding.line_of_text(lang) for lang in LANGS)


PLAIN = st.recursive(
    st.one_of(
        LINES, st.integers(-(2**63) + 1, 2**63 - 1), st.floats(allow_nan=False, allow_infinity=False), st.booleans()
    ),
    lambda inner: st.lists(inner | st.none(), max_size=4) | st.dictionaries(LINES, inner | st.none(), max_size=4),
    max_leaves=12,
)


def alike(a: object, b: object) -> bool:
    """Tell whether two pieces of plain data are equal, types and order of keys included."""
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(alike, a, b))
    if isinstance(a, dict) and isinstance(b, dict):
        return list(a) == list(b) and all(alike(a[key], b[key]) for key in a)
    return type(a) is type(b) and a == b


@settings(deadline=None, max_examples=300)
@given(PLAIN)
def test_plain_data(data: object) -> None:
    """Plain data written as YAML reads back exactly, types included."""
    document = read_yaml(write_yaml(rows(data)), "f")
    assert document.findings == ()
    assert alike(document.data, data)


def unshaken(text: str) -> None:
    journey, findings = inspect_journey(text, "f")
    assert journey is not None or any(finding.severity == "error" for finding in findings)
    for finding in findings:
        assert finding.line is not None
        assert (
            1 <= finding.line <= text.count("\n") + text.count("\r") + len(re.findall("[\x85\u2028\u2029]", text)) + 1
        )
        assert all(finding.line_of_text(lang) for lang in LANGS)


@settings(deadline=None)
@given(st.text(max_size=200) | st.text(alphabet=" \n-:[]{}'\"&*!|>#%@,?ab1.\t", max_size=60))
def test_any_text(text: str) -> None:
    """Whatever the text, what is said about it can be shown in both languages."""
    unshaken(text)


PIECES = st.sampled_from(
    [" ", "\n", "\t", ":", "- ", "'", '"', "{", "]", "&a ", "*a", "!x ", "#", "null", "\n  x: 1", "1", "~"]
)


@settings(deadline=None, max_examples=300)
@given(st.lists(st.tuples(st.floats(0, 0.999), st.integers(0, 8), PIECES), min_size=1, max_size=4))
def test_damaged_file(damage: list[tuple[float, int, str]]) -> None:
    """A file with a few characters lost or put in is read or refused, and never brings the reader down."""
    text = SOUND
    for where, lost, put_in in damage:
        at = int(where * len(text))
        text = text[:at] + put_in + text[at + lost :]
    unshaken(text)


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_same_verdict_as_msgspec(data: st.DataObject) -> None:
    """The findings allow just what the strict conversion of the whole allows."""
    plain = read_yaml(template_text("online-retail"), "f").data
    assert isinstance(plain, dict)
    for _ in range(data.draw(st.integers(0, 3))):
        _damage(plain, data)
    shape, findings = convert(Document(file="f", data=plain, usable=True), Journey)
    try:
        expected = msgspec.convert(plain, Journey)
    except msgspec.ValidationError:
        assert findings
        assert all(finding.key != "check.unusable" for finding in findings)
    else:
        assert shape == expected
        assert not findings


def _damage(inside: object, data: st.DataObject) -> None:
    """Walk into the data at random and replace, drop or add something there."""
    while True:
        assert isinstance(inside, (dict, list))
        key = data.draw(st.sampled_from(list(inside) if isinstance(inside, dict) else range(len(inside))))
        if isinstance(inside[key], (dict, list)) and inside[key] and data.draw(st.booleans()):
            inside = inside[key]
            continue
        strange = data.draw(
            st.sampled_from(["text", "", 3, 2.0, -7.5, True, None, [], ["a"], {}, {"vi": "x"}, {"zz": 1}])
        )
        if isinstance(inside, dict) and data.draw(st.booleans()):
            if data.draw(st.booleans()) and len(inside) > 1:
                del inside[key]
            else:
                inside["new_field"] = strange
        else:
            inside[key] = strange
        return
