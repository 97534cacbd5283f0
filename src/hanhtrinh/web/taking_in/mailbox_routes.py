"""Routes and pages of mailboxes."""

from typing import Annotated

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromPath
from litestar.response import Redirect

from hanhtrinh.access import Right, require
from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.draw.words import Words
from hanhtrinh.errors import InputError
from hanhtrinh.i18n import tr
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.taking_in import Mailbox
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.components import (
    Option,
    area,
    ask_first,
    box,
    button,
    facts,
    field,
    form,
    head,
    notice,
    select,
    tick,
)
from hanhtrinh.web.maps.commands import keep_pace
from hanhtrinh.web.said import redirect
from hanhtrinh.web.services import Services
from hanhtrinh.web.taking_in.shown import base, shown, touchpoints

NEW = "new"
_COST = 20
Form = Annotated[dict[str, str], Body(media_type=RequestEncodingType.URL_ENCODED)]


@get("/w/{slug:str}/voice/taking-in/mailboxes/{id:str}", sync_to_thread=True)
def one_mailbox(
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    services: NamedDependency[Services],
    id: FromPath[str],
) -> Response[str]:
    """Show how a mailbox is read, or the form of a new one."""
    require(asking.actor, space.id, Right.MANAGE_SOURCES)
    new = Mailbox(id=NEW, workspace=space.id, source="e-mail", host="")
    return _page(asking, space, services, new if id == NEW else services.taking.mailbox(asking.actor, space, id))


@post("/w/{slug:str}/voice/taking-in/mailboxes/{id:str}", sync_to_thread=True)
def set_mailbox(
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    services: NamedDependency[Services],
    id: FromPath[str],
    data: Form,
) -> Response[str]:
    """Keep a mailbox that can be opened; what is wrong with it is said, and nothing is kept."""
    require(asking.actor, space.id, Right.MANAGE_SOURCES)
    keep_pace(services, asking, _COST, services.looks)
    before = None if id == NEW else services.taking.mailbox(asking.actor, space, id)
    mailbox = _given(before, space, services.new_id(), data)
    try:
        services.taking.set_mailbox(asking.actor, space, mailbox)
    except InputError as error:
        shown_again = msgspec.structs.replace(mailbox, id=id, password="")
        return _page(asking, space, services, shown_again, error.message(asking.lang))
    return redirect(asking, f"{base(space)}/mailboxes/{mailbox.id}", "taking_in.saved")


@post("/w/{slug:str}/voice/taking-in/mailboxes/{id:str}/look", sync_to_thread=True, status_code=303)
def look_now(
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    services: NamedDependency[Services],
    id: FromPath[str],
) -> Redirect:
    """Look into a mailbox now."""
    keep_pace(services, asking, _COST, services.looks)
    services.taking.look(asking.actor, space, id)
    return redirect(asking, f"{base(space)}/mailboxes/{id}", "taking_in.looked")


@post("/w/{slug:str}/voice/taking-in/mailboxes/{id:str}/remove", sync_to_thread=True, status_code=303)
def remove_mailbox(
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    services: NamedDependency[Services],
    id: FromPath[str],
) -> Redirect:
    """Read a mailbox no more; what came from it stays."""
    services.taking.remove_mailbox(asking.actor, space, id)
    return redirect(asking, base(space), "taking_in.removed")


def _given(before: Mailbox | None, space: Space, fresh: str, data: dict[str, str]) -> Mailbox:
    port = data.get("port", "993").strip()
    return Mailbox(
        id=before.id if before else fresh, workspace=space.id, source=data.get("source", ""), host=data.get("host", ""),
        port=int(port) if port.isdecimal() and len(port) < 6 else 0, user=data.get("user", ""),
        password=data.get("password", ""), folder=data.get("folder", "") or "INBOX",
        own=tuple(data.get("own", "").replace(",", " ").split()), asked_at=data.get("asked_at", "")[:120],
        active=data.get("active") == "yes",
    )  # fmt: skip


