"""The plan of channels: what each stage is to get through each, beside what was measured."""

from collections.abc import Mapping
from typing import Annotated

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from hanhtrinh.access import Right, may, require
from hanhtrinh.app.library.planning import Cell, add_named, refuse, write_cells
from hanhtrinh.app.maps.asked import Asked, question_of
from hanhtrinh.app.maps.cells import Entry
from hanhtrinh.app.maps.opening import usable_journey
from hanhtrinh.draw.channel_plan import channel_section
from hanhtrinh.draw.doors import Doors
from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.draw.options import DrawOptions
from hanhtrinh.draw.page_sections import verdict_of
from hanhtrinh.draw.shapes import ChannelSection, Heat
from hanhtrinh.draw.words import Words
from hanhtrinh.errors import HanhtrinhError, InputError
from hanhtrinh.i18n import Lang, say
from hanhtrinh.journey.model import Journey, Planned
from hanhtrinh.measures.channels import NO_CHANNEL
from hanhtrinh.measures.results import MapReadings
from hanhtrinh.ports.accounts import Space
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.components import button, empty, field, form, head, notice, sign
from hanhtrinh.web.forms import FORM
from hanhtrinh.web.library.words import SHEET, tl
from hanhtrinh.web.said import redirect
from hanhtrinh.web.services import Services
from hanhtrinh.web.shell import page

Sent = Annotated[dict[str, str], FORM]
BYTES = 1_000_000
_BASE = "/w/{slug:str}/maps/{journey:str}/plan"
_PERCENT = r"\s*[0-9]{1,3}([.,][0-9]+)?\s*%?\s*"
_SPAN = Asked(span="90d")


@get(_BASE, sync_to_thread=True)
def plan_page(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    journey: FromPath[str],
) -> Response[str]:
    """Show the plan beside what was measured; those who edit maps type into it."""
    _, file = usable_journey(asking.actor, space, services.desk, journey)
    readings = _readings(services, space, file.journey)
    body = PlanPage(asking, space, journey, file.journey, readings, services.zone(space)).page()
    return page(asking, space, tl(asking.lang, "plan"), *body, active="journeys", sheets=(SHEET,))


def _readings(services: Services, space: Space, journey: Journey) -> MapReadings | None:
    """Return what was measured in the last 90 days; nothing where that cannot be told now: the plan stands anyway."""
    try:
        return services.maps(space).readings(journey, question_of(_SPAN, services.zone(space)))
    except HanhtrinhError:
        return None


