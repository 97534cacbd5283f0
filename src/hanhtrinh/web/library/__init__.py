"""The library, the atlas, the plan of channels, competitors."""

from hanhtrinh.web.library import atlas, handlers, inner, plan_page, rivals_page

HANDLERS = (
    handlers.library_page,
    handlers.part,
    handlers.add,
    handlers.pool_alike,
    handlers.thing_page,
    handlers.save,
    handlers.use,
    handlers.remove,
    atlas.atlas_page,
    inner.inner_page,
    inner.opens,
    plan_page.plan_page,
    plan_page.save_plan,
    plan_page.add_channel,
    rivals_page.rivals_page,
    rivals_page.save_rival,
    rivals_page.add_rival,
    rivals_page.remove_rival,
)
