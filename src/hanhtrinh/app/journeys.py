"""Journey files: read with their findings, with the library they take from and the journeys that open from them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from hanhtrinh.app.journey_files import BadPath, boundary, named, read_bytes
from hanhtrinh.app.picture_files import missing_pictures
from hanhtrinh.errors import FileUnusable, Rejected
from hanhtrinh.events.frame import Frame
from hanhtrinh.journey.check import check
from hanhtrinh.journey.check_data import check_against
from hanhtrinh.journey.codec import shape_of
from hanhtrinh.journey.library import Library, taken_from, with_library
from hanhtrinh.journey.library_file import inspect_library, is_library
from hanhtrinh.journey.model import Journey
from hanhtrinh.journey.origins import Origins
from hanhtrinh.journey.yaml_text import Document, decode_text, in_file_order, path_text, read_yaml
from hanhtrinh.journey.yaml_text import Path as Place
from hanhtrinh.values import Finding, Severity

DEEPEST = 8
_MOST_VALUES = 20_000


@dataclass(frozen=True)
class LibraryFile:
    """A library as it was read; None where it has not the shape of one."""

    path: Path
    library: Library | None
    document: Document
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class JourneyFile:
    """A journey as it was read: the text's positions and every finding beside it.

    `journey` is the journey that is checked, measured and drawn, with what it takes from its library; `own`, where
    there is a library, the journey without. `findings` are those of the file, then those of its library. `opened`
    holds, by stage, the journeys that open from it.
    """

    path: Path
    journey: Journey
    document: Document
    findings: tuple[Finding, ...]
    own: Journey | None = field(default=None, kw_only=True)
    library: LibraryFile | None = field(default=None, kw_only=True)
    opened: Mapping[str, "JourneyFile"] = field(default_factory=dict, kw_only=True)

    @property
    def written(self) -> Journey:
        """The journey as it stands in the file."""
        return self.own or self.journey


@dataclass(frozen=True)
class Inspected:
    """What a file holds: a journey or a library where it has the shape of one, and every finding.

    `opened` holds what was found in the files that open from a journey, each once, the nearest first.
    """

    path: Path
    findings: tuple[Finding, ...]
    journey: JourneyFile | None = None
    library: LibraryFile | None = None
    opened: tuple["Inspected", ...] = ()

    @property
    def usable(self) -> bool:
        """Tell whether there is a journey without errors."""
        return self.journey is not None and not _errors(self.findings)


def read_file(path: Path) -> JourneyFile:
    """Return the journey in a file; Rejected with every finding when one of them is an error.

    FileUnusable when the file cannot be read, or is a library.
    """
    found = inspect_file(path)
    if found.library is not None:
        raise FileUnusable("library.is_library", given=str(path))
    if found.journey is None or not found.usable:
        raise Rejected(str(path), found.findings)
    return found.journey


def inspect_file(path: Path, within: Path | None = None) -> Inspected:
    """Return the journey or library in a file with every finding; FileUnusable where the file cannot be read.

    Files it names must lie in the folder `within`, by default one that is some folders up (`journey_files.boundary`).
    """
    return _Reader(within.resolve() if within else boundary(path)).inspect(path, path, ())


def _errors(findings: tuple[Finding, ...]) -> int:
    return sum(finding.severity == "error" for finding in findings)


def _document(path: Path, shown: Path) -> Document:
    return read_yaml(decode_text(read_bytes(path), str(shown)), str(shown))


class _Reader:
    """Reads one journey and everything it leads to, each file once."""

    def __init__(self, within: Path) -> None:
        self.within = within
        self.libraries: dict[Path, LibraryFile] = {}
        self.read: dict[Path, Inspected] = {}

    def inspect(self, path: Path, shown: Path, above: tuple[Path, ...]) -> Inspected:
        """Return what a file holds; `shown` is how it is called in findings, `above` what led to it."""
        document = _document(path, shown)
        if is_library(document):
            library, findings = inspect_library(document)
            return Inspected(shown, findings, library=LibraryFile(shown, library, document, findings))
        written, found = shape_of(document)
        if written is None:
            return Inspected(shown, in_file_order(found))
        library_file, about_library = self.library_of(written, shown, document)
        shared = library_file.library if library_file else None
        checked = check(written, document, shared, library_file.document if library_file else None)
        checked = (*checked, *missing_pictures(written, path, document))
        opened, about_opened = self.opened_by(written, shown, document, (*above, path.resolve()))
        about_library += _concerning(written, library_file) if library_file else []
        findings = Origins(own=document).in_order([*found, *checked, *about_opened, *about_library])
        journey = JourneyFile(
            path=shown,
            journey=with_library(written, shared) if shared else written,
            document=document,
            findings=findings,
            own=written if shared else None,
            library=library_file,
            opened={key: one.journey for key, one in opened.items() if one.journey is not None and one.usable},
        )
        return Inspected(shown, findings, journey=journey, opened=_each_once(opened.values()))

    def library_of(self, journey: Journey, shown: Path, document: Document) -> tuple[LibraryFile | None, list[Finding]]:
        """Return the library a journey names, and why it cannot be used where it cannot."""
        given = journey.library
        if given is None:
            return None, []
        try:
            library = self.library(named(shown, given, self.within), shown.parent / given)
        except (BadPath, FileUnusable) as error:
            return None, [_about(document, "error", ("library",), error, given)]
        if library.library is None and not is_library(library.document):
            return None, [document.finding("error", "library.no_library", ("library",), given=given)]
        count = _errors(library.findings)
        told = [document.finding("error", "library.faulty", ("library",), given=given, count=count)] if count else []
        return library, told

    def library(self, path: Path, shown: Path) -> LibraryFile:
        """Return the library in a file, read once."""
        if path not in self.libraries:
            document = _document(path, shown)
            library, findings = inspect_library(document) if is_library(document) else (None, document.findings)
            self.libraries[path] = LibraryFile(shown, library, document, findings)
        return self.libraries[path]

    def opened_by(
        self, journey: Journey, shown: Path, document: Document, above: tuple[Path, ...]
    ) -> tuple[dict[str, Inspected], list[Finding]]:
        """Return the journeys that open from the stages of one, and what is wrong with those that do not."""
        opened: dict[str, Inspected] = {}
        about: list[Finding] = []
        for i, stage in enumerate(journey.stages):
            if stage.opens is None:
                continue
            place = ("stages", i, "opens")
            try:
                found = self.opened(named(shown, stage.opens, self.within), shown.parent / stage.opens, above)
            except (BadPath, FileUnusable) as error:
                severity: Severity = "error" if isinstance(error, BadPath) else "warning"
                about.append(_about(document, severity, place, error, stage.opens))
                continue
            opened[stage.key] = found
            count = _errors(found.findings)
            if found.library is not None:
                about.append(document.finding("error", "library.is_library", place, given=stage.opens))
            elif count:
                about.append(document.finding("warning", "library.opens_faulty", place, given=stage.opens, count=count))
        return opened, about

    def opened(self, path: Path, shown: Path, above: tuple[Path, ...]) -> Inspected:
        """Return what a file holds that opens from others; BadPath where it would stand inside itself, or too deep."""
        if path in above:
            chain = (*above[above.index(path) :], path)
            raise BadPath("library.cycle", chain=" → ".join(one.name for one in chain))
        if len(above) >= DEEPEST:
            raise BadPath("library.too_deep", allowed=DEEPEST)
        if path not in self.read:
            self.read[path] = self.inspect(path, shown, above)
        return self.read[path]


def _about(document: Document, severity: Severity, place: Place, error: BadPath | FileUnusable, given: str) -> Finding:
    """Return the finding about a file that is named and cannot be used, at the place that names it."""
    if isinstance(error, BadPath):
        return document.finding(severity, error.key, place, given=given, **error.params)
    if error.key == "errors.no_file":
        return document.finding(severity, "library.missing", place, given=given)
    return document.finding(severity, error.key, place, **error.params)


def _concerning(journey: Journey, file: LibraryFile) -> list[Finding]:
    """Return the findings of a library that matter to a journey: errors, and those about what it takes."""
    if file.library is None:
        return list(file.findings)
    whole = with_library(journey, file.library)
    taken = {
        path_text((field, key)) for field, key in taken_from(journey, file.library) if key in getattr(whole, field)
    }
    return [
        finding
        for finding in file.findings
        if finding.severity == "error" or any(f"{finding.path}.".startswith(f"{place}.") for place in taken)
    ]


def _each_once(opened: Iterable[Inspected]) -> tuple[Inspected, ...]:
    """Return the files that open, and those that open from them, each once."""
    found: dict[Path, Inspected] = {}
    for one in opened:
        found.setdefault(one.path, one)
        for inner in one.opened:
            found.setdefault(inner.path, inner)
    return tuple(found.values())


def check_data(file: JourneyFile, frame: Frame) -> tuple[Finding, ...]:
    """Return warnings about rules no stored event can satisfy, each in the file that holds the rule."""
    known = {name: column.values.head(_MOST_VALUES).to_list() for name, column in frame.columns.items()}
    library = file.library
    taken = taken_from(file.written, library.library) if library and library.library else frozenset()
    behind = Origins(own=file.document, library=library.document if library else None, taken=taken)
    return check_against(file.journey, known, behind)
