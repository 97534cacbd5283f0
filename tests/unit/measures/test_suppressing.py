"""Readings for strangers: what rests on a few people is taken out, and what would tell of it."""

from msgspec.structs import replace

from hanhtrinh.measures.results import (
    AnswerPart,
    Beside,
    Difference,
    Duration,
    Interval,
    Lateness,
    MapReadings,
    QuestionAnswer,
    Reading,
    StageReadings,
    StepReadings,
    TrendPoint,
    Verbatim,
    Voice,
    Who,
)
from hanhtrinh.measures.suppressing import EVERYTHING, passes_of_five, suppressed
from hanhtrinh.values import Period


def share(n, count, **more):
    """Return a share of passes."""
    return Reading(value=count / n if n else None, unit="share", n=n, count=count, definition="reach",
                   interval=Interval(low=0, high=1, method="wilson"), left_out={"open": 2},
                   who=Who(what="reached", step="a"), **more)  # fmt: skip


def felt(n, value=1.0):
    """Return a mean feeling of so many people."""
    return Reading(value=value, unit="emotion", n=n, definition="emotion", spread=0.5, who=Who(what="answered"))


def voice(n, value=1.0, key="stars"):
    """Return a voice of so many people."""
    return Voice(
        instrument=key, kind="csat", answers=n, emotion=felt(n, value), score=None, response_rate=None, newest=7
    )


def step(key="a", **given):
    """Return a step nobody came to, but for what is given."""
    nothing = ("reach", "drop_off", "went_on", "time_to", "voice", "lateness", "newest")
    fields = {"key": key, "measured": True, "open": 0, "other_voices": (), "verbatims": (), "evidence": "assumed"}
    fields |= dict.fromkeys(nothing)
    return StepReadings(**{**fields, **given})


def readings(*steps, stages=(), people=90, passes=100, beside=None, **given):
    """Return the readings of a map."""
    return MapReadings(
        journey="j", as_of=1, zone="UTC", period=Period(), segment=None, data_from=1, data_to=2, events=9,
        people=people, passes=passes, completed=1, left=2, open=3, off_map_events=4, conversion=None, funnel=None,
        sales_cycle=None, journey_voice=(), stages=stages, steps=steps, edges=(), beside=beside, **given,
    )  # fmt: skip


def only(*steps, **given):
    """Return the first step after suppressing, and what is hidden."""
    safe = suppressed(readings(*steps), **given)
    return safe.readings.steps[0], safe.hidden


def test_a_count_its_complement_and_a_small_n_go() -> None:
    """3 of 100, 97 of 100 and 3 of 3 all tell of three people; 0 of 100 and 50 of 100 tell of nobody in particular."""
    for reading, shown in ((share(100, 3), False), (share(100, 97), False), (share(3, 3), False),
                           (share(100, 0), True), (share(100, 100), True), (share(100, 50), True)):  # fmt: skip
        found, hidden = only(step(reach=reading))
        assert (found.reach.value is not None) is shown
        assert (("people", 0) in hidden) is not shown
        assert found.reach.who is None
        assert not found.reach.left_out


def test_what_is_taken_out_leaves_no_number() -> None:
    """Neither value, n, count, interval nor spread of a small reading stay."""
    found, _ = only(step(voice=voice(4)))
    gone = found.voice.emotion
    assert (gone.value, gone.n, gone.count, gone.interval, gone.spread) == (None, 0, None, None, None)
    assert found.voice.answers == 0
    assert found.voice.newest is None


def test_a_few_people_with_many_passes_are_still_few() -> None:
    """Where four people walked 10 times each, 40 passes may be theirs; 41 cannot."""
    assert passes_of_five([10, 10, 10, 10, 1]) == 41
    assert passes_of_five([1, 1]) == 5
    assert only(step(reach=share(1000, 40)), least_passes=41)[0].reach.value is None
    assert only(step(reach=share(1000, 41)), least_passes=41)[0].reach.value is not None
    assert only(step(voice=voice(6)), least_passes=41)[0].voice.emotion.value is not None


def test_those_under_way_cannot_be_had_by_subtraction() -> None:
    """100 reached the step and 97 of them are closed: the drop-off goes, for three are open."""
    flow = replace(share(97, 30), definition="drop_off")
    found, hidden = only(step(reach=share(200, 100), drop_off=flow))
    assert found.drop_off is None
    assert ("people-flow", 0) in hidden
    assert found.open == 0
    assert only(step(reach=share(200, 97), drop_off=flow))[0].drop_off is not None


def test_a_stage_does_not_tell_who_missed_its_step() -> None:
    """50 were in the stage, 48 of them at its step: the stage goes."""
    at = step(reach=share(100, 48))
    stages = (StageReadings(key="s", reach=share(100, 50)),)
    safe = suppressed(readings(at, stages=stages))
    assert safe.readings.stages[0].reach.value is None
    assert ("stage", 0) in safe.hidden


