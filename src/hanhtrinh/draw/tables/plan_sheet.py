"""The workbook's sheet of channels: what is planned at each stage beside what was measured."""

from hanhtrinh.draw.channel_plan import channel_section
from hanhtrinh.draw.doors import Doors
from hanhtrinh.draw.shapes import ChannelSection, Heat
from hanhtrinh.draw.tables.sheets import LongTable
from hanhtrinh.draw.tables.values import Amount, Entry
from hanhtrinh.i18n import tr
from hanhtrinh.journey.model import Planned


def plan_sheet(doors: Doors) -> LongTable | None:
    """Return the plan, a channel at a stage a row; None where nothing is planned."""
    readings = doors.readings
    found = readings.beside.channels if readings and readings.beside else ()
    section = channel_section(doors, found)
    if section is None or not section.planned:
        return None
    words = doors.words
    heads = (
        (words.tr("by_channel"), 24), (words.tr("stage_head"), 24), (_tr(doors, "plan_planned"), 48),
        (_tr(doors, "plan_share_head"), 14), (_tr(doors, "plan_measured_head"), 14), ("n", 10),
        (words.tr("table_low"), 12), (words.tr("table_high"), 12), (_tr(doors, "plan_verdict"), 32),
    )  # fmt: skip
    measured = {(item.channel, item.stage): item.share for item in found}
    stages = {stage.key: stage for stage in doors.journey.stages}

    def line(row: Heat, place: int, within: ChannelSection) -> tuple[Entry | None, ...]:
        key, cell = within.keys[place], row.plans[place]
        plan, share = stages[key].plan.get(row.key, Planned()), measured.get((row.key, key))
        interval = share.interval if share else None
        names: tuple[Entry, ...] = (row.name, within.stages[place], words.say(plan.text))
        shares = (_share(plan.share), _share(share.value if share else None))
        n = Amount(value=share.n, form="count", text="") if share else None
        ends = (_share(interval.low), _share(interval.high)) if interval else (None, None)
        return (*names, *shares, n, *ends, cell.said if cell else "")

    rows = [line(row, i, section) for row in section.rows for i, plan in enumerate(row.plans) if plan or row.cells[i]]
    return LongTable(heads, tuple(rows))


def _tr(doors: Doors, key: str) -> str:
    return tr(f"library_page.{key}", doors.words.lang)


def _share(value: float | None) -> Amount | None:
    return None if value is None else Amount(value=value, form="share", text="")
