"""How the team is shown."""

from hanhtrinh.access import ROLES, Right, may
from hanhtrinh.app.accounts.team import Team
from hanhtrinh.draw.markup import Child, Markup, h
from hanhtrinh.draw.words import Words
from hanhtrinh.i18n import Lang, tr
from hanhtrinh.ports.accounts import Invitation, Member, Space
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.components import ask_first, badge, box, button, data_table, field, form, notice, pick


def team_boxes(asking: Asking, space: Space, team: Team, zone: str, *, link: str = "", email: str = "") -> list[Markup]:
    """Return the boxes of the page: a fresh invitation's link, the members, who is invited, the form to invite."""
    lang, owns = asking.lang, may(asking.actor, space.id, Right.MANAGE_TEAM)
    heads = (tr("account.member", lang), tr("account.role", lang), "")
    rows = [_member(asking, space, one, owns=owns) for one in team.members]
    boxes = [_link(lang, link, email)] if link else []
    boxes.append(box(tr("account.tab_team", lang), data_table(heads, rows, caption=tr("account.tab_team", lang))))
    if team.invitations:
        boxes.append(_waiting(asking, space, team, Words(lang, zone)))
    if owns:
        boxes.append(_invite(asking, space))
    return boxes


def role_name(role: str, lang: Lang) -> str:
    """Return what a role is called."""
    return tr(f"account.role_{role}", lang)


def _link(lang: Lang, link: str, email: str) -> Markup:
    shown = h("input.in", value=link, readonly=True, id="invitation", aria_label=tr("account.link", lang))
    copy = h(
        "button.btn.plain", h("span", tr("account.copy", lang)),
        type="button", data_copy="invitation", data_copied=tr("account.copied", lang),
    )  # fmt: skip
    return notice([h("p", tr("account.link_made", lang, email=email)), h("div.secret", shown, copy)])


def _member(asking: Asking, space: Space, one: Member, *, owns: bool) -> list[Child]:
    lang, me = asking.lang, one.user.id == asking.actor.id
    mine = [" ", badge(tr("account.you", lang))] if me else None
    who: Child = [h("b", one.user.name), mine, h("small", one.user.email)]
    role = _role_form(asking, space, one) if owns else role_name(one.role, lang)
    if not (owns or me):
        return [who, role, ""]
    key = "leave" if me else "remove"
    gone = ask_first(
        asking,
        f"/w/{space.slug}/settings/team/remove",
        tr(f"account.{key}", lang),
        tr(f"account.{key}_question", lang, name=one.user.name, space=space.name),
        id=f"remove-{one.user.id}",
        shut=tr("account.cancel", lang),
        user=one.user.id,
    )
    return [who, role, gone]


def _role_form(asking: Asking, space: Space, one: Member) -> Markup:
    lang = asking.lang
    options = [h("option", role_name(role, lang), value=role, selected=role == one.role) for role in ROLES]
    label = tr("account.role_of", lang, name=one.user.name)
    chosen = h("select.in.small", options, name="role", aria_label=label)
    hidden = h("input", type="hidden", name="user", value=one.user.id)
    save = button(tr("account.save", lang), kind="quiet")
    return form(asking, f"/w/{space.slug}/settings/team/role", hidden, chosen, save, kind="row")


def _waiting(asking: Asking, space: Space, team: Team, words: Words) -> Markup:
    lang = asking.lang
    heads = (tr("account.email", lang), tr("account.role", lang), tr("account.good_until", lang), "")
    rows = [_invitation(asking, space, one, words) for one in team.invitations]
    return box(tr("account.invitations", lang), data_table(heads, rows, caption=tr("account.invitations", lang)))


def _invitation(asking: Asking, space: Space, one: Invitation, words: Words) -> list[Child]:
    hidden = h("input", type="hidden", name="invitation", value=one.token)
    back = button(tr("account.withdraw", asking.lang), kind="quiet")
    form_ = form(asking, f"/w/{space.slug}/settings/team/withdraw", hidden, back)
    return [one.email, role_name(one.role, asking.lang), words.moment(one.expires_at), form_]


def _invite(asking: Asking, space: Space) -> Markup:
    lang = asking.lang
    roles = [(role, role_name(role, lang), tr(f"account.about_{role}", lang)) for role in ROLES]
    content = form(
        asking,
        f"/w/{space.slug}/settings/team/invite",
        field(tr("account.email", lang), "email", type="email", required=True, maxlength=254, autocomplete="off"),
        pick(tr("account.role", lang), "role", roles, "viewer"),
        button(tr("account.invite", lang), icon="user-plus"),
        kind="fields",
    )
    return box(tr("account.invite", lang), content, lead=tr("account.invite_lead", lang), kind="narrow")
