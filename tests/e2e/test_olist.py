"""Every total on the Olist map, derived again from the published tables by plain polars."""

from datetime import UTC, datetime
from pathlib import Path
from statistics import mean

import polars as pl
import pytest

from hanhtrinh.app.journeys import read_file
from hanhtrinh.app.measuring import measure_map
from hanhtrinh.bootstrap.importing import import_files
from hanhtrinh.draw.options import DrawOptions
from hanhtrinh.draw.scene import scene_of
from hanhtrinh.engines.local import Threads
from hanhtrinh.i18n import LANGS
from hanhtrinh.measures.map import MapQuestion
from hanhtrinh.sources.load import load_mapping
from hanhtrinh.store.frames import open_frame
from hanhtrinh.store.workspace import Workspace
from hanhtrinh.values import MICROSECONDS
from tests.e2e.olist_plain import DAY, OUTCOME, STEPS, Orders, newcombe, quantiles, read, second, wilson
from tests.unit.draw.test_golden import compare

ROOT = Path(__file__).parents[2]
DATA = ROOT.parent / "shared" / "data" / "olist"
NOW = int(datetime(2026, 11, 22, tzinfo=UTC).timestamp()) * MICROSECONDS
MIDWAY = int(datetime(2018, 6, 15, 12, tzinfo=UTC).timestamp())  # many orders under way
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the Olist tables are not beside this checkout")


@pytest.fixture(scope="module")
def frame(tmp_path_factory):
    """Both mappings of the walk-through, imported into one workspace."""
    workspace = Workspace.create(tmp_path_factory.mktemp("olist") / "shop", time_zone="America/Sao_Paulo")
    for name in ("mapping.yaml", "sellers-mapping.yaml"):
        report = import_files(workspace, load_mapping(ROOT / "examples/olist" / name), DATA, now=NOW)
        assert report.counts.rejected == 0
    return open_frame(workspace)


def measured(frame, name, as_of):
    """Return a map of the walk-through as of a second."""
    journey = read_file(ROOT / "examples/olist" / name).journey
    threads = Threads(2)
    try:
        return measure_map(frame, journey, MapQuestion(), as_of=as_of * MICROSECONDS, run=threads)
    finally:
        threads.close()


@pytest.fixture(scope="module", params=["all of it", "midway"])
def both(request, frame):
    """Our map and the plain tables, at the end of the data and in the middle of them."""
    as_of = int(frame.time.max()) // MICROSECONDS if request.param == "all of it" else MIDWAY
    return measured(frame, "journey.yaml", as_of), Orders(DATA, as_of)


def close(interval, bounds):
    """Tell whether an interval is the one expected, to the last digits."""
    return (interval.low, interval.high) == pytest.approx(bounds, abs=1e-9)


def test_the_data_end_where_the_tables_do(frame):
    """The newest instant is the last deal won: the map's default clock."""
    assert int(frame.time.max()) == second(read(DATA, "closed_deals")["won_date"].max()) * MICROSECONDS
    persons = read(DATA, "customers")["customer_unique_id"].n_unique() + read(DATA, "marketing_qualified_leads").height
    assert frame.person_count == persons


def test_passes_and_their_states(both):
    """One pass an order: completed, left or open; nobody's order is lost."""
    found, plain = both
    states = dict(plain.passes["pass_state"].value_counts().iter_rows())
    assert found.passes == plain.passes.height
    assert (found.completed, found.left, found.open) == tuple(states.get(s, 0) for s in ("completed", "left", "open"))
    assert found.people == plain.passes["person"].n_unique()


def test_reach_of_steps_and_stages(both):
    """Orders with the event at all, over all orders."""
    found, plain = both
    reached = [plain.passes[f"first_{s}"].is_not_null() for s in range(len(STEPS))]
    assert [step.reach.count for step in found.steps] == [int(r.sum()) for r in reached]
    assert {step.reach.n for step in found.steps} == {plain.passes.height}
    for step in found.steps:
        assert close(step.reach.interval, wilson(step.reach.count, step.reach.n))
    stages = [reached[0] | reached[1], reached[2] | reached[3], reached[4]]
    assert [stage.reach.count for stage in found.stages] == [int(r.sum()) for r in stages]


def test_drop_off_went_on_and_open(both):
    """Of arrivals whose sixty days have passed: left here, or on to a later step."""
    found, plain = both
    for place, step in enumerate(found.steps):
        rated = plain.rated(place)
        assert step.open == plain.passes.filter((pl.col("last") == place) & (pl.col("pass_state") == "open")).height
        if place < OUTCOME:
            dropped = rated.filter((pl.col("pass_state") == "left") & (pl.col("last") == place)).height
            assert (step.drop_off.count, step.drop_off.n) == (dropped, rated.height)
            assert step.drop_off.value == dropped / rated.height
        else:
            assert step.drop_off is None
    delivery = plain.rated(OUTCOME)
    on = delivery.filter(pl.col("first_4").is_not_null()).height
    assert (found.steps[OUTCOME].went_on.count, found.steps[OUTCOME].went_on.n) == (on, delivery.height)


