"""What an edit did, in sentences, for the history of a journey."""

from collections.abc import Iterator, Mapping

from hanhtrinh.i18n import LANGS, Lang
from hanhtrinh.journey.diff import sentences
from hanhtrinh.journey.edits import ChangeField, Edit, NoSuchPlace, Several
from hanhtrinh.journey.edits.places import thing_at
from hanhtrinh.journey.edits.sequences import item_edits
from hanhtrinh.journey.model import Journey

MOST_SENTENCES = 12


def told(edit: Edit, before: Journey, after: Journey) -> Mapping[Lang, tuple[str, ...]]:
    """Return what an edit did, in each language; of very much, the first sentences."""
    single = tuple(_single(edit, before, after))
    return {lang: _sentences(single, before, after, lang) for lang in LANGS}


def _sentences(single: tuple[Edit, ...], before: Journey, after: Journey, lang: Lang) -> tuple[str, ...]:
    found = [one for section in sentences(single, before, after, lang) for one in section.sentences]
    return tuple(found[:MOST_SENTENCES])


def _single(edit: Edit, before: Journey, after: Journey) -> Iterator[Edit]:
    """Yield the edits in a group; of a list that changed as a whole, what became of its items."""
    if isinstance(edit, Several):
        for one in edit.edits:
            yield from _single(one, before, after)
    elif isinstance(edit, ChangeField) and len(edit.field) == 1 and isinstance(edit.old, list):
        yield from _items(edit, before, after)
    else:
        yield edit


def _items(edit: ChangeField, before: Journey, after: Journey) -> Iterator[Edit]:
    try:
        old, new = (getattr(thing_at(one, edit.place), edit.field[0]) for one in (before, after))
    except NoSuchPlace:
        yield edit
        return
    yield from item_edits(edit.place, edit.field[0], old, new)
