"""The team of a workspace: who belongs to it, in which role, and who has been invited."""

from collections.abc import Sequence
from typing import NamedTuple

from hanhtrinh.access import ROLES, Actor, Right, Role, require
from hanhtrinh.app.accounts.desk import AccountDesk
from hanhtrinh.app.accounts.signing import Opening, actor_of, open_for
from hanhtrinh.app.accounts.starting import new_user
from hanhtrinh.app.accounts.words import checked_email
from hanhtrinh.errors import InputError, NotAllowed, NotFound
from hanhtrinh.i18n import Lang
from hanhtrinh.ports.accounts import DAY, Invitation, Member, Space, User

LIFE = 7 * DAY
"""How long an invitation can be accepted."""
MOST_WAITING = 200


class Team(NamedTuple):
    """Who belongs to a workspace and who has been invited; only owners see the invitations."""

    members: Sequence[Member]
    invitations: Sequence[Invitation]


def team_of(desk: AccountDesk, actor: Actor, space: Space, now: int) -> Team:
    """Return the team; every member may know their colleagues."""
    require(actor, space.id, Right.SEE_MAPS)
    if actor.kind == "key":
        raise NotAllowed("access.not_allowed", right=Right.MANAGE_TEAM.value)
    owns = Right.MANAGE_TEAM in actor.rights.get(space.id, frozenset())
    return Team(desk.accounts.members(space.id), desk.accounts.invitations(space.id, now) if owns else ())


def invite(
    desk: AccountDesk, actor: Actor, space: Space, email: str, role: str, *, token_digest: str, now: int
) -> None:
    """Offer somebody a place by a link that is good once, for seven days."""
    require(actor, space.id, Right.MANAGE_TEAM)
    email, wanted = checked_email(email), checked_role(role)
    if any(member.user.email == email for member in desk.accounts.members(space.id)):
        raise InputError("account.already_member", email=email)
    if len(desk.accounts.invitations(space.id, now)) >= MOST_WAITING:
        raise InputError("account.too_many_invitations", allowed=MOST_WAITING)
    invitation = Invitation(
        token=token_digest, workspace=space.id, email=email, role=wanted, invited_by=actor.id,
        created_at=now, expires_at=now + LIFE,
    )  # fmt: skip
    desk.accounts.add_invitation(invitation)
    desk.audit.note(actor, space.id, "team.invited", email, {"role": wanted})


def withdraw(desk: AccountDesk, actor: Actor, space: Space, token_digest: str) -> None:
    """Take an invitation back."""
    require(actor, space.id, Right.MANAGE_TEAM)
    gone = desk.accounts.withdraw(space.id, token_digest)
    if gone is None:
        raise NotFound("account.no_invitation")
    desk.audit.note(actor, space.id, "team.invitation_withdrawn", gone.email)


def change_role(desk: AccountDesk, actor: Actor, space: Space, user: str, role: str) -> None:
    """Give a member another role; InputError where no owner would be left."""
    require(actor, space.id, Right.MANAGE_TEAM)
    wanted = checked_role(role)
    if any(member.user.id == user and member.role == wanted for member in desk.accounts.members(space.id)):
        return
    before = desk.accounts.change_role(space.id, user, wanted)
    if before is None:
        raise NotFound("account.no_member")
    desk.audit.note(actor, space.id, "team.role_changed", user, {"from": before, "to": wanted})


def remove(desk: AccountDesk, actor: Actor, space: Space, user: str) -> None:
    """Take a member's place away, or leave oneself; InputError where no owner would be left."""
    if user != actor.id or actor.kind != "user":
        require(actor, space.id, Right.MANAGE_TEAM)
    require(actor, space.id, Right.SEE_MAPS)
    if desk.accounts.change_role(space.id, user, None) is None:
        raise NotFound("account.no_member")
    desk.audit.note(actor, space.id, "team.left" if user == actor.id else "team.removed", user)


def offer_of(desk: AccountDesk, token_digest: str, now: int) -> tuple[Invitation, Space]:
    """Return what an invitation offers; NotFound when it is unknown, used, withdrawn or too old."""
    found = desk.accounts.invitation(token_digest, now)
    space = next((s for s in desk.accounts.spaces() if s.id == found.workspace), None) if found else None
    if found is None or space is None:
        raise NotFound("account.no_invitation")
    return found, space


def join(desk: AccountDesk, user: User, token_digest: str, now: int) -> Space:
    """Take the place an invitation offers as somebody who has an account; it must have been meant for them."""
    offer, space = offer_of(desk, token_digest, now)
    if offer.email != user.email:
        raise NotAllowed("account.not_for_you", email=offer.email)
    return _take(desk, user, token_digest, space, now, new=False)


def join_as_new(
    desk: AccountDesk, token_digest: str, name: str, password: str, lang: Lang, opening: Opening, *, user_id: str
) -> Space:
    """Take the place an invitation offers with a new account for its e-mail address, and sign in."""
    offer, space = offer_of(desk, token_digest, opening.now)
    if desk.accounts.user_by_email(offer.email) is not None:
        raise InputError("account.sign_in_to_join")
    user = new_user(desk, name, offer.email, password, lang, id=user_id, now=opening.now)
    _take(desk, user, token_digest, space, opening.now, new=True)
    open_for(desk, user, opening)
    return space


def _take(desk: AccountDesk, user: User, token_digest: str, space: Space, now: int, *, new: bool) -> Space:
    taken = desk.accounts.accept(token_digest, user, now, new=new)
    if taken is None:
        raise NotFound("account.no_invitation")
    desk.audit.note(actor_of(user), space.id, "team.joined", user.id, {"role": taken.role})
    return space


def checked_role(given: str) -> Role:
    """Return a role; InputError for anything else."""
    found = next((role for role in ROLES if role == given), None)
    if found is None:
        raise InputError("account.bad_role", given=given[:40], allowed=", ".join(ROLES))
    return found
