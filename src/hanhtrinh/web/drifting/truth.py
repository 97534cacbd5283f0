"""What a map says of its own truth: what drifted, which cells ask to be looked at, when its review is due."""

from collections.abc import Sequence

from hanhtrinh.app.drifting.words import chip, sentence
from hanhtrinh.app.reviewing.due import Due, due_of, looked_at
from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.draw.shapes import CellAlarm
from hanhtrinh.draw.words import Words
from hanhtrinh.i18n import Lang, tr
from hanhtrinh.journey.model import Journey
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.drifting import Alarm
from hanhtrinh.ports.journeys import JourneyText
from hanhtrinh.web.components import sign
from hanhtrinh.web.maps.truth import Truth
from hanhtrinh.web.services import Services

_LANE = {"score": "satisfaction"}


def truth_of(services: Services, space: Space, kept: JourneyText, journey: Journey, lang: Lang) -> Truth:
    """Return what a map says of its own truth now."""
    base, words = f"/w/{space.slug}/maps/{kept.key}", Words(lang, services.zone(space))
    asking = [alarm for alarm in services.alarms.open_of(space.id, kept.key) if alarm.asks]
    due = due_of(journey, kept.changed_at, services.clock(), services.zone(space))
    return Truth(
        looked=looked_at(services.review, space, kept, journey),
        alarms=tuple(_at_cell(alarm, journey, words, base) for alarm in asking if alarm.drift.step),
        review=f"{base}/review",
        line=_line(asking, due, journey, words, base),
    )


def _at_cell(alarm: Alarm, journey: Journey, words: Words, base: str) -> CellAlarm:
    drift = alarm.drift
    return CellAlarm(
        lane=_LANE.get(drift.what, "people"), step=drift.step, text=chip(drift, words),
        title=sentence(drift, journey, words), link=f"{base}/drift/{alarm.id}",
    )  # fmt: skip


def _line(asking: Sequence[Alarm], due: Due, journey: Journey, words: Words, base: str) -> Markup:
    parts = [part for part in (_drift_line(asking, journey, words, base), _due_line(due, words, base)) if part]
    return h("div.truth-lines", parts) if parts else Markup("")


def _drift_line(asking: Sequence[Alarm], journey: Journey, words: Words, base: str) -> Markup | None:
    if not asking:
        return None
    first, lang = asking[0], words.lang
    single = h("a", sentence(first.drift, journey, words), href=f"{base}/drift/{first.id}", data_drift=True)
    more = h("a.more", tr("drift.line_more", lang, count=len(asking) - 1), href=f"{base}/drift")
    return h("p.truth.drifted", sign("bell"), h("b", tr("drift.line", lang)), single, more if len(asking) > 1 else None)


def _due_line(due: Due, words: Words, base: str) -> Markup | None:
    if not due.chosen:
        return None
    text = due_words(due, words)
    icon = sign("calendar-check" if not due.now else "eye")
    return h(f"p.truth.{'due' if due.now else 'rhythm'}", icon, h("a", text, href=f"{base}/review"))


def due_words(due: Due, words: Words) -> str:
    """Return when a review is due, in words."""
    if due.days > 0:
        return tr("review.due_in", words.lang, day=words.calendar_day(due.on), days=due.days)
    return tr("review.due_since", words.lang, days=-due.days) if due.days else tr("review.due_today", words.lang)
