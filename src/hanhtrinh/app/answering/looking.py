"""What a door shows: a page of the survey with what was answered so far, or why nothing is asked (any more).

Looking records nothing: mail programs, scanners and prefetching browsers look too.
"""

import re
from typing import Literal, NamedTuple

from hanhtrinh.app.answering.desk import AnswerDesk
from hanhtrinh.app.answering.doors import MINE, Door, began_by, response_id, survey_of
from hanhtrinh.i18n import LANGS, Lang
from hanhtrinh.ports.surveys import Response
from hanhtrinh.voice.surveys.logic import next_page, page_before, way
from hanhtrinh.voice.surveys.model import Answers, Page, Survey

Ending = Literal["thanks", "over", "closed", "paused", "early", "expired", "full"]
"""Why nothing is asked: it was finished; somebody answered by this link before; the survey takes no answers, or none
now, or none yet; the invitation is too old; as many as were wanted have answered."""
_FILLING = re.compile(r"[A-Za-z0-9_-]{16,64}")


class Filling(NamedTuple):
    """One filling in of a survey as it stands: which version, what is kept of it, and whether it is over."""

    door: Door
    key: str
    version: int
    survey: Survey
    response: Response | None
    ending: Ending | None

    @property
    def id(self) -> str:
        """The id of its response."""
        return response_id(self.door, self.key)

    @property
    def answers(self) -> Answers:
        """What was answered so far."""
        return self.response.answers if self.response is not None else {}

    @property
    def address(self) -> str:
        """Where it is."""
        return f"{self.door.address}/{self.key}"

    def lang(self, asked: str | None, otherwise: Lang) -> Lang:
        """Return the language it is shown in: as asked, as it began, as invited, as the browser has it."""
        sent = self.door.invitation.lang if self.door.invitation else ""
        kept = self.response.lang if self.response is not None else ""
        wanted = next((one for one in (asked, kept, sent, otherwise) if one in self.survey.languages), None)
        return wanted if wanted in LANGS else self.survey.languages[0]


def filling(desk: AnswerDesk, door: Door, key: str) -> Filling:
    """Return a filling in by its key in the address; a key that cannot be is replaced by one that can."""
    key = _proper(desk, door, key)
    response = desk.responses.get(door.space.id, response_id(door, key))
    if response is not None and response.survey != door.kept.key:
        response = None
    version = began_by(door, response)
    survey = survey_of(desk, door, version)
    return Filling(door, key, version, survey, response, _ending(desk, door, survey, response))


def fresh_key(desk: AnswerDesk, door: Door, *, qr: bool = False) -> str:
    """Return the key of a new filling in; that of an invitation is always the same, but where answers are nameless."""
    newest = survey_of(desk, door, door.kept.version)
    if door.invitation is not None and not newest.anonymous:
        return MINE
    return ("q" if qr else "l") + desk.new_token()[:47]


def page_of(filling: Filling, wanted: str) -> Page | None:
    """Return the page to be shown: the one asked for if it is on the way and nothing before it waits, else where one
    is; None for a survey without pages."""
    found = way(filling.survey, filling.answers)
    pages = list(found.pages)
    if found.open in pages:
        pages = pages[: pages.index(found.open) + 1]
    kept = filling.response.page if filling.response is not None else ""
    key = next((one for one in (wanted, kept) if one in pages), pages[0] if pages else "")
    return next((page for page in filling.survey.pages if page.key == key), None)


def place_of(filling: Filling, page: Page) -> tuple[bool, bool, tuple[int, int]]:
    """Return whether a page is the first one, whether it is the last, and how far it is."""
    first = page_before(filling.survey, page.key, filling.answers) is None
    last = next_page(filling.survey, page.key, filling.answers) is None
    keys = [one.key for one in filling.survey.pages]
    return first, last and page.key == keys[-1], (keys.index(page.key) + 1, len(keys))


def _proper(desk: AnswerDesk, door: Door, key: str) -> str:
    mine = fresh_key(desk, door) == MINE
    if mine:
        return MINE
    return key if _FILLING.fullmatch(key) and key != MINE else fresh_key(desk, door)


def _ending(desk: AnswerDesk, door: Door, survey: Survey, response: Response | None) -> Ending | None:
    now, asking = desk.clock(), survey.asking
    if response is not None and response.finished_at is not None:
        return "thanks"
    if door.kept.state != "open":
        return "paused" if door.kept.state == "paused" else "closed"
    if asking.opens is not None and now < asking.opens:
        return "early"
    if asking.closes is not None and now >= asking.closes:
        return "closed"
    sent = door.invitation
    if sent is not None and sent.answered_at is not None:
        return "over"
    if sent is not None and sent.expires < now:
        return "expired"
    if asking.quota is not None and desk.responses.finished(door.space.id, door.kept.key) >= asking.quota:
        return "full"
    return None
