"""The Python face: `import hanhtrinh as ht`.

company = ht.open("hanhtrinh-workspace")
journey = ht.load("journey.yaml")                        # in a notebook: shows the map as the team drew it
found = company.map(journey, segment="mobile")           # in a notebook: shows the measured map
found.readings.steps[6].drop_off                         # every reading with its interval, n and definition
company.funnel(journey, ht.Funnel(steps=ht.steps("cart", "checkout"), window_seconds=7 * 86_400))
company.paths(journey, ht.PathQuestion(end="checkout"))  # what came before; also variants, conformance, off_map
company.people(journey, ht.Who(what="dropped", step="checkout"))   # a polars table
"""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal

import polars as pl

from hanhtrinh import bootstrap
from hanhtrinh.app.drafting import propose_journey
from hanhtrinh.app.drawing import draw_map
from hanhtrinh.app.drawn import form_of
from hanhtrinh.app.drawn.order import Order
from hanhtrinh.app.importing import ImportReport
from hanhtrinh.app.journeys import JourneyFile, read_file
from hanhtrinh.app.measuring import list_people, measure_comparison, measure_funnel, measure_map
from hanhtrinh.app.pathing import (
    Among,
    list_path_people,
    measure_funnel_trend,
    measure_kept,
    measure_off_map,
    measure_paths,
    measure_variants,
)
from hanhtrinh.bootstrap.drawing import draw_into
from hanhtrinh.bootstrap.importing import import_into
from hanhtrinh.bootstrap.picture_shots import shots_beside
from hanhtrinh.draw import notebook, terminal
from hanhtrinh.events.frame import Frame
from hanhtrinh.events.instrument import Instrument
from hanhtrinh.i18n import Lang, say
from hanhtrinh.measures.compare import Comparison, Group
from hanhtrinh.measures.draft.shapes import Draft, DraftQuestion
from hanhtrinh.measures.funnel import Breakdown, Exclusion, Funnel, FunnelMatch
from hanhtrinh.measures.funnels.trend import FunnelTrend, TrendBucket
from hanhtrinh.measures.map import MapQuestion
from hanhtrinh.measures.paths import PathQuestion, Paths
from hanhtrinh.measures.results import Conformance, FunnelReadings, MapReadings, MapUnit, OffMap, Reading, Who
from hanhtrinh.measures.sankey import Sankey, sankey
from hanhtrinh.measures.variants import VariantQuestion, Variants
from hanhtrinh.store.frames import open_frame
from hanhtrinh.store.known_facts import known_of
from hanhtrinh.store.workspace import Workspace
from hanhtrinh.values import Period, instant_of, parse_instant, start_of_day

__all__ = [
    "Breakdown",
    "Company",
    "Comparison",
    "Draft",
    "DraftQuestion",
    "Exclusion",
    "Funnel",
    "FunnelMatch",
    "FunnelReadings",
    "Group",
    "Loaded",
    "Map",
    "MapReadings",
    "Moment",
    "PathQuestion",
    "Paths",
    "Reading",
    "Sankey",
    "VariantQuestion",
    "Variants",
    "Who",
    "load",
    "open",
    "sankey",
    "steps",
]

Moment = str | date | datetime
"""An instant: ISO text, a date (its start) or a datetime; without an offset it is read in the workspace's time zone."""


def open(path: str | Path, *, create: bool = False, time_zone: str | None = None) -> "Company":
    """Open a workspace folder; with `create`, make it where there is none.

    Raises WorkspaceError when the folder is no workspace, or is damaged.
    """
    workspace = bootstrap.workspace_at(Path(path), create=create, time_zone=time_zone)
    _teach_notebook(workspace.language)
    return Company(workspace)


def load(path: str | Path, *, lang: Lang = "vi") -> "Loaded":
    """Read a journey file; Rejected, with every finding, when it cannot be used. A notebook shows its map."""
    _teach_notebook(lang)
    found = read_file(Path(path))
    return Loaded(found.path, found.journey, found.document, found.findings, lang)


def steps(*touchpoints: str) -> tuple[FunnelMatch, ...]:
    """Return funnel steps from touchpoint keys; `a|b` means either."""
    return tuple(FunnelMatch(key=one, touchpoints=tuple(one.split("|"))) for one in touchpoints)