def _page(asking: Asking, space: Space, services: Services, mailbox: Mailbox, wrong: str = "") -> Response[str]:
    points = touchpoints(services, space, asking.lang)
    content = _content(asking, space, mailbox, points, services.zone(space), wrong)
    title = mailbox.user or tr("taking_in.mailbox_new", asking.lang)
    return shown(asking, space, title, content, status=400 if wrong else 200)


def _content(asking: Asking, space: Space, mailbox: Mailbox, points: list[Option], zone: str, wrong: str) -> Markup:
    lang, address = asking.lang, f"{base(space)}/mailboxes/{mailbox.id}"
    up = base(space), tr("taking_in.title", lang)
    new = mailbox.id == NEW
    remove = None if new else ask_first(
        asking, f"{address}/remove", tr("taking_in.mailbox_remove", lang), tr("taking_in.mailbox_remove_ask", lang),
        id="mailbox-remove", shut=tr("taking_in.shut", lang),
    )  # fmt: skip
    title = tr("taking_in.mailbox_new", lang) if new else mailbox.user
    return h(
        "div.taking-in",
        head(title, tr("taking_in.mailbox_lead", lang), back=up),
        notice(wrong, "bad") if wrong else None,
        None if new else _state(asking, mailbox, address, zone),
        _form(asking, mailbox, address, points),
        remove,
    )


def _state(asking: Asking, mailbox: Mailbox, address: str, zone: str) -> Markup:
    lang = asking.lang
    looked = Words(lang, zone).moment(mailbox.looked_at) if mailbox.looked_at else "–"
    trouble = (
        notice(tr(f"taking_in.trouble_{mailbox.trouble.rpartition('.')[2]}", lang), "bad") if mailbox.trouble else None
    )
    pairs = [
        (tr("taking_in.looked_at", lang), looked),
        (tr("taking_in.taken", lang), Words(lang).number(mailbox.taken)),
    ]
    look = form(asking, f"{address}/look", button(tr("taking_in.look_now", lang), kind="plain", icon="refresh-cw"))
    return box(None, trouble, facts(pairs), look)


def _form(asking: Asking, mailbox: Mailbox, address: str, points: list[Option]) -> Markup:
    lang = asking.lang
    kept = mailbox.id != NEW
    password = field(
        tr("taking_in.password", lang), "password", type="password", autocomplete="off", maxlength=300,
        required=not kept, hint=tr("taking_in.password_kept" if kept else "taking_in.password_hint", lang),
    )  # fmt: skip
    return box(
        None,
        form(
            asking, address,
            h("div.taking-grid",
              field(tr("taking_in.host", lang), "host", mailbox.host, required=True, maxlength=255,
                    placeholder="imap.example.com", spellcheck="false"),
              select(tr("taking_in.port", lang), "port", _ports(mailbox.port), str(mailbox.port)),
              field(tr("taking_in.user", lang), "user", mailbox.user, required=True, maxlength=300,
                    autocomplete="off", spellcheck="false"),
              password, field(tr("taking_in.folder", lang), "folder", mailbox.folder, maxlength=300),
              field(tr("taking_in.source_name", lang), "source", mailbox.source, required=True, maxlength=80),
              select(tr("taking_in.held_asked_at", lang), "asked_at", points, mailbox.asked_at)),
            area(tr("taking_in.own", lang), "own", "\n".join(mailbox.own), rows=3, hint=tr("taking_in.own_hint", lang)),
            tick(tr("taking_in.active", lang), "active", ticked=mailbox.active),
            h("div.actions", button(tr("taking_in.save", lang))),
        ),
    )  # fmt: skip


def _ports(port: int) -> list[Option]:
    usual = [("993", "993 (TLS)"), ("143", "143 (STARTTLS)")]
    return usual if str(port) in ("993", "143") else [*usual, (str(port), str(port))]


HANDLERS = (one_mailbox, set_mailbox, look_now, remove_mailbox)