def test_a_segment_of_all_but_three_is_no_segment_to_show() -> None:
    """What everybody minus the segment tells of three people goes from the segment's readings."""
    mine = readings(step(reach=share(97, 60), voice=voice(50)))
    safe = suppressed(mine, everybody=readings(step(reach=share(100, 90), voice=voice(80))))
    assert safe.readings.steps[0].reach.value is None
    assert safe.readings.steps[0].voice.emotion.value is not None
    close = suppressed(mine, everybody=readings(step(reach=share(200, 100), voice=voice(52))))
    assert close.readings.steps[0].voice.emotion.value is None


def test_both_sides_of_a_promise_go_together() -> None:
    """Where three were late, how the others felt would tell of them through the step's own mean."""
    lateness = Lateness(
        late=share(100, 20), pending=3, delay_median=9.0, on_time_voice=voice(40), late_voice=voice(3, -1.0),
        emotion_difference=Difference(first=felt(3, -1.0), second=felt(40), value=-2.0, interval=None),
        score_difference=None,
    )  # fmt: skip
    found, _ = only(step(voice=voice(43), lateness=lateness))
    assert found.lateness.on_time_voice is None
    assert found.lateness.emotion_difference is None
    assert found.lateness.pending == 0
    assert found.lateness.late.value is not None


def test_answers_join_the_others_until_these_are_many() -> None:
    """A part of two people goes to the others; since these would be two, the next smallest part goes too."""
    parts = tuple(AnswerPart(label=name, reading=share(40, count)) for name, count in (("x", 30), ("y", 8), ("z", 2)))
    answer = QuestionAnswer(question=0, ask="channel", by="channel", n=40, parts=parts)
    safe = suppressed(readings(step(), beside=Beside(answers=((answer,),))))
    assert [part.label for part in safe.readings.beside.answers[0][0].parts] == ["x"]


def test_one_small_point_of_a_trend_takes_another_along() -> None:
    """Else the whole minus the other points would be the small one."""
    points = tuple(
        TrendPoint(start=i, passes=n, reach=share(100, n), drop_off=None, emotion=None, score=None)
        for i, n in enumerate((40, 3, 20))
    )
    found, _ = only(step(reach=share(100, 63), trend=points))
    assert [point.reach.value is not None for point in found.trend] == [True, False, False]
    assert all(point.passes == 0 for point in found.trend)


def test_words_stay_only_when_chosen_and_nobody_can_be_known_by_them() -> None:
    """One thing said a step, of at least five who spoke, without name, day and score."""
    said = tuple(
        Verbatim(text=f"t{i}", time=i, person=f"p{i}", source="s", instrument="stars", score=2.0, emotion=-1.0)
        for i in range(5)
    )
    assert only(step(voice=voice(5), verbatims=said))[0].verbatims == ()
    kept = only(step(voice=voice(5), verbatims=said), voices=True)[0].verbatims
    assert len(kept) == 1
    assert (kept[0].person, kept[0].time, kept[0].score, kept[0].emotion) == ("", 0, None, None)
    found, hidden = only(step(voice=voice(4), verbatims=said[:4]), voices=True)
    assert found.verbatims == ()
    assert ("thoughts", 0) in hidden


def test_a_map_of_four_people_shows_nothing_measured() -> None:
    """However often they came."""
    safe = suppressed(readings(step(reach=share(50, 40)), people=4, passes=50), least_passes=51)
    assert EVERYTHING in safe.hidden
    assert safe.readings.passes == safe.readings.people == 0
    assert safe.readings.steps[0].reach.value is None


def test_how_many_came_again_is_not_told() -> None:
    """100 passes of 98 people tell that at most two came again: the people go."""
    assert suppressed(readings(step(), people=98)).readings.people == 0
    assert suppressed(readings(step(), people=80)).readings.people == 80


def test_times_keep_the_median_alone() -> None:
    """How many arrived, are under way or left is not told; a time only a few needed is not told at all."""
    took = Duration(reading=Reading(value=9.0, unit="seconds", n=50, definition="time_to"), quartile_low=1.0,
                    quartile_high=20.0, arrived=40, censored=2, left=8, naive_median=3.0)  # fmt: skip
    kept = only(step(time_to=took))[0].time_to
    assert kept.reading.value == 9.0
    assert (kept.arrived, kept.censored, kept.left, kept.naive_median) == (0, 0, 0, None)
    few = only(step(time_to=replace(took, arrived=3)))[0].time_to
    assert few.reading.value is None
    assert few.quartile_low is None
