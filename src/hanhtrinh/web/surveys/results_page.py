"""What came of a survey: who was asked and answered, and every question with its intervals, by series."""

from hanhtrinh.access import Right, may
from hanhtrinh.app.surveys.outcome import Outcome, Rate
from hanhtrinh.draw.markup import Markup, h
from hanhtrinh.draw.words import Words as Locale
from hanhtrinh.i18n import Lang, say, tr
from hanhtrinh.ports.accounts import Space
from hanhtrinh.voice.surveys.answers import scale_of
from hanhtrinh.voice.surveys.conditions import OTHER
from hanhtrinh.voice.surveys.model import SCORED, Question
from hanhtrinh.voice.surveys.results import FEW, Result, Share
from hanhtrinh.voice.surveys.tally import Words
from hanhtrinh.voice.surveys.weighed import Weighed
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.components import badge, box, data_table, empty, head, link_button, popover, sign
from hanhtrinh.web.person_address import person_path
from hanhtrinh.web.surveys.figures import interval_of, number, percent, share_words, shortest, unit_name, value_of
from hanhtrinh.web.surveys.weights_shown import tw, weighed_score, weighed_share, weights_box
from hanhtrinh.web.surveys.words import ICONS, kind_name, state_badge, ts

_BAR = 200


def results_page(asking: Asking, space: Space, one: Outcome) -> tuple[Markup, ...]:
    """Return the page of results of one survey."""
    lang, kept = asking.lang, one.kept
    home = f"/w/{space.slug}/voice/surveys"
    edit = None
    if may(asking.actor, space.id, Right.EDIT_SURVEYS):
        edit = link_button(ts(lang, "edit"), f"{home}/{kept.key}", icon="pencil")
    inbox = link_button(ts(lang, "to_inbox"), f"/w/{space.slug}/voice/responses?survey={kept.key}", icon="inbox")
    top = head(
        say(kept.draft.name, lang) or kept.key,
        _lead(one, lang),
        *(part for part in (inbox, _out(asking, space, one), edit) if part),
        back=(home, ts(lang, "all_surveys")),
    )
    if not one.counts.get("began"):
        text = ts(lang, "results_empty_asked" if one.counts.get("invited") else "results_empty")
        return top, h(
            "div.sb-results",
            _rates(one, lang),
            empty("hourglass", ts(lang, "results_none"), text, *_to_share(asking, space, one)),
        )
    cards = [_card(asking, space, one, result) for result in one.results]
    weights = weights_box(asking, space, one)  # what figures are weighted to stands above them, a mere offer below
    return top, h(
        "div.sb-results",
        _counts(one, lang),
        _rates(one, lang),
        *((weights, *cards) if one.fit is not None else (*cards, weights)),
        h("p.hint", ts(lang, "results_method")),
    )


def _to_share(asking: Asking, space: Space, one: Outcome) -> list[Markup]:
    """Return the way to hand an open survey out, for those who may."""
    if not one.kept.version or not may(asking.actor, space.id, Right.EDIT_SURVEYS):
        return []
    address = f"/w/{space.slug}/voice/surveys/{one.kept.key}/share"
    return [link_button(ts(asking.lang, "hand_out"), address, kind="main", icon="share-2")]


def _out(asking: Asking, space: Space, one: Outcome) -> Markup | None:
    """Return the answers as files."""
    lang, address = asking.lang, f"/w/{space.slug}/voice/surveys/{one.kept.key}"
    if not one.counts.get("began"):
        return None
    files = [h("a.btn.plain", ts(lang, f"answers_{form}"), href=f"{address}/out/answers.{form}", download=True)
             for form in ("csv", "xlsx", "sav")]  # fmt: skip
    title = ts(lang, "answers_out")
    return popover("sb-out", (sign("arrow-down"), h("span", title)), h("div.actions", files), lang=lang, title=title)


def _lead(one: Outcome, lang: Lang) -> Markup:
    version = ts(lang, "version_n", n=one.kept.version) if one.kept.version else ts(lang, "never_opened")
    return h("span.sb-head-line", state_badge(one.kept.state, lang), h("span", version))


def _counts(one: Outcome, lang: Lang) -> Markup:
    tiles = [
        h("div.sb-tile", h("b", number(one.counts.get(name, 0), lang)), h("span", ts(lang, f"count_{name}")))
        for name in ("invited", "began", "partial", "finished")
    ]
    return h("div.sb-tiles", tiles)


def _rates(one: Outcome, lang: Lang) -> Markup | None:
    """Return who was asked and did not answer, by channel."""
    if not one.rates:
        return None
    heads = [ts(lang, f"rate_{name}") for name in ("channel", "invited", "began", "finished", "silent", "share")]
    rows = [_rate(rate, lang) for rate in one.rates]
    return box(ts(lang, "rates"), data_table(heads, rows, caption=ts(lang, "rates")), lead=ts(lang, "rates_lead"))


