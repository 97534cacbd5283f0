"""Surveys as they are kept: the draft people work on, the versions that were ever open, and what came of them."""

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple, Protocol

import msgspec

from hanhtrinh.voice.surveys.model import Answers, Channel, State, Survey
from hanhtrinh.voice.surveys.tally import Given
from hanhtrinh.voice.surveys.weighting import Weighted


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """A survey of a workspace: `draft` as it is worked on, `version` the number of the newest opened one (0: none).

    `changed_at` and `stamp` tell apart states of the draft: whoever saves names the stamp they began from. `weighted`
    is what its results are weighted to.
    """

    key: str
    draft: Survey
    state: State
    version: int
    stamp: int
    changed_at: int
    changed_by: str = ""
    weighted: Weighted = Weighted()


class Opened(msgspec.Struct, frozen=True, kw_only=True):
    """When a version was opened, and by whom."""

    number: int
    at: int
    by: str


class Surveys(Protocol):
    """The surveys of workspaces. Changes are durable when a method returns."""

    def all(self, workspace: str) -> Sequence[Kept]:
        """Return a workspace's surveys, the newest changed first."""

    def get(self, workspace: str, key: str) -> Kept | None:
        """Return one survey; None where there is none."""

    def save(self, workspace: str, draft: Survey, stamp: int, at: int, by: str) -> Kept | None:
        """Keep a draft (stamp 0: a new survey); None where the kept one has another stamp: nothing is kept then."""

    def set_state(self, workspace: str, key: str, state: State, at: int) -> None:
        """Open, pause or close a survey."""

    def publish(self, workspace: str, key: str, at: int, by: str, stamp: int | None = None) -> int:
        """Keep the draft as a new version, unless the newest equals it, and open it; return the version's number.

        0 where there is no such survey, or its draft has another stamp than the one named: nothing is opened then.
        """

    def weigh(self, workspace: str, key: str, weighted: Weighted) -> bool:
        """Keep what results are weighted to; False where the kept stamp is not the one before its own."""

    def version(self, workspace: str, key: str, number: int) -> Survey | None:
        """Return a version as it was opened; it never changes."""

    def versions(self, workspace: str, key: str) -> Sequence[Opened]:
        """Return what is known of the versions of a survey, newest first."""

    def remove(self, workspace: str, key: str) -> None:
        """Forget a survey nobody answered; one with responses is only closed."""


class Invitation(msgspec.Struct, frozen=True, kw_only=True):
    """One asking of one person: found by the digest of its token. `person` is a raw id; it is in no link.

    `step` is the touchpoint it was asked at, `source` the key of the source whose page showed it (widget).
    """

    digest: str
    workspace: str
    survey: str
    version: int
    channel: Channel
    person: str
    at: int
    expires: int
    step: str = ""
    source: str = ""
    lang: str = ""
    answered_at: int | None = None


class Response(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody answered so far. `id` is the client's (made once per filling in): the same id is the same response.

    `person` is a raw id: that of the invitation, of the widget's visitor, or a fresh one for an open link; empty where
    the survey is anonymous. `page` is where they are; `finished_at` None while it is partial; `consent` what they
    agreed to, with the words they saw. `told_at` says when its answers were made events (`app.answering.telling`);
    `tellings` how often that was done while it was partial, `told` what was told then.
    """

    id: str
    workspace: str
    survey: str
    version: int
    channel: Channel
    person: str
    began_at: int
    changed_at: int
    lang: Literal["vi", "en"] = "vi"
    invitation: str = ""
    step: str = ""
    page: str = ""
    answers: Answers = {}
    consent: Mapping[str, str] = {}
    finished_at: int | None = None
    told_at: int | None = None
    tellings: int = 0
    told: "Told" = {}


def given_of(responses: Sequence[Response]) -> Given:
    """Return responses as they are counted."""
    return Given(
        version=[one.version for one in responses],
        answers=[one.answers for one in responses],
        person=[one.person for one in responses],
        response=[one.id for one in responses],
        at=[one.began_at for one in responses],
        channel=[one.channel for one in responses],
        lang=[one.lang for one in responses],
        step=[one.step for one in responses],
        finished=[one.finished_at is not None for one in responses],
        last=max((one.changed_at for one in responses), default=0),
    )


Told = Mapping[str, tuple[str, str, int]]
"""What was told of a partial response, by question: the instrument, what stands for the answer (empty: it was taken
back), and how often that changed."""
Outcome = Literal["kept", "known", "full", "closed", "expired", "over", "overtaken"]
"""What became of an answer: kept; the same was kept before; the quota is reached; the survey is closed; the invitation
has expired; the response was finished before and can no longer be changed; it was changed since it was read."""


class Block(NamedTuple):
    """Responses to a survey that came one after the other, as they are: so many, so many of them told, the newest
    change among them. Where all four are as they were, the responses are too.
    """

    place: int
    responses: int
    told: int
    change: int


Stood = tuple[Answers, Mapping[str, str]]
"""The answers and the consent kept of a response."""


class Responses(Protocol):
    """Responses and the invitations they came by. Changes are durable when a method returns."""

    def invite(self, invitations: Sequence[Invitation]) -> int:
        """Keep invitations, known digests not again; return how many are new."""

    def invitation(self, digest: str) -> Invitation | None:
        """Return an invitation by the digest of its token."""

    def keep(self, response: Response, quota: int | None, uses: str = "", over: Stood | None = None) -> Outcome:
        """Keep a response's newest state, in one transaction with counting it towards the quota and, where finished,
        noting its invitation as answered. A response of the same id from somebody else's invitation is never touched.

        `uses` is the digest of the invitation an anonymous response spends: it is noted as answered, the response does
        not name it. `over` is what it goes on from: where something else is kept by now, nothing is.
        """

    def get(self, workspace: str, id: str) -> Response | None:
        """Return a response."""

    def of_survey(self, workspace: str, survey: str, *, after: str = "", limit: int = 100) -> Sequence[Response]:
        """Return responses of a survey, newest first, a page at a time (`after`: the last id of the page before)."""

    def blocks(self, workspace: str, survey: str) -> Sequence[Block]:
        """Return the blocks all responses to a survey are in, by place."""

    def given(self, workspace: str, survey: str, place: int) -> Given:
        """Return what the responses of a block say, in no order. Whose they are is told of those only that are
        events, or of a person who was known before.
        """

    def untold(
        self, before: int, nameless: int, limit: int = 200, after: tuple[int, str] | None = None
    ) -> Sequence[Response]:
        """Return finished responses that are not events yet, and partial ones not touched since an instant; those that
        are nobody's, of which the day alone is known, not since another (`nameless`). What changed first comes first;
        `after`: only those behind one (when it was changed, and its id).
        """

    def telling(self, response: Response, told: Told) -> Response | None:
        """Note, before a partial response is told, what is: what it says later replaces that. Return it so; None
        where it went on, or was told, since it was read.
        """

    def told(self, response: Response, at: int) -> None:
        """Note that a response's answers, as they are in this state of it, are events."""

    def finished(self, workspace: str, survey: str) -> int:
        """Return how many responses to a survey are finished."""

    def invited(self, workspace: str, survey: str) -> Mapping[str, int]:
        """Return how many were invited by each channel."""