class PlanPage:
    """Draws the page."""

    def __init__(
        self, asking: Asking, space: Space, key: str, journey: Journey, readings: MapReadings | None, zone: str
    ) -> None:
        self.asking, self.space, self.journey, self.lang = asking, space, journey, asking.lang
        self.map = f"/w/{space.slug}/maps/{key}"
        self.edits = may(asking.actor, space.id, Right.EDIT_MAPS)
        doors = Doors(journey, readings, Words(asking.lang, zone), DrawOptions())
        found = readings.beside.channels if readings and readings.beside else ()
        self.section = channel_section(doors, found, every=True)

    def page(self) -> tuple[Markup, ...]:
        """Return the parts of the page."""
        lang = self.lang
        back = (self.map, say(self.journey.name, lang) or self.journey.key)
        top = head(tl(lang, "plan"), tl(lang, "plan_lead"), back=back)
        told = None if self.edits else notice(tl(lang, "read_only"), "")
        table = self._filled(self.section) if self.section else self._none()
        return (top, *([told] if told else []), table, *([self._adding()] if self.edits else []))

    def _none(self) -> Markup:
        return empty("radio", tl(self.lang, "plan_none"), tl(self.lang, "plan_none_text"))

    def _filled(self, found: ChannelSection) -> Markup:
        heads = [h("th", name, scope="col") for name in found.stages]
        head_row = h("thead", h("tr", h("th", tl(self.lang, "channel").capitalize(), scope="col"), heads))
        table = h("table.plan-table", head_row, h("tbody", [self._row(row, found) for row in found.rows]))
        wide = h("div.plan-wide", table, tabindex=0, role="region", aria_label=tl(self.lang, "plan"))
        if not self.edits:
            return wide
        send = h("div.actions.plan-send", button(tl(self.lang, "plan_save")))
        return form(self.asking, f"{self.map}/plan", wide, send, kind="plan-form")

    def _row(self, row: Heat, found: ChannelSection) -> Markup:
        plans = row.plans or (None,) * len(row.cells)
        described = row.key in self.journey.channels
        cells = []
        for stage, name, item, plan in zip(found.keys, found.stages, row.cells, plans, strict=True):
            measured = h("p.plan-measured", h("b", item[0].text), tl(self.lang, "plan_measured")) if item else None
            span = h("p.small", plan.measured) if plan and plan.measured else None
            typed = self._typed(row, stage, name) if described else None
            none = h("p.small", tl(self.lang, "plan_no_measure")) if item is None else None
            cells.append(
                h(
                    f"td{'.has-plan' if plan else ''}",
                    typed,
                    h("div.plan-real", measured or none, span, verdict_of(plan)),
                    data_head=name,
                )
            )
        return h("tr", h("th", sign(row.icon), row.name, self._taking_in(row, described), scope="row"), cells)

    def _taking_in(self, row: Heat, described: bool) -> Markup | None:
        """Return the button that makes a channel of the events one that can be planned for."""
        if described or not self.edits or row.key == NO_CHANNEL:
            return None
        words = h("span", tl(self.lang, "plan_take"), h("span.vh", f": {row.name}"))
        return h("button.btn.quiet.small", sign("plus"), words, type="submit", name="add", value=row.key)

    def _typed(self, row: Heat, stage: str, name: str) -> Markup | None:
        lang = self.lang
        plan = next(one for one in self.journey.stages if one.key == stage).plan.get(row.key, Planned())
        text, share = say(plan.text, lang), percent_text(plan.share)
        if not self.edits:
            said = " · ".join(part for part in (f"{share} %" if share else "", text) if part)
            return h("p.plan-said-text", said) if said else None
        at = f"{stage}/{row.key}"
        return h(
            "div.plan-typed",
            h("textarea.in", text, name=f"text/{at}", rows=2, maxlength=2_000, placeholder=tl(lang, "plan_text"),
              aria_label=tl(lang, "plan_text_of", channel=row.name, stage=name)),
            h("input.in", type="text", inputmode="decimal", name=f"share/{at}", value=share, maxlength=8,
              placeholder="%", pattern=_PERCENT, aria_label=tl(lang, "plan_share_of", channel=row.name, stage=name)),
            h("input", type="hidden", name=f"wastext/{at}", value=text),
            h("input", type="hidden", name=f"wasshare/{at}", value=share),
        )  # fmt: skip

    def _adding(self) -> Markup:
        typed = field(tl(self.lang, "plan_add"), "name", maxlength=200, required=True, autocomplete="off")
        line = h("div.lib-add", typed, button(tl(self.lang, "add"), kind="plain", icon="plus"))
        return form(self.asking, f"{self.map}/plan/channels", line, kind="box")


def percent_text(share: float | None) -> str:
    """Return a share as it is typed: percent, without more digits than it has."""
    return "" if share is None else f"{round(share * 100, 4):g}"


def share_text(typed: str) -> str:
    """Return a typed percentage as the share a command takes; InputError where it is none from 0 to 100."""
    plain = typed.strip().removesuffix("%").strip().replace(",", ".")
    if not plain:
        return ""
    try:
        value = float(plain)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 100:
        raise InputError("library_page.plan_no_share", given=typed.strip()[:20])
    return f"{round(value / 100, 4):g}"


@post(_BASE, sync_to_thread=True, request_max_body_size=BYTES)
def save_plan(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    journey: FromPath[str],
    data: Sent,
) -> Redirect:
    """Write what is different from what the form showed; what somebody else wrote meanwhile is merged."""
    require(asking.actor, space.id, Right.EDIT_MAPS)
    refuse(write_cells(asking.actor, space, services.desk, journey, _cells(data), asking.lang))
    if data.get("add"):
        add_named(asking.actor, space, services.desk, journey, "channels", data["add"], asking.lang)
    return redirect(asking, f"/w/{space.slug}/maps/{journey}/plan", "library_page.saved_plan")


def _cells(data: Mapping[str, str]) -> list[Cell]:
    found = []
    for name, text in data.items():
        head_, _, at = name.partition("/")
        stage, _, channel = at.partition("/")
        if head_ != "text" or not stage or not channel:
            continue
        was = Entry(text=_line(data.get(f"wastext/{at}", "")), level=share_text(data.get(f"wasshare/{at}", "")))
        given = Entry(text=_line(text), level=share_text(data.get(f"share/{at}", "")))
        found.append(Cell("stages", stage, f"plan/{channel}", was, given))
    return found


def _line(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


@post(f"{_BASE}/channels", sync_to_thread=True)
def add_channel(
    services: NamedDependency[Services],
    asking: NamedDependency[Asking],
    space: NamedDependency[Space],
    journey: FromPath[str],
    data: Sent,
) -> Redirect:
    """Add a channel to plan for."""
    lang: Lang = asking.lang
    add_named(asking.actor, space, services.desk, journey, "channels", data.get("name", ""), lang)
    return redirect(asking, f"/w/{space.slug}/maps/{journey}/plan", "library_page.saved_plan")
