"""The letter that asks: its question inside, its answers as links that tell nothing and do nothing."""

import re

import pytest
from msgspec.structs import replace

from hanhtrinh.app.answering.doors import mark_of, score_of
from hanhtrinh.app.answering.letter import asking_letter
from hanhtrinh.app.answering.stamps import LIVES, drawn_at, stamp
from hanhtrinh.i18n import Localized
from hanhtrinh.voice.surveys.model import Asking, ByMail, Page, Question, Survey, Theme

TOKEN, BASE = "ab" * 24, "https://hoi.example"
LIKE = Question(key="like", kind="nps", text="Bạn có giới thiệu {trait.name|bạn bè} không?")


def survey(*questions, **more):
    """Return a survey of one page."""
    return Survey(key="s", name="S", languages=("vi", "en"), pages=(Page(key="p", questions=questions),), **more)


@pytest.mark.parametrize(("kind", "count"), [("nps", 11), ("csat", 5), ("ces1", 5), ("ces2", 7), ("rating", 5)])
def test_every_answer_is_a_link(kind, count):
    """In the plain text and in the HTML the same, each score once, readable to nobody but who holds the token."""
    letter = asking_letter(survey(replace(LIKE, kind=kind)), BASE, TOKEN, "vi", company="Tiệm Hoa")
    links = re.findall(rf"{BASE}/a/{TOKEN}\?c=([0-9a-f]+)", letter.text)
    assert re.findall(rf'href="{BASE}/a/{TOKEN}\?c=([0-9a-f]+)"', letter.html) == links
    assert len(set(links)) == count
    low = 0 if kind == "nps" else 1
    assert [score_of(TOKEN, "like", mark, range(11)) for mark in links] == list(range(low, low + count))
    assert all(score_of("other", "like", mark, range(11)) is None for mark in links)


@pytest.mark.parametrize("questions", [(), (replace(LIKE, kind="long"),), (replace(LIKE, kind="rating", high=20.0),)])
def test_without_a_question_that_fits_there_is_one_button(questions):
    """It leads to the survey."""
    letter = asking_letter(survey(*questions), BASE, TOKEN, "en", company="Hoa")
    assert "?c=" not in letter.html + letter.text
    assert f"{BASE}/a/{TOKEN}\n" in letter.text
    assert f'href="{BASE}/a/{TOKEN}"' in letter.html


def test_its_words_are_the_surveys_and_hostile_ones_stay_words():
    """Subject and lead of the survey in the reader's language; names are escaped, a subject is one line."""
    mail = ByMail(
        subject=Localized(vi="Chào {trait.name}\r\nBcc: x", en="Hello {trait.name}"), text="Chào {trait.name}"
    )
    asked = survey(LIKE, asking=Asking(by_mail=mail), theme=Theme(accent="#ffe14d"))
    letter = asking_letter(asked, BASE, TOKEN, "vi", company="<Hoa>", traits={"name": "<img src=x>An"})
    assert letter.subject == "Chào <img src=x>An Bcc: x"
    assert "<img src=x>" not in letter.html
    assert "&lt;img src=x&gt;An" in letter.html
    assert asking_letter(asked, BASE, TOKEN, "en", company="H", traits={"name": "An"}).subject == "Hello An"
    assert f"{BASE}/a/{TOKEN}/stop" in letter.text


@pytest.mark.parametrize(
    ("name", "stands"),
    [
        ("Nguyễn Thị Gấm", True), ("A. B. O'Hara", True), ("22/11/2026", True), ("12345678", True), ("1.250.000", True),
        ("evil.example", False), ("đây.vn", False), ("http://1.2.3.4", False), ("me@evil.example", False),
        ("0900 111 222 333", False), ("You have won a prize! " * 4, False), ("a\nb", False),
    ],
)  # fmt: skip
def test_a_trait_carries_nobodys_advertising(name, stands):
    """Whoever may send events may name a stranger's address and any name: what mail programs link is left out."""
    mail = ByMail(subject="Chào {trait.name|bạn}", text="Chào {trait.name|bạn}")
    asked = survey(LIKE, asking=Asking(by_mail=mail))
    letter = asking_letter(asked, BASE, TOKEN, "vi", company="Hoa", traits={"name": name})
    assert letter.subject == f"Chào {name if stands else 'bạn'}"
    assert stands or name not in letter.text + letter.html


def test_marks_and_stamps_are_ours():
    """A mark of another question, a token of another form, one too old or from tomorrow: none of them counts."""
    assert mark_of(TOKEN, "like", 9) != mark_of(TOKEN, "other", 9)
    assert score_of(TOKEN, "like", "", range(11)) is None
    made = stamp("secret", "filling", 10**15)
    assert drawn_at("secret", "filling", made, 10**15 + 5) == 10**15
    later, earlier = 10**15 + LIVES + 1, 10**15 - 1
    for secret, filling, now in (
        ("else", "filling", 10**15), ("secret", "else", 10**15), ("secret", "filling", later),
        ("secret", "filling", earlier),
    ):  # fmt: skip
        assert drawn_at(secret, filling, made, now) is None
    for forged in ("", ".", "x.y", "١.abc", "9" * 30 + ".x"):
        assert drawn_at("secret", "filling", forged, 10**15) is None
