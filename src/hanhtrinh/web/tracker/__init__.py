"""The tracker: one small script for other people's pages, made of `source/` by `scripts/build_tracker.py`."""

from hanhtrinh.web.tracker.routes import HANDLERS

__all__ = ["HANDLERS"]
