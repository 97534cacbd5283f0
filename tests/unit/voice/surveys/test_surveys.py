"""Answers checked, ways followed, texts piped, edits applied and taken back, changed words told, results counted."""

import msgspec
import pytest

from hanhtrinh.errors import InputError, Rejected
from hanhtrinh.i18n import LANGS, Localized
from hanhtrinh.values import Finding
from hanhtrinh.voice.surveys.adding import Ask, edits_for
from hanhtrinh.voice.surveys.answers import checked, checked_page
from hanhtrinh.voice.surveys.bank import PHASE_OF, READY, STAGES, bank, ready
from hanhtrinh.voice.surveys.checking import check_survey, forbidding
from hanhtrinh.voice.surveys.checks.found import lacks
from hanhtrinh.voice.surveys.checks.series import changed_series, raised
from hanhtrinh.voice.surveys.edits import Clash, Edit, apply
from hanhtrinh.voice.surveys.file import read_survey, write_survey
from hanhtrinh.voice.surveys.instruments import instruments_of
from hanhtrinh.voice.surveys.logic import next_page, page_before, thanks_of, way
from hanhtrinh.voice.surveys.model import Option, Page, Question, Survey, Thanks, When
from hanhtrinh.voice.surveys.model import Test as Asked
from hanhtrinh.voice.surveys.piping import piped
from hanhtrinh.voice.surveys.results import results_of
from hanhtrinh.voice.surveys.score import said_in
from hanhtrinh.voice.surveys.tally import tally
from tests.oracles.survey_results import One, columns

TEA = (Option(key="o", text="Oolong"), Option(key="s", text="Sen"))
DELIVERY = ready("delivery")


def q(kind, **more):
    return Question(**({"key": "q", "kind": kind, "text": "Hỏi?"} | more))


@pytest.mark.parametrize(
    ("question", "raw", "value"),
    [
        (q("nps"), "0", 0.0), (q("ces2"), 7, 7.0), (q("number"), "3,5", 3.5), (q("number"), " -1 000 ", -1000.0),
        (q("short"), "  a\x00\u202e  b ", "a b"), (q("long"), "a\r\nb", "a\nb"), (q("long"), " \n ", None),
        (q("choice", options=TEA), ["o"], "o"),
        (q("choice", options=TEA, other=True), "other: Chè  đen", "other:Chè đen"),
        (q("choices", options=TEA), "o", ["o"]), (q("choices", options=TEA), ["o", "o", "s"], ["o", "s"]),
        (q("ranking", options=TEA), ["s", "o"], ["s", "o"]), (q("date"), "2024-02-29", "2024-02-29"),
        (q("contact", fields=("phone",)), {"phone": "+84 (912) 345-678"}, {"phone": "+84912345678"}),
        (q("contact", fields=("email",)), {"email": "lan@example.com"}, {"email": "lan@example.com"}),
        (q("consent"), "on", True), (q("consent"), False, False), (q("nps"), "", None),
        (q("file"), {"name": "../a.png", "id": "abcdefgh"}, {"name": ".. a.png", "id": "abcdefgh"}),
    ],
)  # fmt: skip
def test_answers_take_their_form(question, raw, value) -> None:
    """What a form or JSON gives becomes the one form of an answer."""
    assert checked(question, raw) == value


@pytest.mark.parametrize(
    ("lang", "raw", "value"),
    [
        ("vi", "500.000", 500_000.0), ("vi", "1.500.000,5", 1_500_000.5), ("vi", "1,500", 1.5), ("vi", "1.5", 1.5),
        ("en", "500,000", 500_000.0), ("en", "1,500,000.5", 1_500_000.5), ("en", "1.500", 1.5), ("en", "1,5", 1.5),
        ("vi", "0.125", 0.125), ("en", "-1,000", -1000.0), ("vi", "1.50.000", None), ("en", "1,500,00", None),
    ],
)  # fmt: skip
def test_numbers_are_read_as_their_language_writes_them(lang, raw, value) -> None:
    """Half a million đồng is no five hundred; what no language writes so is asked for once more."""
    found = checked(q("number"), raw, lang)
    assert (found if value is not None else found.key) == (value if value is not None else "answers.not_a_number")


