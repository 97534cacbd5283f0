"""A survey's QR code: as a drawing, and on paper (a sheet to hang up, a sheet of stickers)."""

import io
import json
from typing import Literal, NamedTuple

import segno
import typst

from hanhtrinh.draw.vector.typeset import fonts
from hanhtrinh.draw.vendored import FOLDER
from hanhtrinh.i18n import Lang, tr

Form = Literal["poster", "stickers"]
_SHORT = 46
_QUIET = 4


class Printed(NamedTuple):
    """What is printed: the survey's name, who asks, the address behind the code and the one people can type."""

    title: str
    company: str
    address: str
    shown: str
    accent: str
    lang: Lang


def qr_svg(address: str) -> bytes:
    """Return an address as a QR code, black on white with the border readers need."""
    out = io.BytesIO()
    segno.make_qr(address, error="m").save(out, kind="svg", border=_QUIET, dark="#000", light="#fff", scale=8)
    return out.getvalue()


def qr_png(address: str) -> bytes:
    """Return an address as a QR code in pixels, large enough for print."""
    out = io.BytesIO()
    segno.make_qr(address, error="m").save(out, kind="png", border=_QUIET, scale=24)
    return out.getvalue()


def survey_pdf(printed: Printed, form: Form) -> bytes:
    """Return a sheet to be printed."""
    title = printed.title
    data = {
        "form": form, "title": title, "short": title if len(title) <= _SHORT else f"{title[: _SHORT - 1].rstrip()}…",
        "shown": printed.shown, "accent": printed.accent, "lang": printed.lang,
        "invite": tr("answering.print_invite", printed.lang, company=printed.company),
        "type": tr("answering.print_type", printed.lang), "foot": tr("answering.print_foot", printed.lang),
        "alt": tr("answering.qr_alt", printed.lang, address=printed.shown),
    }  # fmt: skip
    made = typst.compile(
        str(FOLDER / "print" / "survey.typ"),
        format="pdf",
        font_paths=fonts(True),
        sys_inputs={"data": json.dumps(data, ensure_ascii=False), "code": qr_svg(printed.address).decode()},
    )
    return bytes(made) if isinstance(made, bytes) else b"".join(made or ())
