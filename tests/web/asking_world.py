"""A world that asks: people, a source with a key, and surveys that are open."""

import json
from contextlib import contextmanager
from dataclasses import replace

import msgspec

from hanhtrinh.collect.proving import user_hash
from hanhtrinh.i18n import Localized
from hanhtrinh.ports.proofs import IdentitySecret
from hanhtrinh.ports.sources import Key, Source, SourceSettings
from hanhtrinh.settings import ServerSettings
from hanhtrinh.voice.asking.budget import Budget, Limit
from hanhtrinh.voice.surveys.model import (
    Asking,
    ByMail,
    Jump,
    OnPage,
    Option,
    Page,
    Question,
    Survey,
    Test,
    Thanks,
    When,
)
from tests.web.people_world import with_people
from tests.web.world import world_at

KEY, SECRET = "hw_web", "hi_of-the-shop"
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0 Safari/537.36"
LOW = When(all=(Test(of="recommend", op="at_most", values=(6.0,)),))
PAGES = (
    Page(
        key="first",
        questions=(
            Question(
                key="recommend", kind="nps", required=True,
                text=Localized(vi="Bạn có giới thiệu tiệm cho người quen?", en="Would you tell a friend about us?"),
            ),
        ),
        jumps=(Jump(when=When(all=(Test(of="recommend", op="at_least", values=(9.0,)),)), to="end"),),
    ),
    Page(
        key="second",
        questions=(
            Question(key="why", kind="long", about="recommend",
                     text=Localized(vi="Vì sao là {recommend}?", en="Why {recommend}?")),
            Question(
                key="reason", kind="choice", other=True, show=LOW,
                text=Localized(vi="Điều gì làm bạn chưa hài lòng?", en="What was not right?"),
                options=(Option(key="price", text=Localized(vi="Giá", en="Price")),
                         Option(key="delivery", text=Localized(vi="Thời gian giao", en="Delivery time"))),
            ),
        ),
    ),
)  # fmt: skip
SURVEY = Survey(
    key="sau-mua", name=Localized(vi="Sau khi mua", en="After buying"), languages=("vi", "en"), pages=PAGES,
    thanks=(Thanks(text=Localized(vi="Cảm ơn {trait.name|bạn}!", en="Thank you, {trait.name|friend}!")),),
    journey="shop", asking=Asking(on_page=OnPage(steps=("pay",)), again=30),
)  # fmt: skip
MAIL = ByMail(steps=("pay",), delay=3_600, subject="Bạn thấy thế nào?", text="Chào {trait.name|bạn},")
BY_MAIL = msgspec.structs.replace(SURVEY, asking=msgspec.structs.replace(SURVEY.asking, on_page=None, by_mail=MAIL))


def asking(**more):
    """Return what an asking survey is changed by."""
    return msgspec.structs.replace(SURVEY.asking, **more)


def opened(world, survey=SURVEY, **asking_more):
    """Open a survey."""
    if asking_more:
        survey = msgspec.structs.replace(survey, asking=msgspec.structs.replace(survey.asking, **asking_more))
    kept = world.services.surveys.get("nha-may", survey.key)
    world.services.surveys.save("nha-may", survey, kept.stamp if kept else 0, world.now, "lan")
    world.services.surveys.publish("nha-may", survey.key, world.now, "lan")
    world.services.ask_shelf.forget()
    return survey


def with_source(world, **settings):
    """Give a world a source whose pages may ask."""
    source = Source(
        workspace="nha-may", key="web", name="Web", platform="html", created_at=1, settings=SourceSettings(**settings)
    )
    key = Key(
        id="k",
        workspace="nha-may",
        kind="write",
        name="k",
        source="web",
        shown=KEY,
        scopes=frozenset(),
        created_by="lan",
        created_at=1,
    )
    world.services.sources.add_source(source)
    world.services.sources.add_key(key, KEY)
    secret = IdentitySecret(id="s", workspace="nha-may", key="k", created_by="lan", created_at=1)
    world.services.proofs.add(secret, SECRET, 1)


def generous(world, **more):
    """Let a workspace ask as often as it likes."""
    budget = Budget(**{"all": Limit(most=50, days=1), "channels": {}, "rest": 0, "apart": 0, "quiet": ()} | more)
    world.services.askings.set_budget("nha-may", budget, world.now, "lan")


class Visit:
    """A page with the widget on it: what it asks the server. Its server proves who it is, unless not `proven`."""

    def __init__(self, world, device="d1", user=None, agent=CHROME, proven=True, **headers):
        self.client = world.client()
        hashed = {"userHash": user_hash(SECRET, user)} if user and proven else {}
        self.who = {"anonymousId": device, "userId": user, **hashed}
        self.headers = {"user-agent": agent, "content-type": "text/plain;charset=UTF-8", **headers}

    def post(self, name, **fields):
        """Send something and return the response."""
        body = json.dumps({"writeKey": KEY, "lang": "vi", **self.who, **fields})
        return self.client.post(f"/v1/asking/{name}", content=body, headers=self.headers)

    def does(self, event="purchase", **properties):
        """Do something; return what the page may ask."""
        return self.post("look", events=[{"type": "track", "event": event, "properties": properties}]).json()

    def views(self, path="/"):
        """Open a page."""
        return self.post("look", events=[{"type": "page", "properties": {"path": path}}]).json()

    def offered(self, survey="sau-mua", place="popup", step="pay"):
        """Ask for the survey; return what is to be shown, or None."""
        return self.post("offer", survey=survey, place=place, step=step).json()["ask"]

    def sees(self, asked):
        """Say that it was shown; return whether it may stay."""
        return self.post("seen", id=asked["id"]).json()["ok"]

    def answers(self, asked, answers, done=True, **fields):
        """Answer; return what became of it."""
        more = {"response": "0123456789abcdef0123456789abcdef", "page": "first", "done": done} | fields
        return self.post("answer", id=asked["id"], token=asked["token"], answers=answers, **more).json()


def asking_world(world, **settings):
    """Make a world one that asks; return its timelines."""
    everybody = with_people(world)
    with_source(world, **settings)
    return everybody


@contextmanager
def letter_world(home, **more):
    """Give a world that asks and has a server for its letters (nobody reads there)."""
    made = world_at(home)
    made.everybody = asking_world(made)
    made.space = made.services.accounts.space("nha-may")
    settings = ServerSettings(
        home=home, smtp_url="smtp://127.0.0.1:1", mail_from="map@example.com", address="https://map.vn"
    )
    made.services = replace(made.services, settings=settings, **more)
    made.app.state["services"] = made.services
    yield made
    made.database.close()


def messages(world):
    """Return the bodies of all messages that were accepted."""
    found, _ = world.services.people_desk.tail("nha-may", 0, 10_000)
    return [json.loads(message.body) for message in found]