@pytest.mark.parametrize(
    ("question", "raw", "key"),
    [
        (q("nps"), "11", "not_on_scale"), (q("nps"), "7.5", "not_on_scale"), (q("nps"), True, "not_on_scale"),
        (q("nps"), "nan", "not_on_scale"), (q("nps"), 10**400, "not_on_scale"),
        (q("number"), -(10**400), "not_a_number"), (q("rating", high=3), "4", "not_on_scale"),
        (q("number"), "1e9", "not_a_number"),
        (q("number", low=1, high=5), "9", "out_of_range"), (q("number", low=1), "0", "too_low"),
        (q("short", most=3), "abcd", "too_long"), (q("short"), ["a"], "not_text"),
        (q("choice", options=TEA), "x", "no_such_option"), (q("choice", options=TEA), "other:x", "no_such_option"),
        (q("choices", options=TEA, most=1), ["o", "s"], "too_many"), (q("ranking", options=TEA), ["o"], "not_ranked"),
        (q("matrix", options=TEA, rows=TEA), {"x": "o"}, "no_such_row"), (q("matrix", options=TEA), "o", "not_rows"),
        (q("date"), "2025-02-29", "not_a_date"), (q("date"), "22/11/2026", "not_a_date"),
        (q("contact", fields=("email",)), {"email": "lan@"}, "not_email"),
        (q("contact", fields=("phone",)), {"phone": "12"}, "not_phone"), (q("consent"), "maybe", "not_consent"),
        (q("file"), {"name": "a", "id": "../../etc"}, "not_a_file"),
    ],
)  # fmt: skip
def test_what_is_no_answer_says_what_could_be(question, raw, key) -> None:
    """What cannot be an answer is a finding with words in both languages."""
    found = checked(question, raw)
    assert isinstance(found, Finding)
    assert found.key == f"answers.{key}"
    assert all(found.line_of_text(lang) for lang in LANGS)


def test_required_is_asked_for_on_its_page() -> None:
    """Good answers of a page are kept beside what is missing on it."""
    page = (q("nps", key="a", required=True), q("short", key="b"), q("consent", key="c", required=True))
    answers, findings = checked_page(page, {"b": "x", "c": "no"})
    assert answers == {"b": "x", "c": False}
    assert [(one.path, one.key) for one in findings] == [("a", "answers.missing"), ("c", "answers.consent_missing")]


def test_answers_off_the_way_are_kept_aside() -> None:
    """Whoever changes their mind leaves answers that no longer count; the way leads on from what does."""
    first = {"delivery-promise": "not-yet", "delivery-satisfied": 5.0}
    gone = way(DELIVERY, first)
    assert gone.pages == ("delivery", "contact")
    assert (gone.counted, gone.aside) == ({"delivery-promise": "not-yet"}, {"delivery-satisfied": 5.0})
    assert next_page(DELIVERY, "delivery", first) == "contact"
    assert page_before(DELIVERY, "contact", first) == "delivery"
    assert next_page(DELIVERY, "how", {"delivery-promise": "late", "delivery-satisfied": 4.0}) is None
    assert way(DELIVERY, {"delivery-promise": "late"}).open == "how"


def test_a_test_needs_an_answer() -> None:
    """Nothing can be said about no answer: a "is not" does not hold where nothing was answered."""
    unlike = Asked(of="a", op="is_not", values=("o",))
    asked = q("short", key="b", show=When(all=(unlike,)))
    survey = Survey(key="s", name="S", pages=(Page(key="p", questions=(q("choice", key="a", options=TEA), asked)),))
    assert "b" not in {one.key for one in way(survey, {}).shown["p"]}
    assert "b" in {one.key for one in way(survey, {"a": "s"}).shown["p"]}


def test_thanks_by_answer() -> None:
    """The first words whose condition holds are said."""
    survey = ready("after-purchase")
    assert "vui" in thanks_of(survey, {"recommend": 9.0}).text.vi
    assert "sửa" in thanks_of(survey, {"recommend": 2.0}).text.vi


def test_answers_in_words() -> None:
    """Options are said in their words, what nobody answered by the words after the bar; braces of others stay."""
    page = Page(key="p", questions=(q("choices", key="tea", options=TEA, other=True), q("date", key="day")))
    survey = Survey(key="s", name="S", pages=(page,))
    answers = {"tea": ["o", "other:{tea}"], "day": "2026-11-22"}
    assert piped("Trà {tea}, ngày {day}", survey, answers, "vi") == "Trà Oolong, {tea}, ngày 22/11/2026"
    assert piped("{tea|trà} {trait.name|bạn} {x y}", survey, {}, "vi") == "trà bạn {x y}"
    assert piped("{trait.name|bạn}", survey, {}, "vi", {"name": "Hà"}) == "Hà"
    assert piped("{trait.spent} ₫", survey, {}, "vi", {"spent": 1234567.0}) == "1.234.567 ₫"
    assert piped("{trait.spent}", survey, {}, "en", {"spent": 1234567.5}) == "1,234,567.5"


