"""A draft in words: each proposal with its reason, as a list to be read from top to bottom."""

import unicodedata
from collections.abc import Iterator

from hanhtrinh.draw.words import Words
from hanhtrinh.i18n import Text, say, tr
from hanhtrinh.journey.rules import text_of
from hanhtrinh.measures.draft.shapes import (
    AsideProposal,
    ChannelProposal,
    Draft,
    FrictionProposal,
    InstrumentProposal,
    OptionalProposal,
    OutcomeProposal,
    ParallelProposal,
    PassKeyProposal,
    PromiseProposal,
    Proposal,
    Reason,
    SegmentProposal,
    StageProposal,
    StepProposal,
    WindowProposal,
)

_SETTINGS = (PassKeyProposal, WindowProposal, OutcomeProposal, ChannelProposal, SegmentProposal, FrictionProposal)
_TRAITS = (OptionalProposal, ParallelProposal, PromiseProposal, InstrumentProposal)
_DIGITS = 2
_NEARLY_ALL = 0.99


def draft_lines(draft: Draft, words: Words, part: int = 1) -> Iterator[str]:
    """Yield the draft as text: where it comes from, stages with their steps, what holds for the whole, what was set
    aside; under each proposal its reasons. No line holds a control character the data may have.
    """
    for line in _lines(draft, words, part):
        yield "".join("\ufffd" if unicodedata.category(c) == "Cc" else c for c in line)


def _lines(draft: Draft, words: Words, part: int) -> Iterator[str]:
    yield from _head(draft, words, part)
    names = {p.step.key: say(p.touchpoint.name, words.lang) for p in draft.proposals if isinstance(p, StepProposal)}
    taken = [p for p in draft.proposals if p.id not in draft.refused]
    for p in taken:
        if isinstance(p, StageProposal):
            yield ""
            yield from _entry(p, names, words, "")
        elif isinstance(p, StepProposal):
            yield from _entry(p, names, words, "  ")
    for title, kinds in (("settings_head", _SETTINGS), ("traits_head", _TRAITS), ("aside_head", (AsideProposal,))):
        listed = [p for p in taken if isinstance(p, kinds)]
        if listed:
            yield ""
            yield tr(f"draft.{title}", words.lang)
        for p in listed:
            yield from _entry(p, names, words, "  ")
    yield ""
    yield tr("draft.id_hint", words.lang)


def reason_text(reason: Reason, words: Words) -> str:
    """Return a reason as a sentence: shares as per cent, durations in words, numbers by locale."""
    key = reason.key if "." in reason.key else f"draft.why_{reason.key}"
    return tr(key, words.lang, **{k: _param(k, v, words) for k, v in reason.params.items()})


def _param(name: str, value: str | int | float, words: Words) -> str:
    if isinstance(value, str):
        return value
    if name.endswith("_share"):
        return words.percent(value, 1 if _NEARLY_ALL < value < 1 else None)
    if name.endswith("_seconds"):
        return words.duration(value)
    return words.number(value, 0 if isinstance(value, int) else _DIGITS)


def _head(draft: Draft, words: Words, part: int) -> Iterator[str]:
    facts, lang = draft.facts, words.lang
    counts = {name: words.number(getattr(facts, name)) for name in ("events", "people", "units")}
    yield tr("draft.head", lang, **counts, agreement_share=_param("agreement_share", facts.agreement, words))
    if facts.people_seen < facts.people:
        seen = {name: words.number(getattr(facts, name)) for name in ("people_seen", "events_seen")}
        yield tr("draft.sampled", lang, **seen)
    if facts.parts > 1:
        yield tr("draft.parts", lang, parts=facts.parts, part=part)
    if not facts.vocabulary:
        yield tr("draft.no_words", lang)
    if draft.refused:
        yield tr("draft.refused", lang, ids=", ".join(draft.refused))


def _entry(proposal: Proposal, names: dict[str, str], words: Words, indent: str) -> Iterator[str]:
    mark = "" if isinstance(proposal, AsideProposal) else f"  [{proposal.id}]"
    yield f"{indent}{_title(proposal, names, words)}{mark}"
    if proposal.reasons:
        yield f"{indent}    " + "; ".join(reason_text(reason, words) for reason in proposal.reasons)


def _title(p: Proposal, names: dict[str, str], words: Words) -> str:
    def text(key: str, **params: str) -> str:
        return tr(f"draft.{key}", words.lang, **params)

    def named(name: Text) -> str:
        return say(name, words.lang)

    match p:
        case StageProposal():
            return text("stage", name=named(p.name), phase=text(f"phase_{p.phase}"))
        case StepProposal():
            return text("step", name=named(p.touchpoint.name), rule=_rule_text(p.touchpoint.match))
        case OutcomeProposal():
            return text("outcome", name=names.get(p.step, p.step))
        case WindowProposal():
            return text("window", value=p.window)
        case PassKeyProposal():
            return text("pass_key", value=p.property)
        case ChannelProposal():
            return text("channel", name=named(p.channel.name))
        case OptionalProposal():
            return text("optional", name=names.get(p.step, p.step))
        case ParallelProposal():
            return text("parallel", name=names.get(p.step, p.step), beside=names.get(p.beside, p.beside))
        case PromiseProposal():
            return text("promise", name=names.get(p.step, p.step), value=p.promise.by or "")
        case InstrumentProposal():
            return text("instrument", name=names.get(p.step, p.step), value=p.instrument)
        case SegmentProposal():
            return text("segment", name=named(p.segment.name))
        case FrictionProposal():
            return text(f"friction_{p.which}", rule=_rule_text(p.match))
        case AsideProposal():
            return text("aside", label=p.label, events=words.number(p.events), people=words.number(p.people))
    return named(p.name)


def _rule_text(plain: object) -> str:
    """Return a rule's plain data in one line."""
    if isinstance(plain, dict):
        return ", ".join(f"{key}: {_rule_text(value)}" for key, value in plain.items())
    if isinstance(plain, list):
        joined = [f"({_rule_text(item)})" if isinstance(item, dict) else text_of(item) for item in plain]
        return " | ".join(joined)
    return text_of(plain)
