"""Walking the journey: a checklist for each step, a sheet to fill in, and what was filled in read back."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hanhtrinh.i18n import LANGS, Lang
from hanhtrinh.journey.codec import read_journey
from hanhtrinh.journey.forms.table.cells import csv_rows
from hanhtrinh.journey.model import Journey, WalkedStep
from hanhtrinh.journey.walk import WalkedSummary, checklist, findings_of, summary
from hanhtrinh.journey.walk_sheet import COLUMNS, FILLED, csv_sheet, header, markdown_sheet, read_rows, rows
from hanhtrinh.journey.yaml_text import read_yaml
from tests.random_edits import ANY_JOURNEYS

TEXT = """\
format: hanhtrinh/1
key: shop
name: {vi: Cửa hàng, en: Shop}
outcome: pay
channels: {web: {name: {vi: Trang web, en: Website}}}
touchpoints:
  visit: {name: {vi: Trang chủ, en: Home page}, channel: web, match: {event: visit}}
  pay: {name: {vi: Thanh toán, en: Checkout}, channel: web, match: {event: purchase}}
competitors: {lazada: {name: Lazada}}
walks:
  one:
    by: Lan
    on: 2026-03-01
    steps:
      visit: {note: {vi: Chậm, en: Slow}, feeling: -1}
      pay: {follows: false, note: Hỏi lại địa chỉ, feeling: 0.5}
  two:
    steps:
      visit: {}
      pay: {done: false, note: Thẻ bị từ chối}
stages:
  - key: look
    name: {vi: Xem, en: Look}
    phase: before
    steps:
      - {key: visit, touchpoint: visit, activity: {vi: Vào trang, en: Opens the page.}, parallel: pay}
  - key: buy
    name: {vi: Mua, en: Buy}
    phase: during
    steps:
      - key: pay
        touchpoint: pay
        feeling: {words: {vi: Hồi hộp, en: Excited}, score: 1.5}
        questions: [{vi: Vì sao chọn mình?, en: Why us?, ask: why_left}]
        pains: [{text: {vi: Nhiều ô, en: Many fields}}]
        moment_of_truth: true
        optional: true
        competitors: {lazada: {words: {vi: Một trang., en: One page.}}}
        promise: {within: 2d, after: visit}
        targets: {csat: 0.85, time: 10m}
