"""Our funnels over time, and times to convert, against a product-analytics suite's.

Their conventions in our terms: every first step is an entry (`entry: every`) and a person counts once in every period
in which it enters, whether or not its window has passed (as-of lies far ahead); weeks begin on Sunday there, on Monday
here (so weekly cases are asked a day later); a period is `final` there once its first day is a window ago, here once
the window of its last entry has passed (so they are asked a period later whether they are final).
"""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from hanhtrinh.measures.funnel import funnel_outcomes
from hanhtrinh.measures.funnels.trend import funnel_trend, times_to_convert
from hanhtrinh.values import Period, datetime_of, instant_of
from tests.oracles import test_posthog_funnels as funnels

FOLDER = Path(__file__).parents[3] / "shared/data/oracles/posthog"
DAY = timedelta(days=1)
LENGTHS = {"hour": DAY, "day": DAY, "week": 7 * DAY, "month": 31 * DAY}
COHORTS = "a cohort is a segment here, which keeps passes and is no breakdown of a funnel"


def cases(name, *kinds):
    file = FOLDER / f"{name}.json"
    found = json.loads(file.read_text("utf-8")) if file.is_file() else []
    return [case for case in found if not kinds or case["kind"] in kinds]


def reason_to_skip(case):
    """Return why a case cannot be asked of us."""
    if case["query"].get("breakdown") and case["query"].get("breakdown_attribution_type") == "all_events":
        return funnels.SEVERAL
    return COHORTS if case["query"].get("breakdown_type") == "cohort" else None


def moved(case):
    """Return the case a day later where it counts by weeks, so that its weeks begin on our first day."""
    if case["query"].get("interval") != "week":
        return case, timedelta(0)
    later = lambda text: (datetime.fromisoformat(text) + DAY).isoformat(sep=" ")  # noqa: E731 - used four times below
    query = {k: later(v) if k in ("date_from", "date_to") and v else v for k, v in case["query"].items()}
    events = [{**e, "timestamp": later(e["timestamp"])} for e in case["events"]]
    return {**case, "query": query, "events": events, "now": later(case["now"])}, DAY


def asked(case):
    """Return the people, their funnel's outcomes by period, and by how much time was moved."""
    case, by = moved(case)
    people, lines, question = funnels.ask(case)
    question = msgspec.structs.replace(question, entry="every")
    query, now = case["query"], funnels.moment(case["now"])
    today = now.replace(hour=0, minute=0, second=0)
    low = funnels.moment(query["date_from"]) if query.get("date_from") else today - timedelta(days=7)
    high = funnels.moment(query["date_to"], end=True) if query.get("date_to") else now
    period = Period(instant_of(low), instant_of(high) + 1)
    bucket = query.get("interval") or "day"
    trend = funnel_trend(lines, question, funnels.FAR, bucket=bucket, zone="UTC", period=period)
    end = instant_of(today + LENGTHS[bucket]) - 1
    known = funnel_trend(lines, question, end, bucket=bucket, zone="UTC", period=period)
    return people, lines, question, trend, known, by


def steps_of(query):
    """Return the steps a rate is from and to, counted from 0."""
    return query.get("funnel_from_step") or 0, query.get("funnel_to_step") or len(query["steps"]) - 1


def shown(case):
    """Return the periods as theirs shows them."""
    _, _, _, trend, known, by = asked(case)
    low, high = steps_of(case["query"])
    finals = {point.start: point.final for point in known.points}
    return [
        {
            "reached_from_step_count": point.reached[low],
            "reached_to_step_count": point.reached[high],
            "conversion_rate": rate(point, low, high),
            "is_period_final": finals.get(point.start, False),
            "timestamp": datetime_of(point.start) - by,
        }
        for point in trend.points
    ]


def rate(point, low, high):
    return round(100 * point.reached[high] / point.reached[low], 2) if point.reached[low] else 0


def same(field, got, expected):
    """Tell whether a field is theirs; stamps are compared as instants."""
    if field == "timestamp":
        return got == datetime.fromisoformat(expected).replace(tzinfo=UTC)
    return got == pytest.approx(expected, abs=0.01)


