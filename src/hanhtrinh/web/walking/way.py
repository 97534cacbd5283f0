"""A journey on its way to be walked: who asks for it, where its pages are, and the small parts they share."""

from collections.abc import Mapping
from dataclasses import dataclass

from hanhtrinh.access import Right, may
from hanhtrinh.app.pictures import shot_at
from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.i18n import Lang, say, tr
from hanhtrinh.journey.diff.values import number
from hanhtrinh.journey.model import Journey, Walk
from hanhtrinh.ports.accounts import Space
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.components import sign

FACES = ((-2, "angry"), (-1, "frown"), (0, "meh"), (1, "smile"), (2, "laugh"))


@dataclass(frozen=True)
class Way:
    """`there` holds the pictures of the walks that are there, each with its mark."""

    asking: Asking
    space: Space
    key: str
    journey: Journey
    there: Mapping[str, str]

    @property
    def lang(self) -> Lang:
        """The page's language."""
        return self.asking.lang

    @property
    def name(self) -> str:
        """The journey's name."""
        return say(self.journey.name, self.lang)

    @property
    def map(self) -> str:
        """Where the map is."""
        return f"/w/{self.space.slug}/maps/{self.key}"

    @property
    def home(self) -> str:
        """Where all walks are."""
        return f"{self.map}/walk"

    @property
    def edits(self) -> bool:
        """Whether the asker may walk: a walk is written into the map."""
        return may(self.asking.actor, self.space.id, Right.EDIT_MAPS)

    def tr(self, message: str, /, **params: object) -> str:
        """Return a message of the area in the page's language."""
        return tr(f"walking.{message}", self.lang, **params)

    def at(self, walk: str, step: str = "") -> str:
        """Return where a walk, or one step of it, is."""
        return f"{self.home}/{walk}/{step}" if step else f"{self.home}/{walk}"

    def after(self, walk: str, step: str, *, back: bool = False) -> str:
        """Return where the walk goes on behind a step (or before it)."""
        steps = [one.key for one in self.journey.steps]
        to = steps.index(step) + (-1 if back else 1) if step in steps else 0
        if to < 0:
            return self.home
        return self.at(walk, steps[to]) if to < len(steps) else self.at(walk)

    def who(self, walk: Walk) -> str:
        """Return who walked, as whom, on what."""
        by = say(walk.by, self.lang) or self.tr("somebody")
        return " · ".join(filter(None, (by, say(walk.role, self.lang), say(walk.device, self.lang))))

    def face(self, feeling: float) -> Markup:
        """Return a feeling as a face with its number."""
        score, icon = min(FACES, key=lambda one: (abs(one[0] - feeling), one[0]))
        tone = "good" if score > 0 else "bad" if score < 0 else "middling"
        return h(f"span.felt-face.{tone}", sign(icon), h("b", number(feeling, self.lang)))

    def picture(self, file: str, step: str) -> Markup | None:
        """Return a picture of a walk that opens large, nothing where there is none."""
        if file not in self.there:
            return None
        shot = shot_at(f"/w/{self.space.slug}/pictures", file, self.there[file])
        alt = self.tr("picture_alt", name=step)
        return h("a.walk-shot", h("img", src=shot.small, alt=alt, loading="lazy"), href=shot.large, target="_blank")
