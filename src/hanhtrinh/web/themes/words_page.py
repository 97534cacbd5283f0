"""A theme's words are changed while the page says what that would catch and lose; and the themes as one text."""

from collections.abc import Mapping

from hanhtrinh.app.themes.editing import Preview
from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.errors import Rejected
from hanhtrinh.i18n import Localized, say
from hanhtrinh.voice.text.taxonomy import Taxonomy, Theme, Words
from hanhtrinh.web.components import area, ask_first, box, button, field, form, head, link_button, notice, tick
from hanhtrinh.web.themes.parts import View

FIELDS = ("vi", "en", "not_vi", "not_en")


def theme_from(data: Mapping[str, str], before: Theme) -> Theme:
    """Return the theme a form describes; what the form does not show stays."""
    lists = {name: tuple(line.strip() for line in data.get(name, "").splitlines() if line.strip()) for name in FIELDS}
    vi, en = data.get("name_vi", "").strip()[:80], data.get("name_en", "").strip()[:80]
    return Theme(
        name=Localized(vi=vi or None, en=en or None) if vi or en else before.name,
        words=Words(vi=lists["vi"], en=lists["en"]),
        not_when=Words(vi=lists["not_vi"], en=lists["not_en"]),
        otherwise=data.get("otherwise") == "yes",
        general=data.get("general") == "yes",
        touchpoints=before.touchpoints,
    )


def words_page(view: View, taxonomy: Taxonomy, key: str, theme: Theme, wrong: Rejected | None = None) -> list[Markup]:
    """Return the editor of one theme."""
    up = (view.at("of", key), taxonomy.name_of(key, view.lang))
    top = head(view.tr("words_title"), view.tr("words_lead"), back=up)
    errors = findings(view, wrong) if wrong else None
    editor = form(
        view.asking, view.at("of", key, "words"),
        h("div.tm-pair", field(view.tr("name_vi"), "name_vi", say(theme.name, "vi"), maxlength=80),
          field(view.tr("name_en"), "name_en", say(theme.name, "en"), maxlength=80)),
        h("div.tm-pair", _area(view, "vi", theme.words.vi), _area(view, "en", theme.words.en)),
        h("details.tm-notes", h("summary", view.tr("not_when")), h("p.hint", view.tr("not_when_hint")),
          h("div.tm-pair", _area(view, "not_vi", theme.not_when.vi), _area(view, "not_en", theme.not_when.en)),
          open=bool(theme.not_when.vi or theme.not_when.en)),
        tick(view.tr("otherwise"), "otherwise", ticked=theme.otherwise, hint=view.tr("otherwise_hint")),
        tick(view.tr("general"), "general", ticked=theme.general or theme.otherwise, hint=view.tr("general_hint")),
        h("div.tm-preview", data_tm_preview=view.at("of", key, "preview"), role="status", aria_live="polite"),
        h("div.actions", button(view.tr("save")),
          button(view.tr("preview"), kind="plain", formaction=view.at("of", key, "preview"))),
        kind="tm-editor", data_tm_editor=True,
    )  # fmt: skip
    removing = ask_first(
        view.asking, view.at("of", key, "remove"), view.tr("remove"),
        view.tr("remove_question", name=taxonomy.name_of(key, view.lang)), id="tm-remove", shut=view.tr("keep"),
    )  # fmt: skip
    return [part for part in (top, errors, editor, h("div.tm-end", removing)) if part]


def _area(view: View, name: str, words: tuple[str, ...]) -> Markup:
    hint = view.tr("words_hint") if name in ("vi", "en") else None
    return area(view.tr(f"words_{name}"), name, "\n".join(words), rows=14 if hint else 5, hint=hint, spellcheck="false")


def findings(view: View, wrong: Rejected) -> Markup:
    """Return what is wrong with what was written."""
    lines = [h("li", one.line_of_text(view.lang)) for one in wrong.findings if one.severity == "error"]
    return notice(h("div", h("b", view.tr("wrong")), h("ul", lines)), "bad")


def preview_part(view: View, found: Preview | None, wrong: Rejected | None = None) -> Markup:
    """Return what a change would do, as it is put into the editor."""
    if wrong is not None or found is None:
        return findings(view, wrong) if wrong else h("p")
    words = view.words
    of = "preview_all" if found.of == found.of_all else "preview_newest"
    line = view.tr(of, found=words.number(found.found), of=words.number(found.of))
    return h(
        "div.tm-change", h("p", line),
        _side(view, "preview_new", "good", found.new, found.new_samples),
        _side(view, "preview_lost", "bad", found.lost, found.lost_samples),
    )  # fmt: skip


def _side(view: View, name: str, kind: str, count: int, samples: tuple[str, ...]) -> Markup:
    heading = h(f"h3.{kind}", view.tr(name, n=view.words.number(count)))
    texts = [h("li", text if len(text) <= 160 else f"{text[:159]}…") for text in samples]
    return h("section", heading, h("ul", texts) if texts else None)


def text_page(view: View, text: str, version: int, wrong: Rejected | None = None) -> list[Markup]:
    """Return the themes as the text they are kept as."""
    top = head(view.tr("as_text"), view.tr("as_text_lead"), back=(view.at(), view.tr("title")))
    errors = findings(view, wrong) if wrong else None
    editor = form(
        view.asking, view.at("as-text"), h("input", type="hidden", name="version", value=version),
        area(view.tr("as_text_label"), "text", text, rows=32, spellcheck="false", wrap="off"),
        h("div.actions", button(view.tr("save")), link_button(view.tr("cancel"), view.at(), kind="quiet")),
        kind="tm-source",
    )  # fmt: skip
    return [part for part in (top, errors, box(None, editor)) if part]
