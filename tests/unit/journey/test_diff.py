"""What changed between two journeys reads as sentences, in both languages, stage by stage."""

from itertools import islice
from random import Random

import msgspec
import pytest
from hypothesis import given, settings

from hanhtrinh.i18n import LANGS, Lang, Localized, catalogue
from hanhtrinh.journey.codec import read_journey
from hanhtrinh.journey.diff import sentences
from hanhtrinh.journey.diff.values import both, rule_text
from hanhtrinh.journey.edits import (
    AddEntry,
    AddItem,
    AddStage,
    AddStep,
    ChangeField,
    ChangeItem,
    Edit,
    EditRefused,
    MoveEntry,
    MoveItem,
    MoveStage,
    MoveStep,
    RenameKey,
    Several,
    apply,
    apply_all,
    edits_between,
    removal,
)
from hanhtrinh.journey.model import (
    Channel,
    Comparison,
    Competitor,
    Feeling,
    Friction,
    Journey,
    Persona,
    Promise,
    Segment,
    Stage,
    Step,
    Targets,
    Touchpoint,
    Walk,
    WalkedStep,
)
from tests.random_edits import SEEDS, SOUND_JOURNEYS, random_edits

OLD = read_journey(
    """\
format: hanhtrinh/1
key: retail
name: {vi: Mua hàng, en: Shopping}
outcome: checkout
channels: {website: {name: Website}, phone: {name: {vi: Điện thoại, en: Phone}}}
touchpoints:
  website: {name: {vi: Trang web, en: Website}, channel: website}
  product: {name: {vi: Trang sản phẩm, en: Product page}}
  reviews: {name: {vi: Đánh giá của người mua, en: Customer reviews}}
  compare: {name: {vi: So sánh, en: Comparison}}
  cart: {name: {vi: Giỏ hàng, en: Cart}}
  checkout: {name: {vi: Thanh toán, en: Checkout}}
  delivery: {name: {vi: Giao hàng, en: Delivery}}
  loyalty: {name: {vi: Khách thân thiết, en: Loyalty programme}}
  referral: {name: {vi: Giới thiệu bạn bè, en: Referral}}
stages:
  - key: consideration
    name: {vi: Tìm hiểu, en: Consideration}
    phase: before
    steps: [{key: website, touchpoint: website}, {key: product, touchpoint: product}]
  - key: evaluation
    name: {vi: Đánh giá, en: Evaluation}
    phase: before
    steps: [{key: reviews, touchpoint: reviews}, {key: compare, touchpoint: compare}]
  - key: purchase
    name: {vi: Mua hàng, en: Purchase}
    phase: during
    steps: [{key: cart, touchpoint: cart}, {key: checkout, touchpoint: checkout}]
  - {key: usage, name: {vi: Sử dụng, en: Usage}, phase: after, steps: [{key: delivery, touchpoint: delivery}]}
  - {key: support, name: {vi: Hỗ trợ sau bán hàng, en: Support}, phase: after}
  - key: loyalty
    name: {vi: Trung thành, en: Loyalty}
    phase: after
    steps: [{key: loyalty, touchpoint: loyalty}, {key: referral, touchpoint: referral}]
""",
    "old",
)
AT_CART = ("steps", "cart")
EDITS: tuple[Edit, ...] = (
    ChangeField(field=("window",), old=OLD.window, new="14d"),
    ChangeField(field=("outcome",), old="checkout", new="delivery"),
    MoveStep(key="cart", stage="consideration", after="website"),
    MoveStep(key="reviews", stage="evaluation", after="compare"),
    MoveStage(key="loyalty", after="usage"),
    AddStep(
        stage="purchase",
        step=Step(key="wish", name=Localized(vi="Danh sách mong muốn", en="Wishlist")),
        after=None,
    ),
    AddStage(
        stage=Stage(key="return", name=Localized(vi="Trả hàng", en="Return"), phase="after", steps=(Step(key="back"),)),
        after="support",
    ),
    removal(OLD, "steps", "referral"),
    RenameKey(kind="touchpoints", old="website", new="site"),
    ChangeField(place=AT_CART, field=("owner",), old="", new="Minh"),
    ChangeField(place=("steps", "wish"), field=("feeling", "score"), old=None, new=-1.5),
    ChangeField(place=("steps", "wish"), field=("moment_of_truth",), old=False, new=True),
    ChangeField(place=("steps", "wish"), field=("targets", "reach"), old=None, new=0.25),
    ChangeField(place=("steps", "wish"), field=("promise",), old=None, new={"within": "1d", "after": "cart"}),
    AddItem(place=("steps", "wish"), field="pains", at=0, value={"text": "Chậm", "severity": 3}),
    ChangeItem(
        place=("steps", "wish"),
        field="pains",
        at=0,
        old={"text": "Chậm", "severity": 3},
        new={"text": "Rất chậm", "severity": 3},
    ),
    AddEntry(field="competitors", key="lazada", value={"name": "Lazada"}),
    AddEntry(place=AT_CART, field="competitors", key="lazada", value={"words": "Giỏ rõ ràng hơn"}),
    MoveEntry(field="channels", key=next(iter(OLD.channels)), after=list(OLD.channels)[-1]),
)
ENGLISH = """\
The journey
- The journey: the window after which a pass counts as left changed from 30 days to 14 days.
- The journey: the outcome changed from ‘Checkout’ to ‘Delivery’.
Stage ‘Consideration’
- Step ‘Cart’ was moved from stage ‘Purchase’ to ‘Consideration’, before ‘Product page’.
- Step ‘Cart’: the owner is now “Minh”.
- Step ‘Cart’ at competitor ‘Lazada’: the note is now “Giỏ rõ ràng hơn”.
Stage ‘Evaluation’
- Step ‘Customer reviews’ was moved within stage ‘Evaluation’, at the end.
Stage ‘Purchase’
- Step ‘Wishlist’ was added to stage ‘Purchase’, before ‘Checkout’.
- Step ‘Wishlist’: the assumed feeling is now −1.5.
- Step ‘Wishlist’: from now on a moment of truth.
- Step ‘Wishlist’: the target for reach is now 25 %.
- Step ‘Wishlist’: the promise is now within 1 day of ‘Cart’.
- Step ‘Wishlist’: new pain point: “Chậm” (severity 3).
- Step ‘Wishlist’: pain point changed from “Chậm” (severity 3) to “Rất chậm” (severity 3).
Stage ‘Loyalty’
- Stage ‘Loyalty’ was moved before ‘Support’.
- Step ‘Referral’ was removed from stage ‘Loyalty’.
Stage ‘Return’
- Stage ‘Return’ was added at the end; in it: ‘back’.
Touchpoints, personas and other descriptions
- Touchpoint ‘Website’ has another key: ‘website’ became ‘site’, and what refers to it followed.
- Competitor ‘Lazada’ was added.
- The channels stand in another order.
"""
VIETNAMESE = """\
Hành trình
- Hành trình: khoảng im lặng sau đó lượt đi tính là rời bỏ đổi từ 30 ngày thành 14 ngày.
- Hành trình: kết quả mong muốn đổi từ ‘Thanh toán’ thành ‘Giao hàng’.
Giai đoạn ‘Tìm hiểu’
- Bước ‘Giỏ hàng’ được chuyển từ giai đoạn ‘Mua hàng’ sang ‘Tìm hiểu’, trước ‘Trang sản phẩm’.
- Bước ‘Giỏ hàng’: người phụ trách nay là “Minh”.
- Bước ‘Giỏ hàng’ ở đối thủ ‘Lazada’: ghi chú nay là “Giỏ rõ ràng hơn”.
Giai đoạn ‘Đánh giá’
- Bước ‘Đánh giá của người mua’ được đổi chỗ trong giai đoạn ‘Đánh giá’, ở cuối.
Giai đoạn ‘Mua hàng’
- Bước ‘Danh sách mong muốn’ được thêm vào giai đoạn ‘Mua hàng’, trước ‘Thanh toán’.
- Bước ‘Danh sách mong muốn’: cảm xúc giả định nay là −1,5.
- Bước ‘Danh sách mong muốn’: từ nay là khoảnh khắc quyết định.
- Bước ‘Danh sách mong muốn’: mục tiêu về tỷ lệ tới nay là 25 %.
- Bước ‘Danh sách mong muốn’: lời hứa nay là trong vòng 1 ngày kể từ ‘Giỏ hàng’.
- Bước ‘Danh sách mong muốn’: thêm điểm đau: “Chậm” (mức 3).
- Bước ‘Danh sách mong muốn’: điểm đau đổi từ “Chậm” (mức 3) thành “Rất chậm” (mức 3).
Giai đoạn ‘Trung thành’
- Giai đoạn ‘Trung thành’ được chuyển đến trước ‘Hỗ trợ sau bán hàng’.
- Bước ‘Giới thiệu bạn bè’ đã bị bỏ khỏi giai đoạn ‘Trung thành’.
Giai đoạn ‘Trả hàng’
- Giai đoạn ‘Trả hàng’ được thêm vào ở cuối; gồm: ‘back’.
Điểm chạm, chân dung khách hàng và các mô tả khác
- Điểm chạm ‘Trang web’ mang khóa mới: ‘website’ đổi thành ‘site’, mọi chỗ trỏ đến nó đều đổi theo.
- Đối thủ ‘Lazada’ được thêm vào.
- Các kênh được xếp theo thứ tự khác.
"""


