"""The demo company Nhà Mây: everything that is true of it, as numbers one can change."""

from typing import TypeVar

import msgspec

from hanhtrinh.demo.gaps import HOUR, Gap

STEPS = (
    "ad", "article", "website", "product", "reviews", "compare", "cart",
    "checkout", "delivery", "usage", "support", "feedback", "loyalty", "referral",
)  # fmt: skip
"""The steps in map order; keys of steps and touchpoints are the same."""

EVENTS = (
    "ad_click", "article_read", "site_visit", "product_viewed", "reviews_read", "compare_viewed", "cart_added",
    "purchase", "parcel_delivered", "product_used", "support_contacted", "feedback_given", "loyalty_joined",
    "friend_referred",
)  # fmt: skip
"""The event of each step."""

OUTCOME = "checkout"
TIME_ZONE = "Asia/Ho_Chi_Minh"
WINDOW_DAYS = 30

Scores = tuple[float, ...]
ByCondition = dict[str, float]
Value = TypeVar("Value")


class Device(msgspec.Struct, frozen=True, kw_only=True):
    """A kind of device: its share of passes, where they begin, and a factor on leaving before the purchase."""

    share: float
    entry: dict[str, float]
    leaving: float = 1.0


class Delay(msgspec.Struct, frozen=True, kw_only=True):
    """How long parcels take to one kind of place, on time and late."""

    on_time: Gap
    late: Gap


class City(msgspec.Struct, frozen=True, kw_only=True):
    """A place customers live in: its share of people, the share of its parcels that come late, and its delays."""

    share: float
    late: float
    delay: str


class Survey(msgspec.Struct, frozen=True, kw_only=True):
    """One instrument: where it is asked, of which share of passes there, and what people answer.

    `asked_after` and `answer_after` are medians in seconds (the waits are lognormal, sigma 0.7, at most 10 times the
    median). `scores` gives the probabilities of the scale's points from `low` up, by condition; of the conditions that
    hold the first named one counts, `usual` always holds. `comments` is the share of answers with a text, by low,
    middle and high score. With `about`, the question of another survey (`question`) is asked about that company.
    """

    step: str
    vi: str
    en: str
    asked: float
    responds: float
    scores: dict[str, Scores]
    kind: str = "csat"
    low: int = 1
    asked_after: float = 2 * HOUR
    answer_after: float = 3 * HOUR
    comments: tuple[float, float, float] = (0.75, 0.35, 0.4)
    relationship: bool = False
    low_is_good: bool = False
    about: str = ""
    question: str = ""

    @property
    def points(self) -> tuple[int, ...]:
        """The points of the scale, lowest first."""
        return tuple(range(self.low, self.low + len(self.scores["usual"])))


class Mess(msgspec.Struct, frozen=True, kw_only=True):
    """What is wrong with the exports, on purpose: rows written twice (a share), and rows no one can use (how many)."""

    twice: float = 0.003
    bad_events: int = 9
    bad_orders: int = 4
    bad_answers: int = 3


def _gap(quick: float, minutes: float, days: float, sigma: float = 0.9) -> Gap:
    return Gap(quick=quick, quick_median=minutes * 60, days_median=days, days_sigma=sigma)


def _parcel(days: float, sigma: float) -> Gap:
    # Couriers come earlier in the day than people order.
    return Gap(quick=0.0, days_median=days, days_sigma=sigma, shift_hours=-3.0, jitter_hours=3.0)


def _default_devices() -> dict[str, Device]:
    return {
        "mobile": Device(share=0.72, entry={"ad": 0.55, "article": 0.20, "website": 0.25}),
        "desktop": Device(share=0.28, entry={"ad": 0.26, "article": 0.32, "website": 0.42}, leaving=0.86),
    }


def _default_moves() -> dict[str, dict[str, float]]:
    return {
        "ad": {"article": 0.10, "website": 0.40, "product": 0.22},
        "article": {"website": 0.36, "product": 0.30},
        "website": {"product": 0.70, "cart": 0.03},
        "product": {"reviews": 0.36, "compare": 0.11, "cart": 0.23},
        "reviews": {"compare": 0.27, "cart": 0.41},
        "compare": {"cart": 0.66},
        "cart": {"checkout": 0.78},
        "checkout": {"delivery": 0.985},
        "delivery": {"usage": 0.74, "support": 0.03, "feedback": 0.05},
        "usage": {"support": 0.06, "feedback": 0.24, "loyalty": 0.08, "referral": 0.01},
        "support": {"feedback": 0.34, "loyalty": 0.05},
        "feedback": {"loyalty": 0.30, "referral": 0.03},
        "loyalty": {"referral": 0.16},
        "referral": {},
    }


