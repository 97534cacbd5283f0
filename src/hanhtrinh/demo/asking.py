"""The surveys of the demo company: they go on with the series its exports began."""

from hanhtrinh.demo.company import Company
from hanhtrinh.i18n import Localized
from hanhtrinh.voice.surveys.model import (
    Asking,
    ByMail,
    OnPage,
    Option,
    Page,
    Question,
    QuestionKind,
    Survey,
    Test,
    Thanks,
    When,
)

DAY = 86_400
AFTER_ORDER, AFTER_DELIVERY, WHY_NOT = "sau-dat-hang", "sau-giao-hang", "vi-sao-chua-mua"
"""The keys of the surveys."""


def demo_surveys(company: Company, journey: str) -> tuple[Survey, ...]:
    """Return the surveys of the demo: after ordering, after delivery, and why one leaves without ordering."""
    return after_order(company, journey), after_delivery(company, journey), why_not(journey)


def after_order(company: Company, journey: str) -> Survey:
    """Ask on the page once an order was placed: how it went, how easy it was, and why where it went badly."""
    unhappy = When(any=(Test(of="pay", op="at_most", values=(3.0,)), Test(of="easy", op="at_most", values=(3.0,))))
    return Survey(
        key=AFTER_ORDER, languages=("vi", "en"), journey=journey, touchpoint="checkout",
        name=Localized(vi="Sau khi đặt hàng", en="After ordering"),
        pages=(
            Page(key="diem", questions=(
                _series(company, "pay", "csat", "csat_checkout", required=True),
                _series(company, "easy", "ces2", "ces_checkout"),
            )),
            Page(key="vi-sao", questions=(Question(
                key="why", kind="long", about="pay", most=1_000, show=unhappy,
                text=Localized(vi="Điều gì làm bạn mất công hay chưa hài lòng?", en="What was a hassle?"),
            ),)),
        ),
        thanks=(
            Thanks(when=unhappy, text=Localized(
                vi="Cảm ơn bạn. Chúng tôi đọc từng câu trả lời và sẽ sửa.",
                en="Thank you. We read every answer, and will mend this.",
            )),
            Thanks(text=Localized(vi="Cảm ơn bạn đã dành thời gian!", en="Thank you for your time!")),
        ),
        asking=Asking(on_page=OnPage(place="popup", steps=("checkout",), delay=2), again=90, priority=6),
    )  # fmt: skip


def after_delivery(company: Company, journey: str) -> Survey:
    """Ask by e-mail a day after the parcel: the delivery, the company as a whole, and why."""
    return Survey(
        key=AFTER_DELIVERY, languages=("vi", "en"), journey=journey, touchpoint="delivery",
        name=Localized(vi="Sau khi giao hàng", en="After delivery"),
        pages=(
            Page(key="giao-hang", questions=(_series(company, "parcel", "csat", "csat_delivery", required=True),)),
            Page(key="gioi-thieu", questions=(
                _series(company, "recommend", "nps", "nps"),
                Question(
                    key="why", kind="long", about="recommend", most=1_000,
                    text=Localized(vi="Vì sao bạn chấm điểm như vậy?", en="Why this score?"),
                ),
            )),
        ),
        thanks=(Thanks(text=Localized(vi="Nhà Mây cảm ơn bạn!", en="Nhà Mây thanks you!")),),
        asking=Asking(
            by_mail=ByMail(steps=("delivery",), delay=DAY, remind=4 * DAY,
                           subject=Localized(vi="Gói hàng của bạn đến nơi thế nào?", en="How did your parcel arrive?")),
            again=120, priority=5,
        ),
    )  # fmt: skip


def why_not(journey: str) -> Survey:
    """Ask who is about to leave with something in the cart why they do not order today."""
    reasons = (
        ("gia", "Giá cao hơn tôi nghĩ", "The price is higher than I thought"),
        ("phi", "Có phí phát sinh lúc trả tiền", "Fees turned up at the end"),
        ("cho-lau", "Giao hàng lâu quá", "Delivery takes too long"),
        ("khong-thay", "Không tìm thấy thứ tôi cần", "I could not find what I need"),
        ("thanh-toan", "Không có cách trả tiền tôi muốn", "My way to pay is missing"),
        ("xem-thoi", "Tôi chỉ xem thôi", "I am just looking"),
    )
    return Survey(
        key=WHY_NOT, languages=("vi", "en"), journey=journey, touchpoint="cart",
        name=Localized(vi="Vì sao hôm nay chưa mua?", en="Why not today?"),
        pages=(Page(key="ly-do", questions=(
            Question(
                key="reason", kind="choice", required=True, other=True, shuffle=True,
                text=Localized(vi="Điều gì khiến bạn chưa đặt hàng hôm nay?", en="What keeps you from ordering today?"),
                options=tuple(Option(key=key, text=Localized(vi=vi, en=en)) for key, vi, en in reasons),
            ),
        )),),
        thanks=(Thanks(text=Localized(vi="Cảm ơn bạn đã cho biết.", en="Thank you for telling us.")),),
        asking=Asking(on_page=OnPage(place="side", steps=("cart",), leaving=True), again=30, priority=3),
    )  # fmt: skip


def _series(company: Company, key: str, kind: QuestionKind, instrument: str, *, required: bool = False) -> Question:
    asked = company.every_survey[instrument]
    return Question(
        key=key, kind=kind, text=Localized(vi=asked.vi, en=asked.en), required=required, series=instrument,
        relationship=asked.relationship,
    )  # fmt: skip
