"""Use cases of whoever follows a link: finding it by its secret, and proving the password. Guessing is slowed down."""

import hashlib
import hmac

from hanhtrinh.access import digest
from hanhtrinh.app.accounts.signing import WINDOW, Throttled
from hanhtrinh.app.sharing.desk import ShareDesk
from hanhtrinh.app.sharing.making import LONGEST_PASSWORD
from hanhtrinh.errors import InputError, NotFound
from hanhtrinh.ports.shares import Share

PER_PAIR, PER_LINK, PER_ADDRESS = 10, 100, 60
"""Attempts within 15 minutes: at a link from one address, at a link from anywhere, from one address."""


class Over(NotFound):
    """The link has ended: it was revoked or its time is over."""


def follow(desk: ShareDesk, token: str) -> Share:
    """Return the link of a secret; NotFound where there is none, Over where it shows nothing any more."""
    share = desk.shares.by_token(digest(token))
    if share is None:
        raise NotFound("sharing.no_link")
    if not share.alive(desk.clock()):
        raise Over("sharing.over")
    return share


def prove(desk: ShareDesk, share: Share, password: str, address: str) -> None:
    """Return where the password is right; InputError where it is not, Throttled where there were too many attempts."""
    now = desk.clock()
    pair = f"share pair {share.id} {address}"
    counts = desk.accounts.attempt((pair, f"share {share.id}", f"share address {address}"), now, now - WINDOW)
    if any(count > most for count, most in zip(counts, (PER_PAIR, PER_LINK, PER_ADDRESS), strict=True)):
        raise Throttled("sharing.too_many_attempts", minutes=WINDOW // 60_000_000)
    if not desk.passwords.right(share.password, password) or len(password) > LONGEST_PASSWORD:
        raise InputError("sharing.wrong_password")
    desk.accounts.forget_attempts(pair)


def proof_of(share: Share, token: str) -> str:
    """Return what a browser shows once its reader has proved the password: good for this link and this password."""
    return hmac.new(token.encode(), f"share {share.id} {share.password}".encode(), hashlib.sha256).hexdigest()


def proved(share: Share, token: str, proof: str) -> bool:
    """Tell whether a browser may see what a link shows."""
    return not share.password or hmac.compare_digest(proof_of(share, token).encode(), proof.encode())
