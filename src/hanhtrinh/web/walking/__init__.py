"""Walking one's own journey in the browser: one step a screen, and what walks found."""

from hanhtrinh.web.walking.handlers import HANDLERS

__all__ = ["HANDLERS"]
