"""What pages are told of a survey's triggers is never narrower than the triggers are."""

from fnmatch import fnmatchcase

from hypothesis import given, settings
from hypothesis import strategies as st

from hanhtrinh.journey.model import Journey, Touchpoint
from hanhtrinh.voice.asking.hints import hints_of
from hanhtrinh.voice.asking.triggers import trigger_of
from hanhtrinh.voice.surveys.model import OnPage, Survey

NAMES = st.sampled_from(["page", "purchase", "a?b", "a*b", "[x]"])
PATHS = st.sampled_from(["/", "/gio-hang", "/gio", "/a[b]", "/a*", "/tra/sen", ""])
GLOBS = st.sampled_from(["/gio*", "/g?o", "/[gt]*", "/[!g]*", "*", "/a[[]b]", "/a[b]"])
ON_PATH = st.one_of(
    PATHS.filter(bool), st.lists(PATHS.filter(bool), min_size=1, max_size=2),
    st.fixed_dictionaries({"glob": GLOBS}), st.fixed_dictionaries({"prefix": PATHS.filter(bool)}),
    st.just({"exists": True}),
)  # fmt: skip
ENTRY = st.dictionaries(st.sampled_from(["event", "path", "value"]), st.one_of(NAMES, ON_PATH), min_size=1, max_size=3)
RULE = st.recursive(
    ENTRY,
    lambda inner: st.one_of(
        inner.map(lambda one: {"not": one}),
        st.lists(inner, min_size=1, max_size=2).map(lambda some: {"any": some}),
        st.lists(inner, min_size=1, max_size=2).map(lambda some: {"all": some}),
    ),
    max_leaves=4,
)


@settings(max_examples=300, deadline=None)
@given(RULE, st.lists(NAMES, max_size=2), st.lists(GLOBS, max_size=2), st.booleans(), NAMES, PATHS)
def test_whatever_triggers_fits_a_hint(rule, events, pages, steps, name, path):
    """An event that makes a survey want its visitor fits one of the survey's hints."""
    journey = Journey(key="j", name="J", touchpoints={"t": Touchpoint(name="T", match=rule)})
    on_page = OnPage(steps=("t",) if steps else (), events=tuple(events), pages=tuple(pages))
    event = {"event": name, "path": path, "value": "x"}
    if trigger_of(Survey(key="s", name="S", pages=()), on_page, event, journey) is not None:
        assert any(
            hint.event in (None, name) and (hint.path is None or fnmatchcase(path, hint.path))
            for hint in hints_of(on_page, journey)
        )
