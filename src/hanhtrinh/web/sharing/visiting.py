"""Somebody who follows a link: which link, in which language, whether they may see what it shows, and that."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from litestar import Request

from hanhtrinh.app.maps.asked import asked_for
from hanhtrinh.app.maps.exporting import picture_data
from hanhtrinh.app.pictures import files_of, shot_at
from hanhtrinh.app.sharing.opening import follow, proved
from hanhtrinh.app.sharing.seeing import Seen, from_still, see
from hanhtrinh.draw.shapes import Scene
from hanhtrinh.draw.shared import shared_scene
from hanhtrinh.errors import HanhtrinhError, NotAllowed, NotFound
from hanhtrinh.i18n import LANGS, Lang
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.shares import Share
from hanhtrinh.web.asking import address_of, language_of, services_of
from hanhtrinh.web.services import Services
from hanhtrinh.web.sharing.views import View

COOKIE = "hanhtrinh_share"
"""Stands at one link's address alone and says that its reader knew the password."""


class Locked(NotAllowed):
    """The link has a password, and the reader has not proved to know it."""


class Hurried(HanhtrinhError):
    """Somebody tries one address after the other."""


@dataclass(frozen=True)
class Visit:
    """A link that lives, and who follows it."""

    services: Services
    share: Share
    token: str
    lang: Lang

    @property
    def address(self) -> str:
        """Where the link leads."""
        return f"/s/{self.token}"

    @property
    def space(self) -> Space:
        """The workspace of the map; NotFound where it is no more."""
        found = next((s for s in self.services.accounts.spaces() if s.id == self.share.workspace), None)
        if found is None:
            raise NotFound("sharing.no_link")
        return found

    def view(self) -> View:
        """Return what the link shows."""
        return self.services.share_views.get((self.share.id, self.share.token, self.lang), self._view)

    def _view(self) -> View:
        seen, space = self._seen(), self.space
        there = self.services.pictures.there(space, files_of(seen.journey))
        shots = {file: shot_at(f"{self.address}/pictures", file, mark) for file, mark in there.items()}
        scene = shared_scene(
            seen.journey, seen.safe, lang=self.lang, lanes=seen.lanes, questions=seen.questions, pictures=shots
        )
        return View(seen, scene)

    def on_paper(self) -> Scene:
        """Return what the link shows with its pictures inside, for files to be taken away."""
        seen = self.view().seen
        shots = picture_data(seen.journey, self.space, self.services.pictures)
        return shared_scene(
            seen.journey, seen.safe, lang=self.lang, lanes=seen.lanes, questions=seen.questions, pictures=shots
        )

    def _seen(self) -> Seen:
        share, services = self.share, self.services
        still = services.links.shares.still(share.id) if share.frozen_at is not None else None
        if still is not None:
            return from_still(still)
        asked = asked_for(dict(parse_qsl(share.asked)))
        return see(self.space, services.maps(self.space), services.desk, share.journey, asked, share.lanes)

    def count(self) -> None:
        """Count that the link was opened."""
        now = self.services.clock()
        if self.services.share_views.counted.take(self.share.id, 1, now) == 0:
            self.services.links.shares.opened(self.share.id, now)


def visit_of(request: Request[Any, Any, Any], token: str) -> Visit:
    """Return whose link is followed; NotFound, Over or Hurried where there is nothing to be seen."""
    services = services_of(request)
    try:
        share = follow(services.links, token)
    except NotFound:
        if services.share_views.misses.take(address_of(request), 1, services.clock()) > 0:
            raise Hurried("sharing.too_many_attempts", minutes=1) from None
        raise
    return Visit(services, share, token, tongue_of(request, share))


def admitted(request: Request[Any, Any, Any], token: str) -> Visit:
    """Return a visit that may see what the link shows; Locked where the password is wanted first."""
    visit = visit_of(request, token)
    if not proved(visit.share, token, request.cookies.get(COOKIE, "")):
        raise Locked("sharing.locked")
    return visit


def tongue_of(request: Request[Any, Any, Any], share: Share | None) -> Lang:
    """Return the language a reader is answered in: as asked, else the link's own, else the browser's."""
    asked = request.query_params.get("lang")
    found = next((lang for lang in LANGS if lang in (asked, share.lang if share and not asked else "")), None)
    return found or language_of(request)