def test_conversion(both):
    """Delivered ÷ orders placed a whole window ago and no longer open."""
    found, plain = both
    begun = plain.passes.filter(pl.col("start") <= plain.as_of - plain.window)
    rated = begun.filter(pl.col("pass_state") != "open")
    done = rated.filter(pl.col("pass_state") == "completed").height
    assert (found.conversion.count, found.conversion.n) == (done, rated.height)
    assert close(found.conversion.interval, wilson(done, rated.height))


def test_times_between_steps_and_to_delivery(both):
    """Median and quartiles with those under way counted right, and how many there were of each kind."""
    found, plain = both
    cases = [(found.sales_cycle, "start", f"first_{OUTCOME}")]
    cases += [(found.steps[s].time_to, f"first_{s - 1}", f"first_{s}") for s in range(1, len(STEPS))]
    for duration, begun, came in cases:
        waits, odd = plain.waits(begun, came)
        low, middle, high = quantiles(waits)
        assert (duration.reading.value, duration.quartile_low, duration.quartile_high) == (middle, low, high)
        counts = [sum(how == kind for _, how in waits) for kind in ("arrived", "left", "open")]
        assert [duration.arrived, duration.left, duration.censored] == counts
        assert duration.reading.params.get("out_of_order", 0) == odd


def test_late_shares(both):
    """Delivered after the end of the promised local day; handed over more than five days after payment."""
    found, plain = both
    for place in (2, 3):
        late, on_time, not_due, pending = plain.late(place)
        got = found.steps[place].lateness
        assert (got.late.count, got.late.n) == (late.height, late.height + on_time.height)
        assert close(got.late.interval, wilson(late.height, late.height + on_time.height))
        assert (got.late.left_out.get("not_due", 0), got.pending) == (not_due, pending)
        if place == 2:
            assert got.delay_median == (late["came"] - late["due"]).median()


def test_satisfaction_on_time_and_late(both):
    """Top two of five by each person's latest answer, Wilson; the difference late minus on time, Newcombe."""
    found, plain = both
    for place in (2, 3):
        late, on_time, _, _ = plain.late(place)
        bad, good = plain.latest_scores(late), plain.latest_scores(on_time)
        got, top = found.steps[place].lateness, [sum(s >= 4 for s in scores) for scores in (bad, good)]
        assert (got.late_voice.score.count, got.late_voice.score.n) == (top[0], len(bad))
        assert (got.on_time_voice.score.count, got.on_time_voice.score.n) == (top[1], len(good))
        assert close(got.late_voice.score.interval, wilson(top[0], len(bad)))
        assert close(got.on_time_voice.score.interval, wilson(top[1], len(good)))
        assert got.score_difference.value == pytest.approx(top[0] / len(bad) - top[1] / len(good), abs=1e-12)
        assert close(got.score_difference.interval, newcombe(top[0], len(bad), top[1], len(good)))
        assert got.emotion_difference.value == pytest.approx(mean(bad) - mean(good), abs=1e-6)


def test_emotion_and_satisfaction(both):
    """At delivery: stars minus three is −2…+2, each person once by the latest answer.

    The export holds only invitations that were answered, so there is no response rate to state.
    """
    found, plain = both
    voice, scores = found.steps[OUTCOME].voice, plain.latest_scores(plain.passes)
    assert voice.emotion.n == len(scores)
    assert voice.emotion.value == pytest.approx(mean(scores) - 3, abs=1e-6)
    assert (voice.score.count, voice.score.n) == (sum(s >= 4 for s in scores), len(scores))
    assert voice.response_rate is None
    said = plain.voice.filter(pl.col("at") <= plain.as_of).unique(["order_id", "at", "score", "text"])
    assert voice.answers == said.height


def test_edges(both):
    """Every pair of neighbouring events, by orders and times, with starts and ends."""
    found, plain = both
    assert {(e.source, e.target): (e.passes, e.times) for e in found.edges} == plain.edges()


def test_segments(both):
    """São Paulo state and the others: orders, reach, drop-off, satisfaction and the cycle."""
    found, plain = both
    for segment in found.segments:
        here = pl.col("region") == "SP"
        mine = plain.passes.filter(here if segment.key == "sao_paulo" else ~here)
        assert segment.passes == mine.height
        for place in range(len(STEPS)):
            assert segment.reach[place].count == mine[f"first_{place}"].is_not_null().sum()
        for place in range(OUTCOME):
            rated = plain.rated(place).join(mine.select("order_id"), on="order_id")
            dropped = rated.filter((pl.col("pass_state") == "left") & (pl.col("last") == place)).height
            assert (segment.drop_off[place].count, segment.drop_off[place].n) == (dropped, rated.height)
        scores = plain.latest_scores(mine)
        assert segment.emotion[OUTCOME].n == len(scores)
        assert segment.score[OUTCOME].count == sum(s >= 4 for s in scores)
    assert sorted(segment.key for segment in found.segments) == ["elsewhere", "sao_paulo"]


