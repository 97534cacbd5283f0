"""`hanhtrinh schema`: JSON Schemas of what the program reads and writes."""

import json
from argparse import Namespace

from hanhtrinh.app.schemas import schema
from hanhtrinh.i18n import Lang


def run(arguments: Namespace, lang: Lang) -> int:
    """Print a schema."""
    print(json.dumps(schema(arguments.what), ensure_ascii=False, indent=2))
    return 0