@dataclass(frozen=True)
class Map:
    """A journey and its readings, None where it was not measured: a notebook shows the drawing.

    `readings` hold every number, `html()` is the page, `text()` the table of the terminal.
    """

    journey: JourneyFile
    readings: MapReadings | None
    lang: Lang = "vi"
    instruments: Mapping[str, Instrument] | None = None

    def html(self, lang: Lang | None = None) -> str:
        """Return the map as one self-contained HTML page."""
        pictures = shots_beside(self.journey)
        return draw_map(self.journey, self.readings, lang or self.lang, self.instruments, pictures=pictures)

    def text(self, lang: Lang | None = None, *, width: int = 120) -> str:
        """Return the map as a table of characters."""
        return terminal.render(self.journey.journey, self.readings, lang=lang or self.lang, width=width)

    def save(self, path: str | Path, lang: Lang | None = None) -> Path:
        """Write the map into a file, drawn as its name says (`docs/exports.md`), and return its path.

        InputError for a name that tells no form, StorageError where it cannot be written.
        """
        target = Path(path)
        pictures = shots_beside(self.journey)
        order = Order(self.journey, self.readings, lang or self.lang, self.instruments or {}, pictures=pictures)
        draw_into(target, form_of(None, target), order)
        return target

    def __repr__(self) -> str:
        return self.text()

    def _repr_html_(self) -> str:
        return notebook.framed(self.html(), say(self.journey.journey.name, self.lang))


@dataclass(frozen=True)
class Loaded(JourneyFile):
    """A journey file; a notebook shows the map as the team drew it, without numbers."""

    lang: Lang = "vi"

    def _repr_html_(self) -> str:
        return Map(self, None, self.lang)._repr_html_()


