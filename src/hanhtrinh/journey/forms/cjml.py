"""CJML 2.0, the Customer Journey Modelling Language of SINTEF, read leniently.

The first planned journey is read, else the first actual one. Its communication points and actions become steps, phases
stages, the end user the persona, a channel the step's channel; a rating of 1 to 5 becomes the assumed feeling −2 to +2.
What CJML says about one past run only (times, status) is left out with a finding, and so is what nobody knows.
"""

from collections.abc import Iterator

from hanhtrinh.journey.forms.feelings import number_of
from hanhtrinh.journey.forms.shapes import Form, Result
from hanhtrinh.journey.forms.sketch import Sketch, SketchStep, one_line
from hanhtrinh.journey.forms.words import score_of
from hanhtrinh.journey.forms.xml_tree import BadXml, Element, parse_xml
from hanhtrinh.journey.yaml_text import MAX_BYTES
from hanhtrinh.values import Finding

_JOURNEYS = ("plannedjourney", "actualjourney")
_POINTS = ("plannedcommunicationpoint", "actualcommunicationpoint", "plannedaction", "actualaction")
_KNOWN_JOURNEY = (
    "journeyid", "journeytitle", "journeyshortsummary", "journeylongsummary", "journeyphases", "actors", "touchpoints",
    "comment",
)  # fmt: skip
_KNOWN_POINT = (
    "touchpointid", "belongsto", "initiator", "receiver", "channel", "message", "comment", "category", "compliance",
    "touchpointexperience",
)  # fmt: skip
_DEPARTED = ("failing", "missing")


def read_cjml(text: str, file: str) -> Result:
    """Return the journey of a CJML document."""
    if len(text) > MAX_BYTES:
        return None, (Finding(severity="error", key="forms.too_large", params={"allowed": MAX_BYTES}, file=file),)
    try:
        root = parse_xml(text)
    except BadXml as error:
        return None, (Finding(severity="error", key=error.key, params=error.params, file=file, line=error.line),)
    return _Reader(Sketch(file)).read(root)


