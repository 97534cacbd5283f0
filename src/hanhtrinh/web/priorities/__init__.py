"""Priorities of a journey: the matrix of its opportunities, each on a page of its own, and what shipping one did."""
