"""Writes the demo company's files: exports, the mapping that reads them, and its journey."""

from datetime import datetime
from pathlib import Path

import msgspec
import numpy as np

from hanhtrinh.demo.company import Company
from hanhtrinh.demo.exports import CUSTOMERS, EVENTS_FILE, OFFSET, ORDERS, Exports, FileFacts, survey_file
from hanhtrinh.demo.papers import journey_text, mapping_text
from hanhtrinh.demo.sampling import draw_passes, draw_said, moods
from hanhtrinh.demo.shop import PRODUCTS
from hanhtrinh.demo.voices import Voices
from hanhtrinh.demo.weblog import entry_channels, write_log
from hanhtrinh.errors import InputError
from hanhtrinh.values import MICROSECONDS, instant_of

MAPPING, JOURNEY = "mapping.yaml", "journey.yaml"


class Files(msgspec.Struct, frozen=True):
    """A demo company's files in a folder, and what an import must find in each data file there is."""

    folder: Path
    facts: dict[str, FileFacts]

    @property
    def mapping(self) -> Path:
        """The mapping that reads the exports."""
        return self.folder / MAPPING

    @property
    def journey(self) -> Path:
        """The journey they are read against."""
        return self.folder / JOURNEY


def generate(company: Company, folder: Path, *, people: int, seed: int, as_of: datetime) -> Files:
    """Write the exports of a company with so many customers, as of a moment, into a folder, which is made if need be.

    The same arguments give the same bytes. Raises InputError when `people` is below 1 or as-of has no time zone.
    """
    if people < 1:
        raise InputError("demo.people", given=people)
    if as_of.tzinfo is None:
        raise InputError("demo.as_of", given=as_of.isoformat())
    folder.mkdir(parents=True, exist_ok=True)
    moment = instant_of(as_of) // MICROSECONDS
    facts = _write_exports(company, folder, people, seed, moment)
    (folder / MAPPING).write_text(mapping_text(company, facts), encoding="utf-8", newline="\n")
    (folder / JOURNEY).write_text(journey_text(company), encoding="utf-8", newline="\n")
    return Files(folder, facts)


def _write_exports(company: Company, folder: Path, people: int, seed: int, as_of: int) -> dict[str, FileFacts]:
    """Write the data files; return the facts of those that have any rows."""
    random = np.random.default_rng(seed)
    wanted = np.array([product.wanted for product in PRODUCTS])
    passes = draw_passes(company, people, random, as_of, OFFSET, wanted)
    begun = entry_channels(passes, random)
    exports = Exports.begin(folder, company, passes, people=people, as_of=as_of, random=random)
    facts = {
        CUSTOMERS: exports.write_customers(begun),
        EVENTS_FILE: exports.write_events(write_log(company, passes, begun, random, as_of)),
        ORDERS: exports.write_orders(),
    }
    voices = Voices()
    for key, survey in company.every_survey.items():
        said = draw_said(company, passes, key, random, moods(seed, survey, len(passes)))
        facts[survey_file(key)] = exports.write_survey(key, said, voices.texts(key, survey, said, random))
    return {name: found for name, found in facts.items() if found.rows}
