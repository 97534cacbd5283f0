"""The demo company's mapping and journey, written in the formats everybody's are."""

from collections.abc import Collection
from typing import Any, TypeVar

import msgspec

from hanhtrinh.demo.company import TIME_ZONE, Company, Survey
from hanhtrinh.demo.exports import (
    CUSTOMERS,
    DAY_ONLY,
    EVENTS_FILE,
    LOG_PROPERTIES,
    ORDERS,
    VIETNAMESE,
    survey_file,
)
from hanhtrinh.events.instrument import Instrument
from hanhtrinh.i18n import Localized, tr
from hanhtrinh.journey.codec import read_journey, write_journey
from hanhtrinh.journey.model import Segment, Shape, Stage
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
    files = [_events(), _orders(), *(_survey(key, survey) for key, survey in company.surveys.items())]
    return Mapping(
        source=SOURCE,
        time_zone=TIME_ZONE,
        instruments=tuple(_instrument(key, survey) for key, survey in company.surveys.items()),
        files=tuple(file for file in files if file.file in there),
    )


def _instrument(key: str, survey: Survey) -> Instrument:
    return Instrument(
        key=key,
        kind="nps" if survey.kind == "nps" else "csat",
        low=survey.points[0],
        high=survey.points[-1],
        question=Localized(vi=survey.vi, en=survey.en),
        relationship=survey.relationship,
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
    return FileRule(
        file=survey_file(key),
        person="customer",
        properties=("order_id",),
        events=(
            EventRule(event="survey_sent", time="asked_at", asks=Asks(instrument=key, asked_at=place)),
            EventRule(
                event="survey_answered",
                time="answered_at",
                answer=Answer(instrument=key, score="score", text="comment", asked_at=place),
            ),
        ),
    )


def both(key: str, **params: object) -> Localized:
    """Return a message in both languages, as a text of a journey."""
    return Localized(vi=tr(key, "vi", **params), en=tr(key, "en", **params))


def journey_text(company: Company) -> str:
    """Return the shop's journey: the online-retail template with its own name, segments and surveys."""
    template = read_journey(template_text("online-retail"), "online-retail.yaml")
    asked = {survey.step: key for key, survey in company.surveys.items() if not survey.relationship}
    journey = _with(
        template,
        key="nha-may",
        name=both("demo.journey_name"),
        scenario=both("demo.journey_scenario", company=company.name),
        owner="Minh",
        segments=_segments(),
        stages=tuple(_with_surveys(stage, asked) for stage in template.stages),
    )
    return write_journey(journey)


def _with_surveys(stage: Stage, asked: dict[str, str]) -> Stage:
    return _with(stage, steps=tuple(_with(step, instrument=asked.get(step.key)) for step in stage.steps))


def _with(shape: Kind, **changes: object) -> Kind:
    return msgspec.structs.replace(shape, **changes)


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