"""
SHOP = read_journey(TEXT, "shop.yaml")


def test_checklist() -> None:
    """Each step says what to do and where, what to look at, what to answer, and how to name a picture."""
    visit, pay = checklist(SHOP, "en")
    assert (visit.number, visit.do, visit.where) == (1, "Opens the page.", "Home page · Website")
    assert visit.follows == "Is it clear how a customer gets here in the first place?"
    assert visit.look_at == ("It may come before or after ‘Checkout’: is that clear?",)
    assert (pay.do, pay.picture) == ("Do what a customer does here: Checkout.", "02-pay.jpg")
    assert pay.follows == "Does it follow naturally from ‘Home page’?"
    assert pay.questions == ("Why us?",)
    assert tuple(line.replace("\u00a0", " ") for line in pay.look_at) == (
        "The team assumes it feels like this: Excited (1.5). How does it feel to you?",
        "Promised: within 2 days of ‘Home page’. Was it kept?",
        "What the team wants to reach: a CSAT of at least 85 %; within 10 minutes of the step before.",
        "Is this so? “Many fields”",
        "At Lazada: One page. Is it better there, or here?",
        "A moment of truth: would you stay after this?",
        "This step may be left out: did you need it?",
    )


def test_checklist_in_vietnamese() -> None:
    """The same in Vietnamese."""
    visit, pay = checklist(SHOP, "vi")
    assert (visit.do, visit.where, pay.questions) == ("Vào trang", "Trang chủ · Trang web", ("Vì sao chọn mình?",))
    assert pay.follows == "Bước này có tiếp nối tự nhiên từ ‘Trang chủ’ không?"


@settings(deadline=None, max_examples=30)
@given(ANY_JOURNEYS)
def test_any_journey_has_a_checklist(journey: Journey) -> None:
    """Whatever a journey holds, faults too, there is one item a step, and the sheet comes back empty."""
    for lang in LANGS:
        items = checklist(journey, lang)
        assert [item.step for item in items] == [step.key for step in journey.steps]
        assert all(len(row) == len(COLUMNS) + len(FILLED) for row in rows(items, lang))
        assert markdown_sheet("Title", items, lang).count("###") == len(items)


def test_findings_of_a_walk() -> None:
    """Steps that do not follow naturally, or could not be done, are findings with their notes, in map order."""
    document = read_yaml(TEXT, "shop.yaml")
    (finding,) = findings_of(SHOP, "one", "en", document)
    assert finding.line_of_text("en") == (
        "shop.yaml:16 walks.one.steps.pay: warning: ‘Checkout’ does not follow naturally from the step before. "
        "Hỏi lại địa chỉ"
    )
    (undone,) = findings_of(SHOP, "two", "vi")
    assert undone.line_of_text("vi") == "walks.two.steps.pay: cảnh báo: ‘Thanh toán’ không làm được. Thẻ bị từ chối"
    with pytest.raises(KeyError):
        findings_of(SHOP, "three", "en")


def test_summary() -> None:
    """All walks together: how many tried a step, could do it, found that it does not follow, and how it felt."""
    assert summary(SHOP, "vi") == (
        WalkedSummary(
            step="visit",
            name="Trang chủ",
            tried=2,
            done=2,
            not_following=0,
            feeling=-1.0,
            notes=(("Lan, 2026-03-01", "Chậm"),),
        ),
        WalkedSummary(
            step="pay",
            name="Thanh toán",
            tried=2,
            done=1,
            not_following=1,
            feeling=0.5,
            notes=(("Lan, 2026-03-01", "Hỏi lại địa chỉ"), ("two", "Thẻ bị từ chối")),
        ),
    )


def filled(lang: Lang, *cells: tuple[int, dict[str, str]]) -> list[list[str]]:
    """Return the sheet of the shop with some cells of some rows (from 1) filled in."""
    sheet = rows(checklist(SHOP, lang), lang)
    for row, entries in cells:
        for name, text in entries.items():
            sheet[row][(*COLUMNS, *FILLED).index(name)] = text
    return sheet


def test_read_back() -> None:
    """What was filled in is read in either language, leniently; what is empty was not walked."""
    vietnamese = filled(
        "vi",
        (1, {"done": "Có", "follows": "ko", "feeling": "−1,5", "note": " Chậm "}),
        (2, {"done": "chưa", "feeling": "rất tệ", "picture": "02.jpg"}),
    )
    expected = {
        "visit": WalkedStep(done=True, follows=False, feeling=-1.5, note="Chậm"),
        "pay": WalkedStep(done=False, follows=True, feeling=-2.0, picture="02.jpg"),
    }
    assert read_rows(vietnamese, SHOP, "f") == (expected, ())
    english = filled("en", (2, {"follows": "X", "feeling": "good"}))
    assert read_rows(english, SHOP, "f") == ({"pay": WalkedStep(feeling=1.0)}, ())


def test_columns_in_any_order() -> None:
    """Columns may be left out, moved and called by their plain names; lines above the heads are no harm."""
    sheet = [["A walk"], [], ["Note", "Bước", "follows"], ["Odd", "thanh toan", "no"], ["", "Home page", "yes"]]
    assert read_rows(sheet, SHOP, "f") == (
        {"visit": WalkedStep(), "pay": WalkedStep(follows=False, note="Odd")},
        (),
    )


def test_every_fault_is_told() -> None:
    """Each cell that cannot be understood is a finding with its row and column, in both languages."""
    sheet = filled(
        "en",
        (1, {"done": "maybe", "follows": "perhaps", "feeling": "7"}),
        (2, {"step": "payy", "feeling": "warm", "note": "x"}),
    )
    sheet.append(["visit", *[""] * 8, "yes", "", "", "", ""])
    sheet.append(["pay", *[""] * 8, "yes", "", "warm", "", ""])
    sheet.append(["", *[""] * 8, "yes", "", "", "", ""])
    walked, findings = read_rows(sheet, SHOP, "notes.csv")
    assert [finding.line_of_text("en") for finding in findings] == [
        "notes.csv:2 J2: error: 'maybe' is neither yes nor no. Write yes (or x) or no.",
        "notes.csv:2 K2: error: 'perhaps' is neither yes nor no. Write yes (or x) or no.",
        "notes.csv:2 L2: error: 7 is out of range. A feeling goes from −2 (very bad) to 2 (delighted).",
        "notes.csv:3 A3: error: there is no step 'payy' in the journey. Did you mean 'pay'?",
        "notes.csv:4 A4: error: the step 'visit' has two rows with notes. Keep one.",
        "notes.csv:5 L5: error: 'warm' is no feeling. Write a number from −2 (very bad) to 2 (delighted).",
        "notes.csv:6 A6: error: there is no step '–' in the journey. Known: visit, pay.",
    ]
    assert all(finding.line_of_text("vi") for finding in findings)
    assert walked


@pytest.mark.parametrize(
    ("sheet", "key"),
    [([], "walk.no_header"), ([["a", "b"]], "walk.no_header"), (filled("vi"), "walk.nothing_filled")],
)
def test_sheets_that_say_nothing(sheet: list[list[str]], key: str) -> None:
    """A sheet without heads, or with nothing in it, is refused."""
    walked, (finding,) = read_rows(sheet, SHOP, "f")
    assert (walked, finding.key) == ({}, key)


@settings(deadline=None, max_examples=100)
@given(st.lists(st.lists(st.text(max_size=8), max_size=6), max_size=6))
def test_any_rows(sheet: list[list[str]]) -> None:
    """Whatever the rows, something is read or something is said."""
    walked, findings = read_rows([header("vi"), *sheet], SHOP, "f")
    assert bool(walked) or bool(findings)


def test_csv_is_safe_and_comes_back() -> None:
    """A text that a spreadsheet would run is written so that it does not, and the sheet reads back as it was."""
    risky = read_journey(TEXT.replace("en: Opens the page.", 'en: "=cmd|x"'), "f")
    text = csv_sheet(checklist(risky, "en"), "en")
    assert text.startswith("\ufeffKey,")
    assert "'=cmd|x" in text
    assert csv_rows(text)[0] == rows(checklist(risky, "en"), "en")
