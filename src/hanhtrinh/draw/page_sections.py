"""What stands under the map as HTML: off the map, how people really go, the ways they take, channels at each stage."""

from collections.abc import Sequence

from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.draw.page_marks import bar, number
from hanhtrinh.draw.shapes import (
    ChannelSection,
    Deviation,
    Figure,
    FlowLink,
    FlowNode,
    FlowSection,
    Heat,
    KeptSection,
    Number,
    OffMapSection,
    PlanCell,
    Row,
    Scene,
)
from hanhtrinh.draw.vendored import drawn_icon, icon
from hanhtrinh.draw.words import Words

_MARK = {
    "above": "trending-up", "below": "trending-down", "kept": "circle-check", "few": "circle-help",
    "unmet": "circle-dashed", "unplanned": "plus", "open": "circle-dashed",
}  # fmt: skip
_LONGEST, _TWO_LINES, _ONE_LINE = 17, 12.0, 4.0


def below(scene: Scene, words: Words) -> Markup | None:
    """Return every section that was measured."""
    found = scene.sections
    parts = (
        _kept(found.kept, words) if found.kept else None,
        _off_map(found.off_map, words) if found.off_map else None,
        _flow(found.flow, words) if found.flow else None,
        _channels(found.channels, words) if found.channels else None,
    )
    shown = [part for part in parts if part is not None]
    return h("div.under", shown) if shown else None


def _scrolled(content: Markup, name: str) -> Markup:
    """Return what may be wider than the screen in a frame that scrolls, by keyboard too."""
    return h("div.wide", content, tabindex=0, role="region", aria_label=name)


def _title(sign: str, key: str, words: Words) -> Markup:
    note = h("span.small", words.tr(f"{key}_note"))
    return h("h2", icon(sign), h("span", words.tr(f"{key}_title")), note)


def figures(items: Sequence[Figure]) -> Markup:
    """Return key figures side by side."""
    return h(
        "dl.few",
        [
            h("div", h("dt", icon(f.icon), f.label), h("dd", number(f.value, "large")), h("dd.small", f.detail))
            for f in items
        ],
    )


def _heads(first: str, heads: Sequence[str]) -> Markup:
    return h("thead", h("tr", h("th", first, scope="col"), [h("th", head, scope="col") for head in heads]))


def _off_map(found: OffMapSection, words: Words) -> Markup:
    first, *heads = found.heads
    rest = h("p.small.rest", found.rest) if found.rest else None
    table = h("table.ranked", _heads(first, heads), h("tbody", [_row(row) for row in found.rows]))
    title = _title("map-pin-off", "off_map", words)
    return h("section.block.off-map", title, figures(found.figures), table, rest)


def _row(row: Row) -> Markup:
    name = h("th", h("code", row.name), h("span.small", row.note) if row.note else None, bar(row.bar), scope="row")
    return h("tr", name, [h("td", number(value)) for value in row.numbers])


def _kept(found: KeptSection, words: Words) -> Markup:
    head = _heads(words.tr("step"), found.heads)
    table = h("table.parting-ways", head, h("tbody", [_deviation(step) for step in found.steps]))
    title, lead = _title("route", "kept", words), h("h3", words.tr("kept_steps"))
    return h("section.block.kept", title, figures(found.figures), lead, table)


def _deviation(step: Deviation) -> Markup:
    name = h("th", h("span.nth", str(step.number), aria_hidden="true"), step.name, scope="row")
    return h("tr", name, [_share(item) for item in step.shares])


def _share(item: object) -> Markup:
    if not isinstance(item, tuple):
        return h("td.void", "—")
    value, long = item
    return h("td", h("div", number(value), bar(long)))


def _flow(found: FlowSection, words: Words) -> Markup:
    picture = h(
        "svg.flow-picture",
        [_link(link) for link in found.links],
        [_node(node) for node in found.nodes],
        viewBox=f"0 -10 {found.width:.0f} {found.height + 14:.0f}",
        role="img",
        aria_label=words.tr("flow_title"),
    )
    body = h("tbody", [h("tr", [h("td", text) for text in row]) for row in found.rows])
    table = h("table.plain-table", _heads(found.heads[0], found.heads[1:]), body)
    note = h("p.small", found.note) if found.note else None
    whole = h("details.as-table", h("summary", icon("list-checks"), words.tr("flow_table")), table)
    return h(
        "section.block.ways",
        _title("waypoints", "flow", words),
        _scrolled(picture, words.tr("flow_title")),
        note,
        whole,
    )


def _link(link: FlowLink) -> Markup:
    return h(f"path.ribbon.{link.kind}", h("title", link.text), d=link.path)


def _node(node: FlowNode) -> Markup:
    """Return a node with as much of its label as there is room for; the whole label shows when it is pointed at."""
    box = h(f"rect.node.{node.kind}", x=node.x, y=node.y, width=node.width, height=node.height, rx=2)
    whole = h("title", f"{node.name}: {node.text}")
    at, middle = round(node.x + node.width + 6, 1), round(node.y + node.height / 2, 1)
    name = node.name if len(node.name) <= _LONGEST else f"{node.name[: _LONGEST - 1].rstrip()}…"
    if node.height >= _TWO_LINES:
        lines = [h("text.name", name, x=at, y=middle - 2), h("text.count", node.text, x=at, y=middle + 11)]
    elif node.height >= _ONE_LINE:
        lines = [h("text.name", name, x=at, y=middle + 4)]
    else:
        lines = []
    return h("g", whole, box, lines)


def _channels(found: ChannelSection, words: Words) -> Markup:
    head = _heads(words.tr("by_channel"), found.stages)
    table = h(
        f"table.heat{'.with-plan' if found.planned else ''}",
        head,
        h("tbody", [_heat(row, found.keys) for row in found.rows]),
    )
    key = "channels_plan" if found.planned else "channels"
    return h("section.block.channels", _title("grid-3x3", key, words), _scrolled(table, words.tr(f"{key}_title")))


def _heat(row: Heat, keys: Sequence[str]) -> Markup:
    plans = row.plans or (None,) * len(row.cells)
    cells = [_warm(item, plan, key) for item, plan, key in zip(row.cells, plans, keys, strict=True)]
    return h("tr", h("th", icon(row.icon), row.name, scope="row"), cells, data_channel=row.key or None)


def _warm(item: tuple[Number, int, str] | None, plan: PlanCell | None, stage: str) -> Markup:
    if item is None:
        return h("td.void", plan_of(plan) or "·", data_stage=stage)
    return h(f"td.warm{item[1]}", number(item[0]), h("span.small", item[2]), plan_of(plan), data_stage=stage)


def plan_of(plan: PlanCell | None) -> Markup | None:
    """Return what is planned in a cell, and how it stands to what was measured: by mark and in words."""
    if plan is None:
        return None
    share = h("b", plan.share) if plan.share else None
    text = h("span", plan.text) if plan.text else None
    planned = h("span.plan-what", icon("target"), share, text) if share or text else None
    return h("span.plan", planned, h(f"span.plan-said.{plan.verdict}", icon(_MARK[plan.verdict]), plan.said))


def verdict_of(plan: PlanCell | None) -> Markup | None:
    """Return how a plan stands to what was measured, drawn without the page's sprite."""
    if plan is None:
        return None
    return h(f"p.plan-said.{plan.verdict}", drawn_icon(_MARK[plan.verdict]), plan.said)
