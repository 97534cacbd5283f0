"""What customers' words say, the slow, obvious way: people, their texts, their latest feeling, in plain dicts."""

from statistics import mean

from hanhtrinh.values import MICROSECONDS
from tests.oracles.attachment_twin import Answer, attach_one
from tests.worlds import in_segment, people_of

LOOKBACK = 7 * 86_400 * MICROSECONDS


def newest_only(events):
    """Return a person's answers without those said again under the same id, kind and source; up to `as_of` only."""
    last = {}
    for event in events:
        if event["p_said_id"] is not None:
            last[event["p_said_id"], event.get("p_said_kind"), event["source"]] = event["position"]
    return [
        e for e in events
        if e["p_said_id"] is None or last[e["p_said_id"], e.get("p_said_kind"), e["source"]] == e["position"]
    ]  # fmt: skip


def said_at(world, instruments, segment=None, start=None, end=None):
    """Return {place: {person: [(time, text)]}} of the texts that count; place −1 is the journey."""
    journey, found = world.journey, {}
    steps_of = {}
    for place, step in enumerate(journey.steps):
        if step.touchpoint:
            steps_of.setdefault(step.touchpoint, []).append(place)
    for person in people_of(world):
        seen = [e for e in person.events if e["time"] <= world.as_of]
        answers = [e for e in seen if (e["instrument"] or e["asks"])]
        kept = [run for run in person.runs if _kept(world, person, run, segment, start, end)]
        for e in newest_only(answers):
            if not e["instrument"] or not e["text"]:
                continue
            answer = Answer(
                e["time"], e["position"], e["asked_at"], instruments[e["instrument"]].relationship,
                e["p_k"] if journey.pass_key else None,
            )  # fmt: skip
            run, step, rule = attach_one(
                answer, person.runs, steps_of, LOOKBACK, world.as_of, journey.pass_key is not None
            )
            place = -1 if rule == "relationship" else step
            if place is None:
                continue
            own = (start is None or e["time"] >= start) and (end is None or e["time"] < end)
            if place >= 0 and run is not None:
                counts = person.runs[run] in kept
            elif segment is None:
                counts = own
            else:
                counts = place < 0 and own and bool(kept)
            if counts:
                found.setdefault(place, {}).setdefault(person.name, []).append((e["time"], e["text"]))
    return found


def _kept(world, person, run, segment, start, end):
    begun = run.visits[0][0]
    if (start is not None and begun < start) or (end is not None and begun >= end):
        return False
    if segment is None:
        return True
    of = world.journey.segments.get(segment) or world.journey.personas[segment]
    return in_segment(of.match, getattr(of, "when", "now"), person, run, world.as_of)


def spoken(people, feelings, themes, theme=None, apart=()):
    """Return (texts, people, mean of the latest feelings, how many have one) of one theme's texts, or of all.

    `apart` is {text: {theme: feeling}} of the themes that feel otherwise than their text.
    """
    if theme is not None:
        feelings = {text: dict(apart).get(text, {}).get(theme, felt) for text, felt in feelings.items()}
    mine = {who: [text for _, text in said if theme is None or theme in themes[text]] for who, said in people.items()}
    mine = {who: texts for who, texts in mine.items() if texts}
    felt = [[feelings[t] for t in texts if feelings[t] is not None] for texts in mine.values()]
    latest = [some[-1] for some in felt if some]
    return sum(map(len, mine.values())), len(mine), mean(latest) if latest else None, len(latest)
