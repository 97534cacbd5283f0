"""Who is asked, when and where: the touchpoint a survey is bound to, the page, the e-mail, limits and dates."""

from collections.abc import Mapping, Sequence

from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.i18n import say
from hanhtrinh.journey.model import Journey
from hanhtrinh.values import datetime_of
from hanhtrinh.voice.surveys.model import Asking, ByMail, OnPage, Survey
from hanhtrinh.web.components import sign
from hanhtrinh.web.surveys.controls import Ink, Option

_DAY = 86_400
_WAITS = (0, 600, 3_600, 4 * 3_600, _DAY, 2 * _DAY, 3 * _DAY, 7 * _DAY, 14 * _DAY, 30 * _DAY)
_REMINDS = (0, 2 * _DAY, 3 * _DAY, 5 * _DAY, 7 * _DAY, 14 * _DAY)
_SHARES = (1.0, 0.5, 0.25, 0.2, 0.1, 0.05, 0.01)


def asking_form(
    ink: Ink, survey: Survey, journeys: Mapping[str, Journey], segments: Sequence[Option], zone: str
) -> Markup:
    """Return the fields of whom a survey asks."""
    journey = journeys.get(survey.journey)
    points = [(key, say(point.name, ink.lang) or key) for key, point in journey.touchpoints.items()] if journey else []
    named = [("", ink.t("no_journey")), *((key, say(one.name, ink.lang)) for key, one in journeys.items())]
    touchpoint = ink.select(
        ink.t("touchpoint"),
        "touchpoint",
        [("", ink.t("no_touchpoint")), *points],
        survey.touchpoint,
        hint=ink.t("touchpoint_hint"),
    )
    asking = survey.asking
    return h(
        "div.sb-fields",
        h("div.sb-row", ink.select(ink.t("journey"), "journey", named, survey.journey, redraw=True), touchpoint),
        _box(ink, "on_page", "monitor-smartphone", asking.on_page is not None, _on_page(ink, asking.on_page, points)),
        _box(ink, "by_mail", "mail", asking.by_mail is not None, _by_mail(ink, asking.by_mail, points)),
        h(
            "div.sb-way",
            h(
                "div.sb-way-head",
                sign("tablet"),
                ink.tick(ink.t("kiosk"), "asking/kiosk", asking.kiosk, hint=ink.t("kiosk_hint")),
            ),
        ),
        h("p.hint", sign("link"), " ", ink.t("links_always")),
        _limits(ink, asking, segments, zone),
    )


def _box(ink: Ink, name: str, icon: str, on: bool, inside: Markup | None) -> Markup:
    tick = ink.tick(ink.t(name), f"asking/{name}", on, hint=ink.t(f"{name}_hint"), kind="group", redraw=True)
    return h("div.sb-way", h("div.sb-way-head", sign(icon), tick), inside if on else None)


def _on_page(ink: Ink, one: OnPage | None, points: Sequence[Option]) -> Markup | None:
    if one is None:
        return None
    at = "asking/on_page"
    places = [(place, ink.t(f"place_{place}")) for place in ("popup", "side", "inline")]
    return h(
        "div.sb-fields",
        ink.ticks(ink.t("on_steps"), f"{at}/steps", points, one.steps, ink.t("no_steps")),
        h(
            "div.sb-row",
            ink.area(ink.t("on_pages"), f"{at}/pages", one.pages, hint=ink.t("on_pages_hint")),
            ink.area(ink.t("on_events"), f"{at}/events", one.events, hint=ink.t("on_events_hint")),
        ),
        h(
            "div.sb-row",
            ink.select(ink.t("place"), f"{at}/place", places, one.place),
            ink.line(ink.t("delay"), f"{at}/delay", one.delay, kind="number", min=0, max=3600, unit=ink.t("seconds")),
        ),
        ink.tick(ink.t("leaving"), f"{at}/leaving", one.leaving, hint=ink.t("leaving_hint")),
    )


def _by_mail(ink: Ink, one: ByMail | None, points: Sequence[Option]) -> Markup | None:
    if one is None:
        return None
    at = "asking/by_mail"
    waits = _durations(ink, _WAITS, one.delay, "wait_none")
    reminds = _durations(ink, _REMINDS, one.remind, "remind_never")
    return h(
        "div.sb-fields",
        ink.ticks(ink.t("mail_steps"), f"{at}/steps", points, one.steps, ink.t("no_steps")),
        ink.area(ink.t("on_events"), f"{at}/events", one.events, hint=ink.t("on_events_hint")),
        h(
            "div.sb-row",
            ink.select(ink.t("mail_delay"), f"{at}/delay", waits, str(one.delay), kind="number"),
            ink.select(ink.t("remind"), f"{at}/remind", reminds, str(one.remind), kind="number"),
        ),
        ink.texts(ink.t("mail_subject"), f"{at}/subject", one.subject),
        ink.texts(ink.t("mail_text"), f"{at}/text", one.text, long=True, hint=ink.t("mail_text_hint")),
    )


def _limits(ink: Ink, asking: Asking, segments: Sequence[Option], zone: str) -> Markup:
    at = "asking"
    shares = [(f"{share:g}", f"{share * 100:g} %") for share in _SHARES]
    priorities = [(str(n), ink.t("priority_n", n=n)) for n in range(9, -1, -1)]
    return h(
        "fieldset.sb-limits",
        h("legend", ink.t("limits")),
        h(
            "div.sb-row",
            ink.select(ink.t("segment"), f"{at}/segment", [("", ink.t("everybody")), *segments], asking.segment),
            ink.select(
                ink.t("share"), f"{at}/share", shares, f"{asking.share:g}", kind="number", hint=ink.t("share_hint")
            ),
            ink.select(ink.t("priority"), f"{at}/priority", priorities, str(asking.priority), kind="number"),
        ),
        h(
            "div.sb-row",
            ink.line(ink.t("again"), f"{at}/again", asking.again, kind="number", min=1, max=3650, unit=ink.t("days")),
            ink.line(ink.t("valid"), f"{at}/days", asking.days, kind="number", min=1, max=365, unit=ink.t("days")),
            ink.line(
                ink.t("quota"),
                f"{at}/quota",
                asking.quota,
                kind="number",
                min=1,
                unit=ink.t("answers"),
                placeholder="∞",
            ),
        ),
        h("div.sb-row", _moment(ink, "opens", asking.opens, zone), _moment(ink, "closes", asking.closes, zone)),
        h("p.hint", ink.t("limits_hint", zone=zone)),
    )


def _moment(ink: Ink, name: str, instant: int | None, zone: str) -> Markup:
    shown = "" if instant is None else datetime_of(instant, zone).strftime("%Y-%m-%dT%H:%M")
    return ink.line(ink.t(name), f"asking/{name}", shown, type="datetime-local")


def _durations(ink: Ink, some: Sequence[int], chosen: int, none: str) -> list[Option]:
    seconds = sorted({*some, chosen})
    return [(str(one), ink.t(none) if not one else duration(ink, one)) for one in seconds]


def duration(ink: Ink, seconds: int) -> str:
    """Return a duration in words."""
    for size, name in ((_DAY, "in_days"), (3_600, "in_hours"), (60, "in_minutes")):
        if seconds % size == 0 and seconds >= size:
            return ink.t(name, n=seconds // size)
    return ink.t("in_seconds", n=seconds)
