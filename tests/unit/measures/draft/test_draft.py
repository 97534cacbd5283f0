"""What is proposed for small invented worlds in which one thing is true."""

from random import Random

import polars as pl
import pytest

from hanhtrinh.app.drafting import common_vocabulary
from hanhtrinh.events.build import build_frame, reader_of
from hanhtrinh.measures.draft.draft import draft
from hanhtrinh.measures.draft.shapes import DraftQuestion
from hanhtrinh.measures.draft.view import view_of
from hanhtrinh.measures.draft.vocabulary import NO_VOCABULARY
from tests.drafting import aside, labels
from tests.timelines import DAY, lake_of

WORDS = common_vocabulary()
FUNNEL = (("visit", 1.0), ("look", 0.8), ("choose", 0.6), ("pay", 0.5), ("get", 0.97), ("praise", 0.4))


def frame_of(rows, **properties):
    """Return the frame of (person, second, name) rows with some text or number properties."""
    columns = {f"p_{name}": pl.Series(values, strict=False) for name, values in properties.items()}
    table = lake_of([(*row, 0) for row in rows], **columns).drop("p_k")
    return build_frame(reader_of(table), {}, zone="Asia/Ho_Chi_Minh")


def walks(people=400, steps=FUNNEL, seed=1, gap=3_600):
    """Return rows of people who go through steps one after the other, each with its chance of going on."""
    random, rows = Random(seed), []
    for person in range(people):
        time = random.randrange(30 * DAY)
        for name, chance in steps:
            if random.random() > chance:
                break
            rows.append((person, time, name))
            time += random.randrange(60, 2 * gap)
    return rows


def named(found):
    """Return the steps' events in order."""
    return [names[0] for names in labels(found)]


def test_a_plain_funnel():
    """The steps come out in order, with the gate most do not pass and nearly all go on from as the aim."""
    found = draft(frame_of(walks()), DraftQuestion(), NO_VOCABULARY)
    assert named(found) == [name for name, _ in FUNNEL]
    assert found.journey.outcome == "pay"
    assert found.facts.agreement == 1
    assert aside(found) == {}
    phases = {step.key: stage.phase for stage in found.journey.stages for step in stage.steps}
    assert (phases["visit"], phases["pay"], phases["praise"]) == ("before", "during", "after")


def test_heartbeats_have_no_place():
    """What ticks all the time a person is there is set aside, however much of it there is."""
    rows = walks()
    ends = {p: [t for q, t, _ in rows if q == p] for p in range(400)}
    ticks = [(p, t, "tick") for p, times in ends.items() for t in range(min(times) - 50, max(times) + 600, 97)]
    found = draft(frame_of(rows + ticks), DraftQuestion(), NO_VOCABULARY)
    assert named(found) == [name for name, _ in FUNNEL]
    assert aside(found) == {"tick": "no_place"}


def test_what_always_goes_with_something_else_is_no_step():
    """Scrolling follows looking at once and changes nothing; whoever wants it on the map keeps it."""
    rows = walks()
    scrolls = [(p, t + 5, "scrolled") for p, t, name in rows if name == "look" and (p * 7 + t) % 3]
    frame = frame_of(rows + scrolls)
    assert aside(draft(frame, DraftQuestion(), NO_VOCABULARY)) == {"scrolled": "beside"}
    kept = draft(frame, DraftQuestion(keep=("scrolled",)), NO_VOCABULARY)
    assert named(kept)[:3] == ["visit", "look", "scrolled"]


def test_one_thing_recorded_twice_is_one_touchpoint():
    """Two trackers that tell of the same moment make one touchpoint with both names."""
    rows = walks()
    twice = [(p, t + 1, "order_seen_by_server") for p, t, name in rows if name == "pay"]
    found = draft(frame_of(rows + twice), DraftQuestion(), NO_VOCABULARY)
    assert ("order_seen_by_server", "pay") in labels(found)
    assert len(found.journey.steps) == len(FUNNEL)


def test_names_that_mean_the_same_are_one_touchpoint():
    """The app says `Order Completed`, the website `purchase`: with the vocabulary one step, by spelling alone two."""
    web = walks(steps=(("site_visit", 1.0), ("view_item", 0.8), ("purchase", 0.5)))
    app = [(p + 400, t, {"purchase": "Order Completed"}.get(name, name)) for p, t, name in web]
    spelt = [(p + 800, t, {"purchase": "PURCHASE"}.get(name, name)) for p, t, name in web]
    known = draft(frame_of(web + app + spelt), DraftQuestion(), WORDS)
    assert labels(known)[-1] == ("Order Completed", "PURCHASE", "purchase")
    plain = draft(frame_of(web + app + spelt), DraftQuestion(), NO_VOCABULARY)
    assert sorted(labels(plain)[-2:]) == [("Order Completed",), ("PURCHASE", "purchase")]


def test_steps_that_follow_each_other_stay_apart_whatever_they_are_called():
    """An order placed and, later, an order completed by the same people are two steps."""
    steps = (("site_visit", 1.0), ("Order Placed", 0.6), ("Order Completed", 0.9))
    found = draft(frame_of(walks(steps=steps)), DraftQuestion(), WORDS)
    assert named(found) == ["site_visit", "Order Placed", "Order Completed"]


