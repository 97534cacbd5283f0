"""Wiring of the demo: its owner, its source, its journey in the server, and the stream of its customers."""

import secrets
from pathlib import Path

from hanhtrinh.access import Actor
from hanhtrinh.app.sources import SourceDesk
from hanhtrinh.bootstrap.running import Running
from hanhtrinh.bootstrap.serving import new_id
from hanhtrinh.demo.company import Company
from hanhtrinh.demo.generate import JOURNEY
from hanhtrinh.demo.stream import NEW_CUSTOMERS, Stream, orders_under_way
from hanhtrinh.demo.street import Street
from hanhtrinh.i18n import Lang, tr
from hanhtrinh.ports.accounts import Space, User
from hanhtrinh.settings import ServerSettings
from hanhtrinh.store.files import write_atomically
from hanhtrinh.values import MICROSECONDS

OWNER, SLUG = "lan@nha-may.example", "nha-may"
_SERVER = Actor(kind="server", id="demo")


def prepared(running: Running, settings: ServerSettings, exports: Path, lang: Lang, seed: int) -> tuple[str, Stream]:
    """Make what the demo needs and is not there yet; return the token of its entrance, and the stream, not begun."""
    services = running.services
    owner, space = _owner(running, lang)
    journey = settings.home / "journeys" / f"{SLUG}.yaml"
    if not journey.exists():
        write_atomically(journey, (exports / JOURNEY).read_bytes())
    token = secrets.token_urlsafe(24)
    services.entrances.open(token, owner.id, services.clock())
    key = _write_key(running, space, lang)
    begin = services.clock() / MICROSECONDS
    # Another number at each start: who came by last time is somebody else.
    first = NEW_CUSTOMERS + int(begin) % 10**8
    street = Street(Company(), orders_under_way(exports), seed=seed + first, start=begin, first=first)
    return token, Stream(street, settings.shown_host.strip("[]"), settings.port, key, new_id)


def _owner(running: Running, lang: Lang) -> tuple[User, Space]:
    """Return the owner and the workspace, made at the first start. Nobody knows the password: the link lets in."""
    services = running.services
    accounts, now = services.accounts, services.clock()
    user, space = accounts.user_by_email(OWNER), accounts.space(SLUG)
    if user is None or space is None:
        password = services.account_desk.passwords.kept(secrets.token_urlsafe(32))
        user = User(id=new_id(), email=OWNER, name="Lan", password=password, language=lang, created_at=now)
        space = Space(id=new_id(), slug=SLUG, name=Company().name, folder=".")
        accounts.found(user, space, now)
    return user, space


def _write_key(running: Running, space: Space, lang: Lang) -> str:
    """Return the write key of the demo's website, made at the first start."""
    services = running.services
    desk = SourceDesk(services.sources, services.audit)
    name = tr("serve.demo_source", lang)
    found = next(iter(services.sources.sources(space.id)), None)
    if found is None:
        found = desk.connect(
            _SERVER, space.id, name, "html", key_id=new_id(), token=services.new_token(), now=services.clock()
        )
    key = desk.write_key(_SERVER, space.id, found.key)
    if key is None:
        made = desk.add_write_key(
            _SERVER, space.id, found.key, key_id=new_id(), token=services.new_token(), now=services.clock()
        )
        return made.whole
    return key.shown