def test_what_answers_say_on_instruments() -> None:
    """Words go with the score they explain, rows have their own instruments, every one is known beforehand."""
    answers = {
        "delivery-promise": "late", "delivery-satisfied": 2.0, "delivery-parts": {"speed": "bad"}, "why": "Chậm",
    }  # fmt: skip
    said = said_in(DELIVERY, answers)
    assert [(one.instrument, one.score, one.text) for one in said] == [
        ("delivery.delivery-satisfied", 2.0, "Chậm"), ("delivery.delivery-parts.speed", 2.0, ""),
    ]  # fmt: skip
    known = {one.key for one in instruments_of(DELIVERY)}
    assert {one.instrument for one in said} <= known


def test_edits_meet_and_go_back() -> None:
    """An edit and its inverse leave the survey as it was; one over words somebody else wrote is refused."""
    place = ("pages", "how", "questions", "why")
    edits = (
        Edit(op="set", place=(*place, "text", "vi"), value="Sao?"),
        Edit(op="move", place=place, to=("pages", "delivery", "questions"), before="delivery-promise"),
        Edit(op="drop", place=("pages", "contact")),
        Edit(op="set", place=("asking", "on_page"), value={"leaving": True}),
    )
    changed, inverse = apply(DELIVERY, edits)
    assert [one.key for one in changed.pages[0].questions] == ["why", "delivery-promise"]
    assert apply(changed, inverse)[0] == DELIVERY
    with pytest.raises(Clash) as clash:
        apply(changed, (Edit(op="set", place=("name", "vi"), value="B", was="A"),))
    assert clash.value.found == "Nhận hàng"
    with pytest.raises(Clash):
        apply(changed, (Edit(op="drop", place=("pages", "contact")),))
    with pytest.raises(InputError):
        apply(changed, (Edit(op="set", place=("languages",), value=["fr"]),))


@pytest.mark.parametrize(
    "edit",
    [
        Edit(op="set", place=()),
        Edit(op="drop", place=("languages", "vi")),
        Edit(op="add", place=("languages",), value={"key": "fr"}, before="vi"),
    ],
)
def test_an_edit_of_what_is_no_thing_is_refused(edit) -> None:
    """Nothing has an empty place, and no language a key: that is said, it does not break."""
    with pytest.raises(Clash):
        apply(DELIVERY, (edit,))


def test_a_text_without_language_gets_them() -> None:
    """Writing one language of a text that had none keeps it in the others."""
    survey = Survey(key="s", name="Tên", languages=("vi", "en"))
    changed, inverse = apply(survey, (Edit(op="set", place=("name", "en"), value="Name"),))
    assert changed.name == Localized(vi="Tên", en="Name")
    assert inverse


def test_pasted_lines_become_options() -> None:
    """Bullets and numbers go, keys are made of the words, empty options make way."""
    survey = Survey(key="s", name="S", pages=(Page(key="p1"),))
    for ask in (
        Ask(do="question", kind="choice", page="p1"),
        Ask(do="lines", question="choice", lines="1. Giá cao\n- Giao lâu\n\n• Giá cao"),
    ):
        survey = apply(survey, edits_for(survey, ask))[0]
    options = survey.questions[0].options
    assert [one.key for one in options] == ["gia-cao", "giao-lau", "gia-cao-2"]
    assert options[0].text == Localized(vi="Giá cao")


def test_changed_words_and_scales() -> None:
    """Words changed may go on, a scale never does; a language added or a full stop changes nothing."""
    old = ready("after-purchase")

    def with_first(**more):
        page = msgspec.structs.replace(old.pages[0], questions=(msgspec.structs.replace(old.questions[0], **more),))
        return msgspec.structs.replace(old, pages=(page, *old.pages[1:]))

    words = with_first(text="Bạn thấy sao?")
    assert [(one.what, one.anew) for one in changed_series(words, [old])] == [("words", 2)]
    assert raised(words, [old], keep=["recommend"])[1] == ()
    scale = with_first(kind="csat")
    assert raised(scale, [old], keep=["recommend"])[1] == ("recommend",)
    assert raised(scale, [old])[0].questions[0].anew == 2
    same = old.questions[0].text
    assert changed_series(with_first(text=Localized(vi=f"{same.vi.rstrip('?')} ?", en=same.en)), [old]) == []


def test_the_bank_is_complete() -> None:
    """At least fifty questions in both languages over all stages; every ready survey can be opened as it is."""
    assert len(bank()) >= 50
    assert {stage for one in bank().values() for stage in one.stages} == set(STAGES) == set(PHASE_OF)
    for one in bank().values():
        texts = [one.question.text, one.asks, *(o.text for o in (*one.question.options, *one.question.rows))]
        assert not any(lacks(text, LANGS) for text in texts), one.question.key
    for name in READY:
        found = check_survey(ready(name))
        assert not [one for one in found if one.severity != "note"], name
        assert read_survey(write_survey(ready(name)), "x.yaml")[0] == ready(name)


