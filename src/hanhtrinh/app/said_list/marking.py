"""Use cases: noting something at answers, and drafts of replies."""

import re
import unicodedata
from collections.abc import Sequence
from typing import Literal

from hanhtrinh.access import Actor, Right, require
from hanhtrinh.app.said_list.desk import SaidDesk
from hanhtrinh.app.said_list.listing import Row, find_answers, key_of, raw_of
from hanhtrinh.errors import InputError, NotFound
from hanhtrinh.i18n import Lang, say, tr
from hanhtrinh.ports.accounts import Space, User
from hanhtrinh.ports.said import STATES, Change, State, Template

MOST_AT_ONCE = 500
MOST_TAG, MOST_TAGS = 40, 20
MOST_TEMPLATES, MOST_TEMPLATE = 100, 4_000
_FIELDS = ("name", "step", "words", "company")
_HOLE = re.compile(r"\{([^{}]*)\}")


def mark(actor: Actor, space: Space, desk: SaidDesk, keys: Sequence[str], change: Change) -> int:
    """Note something at some answers and return how many there are; InputError for what cannot be noted.

    An assignee must be able to handle cases here.
    """
    require(actor, space.id, Right.HANDLE_CASES)
    if len(keys) > MOST_AT_ONCE:
        raise InputError("said.too_many", given=len(keys), allowed=MOST_AT_ONCE)
    if change.state is not None and change.state not in STATES:
        raise InputError("said.no_such", field="state", given=change.state, allowed=", ".join(STATES))
    if change.assignee and change.assignee not in {user.id for user in handlers(desk, space)}:
        raise InputError("said.no_colleague")
    added, dropped = tuple(map(tag_of, change.add)), tuple(map(tag_of, change.drop))
    found = find_answers(desk, desk.people.parts(space), keys)
    people = {key_of(table, row): raw_of(table, row) for table, row in found}
    _check_tags(desk, space, people, added)
    if people:
        note = Change(state=change.state, assignee=change.assignee, add=added, drop=dropped)
        desk.marks.change(space.id, people, note, desk.clock(), actor.id)
    return len(people)


def _check_tags(desk: SaidDesk, space: Space, people: dict[str, str], added: Sequence[str]) -> None:
    known = desk.marks.of(space.id, list(people)) if added else {}
    most = max((len({*one.tags, *added}) for one in known.values()), default=len(added))
    if most > MOST_TAGS:
        raise InputError("said.too_many_tags", given=most, allowed=MOST_TAGS)


def tag_of(text: str) -> str:
    """Return a tag as it is kept: one line without space around it; InputError for none or a long one."""
    tag = " ".join(unicodedata.normalize("NFC", text).split())
    if not tag or len(tag) > MOST_TAG or any(unicodedata.category(letter) == "Cc" for letter in tag):
        raise InputError("said.bad_tag", given=tag[:MOST_TAG], allowed=MOST_TAG)
    return tag


def handlers(desk: SaidDesk, space: Space) -> list[User]:
    """Return those who may look after answers."""
    return [member.user for member in desk.accounts.members(space.id) if member.role != "viewer"]


def templates(actor: Actor, space: Space, desk: SaidDesk) -> Sequence[Template]:
    """Return the drafts of replies by name."""
    require(actor, space.id, Right.SEE_VOICE)
    return desk.marks.templates(space.id)


def keep_template(
    actor: Actor, space: Space, desk: SaidDesk, id: str, name: str, lang: Literal["vi", "en"], text: str
) -> Template:
    """Keep a draft, a new one where `id` is empty; InputError for a hole nothing can be put into."""
    require(actor, space.id, Right.HANDLE_CASES)
    known = {one.id for one in desk.marks.templates(space.id)}
    if id and id not in known:
        raise InputError("said.no_template_such")
    if not id and len(known) >= MOST_TEMPLATES:
        raise InputError("said.too_many_templates", allowed=MOST_TEMPLATES)
    name, text = " ".join(name.split()), text.strip()
    if not name or not text or len(name) > MOST_TAG * 2 or len(text) > MOST_TEMPLATE:
        raise InputError("said.bad_template", allowed=MOST_TEMPLATE)
    for hole in _HOLE.findall(text):
        if hole not in _FIELDS:
            raise InputError("said.bad_hole", given=hole, allowed=", ".join(_FIELDS))
    made = Template(id=id or desk.new_id(), name=name, lang=lang, text=text, changed_at=desk.clock(), by=actor.id)
    desk.marks.keep_template(space.id, made)
    return made


def remove_template(actor: Actor, space: Space, desk: SaidDesk, id: str) -> None:
    """Forget a draft."""
    require(actor, space.id, Right.HANDLE_CASES)
    desk.marks.remove_template(space.id, id)


def filled(template: Template, row: Row, space: Space) -> str:
    """Return a template's text for one answer; the words are cut to one line.

    What is put in is never read as a hole again.
    """
    lang: Lang = template.lang
    name = row.name if row.name and row.name != row.person else tr("said.dear_customer", lang)
    words = " ".join(row.text.split())
    values = {
        "name": name,
        "step": say(row.stands[0].step_name, lang) if row.stands else "",
        "words": words if len(words) <= 200 else words[:199] + "…",
        "company": space.name,
    }
    return _HOLE.sub(lambda hole: values.get(hole.group(1), hole.group(0)), template.text)


def note(
    actor: Actor, space: Space, desk: SaidDesk, key: str, *, state: State, assignee: str, tags: Sequence[str]
) -> None:
    """Note all there is to note at one answer; NotFound where there is none."""
    require(actor, space.id, Right.HANDLE_CASES)
    mine = desk.marks.of(space.id, [key]).get(key)
    given = {tag_of(tag) for tag in tags}
    gone = tuple(sorted(set(mine.tags if mine else ()) - given))
    change = Change(state=state, assignee=assignee, add=tuple(sorted(given)), drop=gone)
    if not mark(actor, space, desk, [key], change):
        raise NotFound("said.none_such")
