"""Where the link in every letter leads: further ones of its kind are ended, by mail programs with one click."""

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from hanhtrinh.app.mailing.choosing import stop, stopped_by
from hanhtrinh.draw.markup import h
from hanhtrinh.i18n import tr
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.components import button, notice
from hanhtrinh.web.services import Services
from hanhtrinh.web.shell import lone


@get("/mail/stop/{secret:str}", sync_to_thread=True)
def stop_page(
    services: NamedDependency[Services], asking: NamedDependency[Asking], secret: FromPath[str]
) -> Response[str]:
    """Ask whether letters of this kind shall end: opening a link alone must not end them, scanners open links."""
    workspace, _, kind = stopped_by(services.mail, secret)
    space = services.accounts.space_by_id(workspace)
    question = tr(f"mail.stop_question_{kind}", asking.lang, space=space.name if space else "")
    ask = h("form", button(tr("mail.stop_button", asking.lang)), action=f"/mail/stop/{secret}", method="post")
    return lone(asking, tr("mail.stop_title", asking.lang), h("h1", tr("mail.stop_title", asking.lang)),
                h("p", question), ask)  # fmt: skip


@post("/mail/stop/{secret:str}", sync_to_thread=True, status_code=200, exclude_from_csrf=True)
def stop_letters(
    services: NamedDependency[Services], asking: NamedDependency[Asking], secret: FromPath[str]
) -> Response[str]:
    """End letters of this kind; the secret in the address is the proof (RFC 8058: mail programs post here)."""
    workspace, _, _ = stopped_by(services.mail, secret)
    stop(services.mail, secret)
    space = services.accounts.space_by_id(workspace)
    said = tr("mail.stopped", asking.lang, space=space.name if space else "")
    return lone(asking, tr("mail.stop_title", asking.lang), h("h1", tr("mail.stop_title", asking.lang)), notice(said))


HANDLERS = (stop_page, stop_letters)
