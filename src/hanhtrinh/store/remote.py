"""A workspace on a server elsewhere, asked over HTTP with a secret key (`ports.remote.Remote`)."""

import http.client
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from hanhtrinh.errors import InputError, WorkspaceError
from hanhtrinh.i18n import Lang
from hanhtrinh.ports.remote import Answered, Listed

_SECONDS = 60
_MOST_BYTES = 32 * 2**20
_KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_SPACE = re.compile(r"/w/([a-z0-9][a-z0-9-]*)/?")
_HERE = frozenset({"localhost", "127.0.0.1", "::1"})


class Address(NamedTuple):
    """Where a workspace is: the server's address without a slash at its end, and the workspace's name in it."""

    server: str
    slug: str

    def __str__(self) -> str:
        return f"{self.server}/w/{self.slug}"


def read_address(given: str, *, plain_http: bool) -> Address:
    """Return the address of a workspace; InputError where it is none, or would send the key unencrypted."""
    try:
        parts = urlsplit(given.strip())
        host = parts.hostname
    except ValueError:
        raise InputError("sync.bad_address", given=given[:200]) from None
    place = _SPACE.search(parts.path)
    if parts.scheme not in ("http", "https") or not host or place is None or parts.username or parts.password:
        raise InputError("sync.bad_address", given=given[:200])
    if parts.scheme == "http" and host not in _HERE and not plain_http:
        raise InputError("sync.plain_refused", given=f"http://{host}")
    return Address(f"{parts.scheme}://{parts.netloc}{parts.path[: place.start()]}", place[1])


class _NoRedirect(HTTPRedirectHandler):
    """Goes nowhere else: the key is for one server."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        """Follow no redirect."""


class HttpRemote:
    """`ports.remote.Remote` over urllib."""

    def __init__(self, address: Address, key: str, lang: Lang) -> None:
        self._address = address
        self._headers = {"authorization": f"Bearer {key}", "accept": "application/json", "accept-language": lang}
        self._opener = build_opener(_NoRedirect)

    def files(self) -> Sequence[Listed]:
        """Return the files there are; one whose name is no key is not taken."""
        status, body = self._ask("GET", self._api())
        found = self._good(status, body).get("journeys", ())
        listed = [Listed(str(one.get("key", "")), str(one.get("version", ""))) for one in found]
        return sorted(one for one in listed if _KEY.fullmatch(one.key))

    def get(self, key: str) -> tuple[str, str] | None:
        """Return a file's version and text."""
        status, body = self._ask("GET", f"{self._api()}/{quote(key)}")
        if status == 404:
            return None
        found = self._good(status, body)
        return str(found["version"]), str(found["text"])

    def put(self, key: str, text: str, base: str, base_text: str | None) -> Answered:
        """Send a file made from a version."""
        body = json.dumps({"text": text, "base_text": base_text}).encode()
        more = {"content-type": "application/json"} | ({"if-match": f'"{base}"'} if base else {})
        status, answer = self._ask("PUT", f"{self._api()}/{quote(key)}", body, more)
        if status == 409 and "theirs" in (said := self._json(status, answer)):
            pairs = tuple((tuple(one["mine"]), tuple(one["theirs"])) for one in said["conflicts"])
            there = said["theirs"]
            return Answered(there["text"], there["version"], conflict=True, conflicts=pairs)
        found = self._good(status, answer)
        return Answered(found["text"], found["version"], created=bool(found.get("created")))

    def picture(self, file: str) -> bytes | None:
        """Return a picture, None where there is none."""
        status, body = self._ask("GET", f"/w/{self._address.slug}/pictures/{quote(file)}")
        return body if status == 200 else None

    def _api(self) -> str:
        return f"/api/w/{self._address.slug}/journeys"

    def _ask(
        self, method: str, path: str, body: bytes | None = None, more: Mapping[str, str] | None = None
    ) -> tuple[int, bytes]:
        """Return status and body; WorkspaceError where nobody answers, or another address is pointed to."""
        asked = Request(self._address.server + path, body, self._headers | dict(more or {}), method=method)  # noqa: S310 - http(s) only, see read_address
        try:
            with self._opener.open(asked, timeout=_SECONDS) as answer:
                return int(answer.status), answer.read(_MOST_BYTES)
        except HTTPError as error:
            if 300 <= error.code < 400:
                to = error.headers.get("location", "")[:200]
                raise WorkspaceError("sync.redirected", address=self._address.server, to=to) from None
            return error.code, error.read(_MOST_BYTES)
        except (URLError, OSError, http.client.HTTPException) as error:
            detail = str(getattr(error, "reason", error))
            raise WorkspaceError("sync.no_server", address=self._address.server, detail=detail) from error

    def _good(self, status: int, body: bytes) -> dict[str, Any]:
        """Return what a good answer says; InputError for a file that is refused, WorkspaceError for all else."""
        said = self._json(status, body)
        if status < 300:
            return said
        message = str(said.get("error", {}).get("message", status))
        if status in (400, 409, 413):
            raise InputError("sync.refused", message=message)
        raise WorkspaceError("sync.refused", message=message)

    def _json(self, status: int, body: bytes) -> dict[str, Any]:
        try:
            said = json.loads(body)
        except ValueError:
            said = None
        if not isinstance(said, dict) or not isinstance(said.get("error", {}), dict):
            raise WorkspaceError("sync.odd_answer", address=str(self._address), status=status)
        return said
