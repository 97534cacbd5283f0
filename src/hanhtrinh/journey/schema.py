"""The JSON Schema of a journey file, for editors that complete and check while people type."""

from collections.abc import Callable

import msgspec

from hanhtrinh.i18n import Localized
from hanhtrinh.journey.library import Library
from hanhtrinh.journey.model import Journey
from hanhtrinh.journey.rules import COMBINERS

SCHEMA_DIALECT = "https://json-schema.org/draft/2020-12/schema"
Schema = dict[str, object]


def journey_schema() -> Schema:
    """Return the JSON Schema (2020-12) of `format: hanhtrinh/1`, every field described and rules in full."""
    return _schema_of(Journey)


def library_schema() -> Schema:
    """Return the JSON Schema (2020-12) of `format: hanhtrinh-library/1`, in the same way."""
    return _schema_of(Library)


def _schema_of(kind: type[msgspec.Struct]) -> Schema:
    components = msgspec.json.schema_components(
        [kind], schema_hook=lambda kind: {"type": "object"}, ref_template="#/$defs/{name}"
    )[1]
    definitions: dict[str, Schema] = {str(name): dict(schema) for name, schema in components.items()}
    for name, definition in definitions.items():
        _describe(name, definition)
    _require(definitions[kind.__name__], "format")
    root = definitions.pop(kind.__name__)
    definitions |= _rule_definitions()
    return {"$schema": SCHEMA_DIALECT, **root, "$defs": dict(sorted(definitions.items()))}


def schema_text(schema: Schema | None = None) -> str:
    """Return a schema, that of journeys where none is given, as it is published in `docs/schema/`."""
    raw = msgspec.json.encode(schema or journey_schema())
    return msgspec.json.format(raw, indent=2).decode() + "\n"


def _describe(name: str, definition: Schema) -> None:
    properties = definition.get("properties")
    if not isinstance(properties, dict):
        return
    for field, schema in properties.items():
        properties[field] = {**_described(name, field, schema), "description": DESCRIPTIONS[name][field]}
    if name == Localized.__name__:
        definition["minProperties"] = 1


def _described(name: str, field: str, schema: Schema) -> Schema:
    """Replace what msgspec cannot know: the shape of a rule."""
    if field not in ("match", "errors", "support"):
        return schema
    rule: Schema = {"$ref": "#/$defs/SegmentRule" if name in ("Persona", "Segment") else "#/$defs/Rule"}
    return {"anyOf": [rule, {"type": "null"}], "default": None} if "default" in schema else rule


def _require(definition: Schema, field: str) -> None:
    required = definition.get("required", [])
    assert isinstance(required, list)  # noqa: S101 - msgspec writes a list
    definition["required"] = [field, *required]


def _rule_definitions() -> dict[str, Schema]:
    return {
        "Rule": _combined("Rule", _RULE_TEXT, lambda: {"$ref": "#/$defs/Test"}, {}),
        "SegmentRule": _combined("SegmentRule", _SEGMENT_TEXT, lambda: False, _SEGMENT_TESTS),
        "Test": _TEST,
        "Value": {"type": ["string", "number", "boolean"], "description": "A text, a number, true or false."},
    }


def _combined(name: str, text: str, other: Callable[[], object], tests: dict[str, Schema]) -> Schema:
    """Return the schema of a mapping whose entries must all hold, with `any`, `all` and `not` of its own kind."""
    own = {"$ref": f"#/$defs/{name}"}
    combiners: dict[str, Schema] = {word: {"type": "array", "minItems": 1, "items": own} for word in COMBINERS[:2]}
    for word, schema in combiners.items():
        schema["description"] = _COMBINER_TEXTS[word]
    combiners["not"] = {**own, "description": _COMBINER_TEXTS["not"]}
    return {
        "type": "object",
        "description": text,
        "minProperties": 1,
        "properties": combiners | tests,
        "additionalProperties": other(),
    }


_RULE_TEXT = (
    "Which events are meant: each entry is a property of the event (`event` is its name) and what it must be; all "
    "entries must hold."
)
_SEGMENT_TEXT = "Which people are meant: all entries must hold."
_COMBINER_TEXTS = {
    "any": "At least one of these must hold.",
    "all": "All of these must hold.",
    "not": "This must not hold.",
}
_SEGMENT_TESTS: dict[str, Schema] = {
    "did": {"$ref": "#/$defs/Rule", "description": "Some event of the person satisfies this rule."},
    "in_pass": {"$ref": "#/$defs/Rule", "description": "Some event of the pass satisfies this rule."},
}
_VALUE: Schema = {"$ref": "#/$defs/Value"}
_VALUES: Schema = {"type": "array", "minItems": 1, "items": _VALUE}
_TEST: Schema = {
    "description": "What a property must be: a value, one of a list, or named tests that must all hold.",
    "anyOf": [
        _VALUE,
        {**_VALUES, "description": "One of these values."},
        {
            "type": "object",
            "minProperties": 1,
            "additionalProperties": False,
            "properties": {
                "is": {**_VALUE, "description": "Exactly this value."},
                "in": {**_VALUES, "description": "One of these values."},
                "prefix": {"type": "string", "minLength": 1, "description": "Text that begins with this."},
                "glob": {
                    "type": "string",
                    "minLength": 1,
                    "description": "Text of this pattern: * is anything, ? one character, [abc] one of these.",
                },
                "range": {
                    "type": "array",
                    "minItems": 2,
                    "maxItems": 2,
                    "items": {"type": ["number", "string", "null"]},
                    "description": "From and to, both included: numbers, or dates as text; null leaves an end open.",
                },
                "exists": {"type": "boolean", "description": "Whether the event has the property at all."},
            },
        },
    ],
}

