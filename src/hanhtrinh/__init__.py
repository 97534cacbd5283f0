"""Hanhtrinh: the living customer journey map.

`import hanhtrinh as ht` gives `ht.open`, `ht.load`, `ht.steps`, `ht.Funnel`, `ht.Who` … (see `hanhtrinh.api`), loaded
when first used so that `hanhtrinh --help` stays fast.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hanhtrinh.api import (
        Breakdown,
        Company,
        Draft,
        DraftQuestion,
        Exclusion,
        Funnel,
        FunnelMatch,
        FunnelReadings,
        Map,
        MapReadings,
        PathQuestion,
        Paths,
        Reading,
        Sankey,
        VariantQuestion,
        Variants,
        Who,
        load,
        open,
        sankey,
        steps,
    )

__version__ = "0.1.0"
__all__ = [
    "Breakdown",
    "Company",
    "Draft",
    "DraftQuestion",
    "Exclusion",
    "Funnel",
    "FunnelMatch",
    "FunnelReadings",
    "Map",
    "MapReadings",
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


def __getattr__(name: str) -> Any:
    if name in __all__:
        return getattr(import_module("hanhtrinh.api"), name)
    raise AttributeError(f"module 'hanhtrinh' has no attribute '{name}'")
