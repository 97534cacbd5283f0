"""Use case: what a customer writes back by e-mail joins the case it answers."""

from collections.abc import Sequence

from msgspec.structs import replace

from hanhtrinh.access import Actor
from hanhtrinh.app.cases.desk import CaseDesk
from hanhtrinh.app.cases.handling import change
from hanhtrinh.app.cases.replying import address_of
from hanhtrinh.app.cases.telling import letter_of_answer
from hanhtrinh.ports.accounts import Space
from hanhtrinh.voice.cases.model import Case, CaseEvent, State

SERVER = Actor(kind="server", id="mail")
_MOST_MAIL = 20_000


def mail_came(
    desk: CaseDesk, space: Space, sender: str, references: Sequence[str], message_id: str, text: str, at: int
) -> Case | None:
    """Add what a customer wrote back to the case their message refers to; None where it refers to none of theirs.

    `references` are the ids in In-Reply-To and References, the nearest first. It joins only where `sender` is an
    address the case was answered at, or the customer's own: everybody can write any id into their letter. A case that
    waited is the owner's turn again, a closed one is opened again, unless the message is older than that, or another
    one of theirs is open there by now: then it joins that one. The same message counts once.
    """
    found = _case_of(desk, space, references)
    if found is None or not _is_theirs(desk, space, found, sender):
        return None
    own = _bare(message_id)
    if desk.cases.of_letters(space.id, [own]):
        return found
    if not found.is_open:
        opened = desk.cases.standing(space.id, found.person, found.place)[1]
        found = desk.cases.get(space.id, opened) or found if opened else found

    def receive(now: Case) -> tuple[Case, CaseEvent]:
        line = CaseEvent(id=desk.new_id(), case=now.id, at=at, kind="received", text=text[:_MOST_MAIL], letter=own)
        return _after(now, at), line

    return change(SERVER, space, desk, found.id, receive, letters=lambda now: letter_of_answer(desk, space, now))


def _case_of(desk: CaseDesk, space: Space, references: Sequence[str]) -> Case | None:
    """Return the case the nearest message that is known belongs to."""
    for one in references:
        bare = _bare(one)
        known = desk.cases.of_letters(space.id, list(dict.fromkeys((bare, bare.partition("@")[0]))))
        if known:
            return desk.cases.get(space.id, known)
    return None


def _is_theirs(desk: CaseDesk, space: Space, case: Case, sender: str) -> bool:
    history = desk.cases.history(space.id, case.id)
    theirs = {one.details.get("to", "") for one in history if one.kind == "reply"} | {address_of(desk, space, case)}
    return sender.strip().casefold() in {address.casefold() for address in theirs - {""}}


def _after(case: Case, at: int) -> Case:
    """Return a case after its customer wrote at an instant."""
    if case.is_open:
        return replace(case, state="taken" if case.state == "waiting" else case.state)
    if case.closed_at is not None and at <= case.closed_at:  # read late: what came before the end opens nothing
        return case
    state: State = "taken" if case.owner else "new"
    return replace(case, state=state, reopened=case.reopened + 1, reason="", told_overdue=False)


def _bare(message_id: str) -> str:
    return message_id.strip().strip("<>")[:300]
