"""Tells other servers of what happens: HTTPS POST, signed, to public addresses only, one try a call."""

from hanhtrinh.channels.webhook.sender import HttpSender
from hanhtrinh.channels.webhook.signing import signature

__all__ = ["HttpSender", "signature"]
