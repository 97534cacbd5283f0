"""Sources: how they are doing, connecting a site, keys, and watching events arrive."""

from hanhtrinh.web.sources.routes import HANDLERS

__all__ = ["HANDLERS"]