def _default_gaps() -> dict[str, Gap]:
    return {
        "ad>article": _gap(0.55, 2, 3.0, 1.0),
        "ad>website": _gap(0.72, 1.5, 4.0, 1.0),
        "ad>product": _gap(0.80, 1, 4.0, 1.0),
        "article>website": _gap(0.62, 5, 3.5, 1.0),
        "article>product": _gap(0.66, 4, 3.5, 1.0),
        "website>product": _gap(0.74, 3, 3.0, 1.0),
        "website>cart": _gap(0.80, 6, 2.0),
        "product>reviews": _gap(0.64, 4, 2.5),
        "product>compare": _gap(0.36, 12, 4.0),
        "product>cart": _gap(0.42, 8, 5.0, 1.1),
        "reviews>compare": _gap(0.30, 15, 4.0),
        "reviews>cart": _gap(0.30, 10, 5.5, 1.1),
        "compare>cart": _gap(0.20, 14, 5.5, 1.1),
        "cart>checkout": _gap(0.54, 9, 2.5, 1.1),
        "delivery>usage": _gap(0.22, 120, 1.3, 0.7),
        "delivery>support": _gap(0.35, 90, 1.4, 0.7),
        "delivery>feedback": _gap(0.10, 180, 3.0, 0.6),
        "usage>support": _gap(0.20, 90, 3.0, 0.8),
        "usage>feedback": _gap(0.12, 60, 5.0, 0.6),
        "usage>loyalty": _gap(0.15, 40, 7.0, 0.6),
        "usage>referral": _gap(0.10, 40, 8.0, 0.6),
        "support>feedback": _gap(0.45, 150, 1.5, 0.7),
        "support>loyalty": _gap(0.10, 60, 9.0, 0.5),
        "feedback>loyalty": _gap(0.30, 20, 8.0, 0.6),
        "feedback>referral": _gap(0.25, 15, 6.0, 0.6),
        "loyalty>referral": _gap(0.25, 12, 8.0, 0.6),
    }


def _default_delays() -> dict[str, Delay]:
    return {
        "near": Delay(on_time=_parcel(2.1, 0.35), late=_parcel(5.4, 0.30)),
        "far": Delay(on_time=_parcel(3.6, 0.30), late=_parcel(8.0, 0.28)),
    }


def _default_cities() -> dict[str, City]:
    return {
        "TP. Hồ Chí Minh": City(share=0.37, late=0.12, delay="near"),
        "Hà Nội": City(share=0.25, late=0.15, delay="near"),
        "Đà Nẵng": City(share=0.09, late=0.20, delay="far"),
        "Cần Thơ": City(share=0.08, late=0.26, delay="far"),
        "Hải Phòng": City(share=0.07, late=0.22, delay="far"),
        "Bình Dương": City(share=0.08, late=0.17, delay="near"),
        "Buôn Ma Thuột": City(share=0.06, late=0.38, delay="far"),
    }


