"""A draft of any events is a usable journey, the same for the same events, whatever of it is refused."""

import unicodedata

import msgspec
import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from hanhtrinh.app.draft_words import draft_lines
from hanhtrinh.app.drafting import common_vocabulary
from hanhtrinh.draw.words import Words
from hanhtrinh.events.lens import compile_lens, touches
from hanhtrinh.journey.codec import inspect_journey, write_journey
from hanhtrinh.measures.draft.compose import refuse
from hanhtrinh.measures.draft.draft import draft
from hanhtrinh.measures.draft.shapes import Draft, DraftQuestion, StepProposal
from hanhtrinh.measures.draft.vocabulary import NO_VOCABULARY
from hanhtrinh.measures.journey_reading import read_journey, touchpoint_rules
from hanhtrinh.measures.map import MapQuestion, read_map
from tests.worlds import frame_of, shuffled, tables

NAMES = [
    "page_view", "purchase", "Order Completed", "add_to_cart", "ad_click", "parcel_delivered", "survey_sent", "x",
    "a\nb", "tab\tbed", "\x07bell", "\u2028", "yes", "null", "12", "{x: 1}", "🛒", "long " * 300,
    "T01 Y", "購物車", "  ", "Support Chat", "scroll", "a", "b",
]  # fmt: skip
PATHS = ["/", "/cart", "/p/1", "/p/2", "/p/1/reviews", "https://a.vn/x?y=1", "", "*", "/a[b]/c", None]


@st.composite
def shops(draw):
    """Lakes with names and paths as shops have them, odd ones among them."""
    table = draw(tables(max_people=8, max_events=25))
    names = st.lists(st.sampled_from(NAMES), min_size=1, max_size=7).flatmap(st.sampled_from)
    some = [draw(names) for _ in range(table.height)]
    paths = [draw(st.sampled_from(PATHS)) for _ in range(table.height)]
    return table.with_columns(event=pl.Series(some, dtype=pl.String), p_path=pl.Series(paths, dtype=pl.String))


WORDS = st.sampled_from([NO_VOCABULARY, common_vocabulary()])
QUESTIONS = st.builds(
    DraftQuestion,
    steps=st.integers(2, 8),
    part=st.integers(1, 2),
    keep=st.lists(st.sampled_from(NAMES), max_size=2).map(tuple),
    sample=st.one_of(st.none(), st.integers(1, 4)),
)


def errors_in(journey):
    """Return what a check of the written journey calls an error."""
    read, findings = inspect_journey(write_journey(journey), "draft.yaml")
    assert read == journey
    return [finding for finding in findings if finding.severity == "error"]


@settings(max_examples=60, deadline=None)
@given(shops(), WORDS, QUESTIONS)
def test_any_events_give_a_journey_that_can_be_used(table, words, question):
    """It can be written, read back and checked without an error, and measured; every step has the events it says."""
    frame = frame_of(table)
    found = draft(frame, question, words)
    assert errors_in(found.journey) == []
    assert len(found.journey.steps) <= max(question.steps, 2) + len(question.keep) or not found.journey.steps
    read_map(read_journey(frame, found.journey), MapQuestion())
    if question.sample is None:
        lens = compile_lens(touchpoint_rules(found.journey), frame.columns)
        seen = dict(zip(lens.touchpoints, np.bincount(touches(lens, frame), minlength=99)[1:].tolist(), strict=False))
        assert {p.step.key: p.events for p in found.proposals if isinstance(p, StepProposal)} == seen


@settings(max_examples=40, deadline=None)
@given(shops(), WORDS, st.permutations([f"p{i}" for i in range(8)]), st.integers(0, 99))
def test_who_people_are_and_how_rows_lie_changes_nothing(table, words, others, seed):
    """The same events of other people, in another order of rows, give the same draft."""
    renamed = table.with_columns(person=pl.col("person").replace_strict([f"p{i}" for i in range(8)], others))
    question = DraftQuestion()
    assert draft(frame_of(shuffled(renamed, seed)), question, words) == draft(frame_of(table), question, words)


@settings(max_examples=40, deadline=None)
@given(shops(), WORDS, st.data())
def test_whatever_is_refused_the_rest_can_be_used(table, words, data):
    """Any part of a draft may be left out; what leaned on it goes too, and all of it taken is the draft again."""
    found = draft(frame_of(table), DraftQuestion(), words)
    ids = [p.id for p in found.proposals]
    gone = data.draw(st.lists(st.sampled_from(ids), unique=True)) if ids else []
    left = refuse(found, gone)
    assert errors_in(left.journey) == []
    assert set(left.refused) == set(gone)
    assert not {f"step:{step.key}" for step in left.journey.steps} & set(gone)
    assert refuse(found, ()).journey == found.journey


@settings(max_examples=40, deadline=None)
@given(shops(), WORDS, st.sampled_from(["vi", "en"]))
def test_a_draft_can_be_told(table, words, lang):
    """Every proposal and reason has its words in both languages; the data's control characters reach no terminal."""
    found = draft(frame_of(table), DraftQuestion(), words)
    lines = list(draft_lines(found, Words(lang, "Asia/Ho_Chi_Minh")))
    assert all(unicodedata.category(c) != "Cc" for line in lines for c in line)
    assert sum(f"[{p.id}]" in line for p in found.proposals for line in lines) >= len(found.journey.steps)


@settings(max_examples=20, deadline=None)
@given(shops(), WORDS)
def test_a_draft_is_plain_data(table, words):
    """It goes through JSON and back, every proposal with its kind, each id once among those that can be refused."""
    found = draft(frame_of(table), DraftQuestion(), words)
    assert msgspec.json.decode(msgspec.json.encode(found), type=Draft) == found
    ids = [p.id for p in found.proposals if not p.id.startswith("aside:")]
    assert len(ids) == len(set(ids))
