"""What one answer looks like: in the list and on its own page."""

from collections.abc import Mapping

from hanhtrinh.app.said_list.listing import Row
from hanhtrinh.app.said_list.table import ANSWER
from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.draw.page_marks import TONES
from hanhtrinh.draw.said_cells import felt_tone
from hanhtrinh.draw.words import Words
from hanhtrinh.events.instrument import Instrument
from hanhtrinh.i18n import Lang, tr
from hanhtrinh.i18n import say as text_in
from hanhtrinh.ports.accounts import Space
from hanhtrinh.values import datetime_of
from hanhtrinh.voice.cases.model import Case
from hanhtrinh.voice.text.taxonomy import Taxonomy
from hanhtrinh.web.components import sign
from hanhtrinh.web.people.parts import face, shown_name
from hanhtrinh.web.person_address import person_path

ICONS = {
    ANSWER: "message-square-quote", "review": "star", "ticket": "ticket", "chat": "messages-square", "call": "phone",
    "email": "mail", "mention": "at-sign",
}  # fmt: skip


def say(lang: Lang, key: str, **params: object) -> str:
    """Return a message of the inbox."""
    return tr(f"said.{key}", lang, **params)


class Drawing:
    """What rows of a workspace are drawn with."""

    def __init__(
        self, lang: Lang, space: Space, words: Words, instruments: Mapping[str, Instrument], taxonomy: Taxonomy,
        names: dict[str, str], sources: dict[str, str], now: int, cases: Mapping[str, Case] = {},
    ) -> None:  # fmt: skip
        self.lang, self.space, self.words = lang, space, words
        self.instruments, self.taxonomy, self.names = instruments, taxonomy, names
        self.sources, self.now, self.cases = sources, now, cases

    def address(self, row: Row) -> str:
        """Return where an answer's own page is."""
        return f"/w/{self.space.slug}/voice/responses/{row.key}"

    def day(self, instant: int) -> str:
        """Return the day something was said on, as one speaks of it."""
        day, today = datetime_of(instant, self.words.zone).date(), datetime_of(self.now, self.words.zone).date()
        near = {0: "today", 1: "yesterday"}.get((today - day).days)
        return say(self.lang, near) if near else self.words.day(instant)

    def item(self, row: Row, *, ticks: bool) -> Markup:
        """Return an answer as an entry of the list."""
        state = row.mark.state
        box = h("input", type="checkbox", name="answer", value=row.key, aria_label=say(self.lang, "choose"))
        text = row.text or say(self.lang, "no_words")
        words = h(
            f"a.said-words{'' if row.text else '.said-none'}", text, href=self.address(row), lang=row.language or None
        )
        return h(
            f"li.said-item.said-{state}",
            h("label.said-tick", box) if ticks else None,
            h("div.said-body",
              h("p.said-title", row.title) if row.title else None,
              words, self.chips(row), self.meta(row, dated=False)),
            h("div.said-side", self.score(row), self.feeling(row), self.state(row), self.case(row)),
            data_answer=row.key,
        )  # fmt: skip

    def score(self, row: Row) -> Markup | None:
        """Return a score on its scale."""
        known = self.instruments.get(row.instrument)
        if row.score is None or known is None:
            return None
        text = f"{self.words.number(row.score)}/{self.words.number(known.high)}"
        return h("span.said-score", sign("star" if known.kind == "csat" else "gauge"), h("b", text))

    def feeling(self, row: Row) -> Markup | None:
        """Return how the words feel, with how sure that is."""
        if not row.text:
            return None
        if not row.read:
            return h("span.said-feel.plain", sign("hourglass"), say(self.lang, "reading"))
        if row.feeling is None:
            return h("span.said-feel.plain", sign("circle-dot"), say(self.lang, "no_feeling"))
        tone = felt_tone(row.feeling)
        sure = say(self.lang, "sure", share=self.words.percent(row.confidence, 0))
        label = f"{say(self.lang, f'feeling_{tone}')} {self.words.signed(row.feeling)}"
        return h(f"span.said-feel.{tone}", sign(TONES[tone]), label, h("small", sure), title=sure)

    def state(self, row: Row) -> Markup | None:
        """Return how far an answer is, and who looks after it."""
        who = self.names.get(row.mark.assignee, "") if row.mark.assignee else ""
        done = (
            h("span.said-done", sign("circle-check"), say(self.lang, "state_done"))
            if row.mark.state == "done"
            else None
        )
        fresh = h("span.said-fresh", say(self.lang, "state_new")) if row.mark.state == "new" else None
        return h("span.said-state", done, fresh, h("small", sign("circle-user"), who) if who else None)

    def case(self, row: Row) -> Markup | None:
        """Return the case of an answer: its number, state and owner, and the way to it."""
        found = self.cases.get(row.key)
        if found is None:
            return None
        state, who = tr(f"cases.state_{found.state}", self.lang), self.names.get(found.owner, "")
        text = say(self.lang, "case_of", number=found.number, state=state)
        address = f"/w/{self.space.slug}/voice/cases/{found.id}"
        owner = h("small", sign("circle-user"), who or say(self.lang, "case_nobody"))
        return h(f"a.said-case{'' if found.is_open else '.said-closed'}", sign("life-buoy"), h("span", text), owner,
                 href=address)  # fmt: skip

    def chips(self, row: Row) -> Markup | None:
        """Return themes and tags. Where the words feel otherwise about a theme, each theme bears its own feeling."""
        themes = [self.theme(row, key) for key in row.themes]
        tags = [h("li.said-tag", sign("tag"), tag) for tag in row.mark.tags]
        return h("ul.said-marks", themes, tags) if themes or tags else None

    def theme(self, row: Row, key: str) -> Markup:
        """Return a theme's name, in a mixed text with how the words feel about it: by an icon and in a word."""
        name, feeling = self.taxonomy.name_of(key, self.lang), row.apart.get(key, row.feeling)
        if not row.apart or feeling is None:
            return h("li.said-theme", name)
        tone = felt_tone(feeling)
        return h(f"li.said-theme.{tone}", sign(TONES[tone]), name, h("small", say(self.lang, f"feeling_{tone}")),
                 title=self.words.signed(feeling))  # fmt: skip

    def meta(self, row: Row, *, dated: bool = True) -> Markup:
        """Return who said it, when (`dated`: with the day), where and about what."""
        step = [f"{text_in(s.journey_name, self.lang)} · {text_in(s.step_name, self.lang)}" for s in row.stands[:1]]
        who = None
        if row.person:
            shown = shown_name(row.person, row.name, self.lang)
            who = h("a.said-who", face(row.person, row.name), shown, href=person_path(self.space, row.person))
        kind = h("span", sign(ICONS.get(row.kind, "message-circle")), say(self.lang, f"kind_{row.kind}"))
        when = self.words.moment(row.time) if dated else f"{datetime_of(row.time, self.words.zone):%H:%M}"
        parts = [who, h("time", when), kind]
        source = self.sources.get(row.source, "" if row.kind == ANSWER else row.source)
        parts += [h("span", source)] if source else []
        parts += [h("span", sign("footprints"), text) for text in step]
        return h("p.said-meta", parts)
