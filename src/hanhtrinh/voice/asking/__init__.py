"""Whom we ask, when, and by which way: one contact budget over all surveys, and a reason for every yes and no."""