def _default_surveys() -> dict[str, Survey]:
    return {
        "csat_ad": Survey(
            step="ad",
            vi="Quảng cáo này có đúng thứ bạn quan tâm không?",
            en="Was this ad about something you care for?",
            asked=0.16, responds=0.10, asked_after=60, answer_after=90,
            scores={"usual": (0.10, 0.14, 0.26, 0.33, 0.17)},
        ),
        "csat_article": Survey(
            step="article",
            vi="Bài viết này có ích cho bạn không?",
            en="Was this article useful to you?",
            asked=0.30, responds=0.14, asked_after=150, answer_after=60,
            scores={"usual": (0.06, 0.09, 0.22, 0.39, 0.24)},
        ),
        "csat_website": Survey(
            step="website",
            vi="Bạn có dễ dàng tìm thấy thứ mình cần không?",
            en="Was it easy to find what you need?",
            asked=0.25, responds=0.12, asked_after=180, answer_after=90,
            scores={"usual": (0.06, 0.10, 0.22, 0.38, 0.24)},
        ),
        "csat_product": Survey(
            step="product",
            vi="Trang này có đủ thông tin bạn cần không?",
            en="Does this page tell you what you need?",
            asked=0.40, responds=0.16, asked_after=120, answer_after=60,
            scores={"usual": (0.03, 0.06, 0.17, 0.42, 0.32)},
        ),
        "csat_reviews": Survey(
            step="reviews",
            vi="Đánh giá của người mua có giúp bạn yên tâm không?",
            en="Did other buyers' reviews reassure you?",
            asked=0.40, responds=0.15, asked_after=150, answer_after=60,
            scores={"usual": (0.09, 0.16, 0.28, 0.31, 0.16)},
        ),
        "csat_cart": Survey(
            step="cart",
            vi="Giá và phí trong giỏ hàng có rõ ràng không?",
            en="Were price and fees in the cart clear?",
            asked=0.50, responds=0.20, asked_after=150, answer_after=60,
            scores={"fee": (0.26, 0.31, 0.24, 0.13, 0.06), "usual": (0.03, 0.06, 0.18, 0.41, 0.32)},
        ),
        "csat_checkout": Survey(
            step="checkout",
            vi="Đặt hàng và trả tiền có dễ dàng không?",
            en="Was ordering and paying easy?",
            asked=0.90, responds=0.30, asked_after=120, answer_after=300,
            scores={"fee": (0.15, 0.27, 0.28, 0.20, 0.10), "usual": (0.03, 0.05, 0.14, 0.40, 0.38)},
        ),
        "csat_delivery": Survey(
            step="delivery",
            vi="Bạn hài lòng thế nào với lần giao hàng này?",
            en="How satisfied are you with this delivery?",
            asked=0.95, responds=0.35, answer_after=5 * HOUR,
            scores={
                "late": (0.28, 0.32, 0.20, 0.12, 0.08),
                "faulty": (0.14, 0.22, 0.26, 0.24, 0.14),
                "usual": (0.02, 0.03, 0.10, 0.33, 0.52),
            },
        ),
        "csat_usage": Survey(
            step="usage",
            vi="Sản phẩm có đúng như bạn mong đợi không?",
            en="Is the product what you expected?",
            asked=0.80, responds=0.26, asked_after=20 * HOUR, answer_after=8 * HOUR,
            scores={"faulty": (0.31, 0.31, 0.21, 0.12, 0.05), "usual": (0.03, 0.06, 0.18, 0.42, 0.31)},
        ),
        "csat_support": Survey(
            step="support",
            vi="Vấn đề của bạn đã được giải quyết ổn thỏa chưa?",
            en="Was your problem solved well?",
            asked=0.85, responds=0.34, asked_after=HOUR,
            scores={
                "late": (0.24, 0.25, 0.22, 0.19, 0.10),
                "faulty": (0.18, 0.22, 0.24, 0.22, 0.14),
                "usual": (0.06, 0.10, 0.20, 0.36, 0.28),
            },
        ),
        "csat_loyalty": Survey(
            step="loyalty",
            vi="Quyền lợi thành viên có xứng đáng với bạn không?",
            en="Are the member benefits worth it to you?",
            asked=0.80, responds=0.30, asked_after=20 * HOUR,
            scores={"usual": (0.02, 0.05, 0.16, 0.41, 0.36)},
        ),
        "csat_referral": Survey(
            step="referral",
            vi="Giới thiệu bạn bè có dễ dàng không?",
            en="Was it easy to refer a friend?",
            asked=0.08, responds=0.09, asked_after=HOUR,
            scores={"usual": (0.02, 0.04, 0.12, 0.38, 0.44)},
        ),
        "nps": Survey(
            step="delivery", kind="nps", low=0, relationship=True,
            vi="Khả năng bạn giới thiệu Nhà Mây cho bạn bè là bao nhiêu, từ 0 đến 10?",
            en="How likely are you to recommend Nhà Mây to a friend, from 0 to 10?",
            asked=0.70, responds=0.22, asked_after=9 * 24 * HOUR, answer_after=10 * HOUR,
            scores={
                "late": (0.06, 0.05, 0.07, 0.08, 0.09, 0.13, 0.13, 0.13, 0.12, 0.08, 0.06),
                "faulty": (0.08, 0.06, 0.08, 0.09, 0.09, 0.14, 0.13, 0.12, 0.10, 0.07, 0.04),
                "usual": (0.005, 0.005, 0.01, 0.01, 0.02, 0.04, 0.06, 0.14, 0.21, 0.27, 0.23),
            },
        ),
    }  # fmt: skip


RIVAL = "Lá Tre"
"""The competitor some customers are asked about."""


