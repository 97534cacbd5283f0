"""Research questions answered the slow, obvious way: a label for each pass, then a count."""

from collections import Counter
from zoneinfo import ZoneInfo

from hanhtrinh.values import MICROSECONDS, datetime_of, parse_duration
from tests.worlds import runs_of

ZONE = "Asia/Ho_Chi_Minh"
GAP = 1_800 * MICROSECONDS


class Asked:
    """A world's runs with everything questions look at."""

    def __init__(self, world, kept):
        self.world, self.journey = world, world.journey
        self.runs = [(*found, keep) for found, keep in zip(runs_of(world), kept, strict=True)]
        self.keys = [step.key for step in world.journey.steps]

    def came(self, step):
        """Return (person, run, state, place of the first visit) of kept runs that were at a step."""
        found = []
        for person, run, state, keep in self.runs:
            places = [i for i, (_, _, s) in enumerate(run.visits) if s == step]
            if keep and places:
                found.append((person, run, state, places[0]))
        return found

    def labels(self, step, ask):
        """Return (what the labels are, one label a pass) for every answer to a question."""
        return getattr(self, f"_{ask}")(step)

    def _when(self, step):
        moments = [datetime_of(run.visits[i][0]).astimezone(ZoneInfo(ZONE)) for _, run, _, i in self.came(step)]
        return [("hour", [str(m.hour) for m in moments]), ("weekday", [str(m.weekday()) for m in moments])]

    def _how_often(self, step):
        times = [sum(s == step for _, _, s in run.visits) for _, run, _, _ in self.came(step)]
        return [("times", [str(n) if n < 3 else "3+" for n in times])]

    def channel(self, person, visit):
        """Return the channel of a visit."""
        event = next(e for e in person.events if e["position"] == visit[1])
        own = (event["p_channel"] or "").strip()
        return own or self.journey.touchpoints[event["event"]].channel or "(none)"

    def _channel(self, step):
        return [("channel", [self.channel(person, run.visits[i]) for person, run, _, i in self.came(step)])]

    def _source(self, step):
        entries = [(person, run.visits[0]) for person, run, _, _ in self.came(step)]
        return [
            ("step", [self.keys[visit[2]] for _, visit in entries]),
            ("channel", [self.channel(person, visit) for person, visit in entries]),
        ]

    def silent(self, event):
        """Tell whether an event is an answer or an invitation off the map."""
        said = event["instrument"] is not None or event["asks"] is not None
        on_map = any(step.touchpoint == event["event"] for step in self.journey.steps)
        return said and not on_map

    def _before(self, step):
        found = []
        for person, run, _, i in self.came(step):
            visits = {p: self.keys[s] for _, p, s in run.visits}
            here = run.visits[i][1]
            between = [e for e in person.events if run.visits[0][1] <= e["position"] < here and not self.silent(e)]
            event = between[-1] if between else None
            found.append("(start)" if event is None else visits.get(event["position"], self.name(event)))
        return [("step", found)]

    def _next(self, step):
        found = []
        for person, run, state, i in self.came(step):
            visits = {p: self.keys[s] for _, p, s in run.visits}
            here, last = run.visits[i][1], run.visits[-1][1]
            between = [e for e in person.events if here < e["position"] <= last and not self.silent(e)]
            event = between[0] if between else None
            found.append(f"({state})" if event is None else visits.get(event["position"], self.name(event)))
        return [("step", found)]

    def name(self, event):
        """Return an event's name, marked where a step has it for its key."""
        return f"event:{event['event']}" if event["event"] in self.keys else event["event"]

    def _why_left(self, step):
        found = []
        for person, run, state, keep in self.runs:
            if not keep or state != "left" or run.visits[-1][2] != step:
                continue
            time, position, _ = run.visits[-1]
            label = "(nothing)"
            for event in person.events:
                if event["position"] <= position:
                    continue
                if event["time"] - time > GAP or event["time"] > self.world.as_of:
                    break
                time = event["time"]
                if not self.silent(event):
                    label = event["event"]
            found.append(label)
        return [("event", found)]

    def what_keeps(self):
        """Return (rated passes, {step: (came back and had it, came back, others who had it, others)})."""
        span = parse_duration(self.journey.review_period) * MICROSECONDS
        outcome, found = self.journey.step_index.get(self.journey.outcome), []
        for person, run, _, keep in self.runs:
            if not keep or run.met is None or run.met > self.world.as_of - span:
                continue
            others = [other.visits[0][0] for other in person.runs if other is not run]
            back = any(run.met < start <= run.met + span for start in others)
            had = {s for t, _, s in run.visits if run.met <= t <= run.met + span}
            found.append((back, had))
        if outcome is None:
            return None
        shares = {}
        for step in range(outcome + 1, len(self.keys)):
            counts = Counter((back, step in had) for back, had in found)
            back, rest = counts[True, True] + counts[True, False], counts[False, True] + counts[False, False]
            shares[step] = (counts[True, True], back, counts[False, True], rest)
        return len(found), shares
