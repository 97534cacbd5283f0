"""Reads what an SPSS file says about its variables; runs apart (see `sources.apart`)."""

from pathlib import Path
from typing import Any

import msgspec
import pyreadstat

from hanhtrinh.errors import FileUnusable
from hanhtrinh.sources.apart import About
from hanhtrinh.sources.taken_surveys.spss import ANSWER, of_meta


def read(path: Path, folder: Path, settings: dict[str, Any]) -> About:
    """Write the variables of a file; raises FileUnusable when it cannot be read."""
    try:
        _, about = pyreadstat.read_sav(str(path), metadataonly=True, output_format="dict")
    except (pyreadstat.ReadstatError, pyreadstat.PyreadstatError, ValueError, OverflowError, LookupError) as error:
        raise FileUnusable("taken_surveys.damaged", file=path.name, tool="SPSS") from error
    (folder / ANSWER).write_bytes(msgspec.json.encode(of_meta(about)))
    return About(columns=())