def test_an_order_number_tells_passes_apart():
    """A property that binds several kinds of event of one person, for days, is the pass key; a session is not."""
    steps = (("ordered", 1.0), ("packed", 0.98), ("sent", 0.97), ("came", 0.95))
    once = walks(steps=steps, gap=DAY)
    again = [(p, t + 40 * DAY, name) for p, t, name in once if p % 3 == 0]
    order = [f"o{p}" for p, _, _ in once] + [f"again{p}" for p, _, _ in again]
    found = draft(frame_of(once + again, order=order), DraftQuestion(), NO_VOCABULARY)
    assert found.journey.pass_key == "order"  # noqa: S105 # a property, no secret
    assert found.facts.units == len(set(order))
    quick = walks(steps=steps, gap=60)
    later = [(p, t + 40 * DAY, name) for p, t, name in quick if p % 3 == 0]
    visit = [f"s{p}" for p, _, _ in quick] + [f"again{p}" for p, _, _ in later]
    assert draft(frame_of(quick + later, visit=visit), DraftQuestion(), NO_VOCABULARY).journey.pass_key is None


def test_people_begin_anew_after_a_pause():
    """Where visits do not depend on those before, the window is the pause between them."""
    random, rows = Random(3), []
    for person in range(300):
        time = 0
        for _ in range(4):
            time += DAY * random.randrange(3, 9)
            rows += [(person, time + t, name) for _, t, name in walks(people=1, seed=random.random(), gap=300)]
    rows = [(p, t // 1, n) for p, t, n in rows]
    found = draft(frame_of(rows), DraftQuestion(), NO_VOCABULARY)
    assert found.facts.units > 300
    assert next(p for p in found.proposals if p.id == "window").reasons[0].key == "window_restart"


def test_a_step_few_of_those_who_could_meet_is_rare():
    """What 2 in 100 of those who got there do is set aside; what 30 in 100 of a small group do is a step."""
    rows = walks(people=2_000)
    extra = [(p, t + 10, "odd") for p, t, name in rows if name == "look" and p % 60 == 0]
    extra += [(p, t + 10, "thank") for p, t, name in rows if name == "praise" and p % 3 == 0]
    found = draft(frame_of(rows + extra), DraftQuestion(), NO_VOCABULARY)
    assert aside(found) == {"odd": "rare"}
    assert named(found)[-1] == "thank"


def test_at_most_as_many_steps_as_asked_for():
    """The aim and what most come to stay; the others are told."""
    found = draft(frame_of(walks()), DraftQuestion(steps=4), NO_VOCABULARY)
    assert len(found.journey.steps) == 4
    assert "pay" in named(found)
    assert set(aside(found).values()) == {"beyond"}


def test_steps_in_either_order_are_parallel():
    """Where neither order is usual, the map says so."""
    random = Random(5)
    rows = [(p, t, {"look": ("look", "ask")[p % 2], "choose": ("ask", "look")[p % 2]}.get(n, n)) for p, t, n in walks()]
    random.shuffle(rows)
    found = draft(frame_of(rows), DraftQuestion(), NO_VOCABULARY)
    pair = {step.key: step.parallel for step in found.journey.steps if step.parallel}
    assert pair in ({"ask": "look"}, {"look": "ask"})


def test_money_makes_the_aim():
    """Without telling names, the first event that carries an amount with a currency is the aim."""
    rows = walks()
    amount = [120.0 if name == "choose" else None for _, _, name in rows]
    currency = ["VND" if name == "choose" else None for _, _, name in rows]
    found = draft(frame_of(rows, amount=amount, currency=currency), DraftQuestion(), NO_VOCABULARY)
    assert found.journey.outcome == "choose"


@pytest.mark.parametrize("words", [WORDS, NO_VOCABULARY])
def test_nothing_to_draft_from(words):
    """Of no events nothing is proposed; one kind of event is one step."""
    nothing = draft(frame_of([]), DraftQuestion(), words)
    assert (nothing.journey.stages, nothing.proposals) == ((), ())
    single = draft(frame_of([(0, 5, "a"), (1, 9, "a")]), DraftQuestion(), words)
    assert [step.key for step in single.journey.steps] == ["a"]


def test_a_sample_is_of_people():
    """Whoever is looked at is looked at whole, and depends on the person's id alone."""
    frame = frame_of(walks(people=1_000))
    view = view_of(frame, 300)
    assert 200 < view.people < 400
    sizes = dict(zip(frame.people, (frame.offsets[1:] - frame.offsets[:-1]).tolist(), strict=True))
    chosen = {frame.people[int(p)] for p in frame.person_of(view.event)}
    assert sum(sizes[person] for person in chosen) == len(view.time)
    more = frame_of([*walks(people=1_000), *((p, 40 * DAY, "later") for p in range(1_000))])
    assert {more.people[int(p)] for p in more.person_of(view_of(more, 300).event)} == chosen
    assert view_of(frame, None).event is None
