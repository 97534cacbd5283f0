"""One step of a walk as one screen: what to do, what to look at, and the answers, each kept as it is given."""

from collections.abc import Sequence

from hanhtrinh.app.pictures import shot_at
from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.journey.model import WalkedStep
from hanhtrinh.journey.walk import CheckItem, checklist
from hanhtrinh.web.components import button, form, sign
from hanhtrinh.web.walking.way import FACES, Way

_MOST_NOTE = 2_000


def screen(way: Way, walk: str, step: str) -> Markup:
    """Return the screen of a step."""
    items = checklist(way.journey, way.lang)
    at = way.journey.step_index[step]
    item, noted = items[at], way.journey.walks[walk].steps.get(step)
    stage = way.journey.stages[way.journey.stage_of[at]]
    answers = form(
        way.asking, way.at(walk, step),
        _head(way, item, len(items)), _task(way, item), _answers(way, item, noted), _bar(way, at, len(items)),
        id="walk-form", kind=f"walk {stage.phase}", data_pictures=f"/w/{way.space.slug}/pictures",
        data_token=way.asking.csrf,
        **{f"data_{name}": way.tr(f"state_{name}", reason="#") for name in ("saved", "saving", "offline", "refused")},
    )  # fmt: skip
    return h("div.walk-screen", _progress(way, walk, at, items), answers)


def _progress(way: Way, walk: str, at: int, items: Sequence[CheckItem]) -> Markup:
    """Return the steps as a row of small links: those noted at, the one at hand, those to come."""
    steps = way.journey.walks[walk].steps
    dots = []
    for i, item in enumerate(items):
        noted = steps.get(item.step)
        state = "" if noted is None else ".flagged" if not (noted.done and noted.follows) else ".noted"
        here = "step" if i == at else None
        dots.append(h("li", h(f"a{state}", h("span.vh", item.name), href=way.at(walk, item.step), aria_current=here)))
    leave = h("a.leave", sign("x"), h("span.vh", way.tr("leave")), href=way.home, title=way.tr("leave"))
    return h("header.walk-top", h("ol.walk-dots", dots), leave)


def _head(way: Way, item: CheckItem, total: int) -> Markup:
    position = way.tr("position", n=item.number, total=total)
    return h("div.walk-head", h("p.walk-place", f"{position} · {item.stage_name}"), h("h1", item.name))


def _task(way: Way, item: CheckItem) -> Markup:
    where = h("p.walk-where", sign("map-pin"), h("span.vh", f"{way.tr('where')}: "), item.where) if item.where else None
    return h(
        "section.walk-task",
        h("p.walk-do", item.do), where,
        _list(way.tr("look_at"), "eye", item.look_at), _list(way.tr("questions"), "circle-help", item.questions),
    )  # fmt: skip


def _list(title: str, icon: str, items: Sequence[str]) -> Markup | None:
    if not items:
        return None
    return h("div.walk-list", h("h2", sign(icon), title), h("ul", [h("li", text) for text in items]))


def _answers(way: Way, item: CheckItem, noted: WalkedStep | None) -> Markup:
    done = None if noted is None else noted.done
    follows = None if noted is None else noted.follows
    return h(
        "div.walk-answers",
        _two(way.tr("done_legend"), "done", done, ("check", way.tr("done_yes")), ("x", way.tr("done_no"))),
        _two(item.follows, "follows", follows, ("arrow-right", way.tr("follows_yes")),
             ("unlink", way.tr("follows_no"))),
        _feeling(way, noted.feeling if noted else None),
        _note(way, str(noted.note) if noted and isinstance(noted.note, str) else _said(way, noted)),
        _picture(way, item, noted.picture if noted else ""),
    )  # fmt: skip


def _said(way: Way, noted: WalkedStep | None) -> str:
    note = noted.note if noted else ""
    return note if isinstance(note, str) else note.in_lang(way.lang)


def _two(legend: str, name: str, chosen: bool | None, yes: tuple[str, str], no: tuple[str, str]) -> Markup:
    """Return a question with two large answers."""
    choices = [
        h(
            f"label.walk-choice.{value}",
            h("input", type="radio", name=name, value=value, checked=chosen is (value == "yes")),
            h("span", sign(icon), words),
        )
        for value, (icon, words) in (("yes", yes), ("no", no))
    ]
    return h("fieldset.walk-two", h("legend", legend), h("div", choices))


def _feeling(way: Way, feeling: float | None) -> Markup:
    faces = [
        h(
            "label.walk-face",
            h("input", type="radio", name="face", value=score, checked=feeling is not None and round(feeling) == score),
            h("span.mood", sign(icon)), h("small", way.tr(f"face_{score}")),
        )
        for score, icon in FACES
    ]  # fmt: skip
    shown = "" if feeling is None else f"{feeling:g}"
    fine = h(
        "label.walk-fine.js", h("span", way.tr("feeling_fine")),
        h("input", type="range", min=-2, max=2, step=0.1, value=shown or 0, id="walk-fine"),
        h("output", shown, for_="walk-fine"),
    )  # fmt: skip
    hidden = h("input", type="hidden", name="feeling", value=shown)
    return h("fieldset.walk-faces", h("legend", way.tr("feeling_legend")), h("div.row", faces), fine, hidden)


def _note(way: Way, note: str) -> Markup:
    hint = h("p.hint", way.tr("note_hint"), id="walk-note-hint")
    area = h("textarea.in", note, name="note", id="walk-note", rows=3, maxlength=_MOST_NOTE,
             aria_describedby="walk-note-hint")  # fmt: skip
    return h("div.walk-note", h("label", way.tr("note_legend"), for_="walk-note"), area, hint)


def _picture(way: Way, item: CheckItem, file: str) -> Markup:
    there = file in way.there
    shot = shot_at(f"/w/{way.space.slug}/pictures", file, way.there.get(file, "")) if there else None
    alt = way.tr("picture_alt", name=item.name)
    shown = h("img", src=shot.small if shot else None, alt=alt, hidden=not there, id="walk-picture")
    choose = h("input", type="file", accept="image/jpeg,image/png,image/webp,image/gif", capture="environment",
               id="walk-file")  # fmt: skip
    words = h("span", h("b", way.tr("picture_legend")), h("small", way.tr("picture_hint")))
    remove = h("button.btn.quiet", sign("trash-2"), h("span", way.tr("picture_remove")), type="button",
               id="walk-no-picture", hidden=not there)  # fmt: skip
    hidden = h("input", type="hidden", name="picture", value=file)
    said = h("p.walk-picture-said", role="status", data_sending=way.tr("picture_sending"))
    return h("div.walk-picture.js", shown, h("label.walk-shoot", choose, sign("image"), words), remove, hidden, said)


def _bar(way: Way, at: int, total: int) -> Markup:
    last = at == total - 1
    back = h("button.btn.plain", sign("arrow-left"), h("span", way.tr("back")), type="submit", name="go",
             value="back", formnovalidate=True, disabled=at == 0)  # fmt: skip
    on = button(way.tr("finish" if last else "next"), icon="check" if last else "arrow-right", name="go", value="next")
    return h("div.walk-bar", back, h("p.walk-state", role="status", id="walk-state"), on)
