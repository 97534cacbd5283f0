"""`hanhtrinh schema`: JSON Schemas of the shapes that enter and leave the program."""

import json
from argparse import Namespace
from typing import Any, Literal

import msgspec

from hanhtrinh.i18n import Lang
from hanhtrinh.journey.schema import journey_schema, library_schema
from hanhtrinh.measures.results import MapReadings
from hanhtrinh.sources.mapping import Mapping

SchemaName = Literal["journey", "library", "mapping", "readings"]
_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def run(arguments: Namespace, lang: Lang) -> int:
    """Print a schema."""
    print(json.dumps(schema(arguments.what), ensure_ascii=False, indent=2))
    return 0


def schema(what: SchemaName) -> dict[str, Any]:
    """Return the JSON Schema of journey files, libraries, mapping files or map readings."""
    if what in ("journey", "library"):
        return journey_schema() if what == "journey" else library_schema()
    shape, title = (Mapping, "Hanhtrinh mapping") if what == "mapping" else (MapReadings, "Hanhtrinh map readings")
    return {"$schema": _DIALECT, "title": title, **msgspec.json.schema(shape)}