DESCRIPTIONS: dict[str, dict[str, str]] = {
    "Localized": {"vi": "The text in Vietnamese.", "en": "The text in English."},
    "Persona": {
        "name": "Name of the persona, with what makes it recognisable: “Lan, 29, office worker”.",
        "quote": "One sentence this customer would say.",
        "about": "Who this is: circumstances, habits, needs.",
        "demographics": "Age, work, family, place, income: what is known.",
        "behaviour": "How this customer looks for, compares and buys.",
        "needs": "What this customer wants to get done, and what they will not do without.",
        "picture": "File name of a portrait.",
        "match": "Who belongs to this persona in the data. Without it the persona is only described.",
        "when": "now looks at everything known, at_entry only at what was known when the pass began.",
    },
    "Channel": {
        "name": "Name of the channel as people read it.",
        "icon": "Name of a Lucide icon, such as globe or truck.",
    },
    "Touchpoint": {
        "name": "Name of the touchpoint as people read it.",
        "channel": "Key of the channel it belongs to.",
        "icon": "Name of a Lucide icon; the channel's icon where it is left out.",
        "match": "Which events are this touchpoint. Without it nothing is measured here.",
    },
    "Feeling": {
        "words": "How it feels, in a few words.",
        "score": "How good it feels, from -2 (very bad) to 2 (delighted), as the team assumes.",
    },
    "Pain": {
        "text": "What hurts.",
        "severity": "1 annoys, 2 holds people up, 3 makes people leave.",
        "theme": "Key of the theme of what customers said that it came from; the map then counts who speaks of it.",
    },
    "Solution": {
        "text": "What could be done.",
        "state": "How far it is.",
        "owner": "Who does it.",
        "due": "The day it shall be ready, such as 2026-11-22.",
        "shipped": "The day it went live, such as 2026-11-22: trends carry a mark there.",
    },
    "Opportunity": {
        "text": "What is worth improving.",
        "value": "How much it would help, 1 (little) to 5 (much), as the team sees it.",
        "effort": "How much work it would be, 1 (little) to 5 (much), as the team sees it.",
        "owner": "Who looks after it.",
        "quotes": "Words of customers that speak for it.",
        "solutions": "What may improve it.",
        "use": "Key of an opportunity in the library; text and solutions given here stand before those there.",
    },
    "Question": {
        "vi": "The question in Vietnamese.",
        "en": "The question in English.",
        "ask": "How the data answer it; note: only notes can.",
        "note": "What is known about it besides the data.",
    },
    "Comparison": {
        "words": "How the step goes at this competitor's.",
        "score": "How it feels there as far as is known, from -2 (very bad) to 2 (delighted).",
        "source": "Where that is known from: a test purchase, reviews, an interview.",
    },
    "Competitor": {
        "name": "Name of the competitor.",
        "about": "Who they are and what they promise.",
        "why_chosen": "Why customers choose them, or us instead.",
        "match": "Which answers and reviews are about them.",
    },
    "Friction": {
        "errors": "Which events are errors a customer met.",
        "support": "Which events are contacts with support.",
        "support_within": "How soon after a step a contact with support counts as caused by it.",
    },
    "WalkedStep": {
        "done": "Whether the step could be done at all.",
        "follows": "false: the step does not follow naturally from the one before.",
        "feeling": "How it felt to the one who walked, from -2 to 2.",
        "note": "What was noticed.",
        "picture": "Name of a picture's file.",
    },
    "Walk": {
        "by": "Who walked.",
        "on": "The day, such as 2026-03-01.",
        "role": "As whom: the persona in whose shoes it was walked.",
        "device": "On which device, or where.",
        "steps": "What was noticed at each step, by the step's key.",
    },
    "Picture": {"file": "File name of the picture.", "alt": "What is to be seen, for those who do not see it."},
    "Note": {"text": "What the step says in that lane."},
    "Planned": {
        "text": "Activities and messages that are planned.",
        "share": "Share of the stage's passes that should use this channel, 0 to 1.",
    },
    "Lane": {
        "name": "Another name of the lane; the name of one the team added.",
        "icon": "Name of an icon.",
        "hidden": "The lane is not shown.",
    },
    "Targets": {
        "reach": "Share of passes that should reach the step, 0 to 1.",
        "drop_off": "Share of passes that may end here, at most, 0 to 1.",
        "csat": "Share of satisfied answers to reach, 0 to 1.",
        "nps": "Net promoter score to reach, -100 to 100.",
        "emotion": "Mean emotion to reach, -2 to 2.",
        "late": "Share of promises that may be late, at most, 0 to 1.",
        "time": "Time from the step before, at most, such as 2d.",
    },
    "Promise": {
        "by": "Property that holds the promised time, such as promised_date.",
        "within": "Promised duration from the step `after`, such as 3d.",
        "after": "Key of the step the duration counts from.",
        "whole_day": "The promise is kept until the end of the promised day.",
    },
    "Step": {
        "key": "Short name of the step for files and links; no other step has it.",
        "touchpoint": "Key of the touchpoint that is met here.",
        "name": "Name on the map; the touchpoint's name where it is left out.",
        "icon": "Name of an icon; the touchpoint's where it is left out.",
        "pictures": "Pictures in order: several are a storyboard.",
        "activity": "What the customer does here.",
        "feeling": "How the team assumes it feels.",
        "thoughts": "What goes through the customer's mind.",
        "questions": "What the team wants to find out about this step.",
        "competitors": "How this step goes at competitors', by their key.",
        "pains": "What hurts here.",
        "opportunities": "What is worth improving here, with solutions.",
        "moment_of_truth": "The team holds that people decide here whether they stay.",
        "owner": "Who looks after this step.",
        "backstage": "What happens behind the scenes: people, systems, suppliers.",
        "targets": "What the team wants to reach here.",
        "promise": "When this step was promised to happen.",
        "optional": "The step may be left out without anything being wrong.",
        "parallel": "Key of a step this one may come before or after.",
        "instrument": "Name of the survey question whose answers make the emotion curve here.",
        "notes": "What the step says in lanes the team added, by the lane's key.",
        "reviewed": "The day somebody last looked whether this still holds, such as 2026-11-22.",
    },
    "Stage": {
        "key": "Short name of the stage for files and links; no other stage has it.",
        "name": "Name of the stage on the map.",
        "phase": "Before, during or after the purchase.",
        "goal": "What the customer wants to achieve in this stage.",
        "opens": "File of the journey this stage opens, relative to this file.",
        "plan": "What is planned through each channel, by the channel's key.",
        "steps": "The steps of the stage in their usual order.",
    },
    "Segment": {
        "name": "Name of the segment as people read it.",
        "match": "Who belongs to it.",
        "when": "now: judged by everything known today; at_entry: only by what was known when the pass began.",
    },
    "Library": {
        "format": "The format of this file.",
        "name": "Name of the library.",
        "channels": "Ways the company is met, by key.",
        "touchpoints": "Places where customers meet the company, by key.",
        "personas": "Described kinds of customers, by key; every journey of the library has them all.",
        "segments": "Groups of people to compare, by key; every journey of the library has them all.",
        "competitors": "Whom customers could have chosen instead, by key.",
        "opportunities": "What is worth improving, by key; a step takes one by use: KEY.",
    },
    "Journey": {
        "format": "The format of this file.",
        "key": "Short name of the journey for files and links.",
        "name": "Name of the journey.",
        "scenario": "The situation this map describes.",
        "goal": "What the customer wants to achieve.",
        "owner": "Who answers for this journey in the company.",
        "persona": "Key of the persona the map is drawn for.",
        "window": "A pass has been left when nothing happened for this long, such as 30d.",
        "minimum_gap": "Least time after the outcome before a new pass may begin.",
        "pass_key": "Property that tells passes apart, such as order_id; without it passes are told apart by time.",
        "outcome": "Key of the step that is the aim of the journey.",
        "review_period": "How long an answer counts as fresh and a review of the map holds, such as 90d.",
        "reviewer": "E-mail address of whoever is asked to review the map.",
        "reviewed": "The day the map was last reviewed, such as 2026-11-22.",
        "account": "Property that tells business customers (accounts) apart, such as company_id.",
        "friction": "Which events show that something went wrong.",
        "library": "File of touchpoints, channels, personas, segments and opportunities shared between journeys.",
        "personas": "Described kinds of customers, by key.",
        "channels": "Ways the company is met, by key.",
        "touchpoints": "Places where customers meet the company, by key.",
        "segments": "Groups of people to compare, by key.",
        "competitors": "Whom customers could have chosen instead, by key.",
        "walks": "What the team noticed when it walked the journey as a customer, by key.",
        "lanes": "Rows of the map that are renamed, moved, hidden or added, by key, in their order.",
        "stages": "The stages of the journey in their order.",
    },
}