class _Reader:
    def __init__(self, sketch: Sketch) -> None:
        self.sketch = sketch
        self.actors: dict[str, str] = {}
        self.users: list[str] = []
        self.phases: dict[str, tuple[str, str]] = {}
        self.unknown: set[str] = set()

    def read(self, root: Element) -> Result:
        journeys = [root] if root.name.lower() in _JOURNEYS else list(_below(root, _JOURNEYS))
        journeys.sort(key=lambda one: _JOURNEYS.index(one.name.lower()))
        if not journeys:
            self.sketch.say("error", "forms.cjml_none", root.line, given=root.name)
            return None, tuple(self.sketch.findings)
        for other in journeys[1:]:
            self.sketch.say("warning", "forms.cjml_more", other.line, given=_title(other) or other.name)
        self.journey(journeys[0])
        return self.sketch.result()

    def journey(self, journey: Element) -> None:
        sketch = self.sketch
        sketch.name = one_line(_title(journey))
        sketch.scenario = [
            journey.said("journeyshortsummary"),
            journey.said("journeylongsummary"),
            journey.said("comment"),
        ]
        for phase in _inside(journey, "journeyphases"):
            identity = phase.attributes.get("phaseID", "").strip()
            self.phases[identity] = phase.said("phasename") or identity, phase.said("phasedescription")
        for actor in _inside(journey, "actors"):
            self.actor(actor)
        sketch.persona = one_line(self.actors[self.users[0]]) if self.users else ""
        self.tell_unknown(journey, _KNOWN_JOURNEY)
        for point in _inside(journey, "touchpoints"):
            if point.name.lower() in _POINTS:
                self.point(point)
            else:
                self.tell(point)

    def actor(self, actor: Element) -> None:
        identity = _identity(actor)
        self.actors[identity] = actor.said("actorname", "companyname") or identity
        if actor.name.lower() == "enduser":
            self.users.append(identity)

    def point(self, point: Element) -> None:
        place = point.first("belongsto")
        phase = place.attributes.get("phaseIDref", "").strip() if place is not None else ""
        name, about = self.phases.get(phase, (phase, ""))
        stage = self.sketch.stages[-1] if self.sketch.stages else None
        if stage is None or (name and one_line(name) != stage.name):
            stage = self.sketch.stage(one_line(name))
            stage.goal = [about] if about else []
        stage.steps.append(self.step(point))

    def step(self, point: Element) -> SketchStep:
        said = [(self.who(side), side.said("initiatorlabel", "receiverlabel")) for side in self.sides(point)]
        ours = next((label for who, label in said if who in self.users and label), "")
        name = ours or next((label for _, label in said if label), "") or point.said("touchpointid")
        step = SketchStep(one_line(name), activity=[name] if len(one_line(name)) < len(name) else [])
        step.backstage = [f"{self.actors.get(who, who)}: {label}" for who, label in said if label and label != name]
        channel = point.first("channel")
        step.channel = one_line((channel.said("channelname") or channel.text) if channel is not None else "")
        step.backstage += [
            text for text in (point.said("message"), point.said("comment"), point.said("category")) if text
        ]
        self.compliance(point, step)
        self.experience(point, step)
        self.tell_unknown(point, _KNOWN_POINT)
        return step

    def sides(self, point: Element) -> Iterator[Element]:
        yield from (one for one in point.inside if one.name.lower() in ("initiator", "receiver"))

    def who(self, side: Element) -> str:
        refers = side.first("refersto")
        return _identity(refers) if refers is not None else ""

    def compliance(self, point: Element, step: SketchStep) -> None:
        """A step that fails or is missing hurts; one that was not planned may be left out."""
        state = point.said("compliance").lower()
        if state in _DEPARTED:
            step.pains.append(point.said("comment") or state)
            step.severities.append(3)
        step.optional = state == "adhoc" or point.said("touchpointid").startswith("D")

    def experience(self, point: Element, step: SketchStep) -> None:
        experience = point.first("touchpointexperience")
        if experience is None:
            return
        about, rating = experience.said("experiencedescription"), experience.said("experiencerating")
        step.thoughts += [about] if about else []
        number = number_of(rating)
        if number is not None and 1 <= number <= 5:
            step.score = round(number - 3, 6)
        elif rating:
            step.score = score_of(rating)
            if step.score is None:
                self.sketch.say("warning", "forms.cjml_rating", experience.line, given=rating)

    def tell_unknown(self, element: Element, known: tuple[str, ...]) -> None:
        for one in element.inside:
            if one.name.lower() not in known and (one.inside or one.text.strip() or one.attributes):
                self.tell(one)

    def tell(self, element: Element) -> None:
        if element.name not in self.unknown and len(self.unknown) < 200:
            self.unknown.add(element.name)
            self.sketch.say("warning", "forms.cjml_unknown", element.line, given=element.name)


def _below(element: Element, names: tuple[str, ...]) -> Iterator[Element]:
    for one in element.inside:
        if one.name.lower() in names:
            yield one
        else:
            yield from _below(one, names)


def _inside(journey: Element, name: str) -> list[Element]:
    found = journey.first(name)
    return found.inside if found is not None else []


def _title(journey: Element) -> str:
    return journey.said("journeytitle") or journey.said("journeyid")


def _identity(element: Element) -> str:
    attributes = element.attributes
    return (attributes.get("actorID") or attributes.get("actorIDref") or "").strip()


def _recognises(text: str, name: str) -> bool:
    start = text[:20_000]
    ours = "<CJML" in start or ("Journey>" in start and start.lstrip("\ufeff \t\r\n").startswith("<"))
    return ours or name.endswith((".xml", ".cjml"))


CJML = Form("cjml", (".xml", ".cjml"), _recognises, read_cjml)
