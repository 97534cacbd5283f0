"""`hanhtrinh compare`: two periods, or two segments, number by number."""

from argparse import Namespace
from collections.abc import Iterator

from hanhtrinh import bootstrap
from hanhtrinh.app.journeys import read_file
from hanhtrinh.app.measuring import measure_comparison
from hanhtrinh.cli.common import frame_of, instant, period_of, print_json, workspace_of
from hanhtrinh.cli.plain_table import table
from hanhtrinh.cli.progress import Compiling
from hanhtrinh.draw.words import Words
from hanhtrinh.errors import InputError
from hanhtrinh.i18n import Lang, say, tr
from hanhtrinh.journey.model import Journey
from hanhtrinh.measures.changed import Change
from hanhtrinh.measures.compare import Comparison, Group, Side
from hanhtrinh.measures.results import Unit
from hanhtrinh.values import Period

_NEEDS_TIME = ("reach", "stage_reach", "friction", "conversion")


def run(arguments: Namespace, lang: Lang) -> int:
    """Measure both sides and print what differs."""
    journey = read_file(arguments.journey).journey
    _check(arguments)
    with Compiling(lang):
        workspace = workspace_of(arguments, lang)
        zone = workspace.time_zone
        first, second = _groups(arguments, zone)
        found = measure_comparison(
            frame_of(workspace, lang),
            journey,
            first,
            second,
            as_of=instant(arguments, "as_of", "--as-of", zone),
            run=bootstrap.threads(),
        )
    if arguments.json:
        print_json(found)
    else:
        print("\n".join(_Report(found, journey, arguments, lang).lines()))
    return 0


def _check(arguments: Namespace) -> None:
    if arguments.with_rest and arguments.with_segment is not None:
        raise InputError("compare.two_with")
    if arguments.with_rest and arguments.segment is None:
        raise InputError("compare.rest_of_all")
    given = (arguments.with_begin, arguments.with_end, arguments.with_segment)
    if not arguments.with_rest and all(one is None for one in given):
        raise InputError("compare.nothing_to_compare")


def _groups(arguments: Namespace, zone: str) -> tuple[Group, Group]:
    """Return both sides: what is not said of the second is as with the first."""
    first = Group(period=period_of(arguments, zone), segment=arguments.segment, when=arguments.when)
    period = first.period
    if arguments.with_begin is not None or arguments.with_end is not None:
        begin = instant(arguments, "with_begin", "--with-from", zone)
        period = Period(begin, instant(arguments, "with_end", "--with-to", zone))
    segment = None if arguments.with_rest else arguments.with_segment or first.segment
    return first, Group(period=period, segment=segment, when=arguments.when)


class _Report:
    """A comparison in words."""

    def __init__(self, found: Comparison, journey: Journey, arguments: Namespace, lang: Lang) -> None:
        self.found, self.journey, self.lang = found, journey, lang
        self.words = Words(lang, found.zone)
        self.all, self.rest = arguments.all, arguments.with_rest

    def lines(self) -> Iterator[str]:
        """Yield the report line by line."""
        found = self.found
        first, second = self._name(found.first), self._name(found.second, rest=self.rest)
        yield self._tr("headline", first=first, second=second, as_of=self.words.moment(found.as_of))
        yield ""
        yield from self._sides()
        yield ""
        clear = [change for change in found.changes if change.verdict == "beyond"]
        others = [change for change in found.changes if change.verdict != "beyond"]
        compared = [change for change in found.changes if change.verdict in ("beyond", "within", "same")]
        count = {"clear": len(clear), "compared": len(compared)}
        yield self._tr("clear" if clear else "clear_none", **count)
        yield from self._table([*clear, *(others if self.all else [])])
        yield ""
        yield from self._notes(others)

    def _tr(self, key: str, **params: object) -> str:
        return tr(f"compare.{key}", self.lang, **params)

    def _name(self, side: Side, rest: bool = False) -> str:
        """Return a side's name: its segment and its period."""
        key = side.of.segment
        if key is None:
            who = self._tr("rest" if rest else "everybody")
        else:
            who = say((self.journey.segments.get(key) or self.journey.personas[key]).name, self.lang)
            who = self._tr("at_entry", who=who) if side.of.when == "at_entry" else who
        whole = side.of.period == Period()
        return who if whole else self._tr("group", who=who, period=self.words.period(side.of.period))

    def _sides(self) -> list[str]:
        names = ("passes", "people", "completed", "left", "open")
        rows = [["", *(self._tr(f"{name}_column") for name in names)]]
        for name, side in (("first", self.found.first), ("second", self.found.second)):
            counts = (side.passes, side.people, side.completed, side.left, side.open)
            rows.append([self._tr(name), *(self.words.number(count) for count in counts)])
        return table(rows)

    def _table(self, changes: list[Change]) -> list[str]:
        if not changes:
            return []
        names = ("number", "first", "second", "difference", "clear")
        head = ["", *(self._tr(f"{name}_column") for name in names)]
        return table([head, *map(self._row, changes)], left=2)

    def _row(self, change: Change) -> list[str]:
        words, reading = self.words, change.new or change.old
        sides = ["–" if one is None or one.value is None else words.reading(one) for one in (change.new, change.old)]
        unit = reading.unit if reading else "share"
        star = "*" if self.found.unequal_time and change.what in _NEEDS_TIME else ""
        if change.value is None or change.interval is None:
            return [self._place(change), self._number(change), *sides, "", self._tr(f"verdict_{change.verdict}")]
        ends = (self._apart(end, unit) for end in (change.interval.low, change.interval.high))
        apart = words.duration(change.value) if unit == "seconds" else words.points(change.value, unit, 1)
        return [self._place(change), self._number(change) + star, *sides, apart, " … ".join(ends)]

    def _apart(self, end: float, unit: Unit) -> str:
        """Return one end of a difference's interval."""
        if unit == "seconds":
            return self.words.duration(end)
        return self.words.signed(end * 100 if unit in ("share", "csat_share") else end, 1)

    def _number(self, change: Change) -> str:
        reading = change.new or change.old
        return self._tr(change.what, instrument=reading.params.get("instrument", "") if reading else "")

    def _place(self, change: Change) -> str:
        if change.step is not None:
            return say(self.journey.name_of_step(self.journey.steps[self.journey.step_index[change.step]]), self.lang)
        names = {stage.key: say(stage.name, self.lang) for stage in self.journey.stages}
        return names[change.stage] if change.stage is not None else self._tr("whole")

    def _notes(self, others: list[Change]) -> Iterator[str]:
        """Yield what must be known to read the numbers right."""
        found, number = self.found, self.words.number
        verdicts = [change.verdict for change in others]
        if others and not self.all:
            yield self._tr(
                "unclear",
                unclear=number(verdicts.count("within") + verdicts.count("same")),
                few=number(verdicts.count("too_few")),
                single=number(verdicts.count("appeared") + verdicts.count("gone")),
                other=number(verdicts.count("not_comparable")),
            )
        if found.unequal_time:
            shares = [self.words.percent(side.open / side.passes) for side in (found.first, found.second)]
            window = self.words.duration(self.journey.window_seconds)
            yield self._tr("unequal_time", first=shares[0], second=shares[1], window=window)
        if found.both and not self.rest:
            yield self._tr("both", both=number(found.both))
        if found.people_in_both:
            yield self._tr("people_in_both", people=number(found.people_in_both))