class Company:
    """An opened workspace: everything imported so far, ready to be measured."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self._run = bootstrap.threads()

    @property
    def frame(self) -> Frame:
        """The frame of everything in the lake, built anew where the lake has moved on."""
        return open_frame(self.workspace, known=known_of(self.workspace))

    def import_files(
        self, *files: str | Path, data: str | Path | None = None, replace: bool = False, lang: Lang = "en"
    ) -> ImportReport:
        """Import a mapping file's data, or data files through the mapping that is proposed for them."""
        folder = None if data is None else Path(data)
        given = [Path(file) for file in files]
        return import_into(self.workspace, given, folder, replace=replace, lang=lang, progress=_quiet, proposed=_quiet)

    def map(
        self,
        journey: JourneyFile,
        *,
        begin: Moment | None = None,
        end: Moment | None = None,
        segment: str | None = None,
        when: Literal["now", "at_entry"] | None = None,
        unit: MapUnit = "pass",
        as_of: Moment | None = None,
    ) -> Map:
        """Return a journey's map with every reading and what stands beside it.

        `segment` names a segment or persona (`when`: as of which moment, where not as it says itself), `unit` what is
        counted. InputError for a segment the journey does not have.
        """
        period = Period(self._instant(begin), self._instant(end))
        question = MapQuestion(period=period, segment=segment, when=when, unit=unit, beside=True)
        frame = self.frame
        readings = measure_map(frame, journey.journey, question, as_of=self._instant(as_of), run=self._run)
        return Map(journey, readings, self.workspace.language, frame.instruments)

    def group(
        self,
        *,
        begin: Moment | None = None,
        end: Moment | None = None,
        segment: str | None = None,
        when: Literal["now", "at_entry"] | None = None,
    ) -> Group:
        """Return one side of a comparison: passes begun in a period, of one segment or persona."""
        return Group(period=Period(self._instant(begin), self._instant(end)), segment=segment, when=when)

    def compare(self, journey: JourneyFile, first: Group, second: Group, *, as_of: Moment | None = None) -> Comparison:
        """Return two groups of passes compared number by number, each difference with its interval.

        Passes of both count with the first. InputError for a segment the journey does not have, and where nothing is
        left to compare with.
        """
        moment = self._instant(as_of)
        return measure_comparison(self.frame, journey.journey, first, second, as_of=moment, run=self._run)

    def funnel(self, journey: JourneyFile, question: Funnel, *, as_of: Moment | None = None) -> FunnelReadings:
        """Return a funnel over a journey's touchpoints; InputError when the question has no meaning."""
        return measure_funnel(self.frame, journey.journey, question, as_of=self._instant(as_of), run=self._run)

    def funnel_trend(
        self,
        journey: JourneyFile,
        question: Funnel,
        bucket: TrendBucket,
        *,
        begin: Moment | None = None,
        end: Moment | None = None,
        as_of: Moment | None = None,
    ) -> FunnelTrend:
        """Return a funnel by period of entry (`hour` … `year`); InputError when the question has no meaning."""
        among = self._among(begin, end, None, as_of)
        return measure_funnel_trend(self.frame, journey.journey, question, bucket, among=among, run=self._run)

    def paths(
        self,
        journey: JourneyFile,
        question: PathQuestion | None = None,
        *,
        begin: Moment | None = None,
        end: Moment | None = None,
        segment: str | None = None,
        as_of: Moment | None = None,
    ) -> Paths:
        """Return which ways people went; InputError when the question has no meaning. `sankey` draws them."""
        among = self._among(begin, end, segment, as_of)
        return measure_paths(self.frame, journey.journey, question or PathQuestion(), among=among, run=self._run)

    def path_people(
        self,
        journey: JourneyFile,
        question: PathQuestion,
        edge: tuple[int, str, str],
        *,
        begin: Moment | None = None,
        end: Moment | None = None,
        segment: str | None = None,
        as_of: Moment | None = None,
    ) -> pl.DataFrame:
        """Return the people behind an edge of paths, given as (position, source, target): `person` and `paths`."""
        among = self._among(begin, end, segment, as_of)
        return list_path_people(self.frame, journey.journey, question, edge, among=among, run=self._run)

    def variants(
        self,
        journey: JourneyFile,
        question: VariantQuestion | None = None,
        *,
        begin: Moment | None = None,
        end: Moment | None = None,
        segment: str | None = None,
        as_of: Moment | None = None,
    ) -> Variants:
        """Return the distinct ways people went, most frequent first; InputError when the question has no meaning."""
        among = self._among(begin, end, segment, as_of)
        return measure_variants(self.frame, journey.journey, question or VariantQuestion(), among=among, run=self._run)

    def conformance(
        self,
        journey: JourneyFile,
        *,
        begin: Moment | None = None,
        end: Moment | None = None,
        segment: str | None = None,
        as_of: Moment | None = None,
    ) -> Conformance:
        """Return how passes kept to the map; InputError for a segment it does not have."""
        among = self._among(begin, end, segment, as_of)
        return measure_kept(self.frame, journey.journey, among=among, run=self._run).conformance

    def off_map(
        self,
        journey: JourneyFile,
        *,
        begin: Moment | None = None,
        end: Moment | None = None,
        segment: str | None = None,
        as_of: Moment | None = None,
        top: int = 20,
    ) -> OffMap:
        """Return the events of no step, most frequent first; InputError for a segment the journey does not have."""
        among = self._among(begin, end, segment, as_of)
        return measure_off_map(self.frame, journey.journey, among=among, top=top, run=self._run)

    def people(
        self,
        journey: JourneyFile,
        who: Who,
        *,
        begin: Moment | None = None,
        end: Moment | None = None,
        segment: str | None = None,
        when: Literal["now", "at_entry"] | None = None,
        as_of: Moment | None = None,
    ) -> pl.DataFrame:
        """Return the passes behind a number: `person`, `begun`, `last_seen` (UTC) and `last_step`, one row each."""
        period = Period(self._instant(begin), self._instant(end))
        moment, journey_ = self._instant(as_of), journey.journey
        return list_people(
            self.frame, journey_, who, period=period, segment=segment, when=when, as_of=moment, run=self._run
        )

    def draft(
        self, question: DraftQuestion | None = None, *, vocabulary: bool = True, without: tuple[str, ...] = ()
    ) -> Draft:
        """Return a journey proposed from the events alone, each proposal with its reason (`docs/draft.md`).

        `without` names proposals that are refused. InputError where the events hold no journey.
        """
        return propose_journey(self.frame, question or DraftQuestion(), vocabulary=vocabulary, without=without)

    def draw(self, journey: JourneyFile, readings: MapReadings | None = None, *, lang: Lang | None = None) -> str:
        """Return the map as one self-contained HTML page, of these readings or of the map as it stands."""
        if readings is None:
            return self.map(journey).html(lang)
        return Map(journey, readings, self.workspace.language, self.workspace.instruments()).html(lang)

    def _among(self, begin: Moment | None, end: Moment | None, segment: str | None, as_of: Moment | None) -> Among:
        period = Period(self._instant(begin), self._instant(end))
        return Among(period=period, segment=segment, as_of=self._instant(as_of))

    def _instant(self, moment: Moment | None) -> int | None:
        zone = self.workspace.time_zone
        if moment is None:
            return None
        if isinstance(moment, datetime):
            return instant_of(moment) if moment.tzinfo else parse_instant(moment.isoformat(), zone)
        return start_of_day(moment, zone) if isinstance(moment, date) else parse_instant(moment, zone)


def _teach_notebook(lang: Lang) -> None:
    """Tell a running IPython, if there is one, how to show readings and funnels."""
    found: Any = sys.modules.get("IPython")
    shell = found.get_ipython() if found is not None else None
    if shell is None:
        return
    pages, plain = (shell.display_formatter.formatters[kind] for kind in ("text/html", "text/plain"))
    pages.for_type(Reading, lambda reading: notebook.reading_html(reading, lang))
    pages.for_type(FunnelReadings, lambda funnel: notebook.funnel_html(funnel, lang))
    plain.for_type(Reading, lambda reading, printer, _: printer.text(notebook.reading_text(reading, lang)))


def _quiet(_: object) -> None:
    """Say nothing."""