def test_the_trend_adds_up_by_local_month(both):
    """Orders by the month they were placed in, in the company's own zone."""
    found, plain = both
    start = pl.from_epoch("start", time_unit="s").dt.replace_time_zone("UTC").dt.convert_time_zone("America/Sao_Paulo")
    months = plain.passes.select(month=start.dt.strftime("%Y-%m"))["month"].value_counts().sort("month")
    got = [(point.start, point.passes) for point in found.steps[0].trend if point.passes]
    assert sum(n for _, n in got) == plain.passes.height
    if len(found.steps[0].trend) <= 26 and len(got) == months.height:
        assert [n for _, n in got] == months["count"].to_list()


SOURCES = {
    "organic_search": "organic_search", "paid_search": "paid_search", "social": "social", "email": "email",
    "direct": "direct_traffic", "referral": "referral",
}  # fmt: skip


@pytest.fixture(scope="module", params=["all of it", "midway"])
def sellers(request, frame):
    """Our seller map beside plain leads and deals."""
    as_of = int(frame.time.max()) // MICROSECONDS if request.param == "all of it" else MIDWAY
    leads = read(DATA, "marketing_qualified_leads").join(read(DATA, "closed_deals"), on="mql_id", how="left")
    rows = [(row["origin"], second(row["first_contact_date"]), second(row["won_date"])) for row in leads.to_dicts()]
    return measured(frame, "sellers.yaml", as_of), passes_of_leads(rows, as_of, 180 * DAY), as_of


def passes_of_leads(rows, as_of, window):
    """Return (origin, start, contact or None, won or None, state): one pass a lead, however late its deal."""
    passes = []
    for origin, contact, won in rows:
        contact, won = (t if t is not None and t <= as_of else None for t in (contact, won))
        seen = [t for t in (contact, won) if t is not None]
        if seen:
            state = "completed" if won is not None else "left" if as_of - max(seen) > window else "open"
            passes.append((origin, min(seen), contact, won, state))
    return passes


def test_seller_leads_and_deals_in_all(sellers):
    """Passes by state, the conversion of those old enough, and the time to a deal."""
    found, passes, as_of = sellers
    states = [state for *_, state in passes]
    assert (found.passes, found.completed, found.left, found.open) == (
        len(passes), *(states.count(s) for s in ("completed", "left", "open"))
    )  # fmt: skip
    rated = [p for p in passes if p[1] <= as_of - 180 * DAY and p[4] != "open"]
    assert (found.conversion.count, found.conversion.n) == (sum(p[4] == "completed" for p in rated), len(rated))
    arrived = sorted(p[3] - p[1] for p in passes if p[3] is not None)
    assert found.sales_cycle.arrived == len(arrived)
    middle = len(arrived) // 2
    naive = arrived[middle] if len(arrived) % 2 else (arrived[middle - 1] + arrived[middle]) / 2
    assert found.sales_cycle.naive_median == naive


def test_seller_leads_per_channel(sellers):
    """Leads, deals and rated deals of every channel the map names."""
    found, passes, as_of = sellers
    assert {segment.key for segment in found.segments} == set(SOURCES)
    assert {lead[0] for lead in passes} > set(SOURCES.values())
    for segment in found.segments:
        mine = [p for p in passes if p[0] == SOURCES[segment.key]]
        assert segment.passes == len(mine)
        assert [r.count for r in segment.reach] == [
            sum(p[2] is not None for p in mine),
            sum(p[3] is not None for p in mine),
        ]
        rated = [p for p in mine if p[2] is not None and p[2] <= as_of - 180 * DAY]
        rated = [p for p in rated if p[4] != "open"]
        assert (segment.drop_off[0].count, segment.drop_off[0].n) == (sum(p[4] == "left" for p in rated), len(rated))
        assert segment.sales_cycle.arrived == sum(p[3] is not None for p in mine)


@pytest.mark.parametrize("lang", LANGS)
def test_page_and_pdf_say_the_same_of_real_data(frame, lang):
    """Five steps with splits on the curve, late orders and Portuguese reviews: every cell and number stands in both."""
    file = read_file(ROOT / "examples/olist/journey.yaml")
    readings = measured(frame, "journey.yaml", int(frame.time.max()) // MICROSECONDS)
    compare(scene_of(file.journey, readings, lang=lang, options=DrawOptions()))