@pytest.mark.skipif(not FOLDER.exists(), reason="the oracle data is not here")
@pytest.mark.parametrize("case", cases("funnel_trends", "funnel_trends_raw"), ids=lambda case: case["id"])
def test_conversion_by_period_of_entry_is_theirs(case):
    """Every period has their counts from and to, their rate, and is final where theirs is."""
    if (reason := reason_to_skip(case)) is not None:
        pytest.skip(reason)
    found, checked = shown(case), 0
    for e in case["expect"]:
        checked += 1
        if e["path"] == ".length":
            assert len(found) == e["expected"]
        elif e["path"] == "":
            assert len(found) == len(e["expected"])
            for got, wanted in zip(found, e["expected"], strict=True):
                assert all(same(field, got[field], value) for field, value in wanted.items()), (got, wanted)
        else:
            place, field = e["path"][1:].split("].")
            assert same(field, found[int(place)][field], e["expected"]), e["path"]
    assert checked


@pytest.mark.skipif(not FOLDER.exists(), reason="the oracle data is not here")
@pytest.mark.parametrize("case", cases("funnel_trends", "funnel_trends"), ids=lambda case: case["id"])
def test_conversion_by_period_and_value_is_theirs(case):
    """By value of a breakdown, one series of rates each; the values they look at are among ours."""
    if (reason := reason_to_skip(case)) is not None:
        pytest.skip(reason)
    low, high = steps_of(case["query"])
    _, _, _, trend, _, _ = asked(case)
    series = {
        funnels.group_of(label): [rate(point, low, high) for point in points]
        for label, points in trend.breakdown.items()
    } or {(): [rate(point, low, high) for point in trend.points]}
    for e in case["expect"]:
        if e["path"] == ".length":
            assert len(series) == e["expected"]
        elif e["path"] in ("[*].breakdown_value", "[0].breakdown_value"):
            assert funnels.wanted_group(e["expected"]) in series
        elif e["path"] in ("[*].data", "[0].data"):
            assert any(rates == pytest.approx(e["expected"], abs=0.01) for rates in series.values())
        elif e["path"] == "[0].count":
            assert all(len(rates) == e["expected"] for rates in series.values())


@pytest.mark.skipif(not FOLDER.exists(), reason="the oracle data is not here")
@pytest.mark.parametrize("case", cases("funnel_trends", "funnel_trends_actors"), ids=lambda case: case["id"])
def test_people_of_a_period_are_theirs(case):
    """The people who entered in a period and got through, or did not, are those their suite lists."""
    people, lines, question, _, _, by = asked(case)
    query = case["query"]
    begin = instant_of(funnels.moment(query["entrance_period_start"]) + by)
    bucket, (low, high) = query.get("interval") or "day", steps_of(query)
    spans = {"hour": timedelta(hours=1), "day": DAY, "week": 7 * DAY}
    month = (datetime_of(begin) + 32 * DAY).replace(day=1)
    end = instant_of(datetime_of(begin) + spans[bucket] if bucket in spans else month)
    out = funnel_outcomes(lines, question, funnels.FAR)
    mine = (out.entry >= begin) & (out.entry < end)
    entered = set(out.unit[mine & out.reached(low + 1)].tolist())
    done = set(out.unit[mine & out.reached(high + 1)].tolist())
    names = {people[u] for u in (entered - done if query["drop_off"] else done)}
    ids = {p["person"]: p["distinct_ids"] for p in case["persons"]}
    found = sorted(ids.get(name, [name]) for name in names)
    for e in case["expect"]:
        if e["path"] == ".length":
            assert len(found) == e["expected"]
        elif e["path"] == "[*].distinct_ids":
            assert all(one in found for one in e["expected"])


@pytest.mark.skipif(not FOLDER.exists(), reason="the oracle data is not here")
@pytest.mark.parametrize("case", cases("funnel_time_to_convert"), ids=lambda case: case["id"])
def test_times_to_convert_are_theirs(case):
    """Mean and histogram are theirs; theirs shows one bin more than asked for, empty where nobody took so long."""
    people, lines, question = funnels.ask(case)
    assert people
    low, high = steps_of(case["query"])
    out = funnel_outcomes(lines, question, funnels.FAR)
    bins = case["query"].get("bin_count") or case["raw_filter"].get("bin_count")
    found = times_to_convert(out, low + 1, high + 1, bins)
    for e in case["expect"]:
        assert e["path"] == ""
        theirs = [tuple(one) for one in e["expected"]["bins"]]
        empty = [(second, 0) for second, _ in theirs[len(found.bins) :]]
        assert [*found.bins, *empty] == theirs
        assert found.mean_seconds == pytest.approx(e["expected"]["average_conversion_time"], abs=0.01)
