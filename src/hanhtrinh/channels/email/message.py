"""A letter as an e-mail message: plain text first, simple HTML beside it, no header that its words could add to."""

import re
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from hanhtrinh.ports.mail import Letter
from hanhtrinh.values import datetime_of

_LONGEST_SUBJECT = 200
_PLAIN = r"(?P<user>[^@\s<>,;:\"\\()]+)@(?P<domain>[^@\s<>,;:\"\\()]+)"
_NO_ID = re.compile(r"[^!-;=?-~]")
_ADDRESS = re.compile(rf"(?:(?P<name>[^<>@]*)(?P<open><))?{_PLAIN}(?(open)>)")


def message_of(letter: Letter, sender: str, stop_at: str = "") -> EmailMessage:
    """Return the message; the same letter gives the same `Message-ID` every time. `stop_at` is where its receiver ends
    further ones of its kind (RFC 8058: one click). ValueError for an address that is none.
    """
    message = EmailMessage(policy=SMTP)
    origin = address_of(sender)
    message["From"] = origin
    message["To"] = address_of(letter.to)
    message["Subject"] = plain_line(letter.subject)[:_LONGEST_SUBJECT]
    message["Date"] = format_datetime(datetime_of(letter.created_at))
    message["Message-ID"] = f"<{letter.id}@{origin.domain}>"
    if letter.kind == "reply":  # written by a person, who wants an answer
        _join(message, letter)
    else:
        message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = letter.lang
    if stop_at:
        message["List-Unsubscribe"] = f"<{stop_at}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(letter.text, subtype="plain", charset="utf-8", cte="quoted-printable")
    if letter.html:
        message.add_alternative(letter.html, subtype="html", charset="utf-8", cte="quoted-printable")
    return message


def _join(message: EmailMessage, letter: Letter) -> None:
    """Say where answers go, and which message this one answers."""
    if letter.reply_to:
        message["Reply-To"] = address_of(letter.reply_to)
    if refers := _NO_ID.sub("", letter.refers):
        message["In-Reply-To"] = message["References"] = f"<{refers}>"


def plain_line(text: str) -> str:
    """Return a text as one line without control characters: nothing can begin another header."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def address_of(text: str) -> Address:
    """Return an address, with a name before it or not (`Nhà Mây <map@example.com>`); ValueError where it is none."""
    found = _ADDRESS.fullmatch(text) if text.isprintable() else None
    if found is None:
        raise ValueError("address")
    name, user, domain = found["name"] or "", found["user"], found["domain"]
    return Address(plain_line(name), user, domain.encode("idna").decode() if not domain.isascii() else domain)
