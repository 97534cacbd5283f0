"""A sheet as an SPSS file; what writes it is loaded when the first one is wanted."""

from importlib import import_module

from hanhtrinh.app.taking_in.sheets import Sheet


def sav_of(sheet: Sheet) -> bytes:
    """Return a sheet as an SPSS file (`sources.sav.writing`)."""
    written: bytes = import_module("hanhtrinh.sources.sav.writing").write_sav(sheet)
    return written
