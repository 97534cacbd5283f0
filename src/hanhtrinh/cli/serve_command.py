"""`hanhtrinh serve`: the server, on this machine or for a team."""

import os
import secrets
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path

import msgspec

from hanhtrinh import bootstrap
from hanhtrinh.bootstrap.killing import die_where_told
from hanhtrinh.bootstrap.logs import configure
from hanhtrinh.bootstrap.running import Running, opened
from hanhtrinh.cli import serving
from hanhtrinh.errors import InputError
from hanhtrinh.i18n import Lang, tr
from hanhtrinh.settings import PREFIX, ServerSettings, settings_of

_OPTIONS = ("host", "port", "address", "role", "log_format")


def run(arguments: Namespace, lang: Lang) -> int:
    """Serve until told to stop."""
    given = {name: getattr(arguments, name) for name in _OPTIONS} | {"allow_http": arguments.allow_http or None}
    settings = read_settings(arguments.workspace or bootstrap.default_workspace(), given)
    exact = arguments.port is not None or bool(os.environ.get(f"{PREFIX}PORT"))
    die_where_told()
    os.umask(0o077)  # what the server keeps is nobody else's on this machine
    return serve(settings, lang, exact=exact)


def read_settings(home: Path, given: dict[str, object]) -> ServerSettings:
    """Return the settings of a server; InputError, naming the setting, for a value that cannot be one."""
    try:
        return settings_of(home, given, os.environ)
    except msgspec.ValidationError as error:
        raise InputError("serve.bad_setting", detail=str(error)) from error


def serve(
    settings: ServerSettings,
    lang: Lang,
    *,
    exact: bool,
    prepare: Callable[[Running, ServerSettings], Callable[[], None]] | None = None,
) -> int:
    """Listen, open the server, answer until told to stop. `prepare` is given the open server, and returns what is done
    once it answers."""
    serving.check_reach(settings)
    with serving.listen(settings, exact=exact) as sock:
        settings = msgspec.structs.replace(settings, port=sock.getsockname()[1])
        configure(settings.log_format, quiet=prepare is not None)
        token = secrets.token_urlsafe(18)
        with opened(settings, setup_token=token, lang=lang) as running:
            ready = prepare(running, settings) if prepare else lambda: _tell(running, settings, token, lang)
            serving.run(running, settings, sock, ready)
    return 0


def _tell(running: Running, settings: ServerSettings, token: str, lang: Lang) -> None:
    """Say where the server is; whoever starts a fresh one is given the link that makes them its owner."""
    address = settings.public_address
    if settings.role in ("collect", "work"):
        print(tr("serve.works", lang, role=settings.role, address=address), flush=True)
    elif running.services.accounts.users():
        print(tr("serve.at", lang, address=address), flush=True)
    else:
        print(tr("serve.start_at", lang, address=f"{address}/start?token={token}"), flush=True)
    print(tr("mail.set_up" if settings.mails else "mail.none_set_up", lang, sender=settings.mail_from), flush=True)
