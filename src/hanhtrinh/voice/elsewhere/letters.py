"""E-mails as sayings: who wrote, what they wrote themselves, and which conversation it belongs to.

Nothing in a letter is run, fetched or opened: text parts are read, attachments are not.
"""

import re
from codecs import lookup
from collections.abc import Iterator
from datetime import UTC
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesParser
from email.utils import getaddresses, parsedate_to_datetime
from hashlib import blake2b
from typing import Any, NamedTuple

from hanhtrinh.values import MICROSECONDS, instant_of
from hanhtrinh.voice.elsewhere.model import MOST_FIELD, Saying, shortened
from hanhtrinh.voice.elsewhere.plain import text_of_html, tidy
from hanhtrinh.voice.elsewhere.quoted import own_words

MOST_BYTES = 2 * 2**20
"""How much of one letter is looked at: its words stand before its attachments."""
MOST_PARTS = 50
MOST_REFERENCES = 50
MOST_BOUNDARIES, MOST_LINES = 20, 60_000
"""A letter with more parts within parts, or lines, is looked at in its beginning alone: each line is held against all
parts it stands in."""
LONGEST_HEADER = 8_000
_BEGINNING = 100_000
_BOUNDARY = re.compile(rb"boundary", re.I)
_NO_LETTERS = frozenset({"punycode", "idna", "unicode_escape", "raw_unicode_escape", "undefined"})
"""What Python calls encodings and no program writes letters in; some take hours."""
_ID = re.compile(r"<([^<>\s\x00-\x1f\x7f]{1,250})>")
_AUTOMATIC = ("auto-generated", "auto-replied")
_ADDRESS = re.compile(r"[^@\s<>\"]{1,64}@[^@\s<>\"]{1,190}")
_PREFIXES = re.compile(r"^\s*((re|fw|fwd|aw|tr|tl|trả lời|chuyển tiếp)\s?(\[\d+\])?\s?:\s*)+", re.I)


class Letter(NamedTuple):
    """A letter: who wrote to whom, the saying it is, whether a program wrote it (out of office, bounces, lists), and
    the ids of the letters it answers, the nearest first.
    """

    sender: str
    receivers: tuple[str, ...]
    saying: Saying
    automatic: bool
    references: tuple[str, ...] = ()


class _Headed(Message):
    """A message whose headers are read as far as programs write them: a line of thousands of parameters takes long."""

    def get(self, name: str, failobj: Any = None) -> Any:
        """Return the beginning of a header."""
        value = super().get(name, failobj)
        return value if value is failobj else str(value)[:LONGEST_HEADER]


def letter_of(raw: bytes, received: int) -> Letter | None:
    """Return a letter read from its bytes; None where they hold no sender or no words.

    `received` is its time where the letter tells none that can be read, or one in the future.
    """
    raw = raw[:MOST_BYTES]
    try:
        usual = raw.count(b"\n") <= MOST_LINES and len(_BOUNDARY.findall(raw)) <= MOST_BOUNDARIES
        return _letter_of(raw if usual else raw[:_BEGINNING], received)
    except Exception:  # one that was made to trip whoever reads it (parts nested a thousand deep) holds up no others
        return None


def _letter_of(raw: bytes, received: int) -> Letter | None:
    message = BytesParser(_Headed).parsebytes(raw)
    sender = next(iter(addresses(message, "From")), "")
    text = shortened(own_words(_text(message)))
    if not sender or not text:
        return None
    at = min(_time(message, received), received)
    answered, line = _ids(message, "In-Reply-To"), _ids(message, "References")
    reference = line or answered
    own = next(iter(_ids(message, "Message-ID")), "") or _made_id(sender, at, text)
    subject = _header(message, "Subject")
    saying = Saying(
        kind="email", id=own, at=at, text=text, person=sender, title=_PREFIXES.sub("", subject)[:MOST_FIELD],
        site=next(iter(addresses(message, "To")), "").partition("@")[2], thread=(reference or [own])[0],
    )  # fmt: skip
    near = tuple(dict.fromkeys([*answered, *reversed(line)]))[:MOST_REFERENCES]
    receivers = tuple(addresses(message, "To", "Cc", "Delivered-To"))
    return Letter(sender, receivers, saying, _is_automatic(message), near)


