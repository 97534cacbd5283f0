"""Cases and webhooks: who handles cases, who writes rules, who tells other servers."""

from msgspec.structs import replace

from hanhtrinh.ports.cases import Along, Dealt
from hanhtrinh.ports.webhooks import Hook
from hanhtrinh.voice.cases.model import Case, CaseRule, LowScore, Trigger
from tests.web.access import COMMENTERS, EDITORS, OWNER, Gated

_HOME = "/w/{slug}/voice/cases"
_ONE = f"{_HOME}/{{case}}"
_RULES = f"{_HOME}/rules"
_RULE = f"{_RULES}/{{rule}}"
_HOOKS = "/w/{slug}/settings/webhooks"
_HOOK = f"{_HOOKS}/{{hook}}"
RULE = CaseRule(id="rule1", name="NPS", condition=LowScore())
FORM = {"id": "", "why": "low_score", "name": "NPS", "kind": "nps", "at_most": "6", "hours": "8", "rest_days": "14",
        "oldest_days": "7", "most_a_day": "50"}  # fmt: skip
HOOK = {"name": "CRM", "url": "https://crm.example.vn/hook", "kinds": "case.opened"}


def a_case(world):
    """Give a world a case, once."""
    trigger = Trigger(key="k1", person="gam", at=world.now, why="low_score", text="Chậm", score=1.0, instrument="nps")
    case = Case(id="case1", workspace="nha-may", number=0, trigger=trigger, opened_at=world.now,
                due_at=world.now + 10**12, changed_at=world.now)  # fmt: skip
    store = world.services.case_store
    store.open(case, Dealt(key="k1", rule="", outcome="open", at=world.now), Along())
    kept = store.get("nha-may", "case1")
    if not kept.is_open:
        store.change(replace(kept, state="new", owner=""), Along())
    return {"case": "case1"}


def a_rule(world):
    """Give a world a rule."""
    world.services.case_store.save_rule("nha-may", RULE)
    return {"rule": "rule1"}


def a_hook(world):
    """Give a world a webhook."""
    hook = Hook(id="hook1", workspace="nha-may", name="CRM", url=HOOK["url"], kinds=("case.opened",), secret="x")  # noqa: S106 - none
    world.services.hook_store.save(hook)
    return {"hook": "hook1"}


ROUTES = [
    Gated("GET", _HOME, COMMENTERS),
    Gated("POST", _HOME, COMMENTERS, data={"person": "gam", "text": "Gọi lại"}),
    Gated("POST", f"{_HOME}/bulk", COMMENTERS, data={"do": "take"}),
    Gated("GET", f"{_HOME}/recovery", COMMENTERS),
    Gated("GET", f"{_HOME}/at/{{journey}}/{{step}}", COMMENTERS, {"journey": "shop", "step": "pay"}),
    Gated("GET", f"{_HOME}/on/{{journey}}", COMMENTERS, {"journey": "shop"}),
    Gated("POST", f"{_HOME}/settings", EDITORS, data={"days": "1", "opens": "08:00", "closes": "17:00"}),
    Gated("GET", _RULES, COMMENTERS),
    Gated("POST", _RULES, EDITORS, data=FORM),
    Gated("POST", f"{_RULES}/preview", EDITORS, data=FORM),
    Gated("GET", _RULE, EDITORS, given=a_rule),
    Gated("POST", f"{_RULE}/switch", EDITORS, data={"on": "no"}, given=a_rule),
    Gated("GET", f"{_RULE}/catch-up", EDITORS, given=a_rule),
    Gated("POST", f"{_RULE}/catch-up", EDITORS, data={"days": "30"}, given=a_rule),
    Gated("POST", f"{_RULE}/remove", EDITORS, given=a_rule),
    Gated("GET", _ONE, COMMENTERS, given=a_case),
    Gated("POST", f"{_ONE}/take", COMMENTERS, given=a_case),
    Gated("POST", f"{_ONE}/assign", COMMENTERS, data={"owner": "minh"}, given=a_case),
    Gated("POST", f"{_ONE}/priority", COMMENTERS, data={"priority": "high"}, given=a_case),
    Gated("POST", f"{_ONE}/due", COMMENTERS, data={"due": "2031-01-01T08:00"}, given=a_case),
    Gated("POST", f"{_ONE}/note", COMMENTERS, data={"note": "Đã gọi"}, given=a_case),
    Gated("POST", f"{_ONE}/move", COMMENTERS, data={"to": "waiting"}, given=a_case),
    Gated("POST", f"{_ONE}/reply", COMMENTERS, data={"subject": "Xin lỗi", "reply": "Chào bạn"}, given=a_case),
    Gated("POST", f"{_ONE}/reply/preview", COMMENTERS, data={"subject": "Xin lỗi", "reply": "Chào"}, given=a_case),
    Gated("POST", f"{_ONE}/reask", COMMENTERS, data={"survey": "", "days": "7"}, given=a_case),
    Gated("GET", _HOOKS, OWNER),
    Gated("POST", _HOOKS, OWNER, data=HOOK),
    Gated("GET", _HOOK, OWNER, given=a_hook),
    Gated("POST", _HOOK, OWNER, data=HOOK, given=a_hook),
    Gated("POST", f"{_HOOK}/try", OWNER, given=a_hook),
    Gated("POST", f"{_HOOK}/remove", OWNER, given=a_hook),
]
