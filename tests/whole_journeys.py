"""Journeys with every field of the model, whether or not they make sense: what every form must carry unharmed."""

from hypothesis import strategies as st

from hanhtrinh.i18n import Localized
from hanhtrinh.journey import model
from hanhtrinh.journey.rules import to_plain
from hanhtrinh.journey.segments import segment_to_plain
from tests.properties.test_journey import DURATIONS, KEYS, SCORES, SHARES, TRICKY, several
from tests.properties.test_rules import RULES, SEGMENTS

MAKERS = [
    "a#b",
    "#58;",
    "#quot;",
    "a; b",
    "a: b: 3",
    "%% x",
    "50%%",
    "journey",
    "title x",
    "section",
    "a|b",
    "a,b",
    "'=1",
]
LETTERS = st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff")
LINES = st.text(LETTERS, max_size=12) | st.sampled_from([*TRICKY, *MAKERS])
TEXTS = LINES | st.builds(Localized, vi=st.none() | LINES, en=st.none() | LINES)
QUESTIONS = LINES | st.builds(
    model.Question,
    vi=LINES,
    en=LINES,
    ask=st.sampled_from(["when", "how_often", "channel", "before", "next", "source", "why_left", "what_keeps", "note"]),
    note=TEXTS,
)
DAYS = st.sampled_from(["", "2026-11-22", "2024-02-29"])
GRADES = st.none() | st.integers(1, 5)
OPPORTUNITIES = st.builds(
    model.Opportunity,
    text=TEXTS,
    value=GRADES,
    effort=GRADES,
    owner=TEXTS,
    quotes=several(TEXTS),
    solutions=several(
        st.builds(
            model.Solution,
            text=TEXTS,
            state=st.sampled_from(["idea", "planned", "done"]),
            owner=TEXTS,
            due=DAYS,
            shipped=DAYS,
        )
    ),
    use=st.none() | KEYS,
)
TARGETS = st.builds(
    model.Targets,
    reach=SHARES,
    nps=st.none() | st.floats(-100, 100),
    emotion=SCORES,
    time=st.none() | DURATIONS,
)
PROMISES = st.builds(
    model.Promise,
    by=st.none() | LINES,
    within=st.none() | DURATIONS,
    after=st.none() | KEYS,
    whole_day=st.booleans(),
)
STEPS = st.builds(
    model.Step,
    key=KEYS,
    touchpoint=st.none() | KEYS,
    name=TEXTS,
    icon=LINES,
    pictures=several(st.builds(model.Picture, file=LINES, alt=TEXTS)),
    activity=TEXTS,
    feeling=st.builds(model.Feeling, words=TEXTS, score=SCORES),
    thoughts=several(TEXTS),
    questions=several(QUESTIONS),
    competitors=st.dictionaries(KEYS, st.builds(model.Comparison, words=TEXTS, score=SCORES, source=TEXTS), max_size=2),
    pains=several(st.builds(model.Pain, text=TEXTS, severity=st.integers(1, 3))),
    opportunities=several(OPPORTUNITIES),
    moment_of_truth=st.booleans(),
    owner=TEXTS,
    backstage=TEXTS,
    targets=TARGETS,
    promise=st.none() | PROMISES,
    optional=st.booleans(),
    parallel=st.none() | KEYS,
    instrument=st.none() | LINES,
    notes=st.dictionaries(KEYS, st.builds(model.Note, text=TEXTS), max_size=2),
    reviewed=DAYS,
)
STAGES = st.builds(
    model.Stage,
    key=KEYS,
    name=TEXTS,
    phase=st.sampled_from(model.PHASES),
    goal=TEXTS,
    opens=st.none() | LINES,
    plan=st.dictionaries(KEYS, st.builds(model.Planned, text=TEXTS, share=SHARES), max_size=2),
    steps=st.lists(STEPS, max_size=3).map(tuple),
)
EVENT_RULES = st.none() | RULES.map(to_plain)
WALKS = st.builds(
    model.Walk,
    by=TEXTS,
    on=LINES,
    steps=st.dictionaries(
        KEYS,
        st.builds(
            model.WalkedStep, done=st.booleans(), follows=st.booleans(), feeling=SCORES, note=TEXTS, picture=LINES
        ),
        max_size=2,
    ),
)


def keyed(of: st.SearchStrategy[object]) -> st.SearchStrategy[dict[str, object]]:
    return st.dictionaries(KEYS, of, max_size=2)


JOURNEYS = st.builds(
    model.Journey,
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
    reviewer=LINES,
    reviewed=DAYS,
    account=st.none() | LINES,
    library=st.none() | LINES,
    friction=st.builds(model.Friction, errors=EVENT_RULES, support=EVENT_RULES, support_within=DURATIONS),
    personas=keyed(
        st.builds(
            model.Persona,
            name=TEXTS,
            quote=TEXTS,
            about=TEXTS,
            needs=TEXTS,
            picture=LINES,
            match=st.none() | SEGMENTS.map(segment_to_plain),
            when=st.sampled_from(["now", "at_entry"]),
        )
    ),
    channels=keyed(st.builds(model.Channel, name=TEXTS, icon=LINES)),
    touchpoints=keyed(
        st.builds(model.Touchpoint, name=TEXTS, channel=st.none() | KEYS, icon=LINES, match=EVENT_RULES)
    ),
    segments=keyed(st.builds(model.Segment, name=TEXTS, match=SEGMENTS.map(segment_to_plain))),
    competitors=keyed(
        st.builds(model.Competitor, name=TEXTS, about=TEXTS, why_chosen=TEXTS, match=EVENT_RULES)
    ),
    walks=keyed(WALKS),
    lanes=keyed(st.builds(model.Lane, name=TEXTS, icon=LINES, hidden=st.booleans())),
    stages=st.lists(STAGES, max_size=3).map(tuple),
)  # fmt: skip