def addresses(message: Message, *names: str) -> Iterator[str]:
    """Yield the addresses in some headers, in lower case.

    Each header is taken apart as it was written, before anything in it is decoded (RFC 2047, 6.2): a name may look like
    an address, or hold a comma. Only one without an address is decoded first.
    """
    for name in names:
        for one in message.get_all(name, [])[:MOST_PARTS]:
            written = _addresses(str(one)[:LONGEST_HEADER])
            yield from written or _addresses(_header(message, name, one))


def _addresses(header: str) -> list[str]:
    return [address.lower() for _, address in getaddresses([header]) if _ADDRESS.fullmatch(address)]


def _header(message: Message, name: str, given: object = None) -> str:
    value = str(message.get(name, "") if given is None else given)[:LONGEST_HEADER]
    try:
        return tidy(str(make_header(decode_header(value))).replace("\n", " "))
    except (HeaderParseError, LookupError, UnicodeError, ValueError):
        return tidy(value.encode("utf-8", "replace").decode("utf-8", "replace"))


def _ids(message: Message, name: str) -> list[str]:
    return _ID.findall(str(message.get(name, "")))


def _time(message: Message, received: int) -> int:
    try:
        moment = parsedate_to_datetime(str(message.get("Date", "")))
        # `-0000` and a time without a zone are UTC (RFC 5322 3.3): where the server stands says nothing of the writer.
        at = instant_of(moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment)
    except (ValueError, TypeError, IndexError, OverflowError):
        return received
    return at if at >= 24 * 3_600 * MICROSECONDS else received


def _made_id(sender: str, at: int, text: str) -> str:
    return blake2b(f"{sender}\0{at}\0{text}".encode(), digest_size=16).hexdigest()


def _is_automatic(message: Message) -> bool:
    submitted = str(message.get("Auto-Submitted", "")).strip().lower()
    precedence = str(message.get("Precedence", "")).strip().lower()
    bounced = str(message.get("Return-Path", "")).strip() == "<>" or message.get_content_type() == "multipart/report"
    listed = precedence in ("bulk", "list", "junk", "auto_reply") or message.get("List-Unsubscribe") is not None
    return submitted.startswith(_AUTOMATIC) or listed or bounced


def _text(message: Message) -> str:
    """Return a letter's words: its plain part, else its HTML; attachments and letters within are left alone."""
    html = ""
    for part in _parts(message):
        kind = part.get_content_type()
        if kind == "text/plain" and (words := tidy(_decoded(part))):
            return words
        if kind == "text/html" and not html:
            html = text_of_html(_decoded(part))
    return html


def _parts(message: Message) -> Iterator[Message]:
    waiting, seen = [message], 0
    while waiting and seen < MOST_PARTS:
        part, seen = waiting.pop(0), seen + 1
        if part.is_multipart():
            if part.get_content_maintype() == "multipart":
                waiting = [*(one for one in part.get_payload() if isinstance(one, Message)), *waiting]
        elif "attachment" not in str(part.get("Content-Disposition", "")).lower():
            yield part


def _decoded(part: Message) -> str:
    payload = part.get_payload(decode=True)
    raw = payload if isinstance(payload, bytes) else b""
    named = part.get_content_charset("utf-8")
    for charset in (named, "utf-8", "windows-1258" if "vi" in named else "windows-1252"):
        try:
            if lookup(charset).name.replace("-", "_") not in _NO_LETTERS:
                return raw.decode(charset)
        except (LookupError, UnicodeError):
            continue
    return raw.decode("utf-8", "replace")
