"""Random companies with everything that stands beside a map: friction rules, channels, accounts, competitors and
research questions.
"""

from random import Random

import msgspec
import polars as pl
from hypothesis import strategies as st

from hanhtrinh.journey.model import Competitor, Friction, Question
from hanhtrinh.values import MICROSECONDS
from tests.timelines import DAY
from tests.worlds import EPOCH, World, journeys, table_of

ASKS = ("when", "how_often", "channel", "before", "next", "source", "why_left", "what_keeps", "note")
RIVALS = {"r1": {"about": "r1"}, "r2": {"about": ["r1", "r2"], "k": "k1"}}
_MOMENTS = st.sampled_from([
    None, {"event": "x"}, {"event": ["x", "b"]}, {"amount": {"range": [2, None]}},
    {"event": "a", "k": {"exists": True}},
])  # fmt: skip


_SECONDS = st.one_of(
    st.integers(0, 4),
    st.integers(0, 4).map(lambda half: half * 1_800),
    st.integers(0, 20).map(lambda tenth: tenth * 600),
    st.integers(0, 12).map(lambda some: some // 4 * DAY + some % 4),
    st.integers(0, 30).map(lambda day: day * DAY),
)
_NAMES = st.lists(st.sampled_from([*"abcabc", "d", ""]), min_size=2, max_size=6)


@st.composite
def busy_rows(draw, people):
    """Rows of few people with many events on few touchpoints, so that they come back, turn round and meet again."""
    names, keys = st.sampled_from("aaabbbcccdx"), st.sampled_from([1, 1, 1, 2, 0])
    row = st.tuples(st.integers(0, people - 1), _SECONDS, names, keys)
    return draw(st.lists(row, min_size=12, max_size=10 * people))


def _said(random):
    """Return what is said along one row, as `tests.worlds` has it."""
    text = random.choice([None, "tốt", "chậm quá"])
    due = random.choice([None, random.randrange(8), random.randrange(30) * DAY])
    return (
        random.choice([None, None, "stars", "stars", "company"]),
        random.random() < 0.4,
        random.choice([None, 1.0, 2.0, 4.0, 5.0]),
        random.choice([None, "", "a", "b", "x", "zz"]),
        text,
        due,
        random.choice([None, 0.0, 2.5, 10.0]),
    )


@st.composite
def rich_worlds(draw, people=3, asks=None):
    """A busy world whose events also have a channel, an account and a company they are about.

    `asks` are the research questions of every step; some, where not given. Who did what when is drawn piece by piece;
    what goes along with it comes from one drawn seed, which is much faster.
    """
    data, journey = draw(busy_rows(people)), draw(journeys(of=_NAMES))
    clock = draw(st.sampled_from([100 * DAY, 40 * DAY, 35 * DAY, 20 * DAY, DAY + 1_800, 6]))
    random = Random(draw(st.integers(0, 9_999)))

    def column(name, values):
        return pl.Series(f"p_{name}", [random.choice(values) for _ in data], dtype=pl.String)

    table = table_of(data, [_said(random) for _ in data]).with_columns(
        column("channel", [None, None, "web", "app", "  "]),
        column("acct", [None, "one", "two"]),
        column("about", [None, None, None, "r1", "r2"]),
    )
    return World(table, draw(_enriched(journey, asks)), (EPOCH + clock) * MICROSECONDS)


@st.composite
def _enriched(draw, journey, asks):
    def asked(step):
        wanted = draw(st.lists(st.sampled_from(ASKS), max_size=3)) if asks is None else asks
        questions = tuple(Question(en=ask, ask=ask) for ask in wanted)
        return msgspec.structs.replace(step, questions=(*questions, "a plain question"))

    def planned(touchpoint):
        return msgspec.structs.replace(touchpoint, channel=draw(st.sampled_from([None, "web", "shop"])))

    stages = tuple(
        msgspec.structs.replace(stage, steps=tuple(asked(step) for step in stage.steps)) for stage in journey.stages
    )
    return msgspec.structs.replace(
        journey,
        stages=stages,
        account=draw(st.sampled_from(["acct", "acct", "nowhere"])),
        review_period=draw(st.sampled_from(["3s", "2d", "20d"])),
        touchpoints={key: planned(one) for key, one in journey.touchpoints.items()},
        friction=Friction(
            errors=draw(_MOMENTS), support=draw(_MOMENTS), support_within=draw(st.sampled_from(["0s", "3s", "1d"]))
        ),
        competitors={key: Competitor(name=key, match=match) for key, match in RIVALS.items()},
    )
