"""The pages of files: what is in them, and what each text would become before anything is taken in."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.draw.words import Words
from hanhtrinh.i18n import Lang, tr
from hanhtrinh.measures.senses import Senses
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.jobs import Job
from hanhtrinh.ports.surveys import Kept
from hanhtrinh.sources.said.choosing import HELD
from hanhtrinh.values import parse_instant
from hanhtrinh.voice.elsewhere.model import KINDS, SCALES
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.components import Option, badge, box, button, field, form, head, link_button, notice, pick, select
from hanhtrinh.web.imports.drawing import new_form
from hanhtrinh.web.imports.proposal import figures, reasons
from hanhtrinh.web.taking_in.overview import KINDS as CARDS
from hanhtrinh.web.taking_in.shown import base, steps_named

_LONGEST = 280


class Chosen(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked for when files are to come: their kind, the name of their source, the survey they answer."""

    kind: str = "review"
    source: str = ""
    survey: str = ""


def file_form(asking: Asking, space: Space, chosen: Chosen, surveys: Sequence[Kept]) -> Markup:
    """Return the form that takes files of one kind."""
    lang, address = asking.lang, base(space)
    cards = [(kind, tr(f"taking_in.kind_{kind}", lang), tr(f"taking_in.kind_{kind}_files", lang)) for kind, _ in CARDS]
    kinds = pick(tr("taking_in.what", lang), "kind", cards, chosen.kind)
    source = field(
        tr("taking_in.source_name", lang), "source", chosen.source, hint=tr("taking_in.source_hint", lang), maxlength=80
    )
    named = [(one.key, Words(lang).say(one.draft.name)) for one in surveys]
    survey = select(tr("taking_in.survey", lang), "survey", [("", "–"), *named], chosen.survey,
                    hint=tr("taking_in.survey_hint", lang))  # fmt: skip
    about = h("form.taking-about", kinds, source, survey, data_base=f"{address}/begin")
    up = address, tr("taking_in.title", lang)
    upload = new_form(f"{address}/begin?kind={chosen.kind}&source={chosen.source}&survey={chosen.survey}", asking)
    top = head(tr("taking_in.from_file", lang), tr("taking_in.from_file_lead", lang), back=up)
    return h("div.taking-in", top, box(None, about), h("div.taking-upload", upload))


def looked_at(
    job: Job, asking: Asking, space: Space, zone: str, points: Sequence[Option], senses: Senses | None, wrong: str = ""
) -> Markup:
    """Return what was found in files: figures, what the first texts would become, and the columns to change."""
    lang, asked, address = asking.lang, job.asked, base(space)
    up = f"{address}/file?kind={asked.get('kind') or 'answers'}", tr("taking_in.from_file", lang)
    names = ", ".join(one["name"] for one in asked.get("files", ())) or "–"
    top = head(names, tr("taking_in.look_lead", lang), back=up)
    if "yaml" not in asked:
        return h("div.taking-in", top, notice(wrong or tr("imports.no_files", lang), "bad"))
    return h(
        "div.taking-in", top, notice(wrong, "bad") if wrong else None,
        _preview(job, asking, space, zone, points, senses),
        _columns(job, asking, address, points),
        _why(asked.get("guesses", ()), lang),
    )  # fmt: skip


def _preview(
    job: Job, asking: Asking, space: Space, zone: str, points: Sequence[Option], senses: Senses | None
) -> Markup:
    lang, preview = asking.lang, job.asked["preview"]
    counts = {
        "events": sum(preview["events"].values()), "people": preview["people"], "rows": preview["rows"],
        "duplicates": preview["duplicate"], "refused": preview["rejected"],
    }  # fmt: skip
    texts = [
        _text(event, place, asking, zone, points, senses) for place, event in enumerate(said_in(preview["examples"]))
    ]
    start = form(
        asking, f"/w/{space.slug}/imports/{job.id}/start",
        h("div.actions", button(tr("taking_in.start", lang), icon="check"),
          link_button(tr("taking_in.as_text", lang), f"/w/{space.slug}/imports/{job.id}", kind="quiet")),
    )  # fmt: skip
    shown = h("ul.taking-texts", texts) if texts else h("p.hint", tr("taking_in.no_texts", lang))
    words = h("h3", tr("taking_in.becomes", lang))
    return box(
        tr("taking_in.preview", lang), figures(counts, lang), words, shown, reasons(preview["reasons"], asking), start
    )