BAD = """\
key: bad
name: {vi: Tên}
languages: [vi, en]
pages:
  - key: one
    questions:
      - {key: a, kind: nps, text: "Hỏi {b}? {c}"}
      - {key: a, kind: choice, text: Chọn, options: [{key: x, text: X}]}
      - {key: n, kind: number, text: N, low: 9, high: 1, show: {all: [{of: a, op: at_least, values: [99]}]}}
    jumps:
      - {when: {}, to: three}
      - {when: {all: [{of: zz, op: answered}]}, to: one}
  - key: two
    questions:
      - {key: b, kind: matrix, text: B, show: {any: [{of: d, op: is, values: [q]}]}}
  - key: three
    questions:
      - {key: d, kind: contact, text: D}
      - {key: w, kind: long, text: W, about: d}
thanks:
  - {text: Cảm ơn, link: "javascript:alert(1)"}
  - {text: Nữa}
touchpoint: cart
asking: {opens: 5, closes: 4}
anonymous: true
"""


def test_every_finding_with_its_place() -> None:
    """All that is wrong is found in one go, each at its line, in words of both languages."""
    survey, findings = read_survey(BAD, "bad.yaml")
    found = {(one.key.removeprefix("surveycheck."), one.line) for one in findings}
    expected = {
        ("no_text_en", 2), ("pipe_later", 7), ("pipe_unknown", 7), ("question_twice", 8), ("options_needed", 8),
        ("bounds_crossed", 9), ("jump_unreached", 12), ("jump_back", 12), ("page_unreached", 13), ("rows_needed", 15),
        ("test_later", 15), ("fields_needed", 18), ("not_anonymous", 18), ("about_unscored", 19), ("link", 21),
        ("thanks_unreached", 22), ("touchpoint_without_journey", 23), ("dates_crossed", 24),
    }  # fmt: skip
    assert expected <= found
    assert all(one.line_of_text(lang) for one in findings for lang in LANGS)
    assert forbidding(findings)
    assert survey.key == "bad"
    with pytest.raises(Rejected):
        read_survey("key: a\nname: A\npages: 3\n", "x.yaml")


def test_results_are_never_pooled_over_a_series() -> None:
    """A question asked anew is counted by itself; what is off the way is not counted."""
    old = ready("after-purchase")
    new = raised(msgspec.structs.replace(old), [old])[0]
    page = msgspec.structs.replace(old.pages[0], questions=(msgspec.structs.replace(old.questions[0], anew=2),))
    new = msgspec.structs.replace(old, pages=(page, *old.pages[1:]))
    given = [One(1, {"recommend": 10.0, "why-bad": "không tính"}, "", str(i)) for i in range(8)]
    given += [One(2, {"recommend": 0.0, "why-bad": "Chậm"}, "", f"n{i}") for i in range(6)]
    known = {1: old, 2: new}
    results = {(one.question.key, one.anew): one for one in results_of(known, tally(known, columns(given)))}
    assert (results["recommend", 1].score.value, results["recommend", 1].n) == (100.0, 8)
    assert (results["recommend", 2].score.value, results["recommend", 2].n) == (-100.0, 6)
    assert results["why-bad", 1].n == 6
    assert results["recommend", 1].score.interval.low < 100


def test_csat_and_choices_by_wilson() -> None:
    """8 satisfied of 10 are 49.0 to 94.3 %; several choices are shares of those who answered."""
    page = Page(key="p", questions=(q("csat"), q("choices", key="c", options=TEA)))
    survey = Survey(key="s", name="S", pages=(page,))
    given = [One(1, {"q": 5.0 if i < 8 else 1.0, "c": ["o", "s"] if i else ["o"]}, "", str(i)) for i in range(10)]
    csat, tea = results_of({1: survey}, tally({1: survey}, columns(given)))
    assert (round(csat.score.interval.low, 3), round(csat.score.interval.high, 3)) == (0.49, 0.943)
    assert [(one.key, one.n, one.share) for one in tea.shares] == [("o", 10, 1.0), ("s", 9, 0.9)]


def test_thanks_without_words_are_none() -> None:
    """A survey without thanks says none of its own."""
    assert (
        thanks_of(Survey(key="s", name="S", thanks=(Thanks(when=When(all=(Asked(of="a", op="answered"),))),)), {})
        is None
    )
