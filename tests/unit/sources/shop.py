"""A small shop's exports: what the import tests have in common."""

from pathlib import Path

import polars as pl

from hanhtrinh.app.importing import ImportReport
from hanhtrinh.bootstrap.importing import import_files
from hanhtrinh.i18n import Lang
from hanhtrinh.sources.load import read_mapping
from hanhtrinh.sources.mapping import Mapping
from hanhtrinh.store.workspace import Workspace

NOW = 1_790_000_000_000_000  # 2026-09-21T14:13:20Z
SHARED = Path(__file__).parents[3].parent / "shared" / "data"

LOG = """
format: hanhtrinh-mapping/1
source: web
time_zone: Asia/Ho_Chi_Minh
files:
  - file: {file}
    person: user
    properties: [path]
    events:
      - {{event: {{column: event}}, time: time}}
"""

ANSWERS = """
format: hanhtrinh-mapping/1
source: survey
instruments:
  - {key: csat, kind: csat, low: 1, high: 5}
files:
  - file: answers.csv
    person: user
    events:
      - {event: answered, time: time, answer: {instrument: csat, score: score, text: comment}}
"""


def log(file: str = "log.csv") -> Mapping:
    """The mapping of a plain event log in one file."""
    return read_mapping(LOG.format(file=file), "mapping.yaml")


def answers() -> Mapping:
    """The mapping of scored answers."""
    return read_mapping(ANSWERS, "mapping.yaml")


def workspace(folder: Path) -> Workspace:
    """A fresh workspace."""
    return Workspace.create(folder / "workspace")


def run(
    space: Workspace, mapping: Mapping, folder: Path, *, replace: bool = False, lang: Lang = "en", now: int = NOW
) -> ImportReport:
    """Import, with the clock standing still."""
    return import_files(space, mapping, folder, now=now, replace=replace, lang=lang)


def stored(space: Workspace) -> pl.DataFrame:
    """Everything in the lake, in the order of ids."""
    return space.lake.scan().collect().sort("id")


def rejects(report: ImportReport) -> list[dict[str, str]]:
    """The rows of the rejects file."""
    assert report.rejects is not None
    return pl.read_csv(report.rejects, infer_schema=False).fill_null("").rows(named=True)
