"""Sources and keys: who may make, change and revoke them, and what they may be called."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlsplit

import msgspec

from hanhtrinh.access import Actor, Right, require
from hanhtrinh.errors import InputError, NotFound
from hanhtrinh.i18n import without_marks
from hanhtrinh.ports.audit import Audit
from hanhtrinh.ports.sources import PLATFORMS, Key, Platform, Source, Sources, SourceSettings

MOST_NAME = 80
MOST_SOURCES = 200
MOST_KEYS = 500
MOST_ORIGINS = 50
WRITE_PREFIX, SECRET_PREFIX = "hw_", "hs_"
"""How a key begins, so that a person and a scanner for leaked secrets know it by sight."""
SHOWN = 8
"""How many characters of a secret key are kept to tell it by."""
CONTACTS = "contacts"
"""The source of contacts that staff log by hand."""
_TAKEN = frozenset((CONTACTS, "connect", "keys", "live", "surveys"))
"""Keys no source gets: contacts and answers to surveys have theirs, the others are addresses of pages."""
SCOPES: tuple[Right, ...] = (
    Right.LOG_CONTACTS, Right.SEE_MAPS, Right.EDIT_MAPS, Right.SEE_PEOPLE, Right.EXPORT_PEOPLE, Right.ERASE_PEOPLE,
    Right.SEE_SOURCES, Right.IMPORT,
)  # fmt: skip
"""What a secret key may be allowed. Team, keys and the audit log stay with people."""
_HOST = re.compile(r"(\*\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?|\[[0-9a-f:.]+\]")


class MadeKey(NamedTuple):
    """A key that was just made, with the whole of it: of a secret key nobody sees it again."""

    key: Key
    whole: str


@dataclass(frozen=True)
class SourceDesk:
    """Where a workspace's sources and keys are looked after. Ids and tokens are the caller's, fresh and random."""

    sources: Sources
    audit: Audit

    def list(self, actor: Actor, workspace: str) -> Sequence[Source]:
        """Return the sources of a workspace, oldest first."""
        require(actor, workspace, Right.SEE_SOURCES)
        return self.sources.sources(workspace)

    def one(self, actor: Actor, workspace: str, key: str) -> Source:
        """Return a source; NotFound where the workspace has none with this key."""
        require(actor, workspace, Right.SEE_SOURCES)
        return self._source(workspace, key)

    def write_key(self, actor: Actor, workspace: str, source: str) -> Key | None:
        """Return the newest write key of a source that is in use."""
        require(actor, workspace, Right.SEE_SOURCES)
        live = [key for key in self.sources.keys(workspace) if key.kind == "write" and key.revoked_at is None]
        return next((key for key in reversed(live) if key.source == source), None)

    def connect(
        self, actor: Actor, workspace: str, name: str, platform: str, *, key_id: str, token: str, now: int
    ) -> Source:
        """Make a source with its first write key; its key in the lake is made of its name."""
        require(actor, workspace, Right.MANAGE_SOURCES)
        there = self.sources.sources(workspace)
        if len(there) >= MOST_SOURCES:
            raise InputError("sources_page.too_many_sources", allowed=MOST_SOURCES)
        name = checked_name(name)
        key = _free_key(name, {source.key for source in there})
        source = Source(workspace=workspace, key=key, name=name, platform=_platform(platform), created_at=now)
        self.sources.add_source(source)
        self.audit.note(actor, workspace, "source.added", source.key, {"name": name, "platform": platform})
        self._add_write_key(actor, source, key_id, token, now)
        return source

    def rename(self, actor: Actor, workspace: str, key: str, name: str) -> Source:
        """Give a source another name; its key in the lake stays."""
        require(actor, workspace, Right.MANAGE_SOURCES)
        source = self._source(workspace, key)
        changed = msgspec.structs.replace(source, name=checked_name(name))
        self.sources.change_source(changed)
        self.audit.note(actor, workspace, "source.renamed", key, {"from": source.name, "to": changed.name})
        return changed

    def set(self, actor: Actor, workspace: str, key: str, settings: SourceSettings) -> Source:
        """Change what a source takes and keeps."""
        require(actor, workspace, Right.MANAGE_SOURCES)
        changed = msgspec.structs.replace(self._source(workspace, key), settings=_checked(settings))
        self.sources.change_source(changed)
        details = msgspec.to_builtins(changed.settings)
        self.audit.note(actor, workspace, "source.set", key, details)
        return changed

    def keys(self, actor: Actor, workspace: str) -> Sequence[Key]:
        """Return the keys of a workspace, oldest first, revoked ones too."""
        require(actor, workspace, Right.MANAGE_KEYS)
        return self.sources.keys(workspace)

    def add_write_key(self, actor: Actor, workspace: str, source: str, *, key_id: str, token: str, now: int) -> MadeKey:
        """Make another write key for a source, to replace one that is abused."""
        require(actor, workspace, Right.MANAGE_KEYS)
        return self._add_write_key(actor, self._source(workspace, source), key_id, token, now)

    def add_secret_key(
        self, actor: Actor, workspace: str, name: str, scopes: Sequence[str], *, key_id: str, token: str, now: int
    ) -> MadeKey:
        """Make a secret key that may do what its scopes say; none that the actor may not do themselves."""
        require(actor, workspace, Right.MANAGE_KEYS)
        allowed = _scopes(scopes)
        for right in allowed:
            require(actor, workspace, right)
        whole = SECRET_PREFIX + token
        key = Key(
            id=key_id, workspace=workspace, kind="secret", name=checked_name(name), source=None, shown=whole[:SHOWN],
            scopes=allowed, created_by=actor.id, created_at=now,
        )  # fmt: skip
        return self._add_key(actor, key, whole)

    def revoke(self, actor: Actor, workspace: str, key: str, now: int) -> None:
        """Make a key useless; NotFound where the workspace has none in use with this id."""
        require(actor, workspace, Right.MANAGE_KEYS)
        if not self.sources.revoke_key(workspace, key, now):
            raise NotFound("sources_page.no_key")
        self.audit.note(actor, workspace, "key.revoked", key)

    def _source(self, workspace: str, key: str) -> Source:
        source = self.sources.source(workspace, key)
        if source is None:
            raise NotFound("sources_page.no_source", given=key[:MOST_NAME])
        return source

    def _add_write_key(self, actor: Actor, source: Source, key_id: str, token: str, now: int) -> MadeKey:
        whole = WRITE_PREFIX + token
        key = Key(
            id=key_id, workspace=source.workspace, kind="write", name=source.name, source=source.key, shown=whole,
            scopes=frozenset(), created_by=actor.id, created_at=now,
        )  # fmt: skip
        return self._add_key(actor, key, whole)

    def _add_key(self, actor: Actor, key: Key, whole: str) -> MadeKey:
        if len(self.sources.keys(key.workspace)) >= MOST_KEYS:
            raise InputError("sources_page.too_many_keys", allowed=MOST_KEYS)
        self.sources.add_key(key, whole)
        details = {"kind": key.kind, "name": key.name, "source": key.source, "scopes": sorted(key.scopes)}
        self.audit.note(actor, key.workspace, "key.added", key.id, details)
        return MadeKey(key, whole)


def checked_name(name: str) -> str:
    """Return a name without spaces around it; InputError when it is empty, too long or not printable."""
    name = " ".join(name.split())
    if not name or len(name) > MOST_NAME or not name.isprintable():
        raise InputError("sources_page.bad_name", allowed=MOST_NAME)
    return name


def _platform(given: str) -> Platform:
    for platform in PLATFORMS:
        if platform == given:
            return platform
    raise InputError("sources_page.bad_platform", given=given[:MOST_NAME], allowed=", ".join(PLATFORMS))


def _scopes(given: Sequence[str]) -> frozenset[Right]:
    names = {right.value: right for right in SCOPES}
    unknown = next((name for name in given if name not in names), None)
    if unknown is not None or not given:
        raise InputError("sources_page.bad_scope", given=(unknown or "")[:MOST_NAME], allowed=", ".join(names))
    return frozenset(names[name] for name in given)


def _checked(settings: SourceSettings) -> SourceSettings:
    origins = tuple(dict.fromkeys(_origin(given) for given in settings.origins if given.strip()))
    if len(origins) > MOST_ORIGINS:
        raise InputError("sources_page.too_many_origins", allowed=MOST_ORIGINS)
    return msgspec.structs.replace(settings, origins=origins)


def _origin(given: str) -> str:
    """Return an origin as browsers write it: scheme, host and a port other than the usual one."""
    try:
        parts = urlsplit(given.strip().lower())
        port = parts.port
    except ValueError:
        raise InputError("sources_page.bad_origin", given=given[:MOST_NAME]) from None
    host = parts.netloc.rsplit(":", 1)[0] if port is not None else parts.netloc
    rest = parts.path.strip("/") or parts.query or parts.fragment
    if parts.scheme not in ("http", "https") or not _HOST.fullmatch(host) or rest:
        raise InputError("sources_page.bad_origin", given=given[:MOST_NAME])
    usual = port is None or port == {"http": 80, "https": 443}[parts.scheme]
    return f"{parts.scheme}://{host}" + ("" if usual else f":{port}")


def _free_key(name: str, taken: set[str]) -> str:
    """Return a key made of a name that no source of the workspace has."""
    plain = re.sub(r"[^a-z0-9]+", "-", without_marks(name).lower()).strip("-")[:40].strip("-") or "source"
    taken = taken | _TAKEN
    numbered = (f"{plain}-{number}" for number in range(2, len(taken) + 3))
    return plain if plain not in taken else next(key for key in numbered if key not in taken)
