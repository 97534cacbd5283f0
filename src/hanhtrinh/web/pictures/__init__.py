"""Pictures on the web: brought to the server, and given out again."""

from hanhtrinh.web.pictures.handlers import HANDLERS

__all__ = ["HANDLERS"]
