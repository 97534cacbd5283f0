"""The routes of maps and journeys."""

from hanhtrinh.web.maps import door, editing, journeys, late, live, page

HANDLERS = (
    page.map_page,
    page.rules,
    page.source,
    live.live,
    door.door,
    late.late,
    editing.edit_form,
    editing.save,
    editing.arrange,
    editing.take_back,
    editing.remove,
    journeys.journeys_page,
    journeys.card,
)
