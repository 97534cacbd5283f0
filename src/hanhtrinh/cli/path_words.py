"""What the commands about paths share: whom they look at, and the words paths are shown in."""

from argparse import Namespace
from functools import cached_property

from hanhtrinh.app.pathing import Among
from hanhtrinh.cli.common import instant, period_of
from hanhtrinh.draw.words import Words
from hanhtrinh.i18n import Lang, say, tr
from hanhtrinh.journey.model import Journey
from hanhtrinh.measures.path_lines import OTHER, SPECIALS


def among(arguments: Namespace, zone: str) -> Among:
    """Return what the arguments say is looked at."""
    as_of = instant(arguments, "as_of", "--as-of", zone)
    return Among(period=period_of(arguments, zone), segment=arguments.segment, as_of=as_of)


class PathWords:
    """How nodes of one kind are called in a language."""

    def __init__(self, journey: Journey, nodes: str, lang: Lang) -> None:
        self.lang = lang
        self._journey, self._nodes, self._words = journey, nodes, Words(lang)

    @cached_property
    def _names(self) -> dict[str, str]:
        if self._nodes == "steps":
            return {s.key: say(self._journey.name_of_step(s), self.lang) for s in self._journey.steps}
        if self._nodes == "touchpoints":
            return {key: say(t.name, self.lang) for key, t in self._journey.touchpoints.items()}
        return {}

    def node(self, key: str) -> str:
        """Return a node's name; two steps of the same name keep their keys beside it."""
        if key in (*SPECIALS, OTHER):
            return f"({tr(f'paths.node_{key[1:-1]}', self.lang)})"
        name = self._names.get(key) or key
        return f"{name} [{key}]" if list(self._names.values()).count(name) > 1 else name

    def headline(self, key: str, paths: int, people: int, unit: str, **more: str) -> str:
        """Return the first line: how many paths of how many people, by which unit, of what."""
        known = self._nodes in ("steps", "touchpoints", "events")
        nodes = tr(f"paths.nodes_{self._nodes}", self.lang) if known else self._nodes
        counts = {"paths": self.number(paths), "people": self.number(people)}
        return tr(f"paths.{key}", self.lang, unit=tr(f"paths.unit_{unit}", self.lang), nodes=nodes, **counts, **more)

    def repeats(self, collapsed: bool) -> str:
        """Return whether repeats are one."""
        return tr("paths.repeats_collapsed" if collapsed else "paths.repeats_kept", self.lang)

    def counted(self, key: str, n: int, **more: str) -> str:
        """Return a count with its word."""
        return tr(f"paths.{key}", self.lang, n=self.number(n), **more)

    def columns(self, *first: str, median: bool = False) -> list[str]:
        """Return the head of a table of counts."""
        names = ["people_column", "times_column", "share_column", *(["median_column"] if median else [])]
        return [*first, *(tr(f"paths.{name}", self.lang) for name in names)]

    def number(self, value: int) -> str:
        """Return a whole number."""
        return self._words.number(value)

    def percent(self, share: float | None) -> str:
        """Return a share; a dash for none."""
        return "–" if share is None else self._words.percent(share)

    def duration(self, seconds: float | None) -> str:
        """Return a length of time; nothing for none."""
        return "" if seconds is None else self._words.duration(seconds)
