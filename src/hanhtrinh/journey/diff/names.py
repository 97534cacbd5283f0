"""What things are called in two versions of a journey."""

from hanhtrinh.i18n import Lang, say
from hanhtrinh.journey.edits.shapes import Place
from hanhtrinh.journey.model import Journey


class Names:
    """Names of things by key, as the new version says, else the old one; follows keys that were renamed."""

    def __init__(self, old: Journey, new: Journey, lang: Lang) -> None:
        self.old, self.new, self.lang = old, new, lang
        self._was: dict[Place, str] = {}
        self._now: dict[Place, str] = {}

    def renamed(self, kind: str, old: str, new: str) -> None:
        """Remember that what had one key has another from now on."""
        self._was[kind, new] = self.was(kind, old)
        self._now[kind, self.was(kind, old)] = new

    def was(self, kind: str, key: str) -> str:
        """Return the key something had in the old version."""
        return self._was.get((kind, key), key)

    def now(self, kind: str, key: str) -> str:
        """Return the key something of the old version has now."""
        return self._now.get((kind, key), key)

    def of(self, kind: str, key: str) -> str:
        """Return the name of something, its key where it has none."""
        return _name(self.new, kind, key, self.lang) or _name(self.old, kind, self.was(kind, key), self.lang) or key

    def before(self, kind: str, key: str) -> str:
        """Return the name something had in the old version."""
        return _name(self.old, kind, self.was(kind, key), self.lang) or self.of(kind, key)

    def opportunity(self, key: str | None) -> str:
        """Return what an opportunity of the library says, its key where that is not known here."""
        for journey in (self.new, self.old):
            for step in journey.steps:
                for one in step.opportunities:
                    if key is not None and one.use == key and one.text:
                        return say(one.text, self.lang)
        return key or ""

    def stage_of(self, step: str, *, old: bool = False) -> str | None:
        """Return the key, as it is now, of the stage a step stands in, or stood in."""
        journey, key = (self.old, self.was("steps", step)) if old else (self.new, step)
        found = next((stage.key for stage in journey.stages for one in stage.steps if one.key == key), None)
        return self.now("stages", found) if old and found is not None else found


def _name(journey: Journey, kind: str, key: str, lang: Lang) -> str:
    if kind == "steps":
        at = journey.step_index.get(key)
        return "" if at is None else say(journey.name_of_step(journey.steps[at]), lang)
    if kind == "stages":
        return next((say(stage.name, lang) for stage in journey.stages if stage.key == key), "")
    thing = getattr(journey, kind).get(key)
    return "" if thing is None else say(getattr(thing, "name", None) or getattr(thing, "by", None) or key, lang)
