"""What tests of answering begin with: surveys that are open, links, invitations, forms as browsers send them."""

import re
from html import unescape

import msgspec

from hanhtrinh.access import Actor, digest
from hanhtrinh.app.answering.sharing import handed
from hanhtrinh.ports.surveys import Invitation
from hanhtrinh.voice.surveys.model import Jump, Option, Page, Question, Survey, Test, Thanks, When

SERVER = Actor(kind="server", id="tests")
DAY = 86_400_000_000
TOKEN = "ab" * 24
LIKE = Question(key="like", kind="nps", text="Bạn có giới thiệu chúng tôi không?", required=True)
WHY = Question(key="why", kind="long", text="Vì sao bạn cho {like} điểm?", about="like")
SHOP = Question(
    key="shop", kind="choice", text="Bạn mua ở đâu?", other=True,
    options=(Option(key="web", text="Trang web"), Option(key="store", text="Cửa hàng")),
)  # fmt: skip
LOW = When(all=(Test(of="like", op="at_most", values=(6.0,)),))
HIGH = When(all=(Test(of="like", op="at_least", values=(9.0,)),))
BRANCHING = Survey(
    key="sau-mua", name="Sau khi mua", languages=("vi", "en"),
    pages=(
        Page(key="p1", questions=(LIKE,), jumps=(Jump(when=HIGH, to="p3"),)),
        Page(key="p2", questions=(WHY,)),
        Page(key="p3", questions=(SHOP,)),
    ),
    thanks=(Thanks(text="Rất tiếc vì điểm {like}.", when=LOW), Thanks(text="Hẹn gặp lại!")),
)  # fmt: skip


def opened(world, survey=BRANCHING, workspace="nha-may"):
    """Open a survey in a workspace and return the code of its link."""
    kept = world.services.surveys.get(workspace, survey.key)
    world.services.surveys.save(workspace, survey, kept.stamp if kept else 0, world.now, "lan")
    world.services.surveys.publish(workspace, survey.key, world.now, "lan")
    space = world.services.accounts.space(workspace)
    return handed(SERVER, space, world.services.answering, survey.key).link.code


def invited(world, survey="sau-mua", person="u1", token=TOKEN, days=30, **more):
    """Invite somebody and return the token."""
    fields = {"version": 1, "channel": "email", "at": world.now, "expires": world.now + days * DAY, "lang": "vi"} | more
    sent = Invitation(digest=digest(token), workspace="nha-may", survey=survey, person=person, **fields)
    world.services.responses.invite([sent])
    return token


def fields_of(page):
    """Return the hidden fields of a page's form and where it is sent."""
    form = re.search(r'<form class="sv-form" action="([^"]+)"', page)
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page)
    return unescape(form[1]), {name: unescape(value) for name, value in hidden if name.startswith("_")}


class Browser:
    """Somebody who answers with a browser that has neither cookies nor scripts."""

    def __init__(self, world, address, lang="vi"):
        self.world, self.client = world, world.client(lang=lang)
        self.client.cookies.clear()
        del self.client.headers["x-csrftoken"]
        self.client.headers["accept-language"] = lang
        self.page = self.client.get(address)

    def send(self, then=3_000_000, files=None, **given):
        """Fill the form in and send it, some seconds later."""
        action, fields = fields_of(self.page.text)
        self.world.now += then
        data = {**fields, "_go": "next", **{name.replace("__", "/"): value for name, value in given.items()}}
        self.page = self.client.post(action, data=data, files=files)
        return self.page


def kept(world, survey="sau-mua", workspace="nha-may"):
    """Return the responses of a survey."""
    return list(world.services.responses.of_survey(workspace, survey))


def events(world, workspace="nha-may"):
    """Return the bodies of the messages that wait in the inbox of a workspace."""
    messages, _ = world.services.inbox.tail(workspace, 0, 1_000)
    return [msgspec.json.decode(message.body) for message in messages]
