"""Imports through the page: upload, look, map, preview, run, stop."""

from hanhtrinh.web.imports.handlers import HANDLERS

__all__ = ["HANDLERS"]