def told(edits: tuple[Edit, ...], old: Journey, new: Journey, lang: Lang) -> str:
    sections = sentences(edits, old, new, lang)
    return "".join(f"{one.title}\n" + "".join(f"- {line}\n" for line in one.sentences) for one in sections)


@pytest.mark.parametrize(("lang", "expected"), [("en", ENGLISH), ("vi", VIETNAMESE)])
def test_sentences(lang: Lang, expected: str) -> None:
    """A week's work on a journey, read out."""
    assert told(EDITS, OLD, apply_all(OLD, EDITS), lang).replace("\u00a0", " ") == expected


def test_a_group_is_read_out_edit_by_edit() -> None:
    """Edits that belong together are told one after another."""
    group = Several(edits=EDITS[:2])
    assert told((group,), OLD, apply(OLD, group), "en").count("\n- ") == 2


@settings(deadline=None, max_examples=60)
@given(SOUND_JOURNEYS, SOUND_JOURNEYS)
def test_anything_can_be_said(old: Journey, new: Journey) -> None:
    """Whatever lies between two journeys is told in both languages, no edit without a sentence."""
    edits = edits_between(old, new)
    for lang in LANGS:
        found = sentences(edits, old, new, lang)
        assert bool(found) == bool(edits)
        assert all(section.title and all(section.sentences) for section in found)
        assert not any("{" in line and "}" in line and "‹" not in line for one in found for line in one.sentences)