def _default_beside() -> dict[str, Survey]:
    return {
        "ces_checkout": Survey(
            step="checkout", kind="ces",
            vi="Nhà Mây giúp tôi đặt hàng thật dễ dàng: bạn đồng ý tới mức nào, từ 1 đến 7?",
            en="Nhà Mây made it easy for me to order: how far do you agree, from 1 to 7?",
            asked=0.45, responds=0.24, asked_after=180, answer_after=240, comments=(0.0, 0.0, 0.0),
            scores={
                "fee": (0.10, 0.14, 0.18, 0.20, 0.18, 0.12, 0.08),
                "usual": (0.02, 0.03, 0.06, 0.12, 0.22, 0.30, 0.25),
            },
        ),
        "ces_support": Survey(
            step="support", kind="ces", low_is_good=True,
            vi="Bạn đã phải bỏ bao nhiêu công sức để được giải quyết, từ 1 (rất ít) đến 5 (rất nhiều)?",
            en="How much effort did it take you to get this solved, from 1 (very little) to 5 (very much)?",
            asked=0.70, responds=0.36, asked_after=2 * HOUR, comments=(0.0, 0.0, 0.0),
            scores={
                "late": (0.06, 0.14, 0.24, 0.30, 0.26),
                "faulty": (0.10, 0.18, 0.26, 0.27, 0.19),
                "usual": (0.26, 0.32, 0.22, 0.13, 0.07),
            },
        ),
        "rival_product": Survey(
            step="product", about=RIVAL, question="csat_product",
            vi="", en="",
            asked=0.06, responds=0.16, asked_after=20 * HOUR, answer_after=5 * HOUR,
            scores={"usual": (0.10, 0.17, 0.28, 0.30, 0.15)},
        ),
        "rival_delivery": Survey(
            step="delivery", about=RIVAL, question="csat_delivery",
            vi="", en="",
            asked=0.30, responds=0.26, asked_after=30 * HOUR, answer_after=6 * HOUR,
            scores={"usual": (0.02, 0.05, 0.13, 0.36, 0.44)},
        ),
    }  # fmt: skip


def _default_repeats() -> dict[str, float]:
    return {"website": 0.30, "product": 0.42, "reviews": 0.12, "cart": 0.16, "usage": 0.10}


def _default_support() -> dict[str, ByCondition]:
    return {"delivery": {"late": 0.17, "faulty": 0.13}, "usage": {"faulty": 0.30, "late": 0.10}}


class Company(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that is true of the demo company.

    A pass begins at a step (`devices[…].entry`) and moves forward over the map: from each step to the next with the
    probability `moves` gives, else the customer leaves for good; how long each move takes is in `gaps` ("from>to"),
    from purchase to delivery in `delays`. A share `fee_share` of carts shows a shipping fee only at the end, and then a
    move to the purchase is `fee_factor` times as likely. A parcel is late as `cities` say, and a share `faulty_share`
    holds something broken or poor, whether late or not. `support_when` replaces, by condition, the chance of asking for
    help. A share `returns` of people comes for a second pass, independent of the first, `return_days` (median;
    lognormal sigma 0.35) after the first began. People arrive over `days` days up to as-of, `growth` times as many a
    day at the end as at the start. Whoever is at a step looks at it again with the chance `repeats` gives, and so on; a
    share `payment_fails` of buyers sees a payment fail first. Surveys `beside` ask about effort and about a competitor.
    """

    name: str = "Nhà Mây"
    days: int = 240
    growth: float = 1.6
    devices: dict[str, Device] = msgspec.field(default_factory=_default_devices)
    moves: dict[str, dict[str, float]] = msgspec.field(default_factory=_default_moves)
    gaps: dict[str, Gap] = msgspec.field(default_factory=_default_gaps)
    delays: dict[str, Delay] = msgspec.field(default_factory=_default_delays)
    cities: dict[str, City] = msgspec.field(default_factory=_default_cities)
    surveys: dict[str, Survey] = msgspec.field(default_factory=_default_surveys)
    beside: dict[str, Survey] = msgspec.field(default_factory=_default_beside)
    repeats: dict[str, float] = msgspec.field(default_factory=_default_repeats)
    payment_fails: float = 0.06
    fee_share: float = 0.5
    fee_factor: float = 0.46
    faulty_share: float = 0.07
    support_when: dict[str, ByCondition] = msgspec.field(default_factory=_default_support)
    returns: float = 0.14
    return_days: float = 105.0
    mess: Mess = Mess()

    @property
    def every_survey(self) -> dict[str, Survey]:
        """All surveys by key, those beside the others at the end."""
        return self.surveys | self.beside

    def without_late_cause(self) -> "Company":
        """Return a company where as many parcels come late, but lateness hurts nobody: broken goods do, late or not."""
        surveys, beside = (_unmoved_by_lateness(of) for of in (self.surveys, self.beside))
        broken = surveys["csat_delivery"].scores | {"faulty": self.surveys["csat_delivery"].scores["late"]}
        # The order of conditions is their precedence: what happened comes before "usual".
        broken = {"faulty": broken.pop("faulty"), **broken}
        surveys["csat_delivery"] = msgspec.structs.replace(surveys["csat_delivery"], scores=broken)
        support = {step: _without_late(chances) for step, chances in self.support_when.items()}
        changes = {"surveys": surveys, "beside": beside, "support_when": support}
        return msgspec.structs.replace(self, **changes, faulty_share=0.22)


def _unmoved_by_lateness(surveys: dict[str, Survey]) -> dict[str, Survey]:
    return {key: msgspec.structs.replace(s, scores=_without_late(s.scores)) for key, s in surveys.items()}


def _without_late(by_condition: dict[str, Value]) -> dict[str, Value]:
    return {condition: value for condition, value in by_condition.items() if condition != "late"}
