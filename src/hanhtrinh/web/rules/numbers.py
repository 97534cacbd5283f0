"""What a draft rule counts, drawn: numbers beside those of now, months, who else claims events, the newest examples."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from hanhtrinh.app.rules.counting import Counted, Effect
from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.draw.options import DrawOptions
from hanhtrinh.draw.scene import scene_of
from hanhtrinh.draw.shapes import EvidenceCell, PeopleCell, Scene, ScoreCell, TimeCell
from hanhtrinh.draw.words import Words
from hanhtrinh.i18n import Lang, say
from hanhtrinh.journey.model import Journey
from hanhtrinh.journey.rules import Rule, conjunctions, properties_of, specificity, text_of
from hanhtrinh.measures.results import MapReadings, StepReadings
from hanhtrinh.measures.rule_preview import Contest, Moved, RulePreview, Sample
from hanhtrinh.ports.accounts import Space
from hanhtrinh.values import datetime_of, instant_of
from hanhtrinh.web.components import notice, sign
from hanhtrinh.web.people.parts import shown_name
from hanhtrinh.web.person_address import person_path
from hanhtrinh.web.rules.words import sentence, short_name, spoken

_MOST_MOVES, _MOST_ROWS, _MOST_PROPERTIES, _SHOWN = 4, 6, 4, 3
_TELLING = ("path", "page", "url", "product", "channel", "campaign", "value", "price", "order", "city", "device")
"""What is often known of an event and helps to recognise it."""
_TALL = 40


class Numbers:
    """Draws what a draft counts, in a language and time zone."""

    def __init__(self, lang: Lang, zone: str, space: Space) -> None:
        self.lang, self.zone, self.space = lang, zone, space
        self.words = Words(lang, zone)

    def counts(self, found: Counted, rule: Rule | None, doubts: Sequence[str]) -> Markup:
        """Return everything the fast scan tells."""
        seen = found.preview
        return h(
            "div.rule-told",
            h("p.rule-sentence", sentence(rule, self.lang)),
            [notice(doubt, "middling") for doubt in doubts],
            self._big(seen),
            notice(spoken(self.lang, "none_match"), "middling") if rule is not None and not seen.matched else None,
            self._moves(found),
            self._contests(found) if seen.matched else None,
            h("div.rule-rest", self._months(seen), self._examples(found, rule)),
        )

    def _big(self, seen: RulePreview) -> Markup:
        number = self.words.number
        share = self.words.percent(seen.here / seen.all_events) if seen.all_events else "–"
        lost = seen.matched - seen.here
        told = spoken(self.lang, "taken", matched=number(seen.matched), lost=number(lost)) if lost else None
        return h(
            "section",
            h("h3", spoken(self.lang, "now_counts")),
            h("dl.rule-numbers",
              self._number(number(seen.here), "events", number(seen.before), seen.here - seen.before),
              self._number(number(seen.here_people), "people", number(seen.before_people),
                           seen.here_people - seen.before_people),
              h("div", h("dd", share), h("dt", spoken(self.lang, "share")))),
            h("p.hint", told) if told else None,
        )  # fmt: skip

    def _number(self, now: str, what: str, was: str, change: int) -> Markup:
        beside = spoken(self.lang, "same") if not change else spoken(self.lang, "was", number=was)
        shift = h(f"b.shift.{'up' if change > 0 else 'down'}", self.words.signed(change, 0)) if change else None
        return h("div", h("dd", now), h("dt", spoken(self.lang, what)), h("dd.rule-was", beside, " " if shift else None,
                                                                         shift))  # fmt: skip

    def _months(self, seen: RulePreview) -> Markup | None:
        most = max((events for _, events in seen.months), default=0)
        if len(seen.months) < 2 or not most:
            return None
        size = len(seen.months)
        bars = [
            h("rect", x=f"{i * 100 / size + 0.6:.2f}", y=f"{_TALL - events / most * _TALL:.2f}",
              width=f"{100 / size - 1.2:.2f}", height=f"{max(0.4 if events else 0, events / most * _TALL):.2f}")
            for i, (_, events) in enumerate(seen.months)
        ]  # fmt: skip
        said = [
            h("li", spoken(self.lang, "month", month=self._month(start), events=self.words.number(events)))
            for start, events in seen.months
        ]
        ends = h("p.rule-months-ends", h("span", self._month(seen.months[0][0])),
                 h("span", self._month(seen.months[-1][0])), aria_hidden="true")  # fmt: skip
        picture = h("svg.rule-months", bars, viewBox=f"0 0 100 {_TALL}", preserveAspectRatio="none", aria_hidden="true")
        return h("section", h("h3", spoken(self.lang, "by_month")), picture, ends, h("ol.vh", said))

    def _month(self, instant: int) -> str:
        moment = datetime_of(instant, self.zone)
        return f"{moment.month}/{moment.year}"

    # Who else

    def _contests(self, found: Counted) -> Markup:
        if not found.preview.contests:
            return h("p.hint.rule-alone", sign("circle-check"), spoken(self.lang, "no_overlap"))
        lines = [h("li", self._contest(found, one)) for one in found.preview.contests]
        return h("section", h("h3", spoken(self.lang, "overlaps")), h("ul.rule-contests", lines))

    def _contest(self, found: Counted, one: Contest) -> list[Markup]:
        number, name = self.words.number, self._name(found.journey, one.touchpoint)
        total = spoken(
            self.lang, "overlap", name=name, events=number(one.won + one.lost), people=number(one.people)
        )  # fmt: skip
        ways = [spoken(self.lang, "won", events=number(one.won))] if one.won else []
        ways += [spoken(self.lang, "lost", events=number(one.lost), name=name)] if one.lost else []
        return [h("b", total), h("span", " · ".join(ways)), h("span.hint", self._why(found, one))]

    def _why(self, found: Counted, one: Contest) -> str:
        if one.won and one.lost:
            return spoken(self.lang, "why_each")
        keys = (found.key, one.touchpoint) if one.won else (one.touchpoint, found.key)
        first, second = (_best(found.journey, key) for key in keys)
        reason = "why_more" if first[0] < second[0] else "why_exact" if first[1] < second[1] else "why_key"
        reason = "why_each" if first > second else reason
        return spoken(self.lang, reason, winner=self._name(found.journey, keys[0]))

    def _name(self, journey: Journey, key: str) -> str:
        if not key:
            return spoken(self.lang, "off_map")
        point = journey.touchpoints.get(key)
        return (say(point.name, self.lang) if point else "") or key

    def _moves(self, found: Counted) -> Markup | None:
        moved = found.preview.moved
        if not moved:
            return None
        lines = [h("li", self._move(found, one)) for one in moved[:_MOST_MOVES]]
        return h("section", h("h3", spoken(self.lang, "moves")), h("ul.rule-moves", lines))

    def _move(self, found: Counted, one: Moved) -> str:
        key = "move_in" if one.target == found.key else "move_out" if one.source == found.key else "move_other"
        names = {"source": self._name(found.journey, one.source), "target": self._name(found.journey, one.target)}
        return spoken(self.lang, key, events=self.words.number(one.events), **names)

    # Examples

    def _examples(self, found: Counted, rule: Rule | None) -> Markup | None:
        if not found.preview.samples or rule is None:
            return None
        title = h("h3", spoken(self.lang, "examples"))
        if not found.shown:
            return h("section", title, h("p.hint", sign("lock"), spoken(self.lang, "examples_hidden")))
        lines = [self._example(one, rule) for one in found.preview.samples]
        further = h("details.rule-further", h("summary", spoken(self.lang, "more_examples", count=len(lines) - _SHOWN)),
                    h("ol.rule-examples", lines[_SHOWN:])) if len(lines) > _SHOWN else None  # fmt: skip
        return h("section", title, h("ol.rule-examples", lines[:_SHOWN]), further)

    def _example(self, one: Sample, rule: Rule) -> Markup:
        """Return an event: its name, what the rule looked at, and what else tells it apart."""
        asked = [name for name in dict.fromkeys(properties_of(rule)) if name != "event"]
        telling = [name for name in _TELLING if name in one.frame.columns and name not in asked]
        held = [(name, one.value(name)) for name in (*asked, *telling)]
        said = [h("span", h("i", short_name(name, self.lang)), " ", _written(value, self.words))
                for name, value in held if value is not None][:_MOST_PROPERTIES]  # fmt: skip
        who = h("a", shown_name(one.person, one.person, self.lang), href=person_path(self.space, one.person),
                title=spoken(self.lang, "example_person"), target="_blank", rel="noopener")  # fmt: skip
        name = h("b.what", str(one.value("event") or ""))
        return h("li", h("p", name, said), h("p.small", h("time", self.words.moment(one.time)), " · ", who))

    # The map

    def effect(self, found: Effect) -> Markup:
        """Return what the draft makes of the map; `data-shifts` holds the numbers of its cells that differ."""
        lang = self.lang
        rows = self._rows(found)
        shown = rows[:_MOST_ROWS]
        heads = [h("th", spoken(lang, f"effect_{name}"), scope="col") for name in ("step", "reach", "drop")]
        table = h("table.rule-table", h("thead", h("tr", heads)), h("tbody", [row for _, row in shown]))
        more = spoken(lang, "effect_more", count=len(rows) - len(shown)) if len(rows) > len(shown) else None
        inside: list[Markup | None] = [table, h("p.hint", more) if more else None] if rows else [
            h("p.hint", spoken(lang, "effect_same"))
        ]  # fmt: skip
        passes = self._pair(str(found.now.passes), str(found.then.passes), found.now.passes, found.then.passes)
        return h(
            "section.rule-map",
            h("h3", spoken(lang, "effect")),
            h("p.rule-passes", spoken(lang, "effect_passes"), " ", passes),
            inside,
            h("p.hint", spoken(lang, "effect_period")),
            data_shifts=json.dumps(self._shifts(found), ensure_ascii=False),
        )

    def _rows(self, found: Effect) -> list[tuple[bool, Markup]]:
        """Return the steps whose reach or drop-off differs: those of the touchpoint first."""
        pairs = zip(found.drafted.steps, found.now.steps, found.then.steps, strict=True)
        rows = [
            (step.touchpoint == found.key, self._row(found, i, now, then))
            for i, (step, now, then) in enumerate(pairs)
            if step.touchpoint == found.key or _told(now) != _told(then)
        ]
        return sorted(rows, key=lambda row: not row[0])

    def _row(self, found: Effect, place: int, now: StepReadings, then: StepReadings) -> Markup:
        step = found.drafted.steps[place]
        name = say(found.drafted.name_of_step(step), self.lang) or step.key
        reach = [None if one.reach is None else one.reach.count for one in (now, then)]
        drop = [None if (r := one.drop_off or one.went_on) is None else r.value for one in (now, then)]
        texts = ["–" if n is None else self.words.number(n) for n in reach]
        shares = ["–" if n is None else self.words.percent(n) for n in drop]
        own = ".own" if step.touchpoint == found.key else ""
        return h(
            f"tr{own}", h("th", name, scope="row"),
            h("td", self._shown(*texts)), h("td", self._shown(*shares)), data_step=step.key,
        )  # fmt: skip

    def _pair(self, now: str, then: str, a: int, b: int) -> Markup:
        return self._shown(self.words.number(a), self.words.number(b))

    def _shown(self, now: str, then: str) -> Markup:
        if now == then:
            return h("span.same", now)
        hidden = [h("span.vh", spoken(self.lang, key) + ": ") for key in ("effect_now", "effect_then")]
        arrow = h("span.to", "→", aria_hidden="true")
        return h("span.now-then", hidden[0], h("s", now), " ", arrow, " ", hidden[1], h("b", then))

    def _shifts(self, found: Effect) -> list[dict[str, str]]:
        """Return the numbers in the map's cells that differ, by lane and step, as they would be written there."""
        before, after = (
            _numbers(_scene(journey, readings, self.lang))
            for journey, readings in ((found.journey, found.now), (found.drafted, found.then))
        )
        return [
            {"lane": lane, "step": step, "text": text}
            for (lane, step), text in after.items()
            if before.get((lane, step), "") != text
        ]


