# ruff: noqa: S106 - tables of cases as the tools write them; passwords of nobody
"""Taking in: files, hooks, mailboxes, surveys of other tools; answers given out."""

from hanhtrinh.access import Actor
from hanhtrinh.ports.taking_in import Mailbox, SaidHook
from hanhtrinh.voice.elsewhere.generic import Fields
from hanhtrinh.voice.surveys.model import Page, Question, Survey
from tests.web.access import COMMENTERS, EDITORS, Gated
from tests.web.access.sources import a_source

_HERE = "/w/{slug}/voice/taking-in"
_HOOK, _MAILBOX, _JOB = f"{_HERE}/hooks/{{source}}", f"{_HERE}/mailboxes/{{id}}", f"{_HERE}/{{job}}"


def a_job(world):
    """Make an import of `nha-may` that waits for its files."""

    space = world.services.accounts.space("nha-may")
    return {
        "job": world.services.imports.begin(Actor(kind="server", id="s"), space, "vi", kind="review").id,
        "name": "a.csv",
    }


def a_hook(world):
    """Make a hook of `nha-may`."""
    found = a_source(world)
    world.services.said_hooks.keep(SaidHook(workspace="nha-may", source="web", fields=Fields(text="text")))
    return found


def a_mailbox(world):
    """Make a mailbox of `nha-may` on a server that is not there."""
    world.services.mailboxes.keep(
        Mailbox(id="m1", workspace="nha-may", source="e-mail", host="127.0.0.1", user="u", password="p")
    )
    return {"id": "m1"}


def a_survey(world):
    """Make a survey of `nha-may`."""
    page = Page(key="p", questions=(Question(key="q", kind="nps", text="?"),))
    world.services.surveys.save("nha-may", Survey(key="s", name="S", pages=(page,)), 0, world.now, "lan")
    return {"survey": "s", "name": "answers.csv"}


ROUTES = [
    Gated("GET", _HERE, EDITORS),
    Gated("GET", f"{_HERE}/file", EDITORS),
    Gated("POST", f"{_HERE}/begin", EDITORS),
    Gated("PUT", f"{_JOB}/files/{{name}}", EDITORS, given=a_job),
    Gated("POST", f"{_JOB}/look", EDITORS, given=a_job),
    Gated("GET", _JOB, EDITORS, given=a_job),
    Gated("POST", f"{_JOB}/preview", EDITORS, data={"mapping": ""}, given=a_job),
    Gated("POST", f"{_HERE}/hooks", EDITORS, data={"name": "Zendesk"}),
    Gated("GET", _HOOK, EDITORS, given=a_hook),
    Gated("POST", _HOOK, EDITORS, data={"shape": "zendesk"}, given=a_hook),
    Gated("POST", f"{_HOOK}/remove", EDITORS, given=a_hook),
    Gated("GET", _MAILBOX, EDITORS, given=a_mailbox),
    Gated("POST", _MAILBOX, EDITORS, data={"host": "127.0.0.1"}, given=a_mailbox),
    Gated("POST", f"{_MAILBOX}/look", EDITORS, given=a_mailbox),
    Gated("POST", f"{_MAILBOX}/remove", EDITORS, given=a_mailbox),
    Gated("GET", f"{_HERE}/surveys", EDITORS),
    Gated("POST", f"{_HERE}/surveys", EDITORS),
    Gated("GET", f"{_HERE}/out/{{name}}", COMMENTERS, params={"name": "said.csv"}),
    Gated("GET", "/w/{slug}/voice/surveys/{survey}/out/{name}", COMMENTERS, given=a_survey),
]
