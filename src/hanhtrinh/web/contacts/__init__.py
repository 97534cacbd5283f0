"""Logging contacts by hand: a page for the phone, and the same for programs."""

from hanhtrinh.web.contacts.routes import HANDLERS

__all__ = ["HANDLERS"]
