"""The drawing of questions: named, tied to its errors, without a script; readable in every colour."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hanhtrinh.draw.contrast import PAPERS, fitting
from hanhtrinh.i18n import Localized
from hanhtrinh.values import contrast
from hanhtrinh.voice.surveys.answers import checked
from hanhtrinh.voice.surveys.model import Option, Page, Question, Survey, Theme
from hanhtrinh.web.answering.drawn import question_field, survey_page
from hanhtrinh.web.answering.filled import raw_of
from hanhtrinh.web.answering.pen import Pen
from hanhtrinh.web.answering.theme import theme_name, theme_of, theme_sheet

OPTIONS = (Option(key="a", text="Một", score=1), Option(key="b", text="Hai", score=2))
QUESTIONS = {
    kind: Question(key=kind, kind=kind, text=f"{kind}?", options=OPTIONS, rows=OPTIONS, other=kind.startswith("choice"),
                   fields=("name", "email"))
    for kind in ("nps", "csat", "ces1", "ces2", "rating", "choice", "choices", "matrix", "ranking", "short", "long",
                 "number", "date", "contact", "consent", "file")
}  # fmt: skip
ANSWERS = {
    "nps": 0.0, "csat": 4.0, "ces1": 2.0, "ces2": 7.0, "rating": 3.0, "choice": "other:Chợ",
    "choices": ["a", "other:X"],
    "matrix": {"a": "b", "b": "a"}, "ranking": ["b", "a"], "short": 'Ơ "ấy"', "long": "một\nhai", "number": 2.5,
    "date": "2026-11-22", "contact": {"name": "An", "email": "an@example.com"}, "consent": True,
    "file": {"name": "a.png", "id": "0" * 32},
}  # fmt: skip
colours = st.integers(0, 2**24 - 1).map(lambda n: f"#{n:06x}")


def sent(html):
    """Return the fields a browser would send of some markup, unchanged."""
    fields = {}
    for tag in re.findall(r"<(?:input|textarea)[^>]*>(?:[^<]*</textarea>)?", html):
        at = dict(re.findall(r' ([a-z-]+)="([^"]*)"', tag))
        if at.get("type") in ("radio", "checkbox") and " checked" not in tag:
            continue
        body = re.search(r">([^<]*)</textarea>", tag)
        value = (body[1] if body else at.get("value", "")).replace("&quot;", '"')
        if at.get("type") != "file":
            fields.setdefault(at["name"], []).append(value)
    return fields


@pytest.mark.parametrize("kind", QUESTIONS)
def test_what_is_drawn_is_read_back(kind):
    """An answer that is shown and sent unchanged is the same answer; nothing shown is nothing."""
    question, answer = QUESTIONS[kind], ANSWERS[kind]
    raw = raw_of([question], sent(question_field(question, "vi", answer)), {kind: answer} if kind == "file" else {})
    assert checked(question, raw[kind]) == answer
    empty = raw_of([question], sent(question_field(question, "en")), {})
    assert checked(question, empty[kind]) is None


@pytest.mark.parametrize("number", [1_500_000.0, 12_345_678.25, 1.125, 0.00001, -3.0])
def test_a_number_is_drawn_as_it_can_be_sent_again(number):
    """Money in đồng has seven digits: none of them is lost, and nothing is drawn that is no number when it is sent."""
    question = QUESTIONS["number"]
    for lang in ("vi", "en"):
        raw = raw_of([question], sent(question_field(question, lang, number)), {})
        assert checked(question, raw["number"], lang) == number


@pytest.mark.parametrize("kind", QUESTIONS)
def test_every_control_has_a_name_and_its_error(kind):
    """A group has a legend, a control a label; what is wrong stands inside and is tied to it."""
    html = question_field(QUESTIONS[kind], "vi", error="Sai <b>rồi</b>")
    assert "<legend" in html or "<label" in html
    assert "Sai &lt;b&gt;rồi&lt;/b&gt;" in html
    assert f'id="sv-{kind}-e"' in html
    assert re.search(rf'aria-describedby="[^"]*sv-{kind}-e', html)
    for name in re.findall(r'<label[^>]* for="([^"]+)"', html):
        assert f'id="{name}"' in html


def test_shuffled_options_stay_where_they_are_for_one_person():
    """The order follows from the filling in: the same after a reload, another for others."""
    many = tuple(Option(key=f"o{n}", text=str(n)) for n in range(9))
    question = Question(key="q", kind="choice", text="?", options=many, shuffle=True)
    orders = [[one.key for one in Pen(seed=seed).order(question)] for seed in ("a", "a", "b")]
    assert orders[0] == orders[1] != orders[2]
    assert sorted(orders[0]) == sorted(one.key for one in many)


def test_a_page_is_drawn_in_its_language():
    """Our words and the survey's; the other language is a button that keeps what was typed."""
    page = Page(key="p", title=Localized(vi="Đơn hàng", en="Your order"), questions=tuple(QUESTIONS.values()))
    survey = Survey(key="s", name="S", languages=("vi", "en"), pages=(page,))
    html = survey_page(survey, page, "en", {}, first=False, at=(2, 3))
    assert "Your order" in html
    assert "Page 2 of 3" in html
    assert 'name="_lang" value="vi"' in html
    assert html.index('value="next"') < html.index('value="back"')
    assert "style=" not in html


@given(colours)
def test_every_colour_can_be_read(colour):
    """As text and as a field, on page and card, light and dark."""
    for look, papers in PAPERS.items():
        for paper in papers:
            assert contrast(fitting(colour, look, 4.5), paper) >= 4.5
            assert contrast(fitting(colour, look, 3.0), paper) >= 3.0
        fill = fitting(colour, look, 3.0)
        assert max(contrast("#ffffff", fill), contrast("#000000", fill)) >= 4.5


@given(colours, st.sampled_from(["light", "dark", "auto"]), st.sampled_from(["round", "soft", "square"]))
def test_a_theme_is_its_name(colour, look, corners):
    """Its address says all of it, and nothing else is one."""
    theme = Theme(accent=colour, look=look, corners=corners)
    assert theme_of(theme_name(theme)) == theme
    assert theme_sheet(theme).startswith(f".sv-t-{theme_name(theme)}{{")
    assert theme_of(theme_name(theme) + "}") is None
