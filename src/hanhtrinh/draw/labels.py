"""Names for the parts of an answer: hours, weekdays, channels, steps, events and how often."""

from hanhtrinh.draw.doors import Doors

_SPECIAL = {
    "(nothing)": "label_nothing",
    "(none)": "channel_none",
    "(other)": "other",
    "(end)": "node_end",
    "(more)": "node_more",
}
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def part_label(doors: Doors, by: str, label: str) -> str:
    """Return what a label means to a reader; whatever is not known is shown as it is."""
    if label in _SPECIAL:
        return doors.words.tr(_SPECIAL[label])
    match by:
        case "hour":
            return _hour(doors, label)
        case "weekday":
            return _weekday(doors, label)
        case "channel":
            return channel_name(doors, label)
        case "step":
            return doors.node(label)
        case "source":
            return _source(doors, label)
        case "times":
            key = "label_times_more" if label.endswith("+") else "label_times"
            return doors.words.tr(key, times=label.removesuffix("+"))
    return label


def _hour(doors: Doors, label: str) -> str:
    """Return an hour or a range of hours (`18`, `18-23`: both included)."""
    first, _, last = label.partition("-")
    if not first.isdecimal() or (last and not last.isdecimal()):
        return label
    return doors.words.tr("label_hours", first=int(first), last=(int(last or first) + 1))


def _weekday(doors: Doors, label: str) -> str:
    day = DAYS[int(label)] if label.isdecimal() and int(label) < len(DAYS) else label.lower()
    return doors.words.tr(f"day_{day}") if day in DAYS else label


def channel_name(doors: Doors, key: str) -> str:
    """Return a channel's name by its key in the journey, else what was recorded."""
    channel = doors.journey.channels.get(key)
    if key in ("", "(none)"):
        return doors.words.tr("channel_none")
    return doors.words.say(channel.name) if channel else key


def _source(doors: Doors, label: str) -> str:
    touchpoint = doors.journey.touchpoints.get(label)
    return doors.words.say(touchpoint.name) if touchpoint else channel_name(doors, label)
