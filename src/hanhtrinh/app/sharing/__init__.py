"""Sharing a map with people who have no account."""
