"""Use cases: secrets by which a site's server proves who its visitors are; shown once, renewed with an overlap."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from hanhtrinh.access import Actor, Right, require
from hanhtrinh.errors import NotFound
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.audit import Audit
from hanhtrinh.ports.proofs import IdentitySecret, Proofs
from hanhtrinh.ports.sources import Sources
from hanhtrinh.values import MICROSECONDS

PREFIX = "hi_"
"""How an identity secret begins, so that a person and a scanner for leaked secrets know it by sight."""
OVERLAP_DAYS = 7
OVERLAP = OVERLAP_DAYS * 86_400 * MICROSECONDS
"""For so long the secret before proves beside a new one: time to tell it to all servers."""


@dataclass(frozen=True)
class ProofDesk:
    """Where identity secrets are looked after. `new_token` gives a secret, `new_id` a fresh id."""

    proofs: Proofs
    sources: Sources
    audit: Audit
    clock: Callable[[], int]
    new_id: Callable[[], str]
    new_token: Callable[[], str]

    def live(self, actor: Actor, space: Space) -> Sequence[IdentitySecret]:
        """Return the secrets of a workspace that prove now, oldest first."""
        require(actor, space.id, Right.MANAGE_KEYS)
        now = self.clock()
        return [one for one in self.proofs.all(space.id) if one.ends_at is None or one.ends_at > now]

    def make(self, actor: Actor, space: Space, key: str) -> str:
        """Make a secret for a write key (by id) and return it whole, this once; the one before ends in a week."""
        self._usable(actor, space, key)
        now, whole = self.clock(), PREFIX + self.new_token()
        secret = IdentitySecret(
            id=self.new_id(), workspace=space.id, key=key, created_by=actor.id, created_at=now
        )  # fmt: skip
        self.proofs.add(secret, whole, now + OVERLAP)
        self.audit.note(actor, space.id, "key.proof_made", key)
        return whole

    def end(self, actor: Actor, space: Space, key: str) -> None:
        """End the secret before the newest one now; NotFound where there is none."""
        require(actor, space.id, Right.MANAGE_KEYS)
        if not self.proofs.end(space.id, key, self.clock()):
            raise NotFound("sources_page.no_proof")
        self.audit.note(actor, space.id, "key.proof_ended", key)

    def _usable(self, actor: Actor, space: Space, key: str) -> None:
        require(actor, space.id, Right.MANAGE_KEYS)
        live = (one for one in self.sources.keys(space.id) if one.kind == "write" and one.revoked_at is None)
        if key not in {one.id for one in live}:
            raise NotFound("sources_page.no_key")
