"""Wiring of the demo: its owner, its source, its journey in the server, and the stream of its customers."""

import dataclasses
import secrets
from collections.abc import Sequence
from itertools import product
from pathlib import Path

from msgspec.structs import replace

from hanhtrinh.access import Actor
from hanhtrinh.app.cases.ruling import save_rule
from hanhtrinh.app.sources import SourceDesk
from hanhtrinh.app.surveys.editing import keep_new
from hanhtrinh.app.surveys.publishing import publish
from hanhtrinh.bootstrap.demo_past import Recalling
from hanhtrinh.bootstrap.running import Running
from hanhtrinh.bootstrap.serving import new_id
from hanhtrinh.demo.asking import demo_surveys
from hanhtrinh.demo.company import Company
from hanhtrinh.demo.generate import JOURNEY
from hanhtrinh.demo.past import WEEKS, past_weeks
from hanhtrinh.demo.stream import NEW_CUSTOMERS, Stream, orders_under_way
from hanhtrinh.demo.street import Street
from hanhtrinh.i18n import LANGS, Lang, tr
from hanhtrinh.ports.accounts import Space, User
from hanhtrinh.ports.said import Template
from hanhtrinh.settings import ServerSettings
from hanhtrinh.store.files import write_atomically
from hanhtrinh.values import MICROSECONDS
from hanhtrinh.voice.cases.model import CaseRule, LowScore, Owning

OWNER, SLUG = "lan@nha-may.example", "nha-may"
_SERVER = Actor(kind="server", id="demo")
_NPS = CaseRule(id="", name="nps", condition=LowScore(kind="nps", at_most=6), hours=16)
_BOUGHT = CaseRule(id="", name="csat", condition=LowScore(kind="csat", at_most=2), journey=SLUG,
                   steps=("checkout", "usage", "support"))  # fmt: skip
_DELIVERY = replace(_BOUGHT, name="delivery", steps=("delivery",), priority="high")
_EFFORT = replace(_BOUGHT, name="effort", condition=LowScore(kind="ces", at_most=3))
_RULES = (_NPS, _BOUGHT, _DELIVERY, _EFFORT)
"""What opens a case in the demo: whoever is unhappy once they have bought, and can be answered. Who is unhappy with a
delivery is the owner's to answer."""
_BACK = 86_400 * MICROSECONDS
_TEMPLATES = ("late", "wrong")


def prepared(
    running: Running, settings: ServerSettings, exports: Path, lang: Lang, seed: int
) -> tuple[str, Sequence[Stream | Recalling]]:
    """Make what the demo needs and is not there yet; return the token of its entrance, and what goes on from now on:
    the stream of its customers and, at the first start, its surveys' past weeks; neither has begun.
    """
    services = running.services
    owner, space = _owner(running, lang)
    journey = settings.home / "journeys" / f"{SLUG}.yaml"
    if not journey.exists():
        write_atomically(journey, (exports / JOURNEY).read_bytes())
    fresh = _ask(running, space)
    _answer(running, owner, space, lang)
    token = secrets.token_urlsafe(24)
    services.entrances.open(token, owner.id, services.clock())
    key = _write_key(running, space, lang)
    begin = services.clock() / MICROSECONDS
    # Another number at each start: who came by last time is somebody else.
    first = NEW_CUSTOMERS + int(begin) % 10**8
    street = Street(Company(), orders_under_way(exports, begin), seed=seed + first, start=begin, first=first)
    stream = Stream(street, settings.shown_host.strip("[]"), settings.port, key, new_id)
    past = past_weeks(exports, begin, seed) if fresh else None
    return token, [stream, Recalling(services, space, owner, past, lang)] if past else [stream]


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


def _ask(running: Running, space: Space) -> bool:
    """Open the demo's surveys at the first start, as of three weeks ago; tell whether this is it. What the team changed
    stays.
    """
    opened = running.services.clock() - WEEKS * 7 * 86_400 * MICROSECONDS
    services = dataclasses.replace(running.services, clock=lambda: opened)
    desk, fresh = services.survey_desk, not services.surveys.all(space.id)
    if fresh:
        for survey in demo_surveys(Company(), SLUG):
            kept = keep_new(_SERVER, space, desk, survey)
            publish(_SERVER, space, desk, kept.key, kept.stamp)
    return fresh


def _answer(running: Running, owner: User, space: Space, lang: Lang) -> None:
    """Switch on the rules of the demo's cases and keep drafts of replies, at the first start.

    The rules count as switched on a day ago: the server looks through that day by itself once it runs, and the board
    has cases without the start waiting for them.
    """
    services, now = running.services, running.services.clock()
    if services.case_store.rules(space.id):
        return
    for rule in _RULES:
        owning = Owning(how="fixed", members=(owner.id,)) if rule is _DELIVERY else Owning()
        named = replace(rule, name=tr(f"serve.demo_rule_{rule.name}", lang), owning=owning)
        made = save_rule(_SERVER, space, services.cases, named)
        services.case_store.save_rule(space.id, replace(made, since=now - _BACK))
    for key, spoken in product(_TEMPLATES, LANGS):
        name, text = (tr(f"serve.demo_template_{key}{part}", spoken) for part in ("", "_text"))
        draft = Template(id=new_id(), name=name, lang=spoken, text=text, changed_at=now, by=owner.id)
        services.said_marks.keep_template(space.id, draft)


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
