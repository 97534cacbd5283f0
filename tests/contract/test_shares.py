"""Links are kept with their secret's digest alone, counted, ended and forgotten with their journey and workspace."""

import pytest
from msgspec.structs import replace
from sqlalchemy import text

from hanhtrinh.access import digest
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.shares import Share
from hanhtrinh.store.accounts import SqlAccounts
from hanhtrinh.store.journeys import SqlDeeds
from hanhtrinh.store.shares import SqlShares


@pytest.fixture
def shares(both):
    """Links in a fresh database with two workspaces."""
    for slug in ("a", "b"):
        SqlAccounts(both).add_space(Space(id=slug, slug=slug, name=slug, folder=slug), 1)
    return SqlShares(both)


def share(name, at=1, **given):
    """Return a link."""
    fields = {"journey": "shop", "workspace": "a", "title": "Đơn hàng", "lanes": ("people", "emotion"), **given}
    return Share(id=name, token=digest(name), asked="period=90d", lang="", by="lan", made_at=at, **fields)


def test_what_is_kept_comes_back(shares) -> None:
    """By id within its workspace, by the digest of its secret, and in the list of its journey, newest first."""
    whole = share(
        "s1", **{"password": "$argon2…"}, expires_at=9, frozen_at=1, downloads=True, sites=("https://x.example",)
    )
    shares.add(whole, b"\x00\xff still")
    shares.add(share("s2", at=2), None)
    assert shares.get("a", "s1") == shares.by_token(digest("s1")) == whole
    assert shares.get("b", "s1") is None
    assert [one.id for one in shares.of("a", "shop")] == ["s2", "s1"]
    assert shares.still("s1") == b"\x00\xff still"
    assert shares.still("s2") is None


def test_a_link_is_counted_renewed_revoked_and_removed(shares) -> None:
    """The old secret opens nothing; a link of another workspace is not touched."""
    shares.add(share("s1"), None)
    shares.opened("s1", 5)
    shares.opened("s1", 7)
    shares.renew("b", "s1", digest("other"))
    assert shares.by_token(digest("s1")).opened == 2
    assert shares.by_token(digest("s1")).opened_at == 7
    shares.renew("a", "s1", digest("new"))
    assert shares.by_token(digest("s1")) is None
    shares.revoke("b", "s1", 8)
    shares.revoke("a", "s1", 9)
    shares.revoke("a", "s1", 10)
    assert shares.get("a", "s1") == replace(share("s1"), token=digest("new"), opened=2, opened_at=7, revoked_at=9)
    shares.remove("b", "s1")
    shares.remove("a", "s1")
    assert shares.get("a", "s1") is None


def test_links_go_with_their_journey_and_their_workspace(shares, both) -> None:
    """Another journey may come to have the name: no old link may lead to it."""
    for name, given in (("s1", {}), ("s2", {"journey": "other"}), ("s3", {"workspace": "b"})):
        shares.add(share(name, **given), None)
    SqlDeeds(both).forget("a", "shop")
    assert shares.get("a", "s1") is None
    assert shares.get("a", "s2") is not None
    shares.forget("a", "other")
    assert shares.get("a", "s2") is None
    with both.engine.begin() as connection:
        connection.execute(text("DELETE FROM workspaces WHERE id = 'b'"))
    assert shares.get("b", "s3") is None