@settings(deadline=None, max_examples=20)
@given(SOUND_JOURNEYS, SEEDS)
def test_any_single_edit_can_be_said(journey: Journey, seed: int) -> None:
    """Each edit anybody makes has a sentence of its own."""
    for edit in islice(random_edits(journey, Random(seed)), 30):
        try:
            new = apply(journey, edit)
        except EditRefused:
            continue
        found = sentences((edit,), journey, new, "vi")
        assert found or isinstance(edit, Several)


SHAPES = (
    Journey, Stage, Step, Feeling, Targets, Promise, Friction, Persona, Channel, Touchpoint, Segment, Competitor, Walk,
    WalkedStep, Comparison,
)  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.__name__)
def test_every_field_has_a_name(shape: type[msgspec.Struct]) -> None:
    """A change of any field of the model can be named; what is edited thing by thing has names of its own."""
    by_thing = {"format", "personas", "channels", "touchpoints", "segments", "competitors", "walks"}
    for field in shape.__struct_fields__:
        if not (shape is Journey and field in by_thing):
            assert f"field_{field}" in catalogue("edits", "vi"), field


def test_long_texts_are_shown_where_they_differ() -> None:
    """Of a long text only the words that changed are shown, with a few around them."""
    head = "Khách đọc phần mô tả sản phẩm, xem ảnh chụp từ nhiều phía và so kích cỡ với bảng, rồi "
    old, new = both(
        head + "gọi điện hỏi lại cho chắc trước khi mua hàng.",
        head + "nhắn tin hỏi lại cho chắc trước khi mua hàng.",
        "vi",
    )
    assert old == "“…kích cỡ với bảng, rồi gọi điện hỏi lại cho chắc trước…”"
    assert new == "“…kích cỡ với bảng, rồi nhắn tin hỏi lại cho chắc trước…”"


def test_a_change_of_the_other_language_shows_both() -> None:
    """A text that differs only in the language that is not shown is shown in both."""
    assert both("Cart", {"vi": "Giỏ hàng", "en": "Cart"}, "en") == ("“Cart”", "“Giỏ hàng / Cart”")


def test_rules_are_written_as_people_write_them() -> None:
    """A rule in a sentence looks as it does in the file."""
    rule = {"event": ["a", "b"], "price": {"range": [5, None]}, "not": {"vip": True}}
    assert rule_text(rule) == "event: [a, b], price: {range: [5, null]}, not: {vip: true}"


def test_items_in_another_order() -> None:
    """Items that only changed places are told once."""
    old = apply(OLD, AddItem(place=AT_CART, field="thoughts", at=0, value="Tôi có cần không?"))
    move = MoveItem(place=AT_CART, field="thoughts", at=0, to=9, value="Tôi có cần không?")
    assert told((move, move), old, apply(old, move), "vi") == (
        "Giai đoạn ‘Mua hàng’\n- Bước ‘Giỏ hàng’: các suy nghĩ được xếp theo thứ tự khác.\n"
    )