def said_in(examples: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return those of the first events that are answers."""
    return [one for one in examples if one.get("instrument")]


def _text(
    event: Mapping[str, Any], place: int, asking: Asking, zone: str, points: Sequence[Option], senses: Senses | None
) -> Markup:
    lang = asking.lang
    text = str(event.get("text") or "")
    kind = str(event.get("p_said_kind") or "")
    about = (
        steps_named(points, str(event["asked_at"])) if event.get("asked_at") else tr("taking_in.about_nearest", lang)
    )
    facts = [
        badge(tr(f"taking_in.kind_{kind}", lang) if kind in KINDS else tr("taking_in.kind_answers", lang), "accent"),
        h("span.taking-fact", sign_of(event, lang)),
        h("span.taking-fact", tr("taking_in.about", lang), ": ", about),
        _sense(place, text, senses, lang),
    ]
    shown = f"{text[:_LONGEST]}…" if len(text) > _LONGEST else text
    return h(
        "li",
        h("blockquote", shown) if shown else h("p.hint", tr("taking_in.no_words", lang)),
        h("div.taking-facts", facts),
        h("small", _about(event, zone, lang)),
    )


def sign_of(event: Mapping[str, Any], lang: Lang) -> str:
    """Return a score on its scale in words."""
    score, instrument = event.get("score"), str(event.get("instrument"))
    if score is None:
        return tr("taking_in.without_score", lang)
    scale = instrument.rpartition(".")[2].replace("-", "–")
    known = scale.replace("–", "-") in SCALES and instrument.startswith("said.")
    return tr("taking_in.score_on", lang, score=f"{float(score):g}", scale=scale if known else instrument)


def _sense(place: int, text: str, senses: Senses | None, lang: Lang) -> Markup | None:
    if senses is None or not text or not bool(senses.read[place]):
        return None
    feeling = float(senses.feeling[place])
    word = "none" if feeling != feeling else "good" if feeling > 0.5 else "bad" if feeling < -0.5 else "even"
    badge_kind = {"good": "good", "bad": "bad", "even": "middling", "none": ""}[word]
    return badge(tr(f"taking_in.feels_{word}", lang), badge_kind)


def _about(event: Mapping[str, Any], zone: str, lang: Lang) -> str:
    from_ = " · ".join(str(event[name]) for name in ("p_said_title", "p_said_site", "p_said_state") if event.get(name))
    return " · ".join(
        part for part in (_moment(str(event.get("time") or ""), zone, lang), from_, _who(event, lang)) if part
    )


def _moment(given: str, zone: str, lang: Lang) -> str:
    try:
        return Words(lang, zone).moment(parse_instant(given, "UTC"))
    except ValueError:
        return given


def _who(event: Mapping[str, Any], lang: Lang) -> str:
    person = str(event.get("person") or "")
    nobody = person.startswith(("row-", "said-", "call-"))
    return tr("taking_in.somebody", lang) if nobody or not person else person


def _columns(job: Job, asking: Asking, address: str, points: Sequence[Option]) -> Markup | None:
    lang, said = asking.lang, job.asked.get("said") or {}
    tables = {table["name"]: table for table in job.asked["tables"]}
    fields = [
        _file(i, name, choice, tables.get(name, {}), lang, points) for i, (name, choice) in enumerate(said.items())
    ]
    if not fields:
        return None
    again = h("div.actions", button(tr("taking_in.refresh", lang), kind="plain", icon="refresh-cw"))
    hidden = h("textarea", job.asked["yaml"], name="mapping", hidden=True)
    return box(tr("taking_in.columns", lang), form(asking, f"{address}/{job.id}/preview", hidden, *fields, again),
               lead=tr("taking_in.columns_lead", lang))  # fmt: skip


def _file(
    i: int, name: str, choice: Mapping[str, Any], table: Mapping[str, Any], lang: Lang, points: Sequence[Option]
) -> Markup:
    samples = {one["name"]: next((value for value in one["samples"] if value), "") for one in table.get("columns", ())}
    columns = [(one, f"{one} · {sample[:40]}" if sample else one) for one, sample in samples.items()]
    kinds = [(kind, tr(f"taking_in.kind_{kind}", lang)) for kind in KINDS]
    scales = [("", "–"), *((scale, tr(f"taking_in.scale_{scale.replace('-', '_')}", lang)) for scale in SCALES)]
    held = [
        select(tr(f"taking_in.held_{one}", lang), f"{i}:{one}", [("", _none(one, lang)), *_row(one, lang), *columns],
               str(choice.get(one) or ""))
        for one in HELD
    ]  # fmt: skip
    return h(
        "fieldset.taking-file",
        h("legend", name),
        h("input", type="hidden", name=f"file:{i}", value=name),
        h(
            "div.taking-grid",
            select(tr("taking_in.held_kind", lang), f"{i}:kind", kinds, str(choice.get("kind") or "review")),
            *held[:2],
            select(tr("taking_in.held_scale", lang), f"{i}:scale", scales, str(choice.get("scale") or "")),
            *held[2:],
            select(tr("taking_in.held_asked_at", lang), f"{i}:asked_at", points, str(choice.get("asked_at") or "")),
        ),
    )


def _row(held: str, lang: Lang) -> list[Option]:
    return [("#row", tr("taking_in.each_row", lang))] if held == "person" else []


def _none(held: str, lang: Lang) -> str:
    return tr("taking_in.as_found", lang) if held == "person" else "–"


def _why(lines: Sequence[str], lang: Lang) -> Markup | None:
    if not lines:
        return None
    return h("details.box", h("summary", tr("imports.guesses", lang)), h("ul.guesses", [h("li", one) for one in lines]))


def choices_of(given: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """Return the choices of each file a form holds (`<number>:<what>`, `file:<number>` its name)."""
    numbers = [key.partition(":")[2] for key in given if key.startswith("file:")]
    wanted = ("kind", "scale", "asked_at", *HELD)
    return {
        str(given[f"file:{n}"]): {
            one: str(given[f"{n}:{one}"]) for one in wanted if isinstance(given.get(f"{n}:{one}"), str)
        }
        for n in numbers
    }
