# ruff: noqa: S105, S106 - tables of cases as the tools write them; passwords of nobody
"""Hooks and mailboxes keep their promises on both databases; their secrets are nowhere as they are."""

import msgspec
import pytest
from sqlalchemy import select

from hanhtrinh.errors import StorageError
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.taking_in import Mailbox, SaidHook
from hanhtrinh.store.accounts import SqlAccounts
from hanhtrinh.store.sealing_secrets import FILE, SecretBox
from hanhtrinh.store.sql.tables.taking_in import mailboxes as mailbox_table
from hanhtrinh.store.sql.tables.taking_in import said_hooks as hook_table
from hanhtrinh.store.taking_in import SqlMailboxes, SqlSaidHooks
from hanhtrinh.voice.elsewhere.generic import Fields

NOON = 1_795_348_800_000_000
HOOK = SaidHook(workspace="nha-may", source="zd", shape="zendesk", signing="zendesk", secret="geheim-123", changed_at=1)
BOX = Mailbox(
    id="m1", workspace="nha-may", source="thu", host="imap.x.vn", user="cskh@x.vn", password="mật khẩu", own=("a@x.vn",)
)


@pytest.fixture
def stores(both, tmp_path):
    """Both stores over a database with two workspaces."""
    accounts = SqlAccounts(both)
    for name in ("nha-may", "tiem-khac"):
        accounts.add_space(Space(id=name, slug=name, name=name, folder=name), NOON)
    box = SecretBox(tmp_path)
    return SqlSaidHooks(both, box), SqlMailboxes(both, box), both, tmp_path


def test_a_hook_is_kept_per_source(stores):
    """A source has one hook, the newest; another workspace's source of the same name has its own."""
    hooks = stores[0]
    hooks.keep(HOOK)
    other = msgspec.structs.replace(HOOK, shape="generic", fields=Fields(text="a.b", words={"good": 5.0}))
    hooks.keep(other)
    hooks.keep(msgspec.structs.replace(HOOK, workspace="tiem-khac"))
    assert hooks.hook("nha-may", "zd") == other
    assert [one.workspace for one in hooks.all("tiem-khac")] == ["tiem-khac"]
    hooks.remove("nha-may", "zd")
    assert hooks.hook("nha-may", "zd") is None
    assert hooks.hook("tiem-khac", "zd") is not None


def test_secrets_are_encrypted_in_the_database(stores):
    """Neither the secret nor the password stands in a row, and the same one twice looks different."""
    hooks, mailboxes, database, _ = stores
    hooks.keep(HOOK)
    mailboxes.keep(BOX)
    mailboxes.keep(msgspec.structs.replace(BOX, id="m2"))
    with database.reading() as connection:
        secrets = connection.execute(select(hook_table.c.secret)).scalars().all()
        passwords = connection.execute(select(mailbox_table.c.password)).scalars().all()
    assert "geheim" not in secrets[0]
    assert all("mật khẩu" not in one for one in passwords)
    assert passwords[0] != passwords[1]
    assert mailboxes.get("nha-may", "m2").password == "mật khẩu"


def test_a_secret_cannot_be_put_elsewhere_or_read_with_another_key(stores, tmp_path):
    """What was encrypted for one place opens nowhere else; without the key file it is simply lost."""
    box = SecretBox(tmp_path)
    kept = box.shut("geheim", "mailbox/a/1")
    assert box.open(kept, "mailbox/a/1") == "geheim"
    assert box.open(kept, "mailbox/b/1") == ""
    assert box.open("x" * 40, "mailbox/a/1") == ""
    (tmp_path / FILE).unlink()
    assert SecretBox(tmp_path).open(kept, "mailbox/a/1") == ""


def test_the_key_is_the_servers_alone(tmp_path):
    """Only the server's user reads it; a damaged one is said, not overwritten."""
    SecretBox(tmp_path).shut("a", "b")
    assert (tmp_path / FILE).stat().st_mode & 0o777 == 0o600
    (tmp_path / FILE).write_bytes(b"short")
    with pytest.raises(StorageError, match="damaged"):
        SecretBox(tmp_path).shut("a", "b")


def test_how_far_a_mailbox_was_read_stays_unless_it_is_another_one(stores):
    """Settings change without reading anew; another folder is read from its beginning. Trouble keeps the place."""
    mailboxes = stores[1]
    mailboxes.keep(BOX)
    mailboxes.read_on(BOX, 7, 40, 3, NOON)
    mailboxes.read_on(BOX, 0, 0, 0, NOON + 1, "taking_in.mail_refused")
    found = mailboxes.get("nha-may", "m1")
    assert (found.validity, found.seen, found.taken, found.trouble) == (7, 40, 3, "taking_in.mail_refused")
    mailboxes.keep(msgspec.structs.replace(BOX, own=()))
    assert mailboxes.get("nha-may", "m1").seen == 40
    mailboxes.keep(msgspec.structs.replace(BOX, folder="Khác"))
    mailboxes.read_on(BOX, 7, 80, 2, NOON + 2)  # who began to look before ends now: of the other folder nothing is read
    found = mailboxes.get("nha-may", "m1")
    assert (found.seen, found.taken, found.looked_at) == (0, 0, None)
    assert mailboxes.get("tiem-khac", "m1") is None
    mailboxes.remove("tiem-khac", "m1")
    assert len(mailboxes.all()) == 1
    mailboxes.remove("nha-may", "m1")
    assert mailboxes.all() == []