def _rate(rate: Rate, lang: Lang) -> list[Markup | str]:
    share = ts(lang, "rate_open") if rate.share is None else share_words(rate.share, rate.interval, lang)
    silent = number(max(0, rate.invited - rate.finished), lang) if rate.invited else "–"
    return [
        ts(lang, f"channel_{rate.channel}"),
        number(rate.invited, lang) if rate.invited else "–",
        number(rate.began, lang),
        number(rate.finished, lang),
        silent,
        share,
    ]


def _card(asking: Asking, space: Space, one: Outcome, result: Result) -> Markup:
    lang, question = asking.lang, result.question
    again = any(other.question.key == question.key and other.anew != result.anew for other in one.results)
    series = badge(ts(lang, "series_of", n=result.anew, versions=_versions(result, lang)), "accent") if again else None
    title = h("h2", sign(ICONS[question.kind]), " ", say(question.text, lang) or question.key)
    line = h(
        "p.sb-result-line",
        h("span", kind_name(question.kind, lang)),
        h("b", ts(lang, "answered_n", n=number(result.n, lang))),
        series,
    )
    return h(
        f"section.box.sb-result{'.sb-is-few' if result.few else ''}",
        title,
        line,
        *_body(asking, space, one, result),
        id=f"r-{question.key}-{result.anew}",
    )


def _versions(result: Result, lang: Lang) -> str:
    first, last = min(result.versions), max(result.versions)
    return str(first) if first == last else f"{first}–{last}"


def _body(asking: Asking, space: Space, one: Outcome, result: Result) -> list[Markup | None]:
    """Return what is known of a question; with few answers only that there are few, but their words as they are."""
    lang, kind = asking.lang, result.question.kind
    weighed = one.weighed.get((result.question.key, result.anew)) if one.fit and one.fit.n else None
    if kind in ("short", "long"):
        return [_texts(asking, space, one, result)]
    if result.few:
        return [h("p.sb-few", ts(lang, "few_long", n=result.n, few=FEW))]
    if kind == "matrix":
        return [_matrix(result, weighed, lang)]
    if kind == "ranking":
        return [_bars(result, weighed, lang, ts(lang, "ranked_first")), _places(result, weighed, lang)]
    if kind in ("date", "contact", "file"):
        return [h("p.hint", ts(lang, f"only_count_{kind}"))]
    parts = [_big(result, lang), weighed_score(weighed, result, lang)] if result.score else []
    if kind == "number" and result.ends and result.middle is not None:
        spread = zip(("low", "middle", "high"), (result.ends[0], result.middle, result.ends[1]), strict=True)
        parts.append(h("p.hint", ts(lang, "number_spread", **{name: shortest(value, lang) for name, value in spread})))
    return [*parts, _bars(result, weighed, lang, kind_name(kind, lang)) if result.shares else None]


def _big(result: Result, lang: Lang) -> Markup | None:
    score = result.score
    if score is None:
        return None
    sure = interval_of(score, lang)
    method = ts(lang, f"method_{score.interval.method}") if score.interval else ts(lang, "no_interval")
    words = f"{ts(lang, 'sure', interval=sure)} · {method}" if sure else method
    return h("p.sb-big", h("b", value_of(score, lang)), h("span", unit_name(result, lang)), h("small.hint", words))


def _bars(result: Result, weighed: Weighed | None, lang: Lang, caption: str) -> Markup:
    """Return how many gave each answer, as a table whose bars say nothing the numbers do not."""
    heads = [ts(lang, "answer"), ts(lang, "share_col"), ts(lang, "count_col")]
    rows: list[list[Markup | str]] = [
        [_name(result.question, one, lang), _bar(one, lang), number(one.n, lang)] for one in result.shares
    ]
    kind = "sb-bars.sb-scale" if all(len(str(name)) <= 3 for name, *_ in rows) else "sb-bars"
    if weighed is not None and weighed.shares:
        heads.append(tw(lang, "share_col"))
        for row, one in zip(rows, result.shares, strict=True):
            row.append(weighed_share(weighed.shares.get(one.key), lang))
        kind += ".sb-both"
    return data_table(heads, rows, caption=caption, kind=kind)


def _bar(one: Share, lang: Lang) -> Markup:
    width = round(_BAR * one.share, 1)
    drawn = h(
        "svg.sb-drawn",
        h("rect", width=_BAR, height=10, rx=5, class_="sb-track"),
        h("rect", width=width, height=10, rx=5),
        viewBox=f"0 0 {_BAR} 10",
        width=_BAR,
        height=10,
        aria_hidden="true",
    )
    ends = ""
    if one.interval is not None:
        ends = Locale(lang).span(one.interval, "share")
    return h("span.sb-share", drawn, h("b", percent(one.share, lang)), h("small.hint", ends))


