"""What becomes of answers the widget sends: they are taken as those of the hosted page are."""

from collections.abc import Mapping

from hanhtrinh.app.answering.doors import invitation
from hanhtrinh.app.answering.looking import filling
from hanhtrinh.app.answering.taking import Given, take_whole
from hanhtrinh.i18n import Lang, tr
from hanhtrinh.web.asking_widget.requests import Answered
from hanhtrinh.web.services import Services

_OUTCOMES = {"thanks": "kept", "over": "over", "closed": "closed", "paused": "closed", "early": "closed",
             "expired": "expired", "full": "full"}  # fmt: skip


def take(services: Services, said: Answered, lang: Lang) -> Mapping[str, object]:
    """Keep answers and say what became of them; `problems` are texts by question."""
    desk = services.answering
    begun = filling(desk, invitation(desk, said.token), said.response)
    seen = None if said.seen is None else frozenset(said.seen)
    given = Given(said.page, said.answers, begun.lang(lang, lang), "next", frozenset(said.agreed), seen)
    taken = take_whole(desk, begun, given, done=said.done)
    problems = {key: tr(finding.key, given.lang, **finding.params) for key, finding in taken.wrong.items()}
    if problems:
        return {"problems": problems}
    return {"outcome": _OUTCOMES.get(taken.ending or "thanks", "kept")}