def _scene(journey: Journey, readings: MapReadings, lang: Lang) -> Scene:
    return scene_of(journey, readings, lang=lang, options=DrawOptions(journey_file=f"{journey.key}.yaml"))


def _numbers(scene: Scene) -> Mapping[tuple[str, str], str]:
    found: dict[tuple[str, str], str] = {}
    for lane in scene.lanes:
        for step, cell in zip(scene.steps, lane.cells, strict=False):
            match cell:
                case PeopleCell(count=count, flow=flow):
                    found[lane.key, step.key] = count.text + (f" · {flow.text}" if flow else "")
                case TimeCell(median=median):
                    found[lane.key, step.key] = median.text
                case ScoreCell(value=value):
                    found[lane.key, step.key] = value.text
                case EvidenceCell(word=word):
                    found[lane.key, step.key] = word
    return found


def _told(step: StepReadings) -> tuple[object, ...]:
    left = step.drop_off or step.went_on
    return (step.reach.count if step.reach else None, left.value if left else None)


def _best(journey: Journey, key: str) -> tuple[int, tuple[int, ...]]:
    """Return how specific a touchpoint's most specific alternative is, the smaller the more."""
    point = journey.touchpoints.get(key)
    found = conjunctions(point.rule) if point is not None and point.rule is not None else ()
    return min((specificity(one) for one in found), default=(0, ()))


def _written(value: object, words: Words) -> str:
    return words.moment(instant_of(value)) if isinstance(value, datetime) else text_of(value)
