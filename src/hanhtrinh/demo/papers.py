"""The demo company's mapping and journey, written in the formats everybody's are."""

from collections.abc import Collection
from typing import Any, TypeVar, cast

import msgspec

from hanhtrinh.demo.company import RIVAL, TIME_ZONE, Company, Survey
from hanhtrinh.demo.exports import (
    CUSTOMERS,
    DAY_ONLY,
    EVENTS_FILE,
    LOG_PROPERTIES,
    ORDERS,
    VIETNAMESE,
    survey_file,
)
from hanhtrinh.events.instrument import Instrument, InstrumentKind
from hanhtrinh.i18n import Localized, tr
from hanhtrinh.journey.codec import read_journey, write_journey
from hanhtrinh.journey.model import (
    Comparison,
    Competitor,
    Friction,
    Journey,
    Opportunity,
    Persona,
    Question,
    Segment,
    Shape,
    Stage,
    Step,
)
from hanhtrinh.journey.templates import template_text
from hanhtrinh.journey.yaml_write import rows, write_yaml
from hanhtrinh.sources.mapping import (
    FORMAT,
    Answer,
    Asks,
    EventColumn,
    EventRule,
    FileRule,
    Lookup,
    Mapping,
    PropertyColumn,
    TimeColumn,
)

Kind = TypeVar("Kind", bound=Shape)
SOURCE = "nha-may"
_CUSTOMER = ("city", "age_group", "first_channel")


def mapping_text(company: Company, there: Collection[str]) -> str:
    """Return the mapping that turns the exports into events, as far as the files are there."""
    plain: dict[str, Any] = msgspec.to_builtins(_mapping(company, there))
    return write_yaml({"format": FORMAT} | {key: rows(value) for key, value in plain.items()})


def _mapping(company: Company, there: Collection[str]) -> Mapping:
    files = [_events(), _orders(), *(_survey(key, survey) for key, survey in company.every_survey.items())]
    return Mapping(
        source=SOURCE,
        time_zone=TIME_ZONE,
        instruments=tuple(_instrument(key, s) for key, s in company.every_survey.items() if not s.about),
        files=tuple(file for file in files if file.file in there),
    )


def _instrument(key: str, survey: Survey) -> Instrument:
    return Instrument(
        key=key,
        kind=cast(InstrumentKind, survey.kind),
        low=survey.points[0],
        high=survey.points[-1],
        question=Localized(vi=survey.vi, en=survey.en),
        relationship=survey.relationship,
        direction="low_is_good" if survey.low_is_good else "high_is_good",
    )


def _lookups() -> tuple[Lookup, ...]:
    return (Lookup(file=CUSTOMERS, on="customer", to="customer", take=_CUSTOMER),)


def _events() -> FileRule:
    return FileRule(
        file=EVENTS_FILE,
        lookups=_lookups(),
        person="customer",
        properties=(*LOG_PROPERTIES, *_CUSTOMER),
        events=(EventRule(event=EventColumn(column="event"), time=TimeColumn(column="time", format="iso_offset")),),
    )


def _orders() -> FileRule:
    return FileRule(
        file=ORDERS,
        lookups=_lookups(),
        person="customer",
        properties={
            "order_id": "order_id",
            "product": "product",
            "amount": PropertyColumn(column="amount", type="money"),
            "promised_date": PropertyColumn(column="promised_date", type="time", format=DAY_ONLY),
            "carrier": "carrier",
            **{name: name for name in _CUSTOMER},
        },
        events=(
            EventRule(
                event="purchase", time=TimeColumn(column="ordered_at", format=VIETNAMESE), properties=("payment",)
            ),
            EventRule(
                event="parcel_delivered",
                time=TimeColumn(column="delivered_at", format=VIETNAMESE),
                properties={"delivery_status": "status"},
            ),
        ),
    )


def _survey(key: str, survey: Survey) -> FileRule:
    place = None if survey.relationship else survey.step
    instrument = survey.question or key
    return FileRule(
        file=survey_file(key),
        person="customer",
        properties=("order_id", "about") if survey.about else ("order_id",),
        events=(
            EventRule(event="survey_sent", time="asked_at", asks=Asks(instrument=instrument, asked_at=place)),
            EventRule(
                event="survey_answered",
                time="answered_at",
                answer=Answer(instrument=instrument, score="score", text="comment", asked_at=place),
            ),
        ),
    )


def both(key: str, **params: object) -> Localized:
    """Return a message in both languages, as a text of a journey."""
    return Localized(vi=tr(key, "vi", **params), en=tr(key, "en", **params))


def journey_text(company: Company) -> str:
    """Return the shop's journey: the online-retail template with its own name, people, segments, surveys and rivals."""
    template = read_journey(template_text("online-retail"), "online-retail.yaml")
    asked = {survey.step: key for key, survey in company.surveys.items() if not survey.relationship}
    journey = _with(
        template,
        key="nha-may",
        name=both("demo.journey_name"),
        scenario=both("demo.journey_scenario", company=company.name),
        owner="Minh",
        friction=Friction(errors={"event": "payment_failed"}, support={"event": "support_contacted"}),
        personas=_personas(template),
        segments=_segments(),
        competitors=_competitors(),
        stages=tuple(_with_findings(stage, asked) for stage in template.stages),
    )
    return write_journey(journey)