def _name(question: Question, one: Share, lang: Lang) -> str:
    if question.kind in SCORED:
        words = _score_words(question, one.key, lang)
        return f"{one.key} – {words}" if words else one.key
    if question.kind == "consent":
        return ts(lang, one.key)
    if one.key == OTHER and question.other:
        return ts(lang, "other_option")
    return next(
        (say(option.text, lang) for option in question.options if option.key == one.key),
        ts(lang, "option_gone", name=one.key),
    )


def _score_words(question: Question, key: str, lang: Lang) -> str:
    """Return what a score says beside its number: the survey's own words at the ends, else the usual ones."""
    which = {str(end): name for end, name in zip(scale_of(question), ("low", "high"), strict=True)}.get(key, key)
    own = {"low": question.low_label, "high": question.high_label}.get(which)
    usual = (which in ("low", "high") and question.kind != "rating") or question.kind == "csat"
    return (say(own, lang) if own else "") or (tr(f"answering.{question.kind}_{which}", lang) if usual else "")


def _matrix(result: Result, weighed: Weighed | None, lang: Lang) -> Markup:
    options = result.question.options
    scored = any(row.score for row in result.rows)
    heads = [
        ts(lang, "row_col"),
        *(say(option.text, lang) for option in options),
        *((ts(lang, "mean_col"),) if scored else ()),
        "n",
        *((tw(lang, "mean_col"),) if scored and weighed else ()),
    ]
    rows = [_matrix_row(row, lang, scored=scored) for row in result.rows]
    if scored and weighed:
        for cells, row in zip(rows, result.rows, strict=True):
            cells.append(_weighed_mean(weighed, row, lang))
    return data_table(heads, rows, caption=say(result.question.text, lang), kind="sb-grid")


def _matrix_row(row: Result, lang: Lang, *, scored: bool) -> list[Markup | str]:
    named = {share.key: share for share in row.shares}
    name = say(row.row.text, lang) if row.row else ""
    cells: list[Markup | str] = [name]
    for option in row.question.options:
        share = named[option.key]
        cells.append("–" if row.few else h("span", percent(share.share, lang), h("small.hint", number(share.n, lang))))
    if scored:
        small = interval_of(row.score, lang) if row.score and not row.few else ""
        cells.append(
            h("span", h("b", value_of(row.score, lang)), h("small.hint", small)) if row.score and not row.few else "–"
        )
    return [*cells, number(row.n, lang)]


def _weighed_mean(weighed: Weighed, row: Result, lang: Lang) -> Markup | str:
    """Return the weighted mean of a row, with its interval."""
    one = weighed.rows.get(row.row.key) if row.row else None
    if one is None or one.few or one.score is None or row.few:
        return "–"
    return h("span.sb-weighed-share", h("b", value_of(one.score, lang)), h("small.hint", interval_of(one.score, lang)))


def _places(result: Result, weighed: Weighed | None, lang: Lang) -> Markup:
    order = sorted(result.rows, key=lambda row: row.score.value if row.score else 99)
    heads = [ts(lang, "answer"), ts(lang, "mean_place"), ts(lang, "interval_col")]
    placed = [row for row in order if row.score is not None]
    rows: list[list[Markup | str]] = [
        [say(row.row.text, lang) if row.row else "", value_of(row.score, lang), interval_of(row.score, lang)]
        for row in placed
        if row.score is not None
    ]
    if weighed:
        heads.append(tw(lang, "place_col"))
        rows = [[*cells, _weighed_mean(weighed, row, lang)] for cells, row in zip(rows, placed, strict=True)]
    return data_table(heads, rows, caption=ts(lang, "mean_place"))


def _texts(asking: Asking, space: Space, one: Outcome, result: Result) -> Markup:
    lang, about = asking.lang, result.question.about
    if not result.words:
        return h("p.hint", ts(lang, "no_words"))
    scale = next((scale_of(r.question) for r in one.results if r.question.key == about and r.score), None)
    quotes = [_quote(asking, space, said, scale) for said in result.words]
    more = result.n - len(quotes)
    inbox = f"/w/{space.slug}/voice/responses?survey={one.kept.key}"
    rest = h("p", h("a", ts(lang, "more_words", n=number(more, lang)), href=inbox)) if more > 0 else None
    return h("div", h("ul.sb-quotes", quotes), rest)


def _quote(asking: Asking, space: Space, one: Words, scale: tuple[int, int] | None) -> Markup:
    of = f"/{scale[1]}" if scale else ""
    score = h("span.badge", f"{shortest(one.score, asking.lang)}{of}") if one.score is not None else None
    who = None
    if one.person and may(asking.actor, space.id, Right.SEE_PEOPLE):
        who = h("a", ts(asking.lang, "see_person"), href=person_path(space, one.person))
    return h("li", h("blockquote", one.text), h("p.hint", score, " ", who))
