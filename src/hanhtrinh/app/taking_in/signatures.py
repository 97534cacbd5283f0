"""Whether a request was really sent by the tool it says: the signatures of known tools, and one of our own."""

import hmac
from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha1, sha256

from hanhtrinh.ports.taking_in import SaidHook
from hanhtrinh.values import MICROSECONDS, parse_instant

OLDEST_SECONDS = 5 * 60
"""A signed time further away than this is refused: nobody can send an old request again."""
_LONGEST = 400


def wrong_signature(hook: SaidHook, headers: Mapping[bytes, bytes], body: bytes, now: int) -> str:
    """Return why a request is not proven to be its sender's, as a message key; empty where it is, or need not be."""
    if hook.signing == "none":
        return ""
    if not hook.secret:
        return "taking_in.secret_lost"
    key = hook.secret.encode()
    match hook.signing:
        case "intercom":
            return _compared(headers, b"x-hub-signature", "sha1=" + hmac.new(key, body, sha1).hexdigest())
        case "github":
            return _compared(headers, b"x-hub-signature-256", "sha256=" + hmac.new(key, body, sha256).hexdigest())
        case "zendesk":
            stamp = headers.get(b"x-zendesk-webhook-signature-timestamp", b"")
            made = b64encode(hmac.new(key, stamp + body, sha256).digest()).decode()
            return _compared(headers, b"x-zendesk-webhook-signature", made) or _aged(stamp, now)
        case "chatwoot" | "hanhtrinh":
            name = hook.signing.encode()
            stamp = headers.get(b"x-" + name + b"-timestamp", b"")
            made = "sha256=" + hmac.new(key, stamp + b"." + body, sha256).hexdigest()
            return _compared(headers, b"x-" + name + b"-signature", made) or _aged(stamp, now)
    raise AssertionError(hook.signing)


def _compared(headers: Mapping[bytes, bytes], name: bytes, made: str) -> str:
    given = headers.get(name, b"")[:_LONGEST]
    if not given:
        return "taking_in.unsigned"
    return "" if hmac.compare_digest(given.strip(), made.encode()) else "taking_in.wrong_signature"


def _aged(stamp: bytes, now: int) -> str:
    text = stamp[:40].decode("latin-1").strip()
    try:
        at = int(text) * MICROSECONDS if text.isdigit() else parse_instant(text, "UTC")
    except (ValueError, OverflowError):
        return "taking_in.wrong_signature"
    return "" if abs(now - at) <= OLDEST_SECONDS * MICROSECONDS else "taking_in.old_signature"
