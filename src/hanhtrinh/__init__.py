"""Hanhtrinh: the living customer journey map."""

__version__ = "0.1.0"
