"""The routes of maps and journeys."""

from hanhtrinh.web.maps import commands, door, editing, journeys, late, live, page, presence, written

HANDLERS = (
    page.map_page,
    page.rules,
    page.source,
    live.live,
    door.door,
    late.late,
    commands.commands,
    written.written_state,
    written.edits_of,
    presence.presence,
    editing.remove,
    journeys.journeys_page,
    journeys.card,
)
