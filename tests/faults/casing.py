"""A rule opens a case, the team answers, the customer writes back, each time in a process that dies where it is told.

Run as a program with a folder and the places to die at (empty: nowhere); after each one line: what there is.
"""

import os
import secrets
import sys
from dataclasses import replace
from pathlib import Path

from hanhtrinh.app.cases.looking import Looked, look
from hanhtrinh.app.cases.receiving import mail_came
from hanhtrinh.app.cases.replying import reply
from hanhtrinh.bootstrap.killing import VARIABLE, die_where_told
from hanhtrinh.ports.webhooks import Hook
from hanhtrinh.store.cases import SqlCases
from hanhtrinh.store.mails import SqlOutbox
from hanhtrinh.store.sealing_secrets import SecretBox
from hanhtrinh.store.sql.database import Database
from hanhtrinh.store.webhooks import SqlHooks
from tests.web.test_cases import LAN, Shop

HOOK = Hook(id="h", workspace="nha-may", name="CRM", url="https://crm.example.vn", kinds=("case.opened",), secret="x")  # noqa: S106 - none


def made(home: Path) -> Shop:
    """Make a workspace with a rule that is on and an unhappy answer."""
    shop = Shop(home)
    services = shop.world.services
    people = replace(services.people_desk, new_id=lambda: secrets.token_hex(16))
    shop.world.services = replace(services, new_id=people.new_id, people_desk=people)
    services.hook_store.save(HOOK)
    shop.rule()
    shop.passes(seconds=60)
    shop.says("gam", asked_at="pay")
    return shop


def day(shop: Shop, kill: str) -> None:
    """Do what a day does, in a process of its own: what was done before it is not done again."""
    pid = os.fork()
    if pid:
        os.waitpid(pid, 0)
        return
    os.environ[VARIABLE] = kill
    die_where_told()
    desk, space = shop.desk, shop.space
    look(desk, space, Looked())
    (case,) = shop.cases()
    lan = shop.world.services.accounts.user("lan")
    if not any(one.kind == "reply" for one in desk.cases.history(space.id, case.id)):
        reply(LAN, space, desk, case.id, lan, "Xin lỗi", "Chào {name}", "vi")
    sent = next(one.letter for one in desk.cases.history(space.id, case.id) if one.kind == "reply")
    mail_came(desk, space, "gam@example.vn", [sent], "<m1@x>", "Cảm ơn", shop.world.now)
    os._exit(0)


def told(home: Path) -> str:
    """Return the cases with their numbers and states, their history, the letters, the news."""
    database = Database.at(home)
    cases, outbox, hooks = SqlCases(database), SqlOutbox(database), SqlHooks(database, SecretBox(home))
    found = cases.counts("nha-may")
    numbers = [news.body.partition('"number":')[2].partition(",")[0] for news in hooks.claim(10**18, 10**18 + 1)]
    case = cases.of_letters("nha-may", ["m1@x"])
    history = sorted(one.kind for one in cases.history("nha-may", case))
    letters = sorted(sent.kind for sent in outbox.newest("nha-may"))
    database.close()
    return f"{dict(found)} {','.join(history)} {','.join(letters)} {','.join(numbers)}"


def main(home: Path, kills: list[str]) -> None:
    """Do the days and say what there is in the end."""
    shop = made(home)
    for kill in kills:
        shop.world.database.reconnect()
        day(shop, kill)
    print(told(home), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