def _with_findings(stage: Stage, asked: dict[str, str]) -> Stage:
    """Return a stage with what the shop knows of its steps: surveys, competitors, and answers from interviews."""
    steps = (
        _with(
            step,
            instrument=asked.get(step.key),
            competitors=_COMPARISONS.get(step.key, {}),
            questions=tuple(_noted(step.key, i, question) for i, question in enumerate(step.questions)),
            opportunities=_graded(step),
        )
        for step in stage.steps
    )
    return _with(stage, steps=tuple(steps))


def _graded(step: Step) -> tuple[Opportunity, ...]:
    """Return a step's opportunities, the first with the grades the team gave it."""
    if step.key not in _GRADES or not step.opportunities:
        return step.opportunities
    value, effort, owner = _GRADES[step.key]
    first, *others = step.opportunities
    return (_with(first, value=value, effort=effort, owner=owner), *others)


def _noted(step: str, place: int, question: str | Question) -> str | Question:
    key = _NOTES.get((step, place))
    return _with(question, note=both(key)) if key is not None and isinstance(question, Question) else question


def _with(shape: Kind, **changes: object) -> Kind:
    return msgspec.structs.replace(shape, **changes)


def _personas(template: Journey) -> dict[str, Persona]:
    """Return the template's persona, bound to a rule, and another as unlike it as customers of one shop can be."""
    rules: dict[str, dict[str, object]] = {
        "lan": {"did": {"age_group": ["18–24", "25–34"]}, "in_pass": {"device": "mobile"}},
        "hung": {"did": {"age_group": ["35–44", "45–54", "55+"]}, "in_pass": {"device": "desktop"}},
    }
    hung = Persona(name=both("demo.hung_name"), quote=both("demo.hung_quote"), about=both("demo.hung_about"))
    found = {"lan": template.personas["lan"], "hung": hung}
    fields = ("demographics", "behaviour", "needs")
    return {
        key: _with(one, match=rules[key], when="at_entry", **{name: both(f"demo.{key}_{name}") for name in fields})
        for key, one in found.items()
    }


def _competitors() -> dict[str, Competitor]:
    """Return whom customers could have chosen instead: one they were asked about, and one known from notes alone."""
    return {
        "la-tre": Competitor(
            name=RIVAL,
            about=both("demo.la_tre_about"),
            why_chosen=both("demo.la_tre_why_chosen"),
            match={"about": RIVAL},
        ),
        "tram-gian": Competitor(
            name=both("demo.tram_gian_name"),
            about=both("demo.tram_gian_about"),
            why_chosen=both("demo.tram_gian_why_chosen"),
        ),
    }


def _comparison(key: str, score: float) -> Comparison:
    return Comparison(words=both(f"demo.{key}"), score=score, source=both(f"demo.{key}_source"))


_COMPARISONS = {
    "product": {"la-tre": _comparison("la_tre_product", 0.0), "tram-gian": _comparison("tram_gian_product", -0.5)},
    "reviews": {"tram-gian": _comparison("tram_gian_reviews", 1.0)},
    "checkout": {"tram-gian": _comparison("tram_gian_checkout", 1.0)},
    "delivery": {"la-tre": _comparison("la_tre_delivery", 1.0), "tram-gian": _comparison("tram_gian_delivery", 0.5)},
    "support": {"tram-gian": _comparison("tram_gian_support", -1.5)},
}
_GRADES = {
    "ad": (2, 2, "Hà"), "website": (3, 4, "Minh"), "product": (3, 2, "Hà"), "reviews": (4, 3, "Hà"),
    "cart": (5, 2, "Minh"), "checkout": (5, 4, "Minh"), "delivery": (5, 5, "Lan"), "support": (4, 2, "Lan"),
    "loyalty": (2, 3, "Hà"), "referral": (2, 1, "Hà"),
}  # fmt: skip
"""What the team thinks a step's first opportunity is worth and costs (1–5), and whose it is."""
_NOTES = {
    ("compare", 0): "demo.note_compared_with",
    ("compare", 1): "demo.note_why_us",
    ("checkout", 1): "demo.note_pay",
}
"""What interviews told about questions that data cannot answer, by step and position."""


def _segments() -> dict[str, Segment]:
    tests: dict[str, dict[str, object]] = {
        "mobile": {"in_pass": {"device": "mobile"}},
        "desktop": {"in_pass": {"device": "desktop"}},
        "from_ads": {"did": {"first_channel": ["facebook", "tiktok", "zalo"]}},
        "from_search": {"did": {"first_channel": "google"}},
        "delivered_late": {"in_pass": {"delivery_status": "Giao trễ hẹn"}},
        "delivered_on_time": {"in_pass": {"delivery_status": "Giao đúng hẹn"}},
        "saw_shipping_fee": {"did": {"event": "shipping_fee_shown"}},
    }
    return {key: Segment(name=both(f"demo.segment_{key}"), match=match) for key, match in tests.items()}
