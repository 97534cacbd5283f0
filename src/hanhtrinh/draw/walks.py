"""What colleagues noted while walking the journey as customers."""

from datetime import date

from hanhtrinh.draw.doors import Doors
from hanhtrinh.draw.shapes import Number, Quote
from hanhtrinh.draw.words import Words
from hanhtrinh.journey.model import Step, Walk, WalkedStep


def unnatural(doors: Doors, step: Step) -> Number | None:
    """Return the mark of a step that somebody flagged: it does not follow naturally from the one before."""
    words = doors.words
    walked = [(walk, walk.steps[step.key]) for walk in doors.journey.walks.values() if step.key in walk.steps]
    done = [(walk, at) for walk, at in walked if at.done]
    flagged = [(walk, at) for walk, at in done if not at.follows]
    if not flagged:
        return None
    count = words.tr("walk_count", count=words.number(len(flagged)), n=words.number(len(done)))
    return doors.open(
        words.tr("walk_mark"),
        title=words.tr("walk_title"),
        place=doors.names[step.key],
        value=count,
        definition=words.tr("meaning_walk"),
        rows=tuple((_who(words, walk), _noted(words, at)) for walk, at in done),
        quotes=tuple(_quote(words, walk, at) for walk, at in done if words.say(at.note)),
    )


def _who(words: Words, walk: Walk) -> str:
    return " · ".join(part for part in (words.say(walk.by), _day(words, walk.on)) if part) or words.tr("walk_somebody")


def _day(words: Words, text: str) -> str:
    """Return an ISO date as it is written; anything else stays as it is."""
    try:
        return words.calendar_day(date.fromisoformat(text))
    except ValueError:
        return text


def _noted(words: Words, at: WalkedStep) -> str:
    follows = words.tr("walk_follows" if at.follows else "walk_breaks")
    return follows if at.feeling is None else f"{follows} · {words.tr('lane_emotion')} {words.signed(at.feeling)}"


def _quote(words: Words, walk: Walk, at: WalkedStep) -> Quote:
    return Quote(
        text=words.say(at.note), source=_who(words, walk), assumed=False, tone="plain" if at.follows else "bad"
    )
