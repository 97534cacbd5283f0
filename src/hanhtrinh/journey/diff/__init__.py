"""What changed between two journeys, in sentences: `sentences(edits_between(old, new), old, new, lang)`."""

from hanhtrinh.journey.diff.saying import Section, sentences

__all__ = ["Section", "sentences"]
