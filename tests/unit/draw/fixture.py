"""A hand-made journey and its readings: fourteen steps, rich enough to meet every state the map must draw.

Nothing here is measured. Delivery breaks its promise, checkout loses most, loyalty is thin (n < 5 at referral),
feedback was never
asked about, and reading articles has no rule at all.
"""

from itertools import pairwise
from math import sqrt

import msgspec

from hanhtrinh.i18n import Localized
from hanhtrinh.journey.model import (
    Channel,
    Feeling,
    Journey,
    Opportunity,
    Pain,
    Persona,
    Promise,
    Question,
    Segment,
    Solution,
    Stage,
    Step,
    Targets,
    Touchpoint,
)
from hanhtrinh.measures.results import (
    Difference,
    Duration,
    Edge,
    Evidence,
    FunnelReadings,
    FunnelStep,
    Interval,
    Lateness,
    MapReadings,
    Reading,
    SegmentReadings,
    StageReadings,
    StepReadings,
    TrendPoint,
    Verbatim,
    Voice,
    Who,
)
from hanhtrinh.values import Period, parse_instant

ZONE = "Asia/Ho_Chi_Minh"
AS_OF = parse_instant("2026-11-22T06:30:00", ZONE)
START, END = parse_instant("2026-08-01", ZONE), parse_instant("2026-11-01", ZONE)
DAY = 86_400
PASSES = 20_000


def t(vi: str, en: str) -> Localized:
    """Return one text in both languages."""
    return Localized(vi=vi, en=en)


CHANNELS = {
    "social": Channel(name=t("Mạng xã hội", "Social media"), icon="megaphone"),
    "website": Channel(name=t("Website", "Website"), icon="monitor"),
    "app": Channel(name=t("Ứng dụng", "App"), icon="smartphone"),
    "carrier": Channel(name=t("Vận chuyển", "Carrier"), icon="truck"),
    "phone": Channel(name=t("Tổng đài", "Call centre"), icon="headphones"),
    "email": Channel(name=t("Email", "E-mail"), icon="mail"),
    "zalo": Channel(name="Zalo", icon="message-circle"),
    "product": Channel(name=t("Sản phẩm", "Product"), icon="package-open"),
}

TOUCHPOINTS = {
    "ad": Touchpoint(
        name=t("Quảng cáo", "Advertising"), channel="social", icon="megaphone", match={"event": "ad_view"}
    ),
    "article": Touchpoint(name=t("Blog / Tìm kiếm", "Blog or search"), channel="website", icon="search"),
    "site": Touchpoint(name=t("Trang web", "Website"), channel="website", icon="monitor", match={"event": "visit"}),
    "product-page": Touchpoint(
        name=t("Trang sản phẩm", "Product page"), channel="website", icon="shopping-bag", match={"event": "view"}
    ),
    "reviews": Touchpoint(
        name=t("Đánh giá", "Reviews"), channel="website", icon="star", match={"event": "review_read"}
    ),
    "compare": Touchpoint(name=t("So sánh", "Comparison"), channel="website", icon="scale", match={"event": "compare"}),
    "cart": Touchpoint(name=t("Giỏ hàng", "Cart"), channel="website", icon="shopping-cart", match={"event": "cart"}),
    "checkout": Touchpoint(
        name=t("Thanh toán", "Checkout"), channel="website", icon="credit-card", match={"event": "purchase"}
    ),
    "delivery": Touchpoint(
        name=t("Giao hàng", "Delivery"), channel="carrier", icon="truck", match={"event": "delivered"}
    ),
    "use": Touchpoint(
        name=t("Sử dụng sản phẩm", "Product use"), channel="product", icon="package-open", match={"event": "use"}
    ),
    "service": Touchpoint(
        name=t("Chăm sóc khách hàng", "Customer service"), channel="phone", icon="headphones", match={"event": "call"}
    ),
    "feedback": Touchpoint(
        name=t("Phản hồi", "Feedback"), channel="email", icon="message-circle", match={"event": "feedback"}
    ),
    "loyalty": Touchpoint(
        name=t("Khách hàng thân thiết", "Loyalty programme"), channel="app", icon="crown", match={"event": "join"}
    ),
    "referral": Touchpoint(
        name=t("Giới thiệu bạn bè", "Referral"), channel="zalo", icon="share-2", match={"event": "refer"}
    ),
}


def _step(key: str, activity: Localized, feeling: Localized, score: float, **more: object) -> Step:
    given = {
        "key": key,
        "touchpoint": key,
        "activity": activity,
        "feeling": Feeling(words=feeling, score=score),
        **more,
    }
    return Step(**given)  # type: ignore[arg-type]


STAGES = (
    Stage(
        key="awareness",
        name=t("Nhận biết", "Awareness"),
        phase="before",
        steps=(
            _step(
                "ad",
                t("Nhìn thấy quảng cáo trên mạng xã hội", "Sees an ad on social media"),
                t("Tò mò, quan tâm", "Curious, interested"),
                1,
                thoughts=(t("Món này trông hay đấy, có hợp với mình không nhỉ?", "That looks good. Is it for me?"),),
                questions=(
                    Question(
                        vi="Khách biết đến ta qua kênh nào?", en="Through which channel do they first hear of us?"
                    ),
                ),
                opportunities=(
                    Opportunity(
                        text=t("Quảng cáo cuốn hút hơn", "More attractive ads"),
                        solutions=(
                            Solution(
                                text=t("Video 15 giây quay bằng khách thật", "15-second videos with real customers"),
                                state="doing",
                            ),
                        ),
                    ),
                ),
                owner="Hà",
            ),
            _step(
                "article",
                t("Đọc bài viết tư vấn", "Reads an article"),
                t("Muốn biết thêm", "Wants to know more"),
                1,
                thoughts=(t("Bài này giải thích dễ hiểu.", "This explains it well."),),
                questions=(Question(vi="Họ đã làm gì để tìm hiểu?", en="What did they do to learn?"),),
            ),
        ),
    ),
    Stage(
        key="consideration",
        name=t("Tìm hiểu", "Consideration"),
        phase="before",
        steps=(
            _step(
                "site",
                t("Ghé thăm trang web", "Visits the website"),
                t("Hào hứng khám phá", "Keen, exploring"),
                1.2,
                opportunities=(Opportunity(text=t("Giao diện dễ tìm hơn", "An easier interface")),),
                owner="Hà",
            ),
            _step(
                "product-page",
                t("Xem chi tiết và hình ảnh sản phẩm", "Looks at details and pictures"),
                t("Ấn tượng", "Impressed"),
                1.3,
                pains=(Pain(text=t("Thiếu số đo thật của sản phẩm", "No real measurements"), severity=1),),
                targets=Targets(drop_off=0.3, csat=0.8),
                owner="Hà",
            ),
        ),
    ),
    Stage(
        key="evaluation",
        name=t("Đánh giá", "Evaluation"),
        phase="before",
        steps=(
            _step(
                "reviews",
                t("Đọc đánh giá của người mua trước", "Reads other buyers' reviews"),
                t("Lo lắng rồi tin tưởng", "Worried, then trusting"),
                0.5,
                questions=(Question(vi="Vì sao chọn ta mà không chọn đối thủ?", en="Why us and not a competitor?"),),
            ),
            _step(
                "compare",
                t("So sánh các lựa chọn", "Compares products"),
                t("Phân vân rồi quyết định", "Torn, then deciding"),
                0.4,
                pains=(Pain(text=t("Khó so hai mẫu cạnh nhau", "Hard to compare two models"), severity=2),),
                opportunities=(
                    Opportunity(
                        text=t("Bảng so sánh trực quan", "A visual comparison"),
                        solutions=(
                            Solution(
                                text=t("So sánh hai mẫu trên một màn hình", "Two models on one screen"), state="planned"
                            ),
                        ),
                    ),
                ),
            ),
        ),
    ),
    Stage(
        key="purchase",
        name=t("Mua hàng", "Purchase"),
        phase="during",
        steps=(
            _step(
                "cart",
                t("Thêm sản phẩm vào giỏ", "Adds a product"),
                t("Hài lòng, mong đợi", "Satisfied, expectant"),
                1.2,
                targets=Targets(drop_off=0.1),
            ),
            _step(
                "checkout",
                t("Hoàn tất thanh toán", "Completes payment"),
                t("Hài lòng, phấn khởi", "Satisfied, excited"),
                1.6,
                pains=(
                    Pain(text=t("Phí giao hàng hiện ra quá muộn", "Shipping fee shown too late"), severity=3),
                    Pain(text=t("Thẻ bị từ chối không rõ lý do", "Card refused without a reason"), severity=2),
                ),
                opportunities=(
                    Opportunity(
                        text=t("Hiện phí giao ngay trong giỏ", "Show the fee in the cart"),
                        solutions=(
                            Solution(text=t("Ước tính phí theo quận", "Estimate by district"), state="doing"),
                            Solution(text=t("Miễn phí từ 300.000 ₫", "Free from ₫300,000"), state="idea"),
                        ),
                    ),
                ),
                targets=Targets(drop_off=0.2, csat=0.7),
                moment_of_truth=True,
                owner=t("Minh · Sản phẩm", "Minh · Product"),
                backstage=t("Cổng thanh toán, kiểm tra gian lận", "Payment gateway, fraud check"),
            ),
        ),
    ),
    Stage(
        key="usage",
        name=t("Sử dụng", "Usage"),
        phase="after",
        steps=(
            _step(
                "delivery",
                t("Nhận hàng", "Receives the parcel"),
                t("Vui vẻ, hài lòng", "Happy, satisfied"),
                1.8,
                pains=(Pain(text=t("Giao trễ, không báo trước", "Late without notice"), severity=3),),
                opportunities=(
                    Opportunity(
                        text=t("Báo trễ trước khi khách hỏi", "Tell before they ask"),
                        solutions=(
                            Solution(
                                text=t("Tin nhắn Zalo khi kho trễ", "Zalo message when the depot is late"),
                                state="planned",
                            ),
                        ),
                    ),
                ),
                targets=Targets(late=0.1, csat=0.75, time="3d"),
                moment_of_truth=True,
                owner=t("Tú · Vận hành", "Tú · Operations"),
                backstage=t("Kho Bình Dương, hai hãng vận chuyển", "Bình Dương depot, two carriers"),
                promise=Promise(by="promised_at", whole_day=True),
            ),
            _step(
                "use",
                t("Dùng sản phẩm", "Uses it"),
                t("Hài lòng hoặc chưa", "Satisfied or not"),
                1.2,
                pains=(Pain(text=t("Khó lắp ráp", "Hard to assemble"), severity=1),),
            ),
        ),
    ),
    Stage(
        key="support",
        name=t("Hỗ trợ sau bán hàng", "Support"),
        phase="after",
        steps=(
            _step(
                "service",
                t("Gọi nhờ hỗ trợ", "Asks for help"),
                t("Được quan tâm", "Cared for"),
                1.4,
                pains=(Pain(text=t("Chờ máy lâu", "Long wait on the line"), severity=2),),
                owner="Lan",
                promise=Promise(within="1d", after="use"),
            ),
            _step(
                "feedback",
                t("Để lại phản hồi", "Leaves feedback"),
                t("Hài lòng, gắn bó", "Satisfied, attached"),
                1.3,
                questions=(Question(vi="Điều gì khiến họ ở lại?", en="What makes them stay?"),),
            ),
        ),
    ),
    Stage(
        key="loyalty",
        name=t("Trung thành", "Loyalty"),
        phase="after",
        steps=(
            _step(
                "loyalty",
                t("Tham gia chương trình thành viên", "Joins the programme"),
                t("Được trân trọng", "Respected, favoured"),
                1.5,
            ),
            _step(
                "referral",
                t("Giới thiệu cho bạn bè", "Tells others"),
                t("Tự hào, tin tưởng", "Proud, trusting"),
                1.7,
                opportunities=(
                    Opportunity(
                        text=t("Thưởng cho lượt giới thiệu", "Reward referrals"),
                        solutions=(Solution(text=t("Mã tặng hai bên", "A code for both"), state="done"),),
                    ),
                ),
            ),
        ),
    ),
)

JOURNEY = Journey(
    key="online-retail",
    name=t("Mua sắm trực tuyến của Lan", "Lan shops online"),
    scenario=t("Lan cần một món quà đúng ý và đến đúng ngày.", "Lan needs the right present on the right day."),
    goal=t("Có món quà đúng ý, đúng ngày, không phải hỏi ai.", "The right present on time, without having to ask."),
    owner=t("Minh, trưởng nhóm trải nghiệm", "Minh, head of experience"),
    persona="lan",
    window="14d",
    outcome="checkout",
    personas={
        "lan": Persona(
            name=t("Lan, 29, nhân viên văn phòng", "Lan, 29, office worker"),
            quote=t("Tôi sợ giao trễ hơn sợ đắt.", "I fear late more than dear."),
            about=t("Mua trên điện thoại, buổi tối, so giá kỹ.", "Buys by phone at night, compares prices."),
        )
    },
    channels=CHANNELS,
    touchpoints=TOUCHPOINTS,
    segments={
        "mobile": Segment(name=t("Mua bằng điện thoại", "Buys by phone"), match={"did": {"channel": "app"}}),
        "province": Segment(
            name=t("Ngoài thành phố lớn", "Outside the big cities"), match={"did": {"region": "province"}}
        ),
    },
    stages=STAGES,
)

REACHED = (20_000, None, 14_204, 12_890, 9_633, 7_102, 5_402, 4_810, 3_680, 3_544, 1_216, 905, 842, 310)
DROPPED = (0.14, None, 0.09, 0.25, 0.26, 0.24, 0.11, 0.31)
EMOTION: tuple[tuple[float, int] | None, ...] = (
    (0.6, 212),
    None,
    (0.9, 540),
    (1.1, 812),
    (0.3, 233),
    (0.1, 96),
    (0.8, 610),
    (-0.3, 701),
    (-1.2, 1_204),
    (0.6, 640),
    (-0.2, 88),
    None,
    (1.2, 174),
    (1.4, 4),
)
CSAT = (0.78, None, 0.82, 0.85, 0.71, 0.68, 0.81, 0.58, 0.41, 0.76, 0.62, None, 0.88, 1.0)
HOURS = (None, None, 6, 0.23, 26, 3, 0.37, 0.15, 115, 24, 50, 5, 288, None)
EVIDENCE: tuple[Evidence, ...] = (
    "fresh",
    "assumed",
    "fresh",
    "fresh",
    "measured",
    "measured",
    "fresh",
    "fresh",
    "fresh",
    "fresh",
    "fresh",
    "assumed",
    "measured",
    "told",
)
SAID = {
    "product-page": (("Ảnh thật, đúng cái mình cần.", 5),),
    "compare": (("Hai mẫu khác nhau chỗ nào vậy?", 3),),
    "checkout": (("Tới bước cuối mới hiện phí ship, bực mình.", 1), ("Nhập mã giảm giá ba lần mới được.", 2)),
    "delivery": (
        ("Hẹn thứ Ba, thứ Sáu mới tới, không ai báo một tiếng.", 1),
        ("Hàng đẹp nhưng giao quá chậm.", 2),
        ("Gọi tổng đài hai lần mới biết đơn ở đâu.", 1),
    ),
    "use": (("Dùng ổn, hơi khó lắp.", 4),),
    "loyalty": (("Được ưu tiên, thấy vui.", 5),),
}


def wilson(count: float, n: int) -> Interval:
    """Return the Wilson interval of a share."""
    z, p = 1.959964, count / n
    middle, half = (
        (p + z * z / 2 / n) / (1 + z * z / n),
        z * sqrt(p * (1 - p) / n + z * z / 4 / n / n) / (1 + z * z / n),
    )
    return Interval(low=max(0.0, middle - half), high=min(1.0, middle + half), method="wilson")


def share(value: float, n: int, definition: str, **more: object) -> Reading:
    """Return a share reading."""
    count = round(value * n)
    given = {
        "value": count / n,
        "unit": "share",
        "n": n,
        "count": count,
        "definition": definition,
        "interval": wilson(count, n),
        **more,
    }
    return Reading(**given)  # type: ignore[arg-type]


def emotion(value: float, n: int, step: str | None = None) -> Reading:
    """Return an emotion reading with a plausible t interval."""
    half = 2.1 / sqrt(n)
    who = Who(what="answered", step=step, instrument="csat-step")
    interval = Interval(low=max(-2.0, value - half), high=min(2.0, value + half), method="t") if n > 1 else None
    params: dict[str, str | int | float] = {"instrument": "csat-step"}
    return Reading(value=value, unit="emotion", n=n, definition="emotion", params=params, interval=interval, who=who)


def voice(value: float, n: int, csat: float, step: str | None = None, asked: int | None = None) -> Voice:
    """Return a CSAT voice."""
    score = msgspec.structs.replace(share(csat, n, "csat", params={"instrument": "csat-step"}), unit="csat_share")
    rate = share(n / asked, asked, "response_rate") if asked else None
    return Voice(
        instrument="csat-step",
        kind="csat",
        answers=n,
        emotion=emotion(value, n, step),
        score=score,
        response_rate=rate,
        newest=AS_OF,
    )


def difference(first: Reading, second: Reading, method: str) -> Difference:
    """Return first minus second with a rough interval."""
    assert first.value is not None
    assert second.value is not None
    assert first.interval is not None
    assert second.interval is not None
    half = sqrt(
        ((first.interval.high - first.interval.low) / 2) ** 2 + ((second.interval.high - second.interval.low) / 2) ** 2
    )
    value = first.value - second.value
    return Difference(
        first=first, second=second, value=value, interval=Interval(low=value - half, high=value + half, method=method)
    )


def lateness() -> Lateness:
    """Return a broken promise that cost a lot."""
    kept, broken = voice(0.9, 862, 0.79, "delivery"), voice(-1.6, 342, 0.12, "delivery")
    assert kept.score is not None
    assert broken.score is not None
    late = share(0.284, 3_612, "late", who=Who(what="late", step="delivery"), left_out={"pending": 68})
    return Lateness(
        late=late,
        pending=68,
        delay_median=2.4 * DAY,
        on_time_voice=kept,
        late_voice=broken,
        emotion_difference=difference(broken.emotion, kept.emotion, "welch"),
        score_difference=difference(broken.score, kept.score, "newcombe"),
        voice_step="delivery",
    )


def on_time_only() -> Lateness:
    """Return a promise that is nearly always kept and where nobody was asked."""
    late = share(0.03, 1_190, "late", who=Who(what="late", step="service"))
    return Lateness(
        late=late,
        pending=26,
        delay_median=0.2 * DAY,
        on_time_voice=None,
        late_voice=None,
        emotion_difference=None,
        score_difference=None,
    )


def duration(seconds: float, n: int) -> Duration:
    """Return a time-to reading with quartiles."""
    interval = Interval(low=seconds * 0.94, high=seconds * 1.07, method="log_log")
    reading = Reading(
        value=seconds, unit="seconds", n=n, definition="time_to", interval=interval, left_out={"open": 120}
    )
    return Duration(
        reading=reading,
        quartile_low=seconds * 0.4,
        quartile_high=seconds * 2.3,
        arrived=int(n * 0.7),
        censored=120,
        left=int(n * 0.3) - 120,
        naive_median=seconds * 0.7,
    )


def trend(i: int, reached: int) -> tuple[TrendPoint, ...]:
    """Return three months at a step."""
    points = []
    for month in range(3):
        n = reached // 3 + month * 17
        felt = EMOTION[i]
        points.append(
            TrendPoint(
                start=START + month * 30 * DAY * 1_000_000,
                passes=7_000,
                reach=share(n / 7_000, 7_000, "reach"),
                drop_off=None,
                emotion=emotion(felt[0] - 0.15 * month, felt[1]) if felt else None,
                score=None,
            )
        )
    return tuple(points)


def verbatims(key: str) -> tuple[Verbatim, ...]:
    """Return what people said at a step."""
    return tuple(
        Verbatim(
            text=text,
            time=AS_OF - (i + 3) * DAY * 1_000_000,
            person=f"kh-{i + 1:04}",
            source="csat-step",
            instrument="csat-step",
            score=score,
            emotion=score - 3.0,
        )
        for i, (text, score) in enumerate(SAID.get(key, ()))
    )


def step_readings(i: int, step: Step) -> StepReadings:
    """Return the readings of step `i`."""
    reached, felt, csat, hours = REACHED[i], EMOTION[i], CSAT[i], HOURS[i]
    if reached is None:
        return StepReadings(
            key=step.key,
            measured=False,
            reach=None,
            drop_off=None,
            went_on=None,
            open=0,
            time_to=None,
            voice=None,
            other_voices=(),
            lateness=None,
            verbatims=(),
            evidence="assumed",
            newest=None,
        )
    dropped = DROPPED[i] if i < len(DROPPED) else None
    closed = round(reached * 0.97)
    return StepReadings(
        key=step.key,
        measured=True,
        reach=share(reached / PASSES, PASSES, "reach", who=Who(what="reached", step=step.key)),
        drop_off=None
        if dropped is None
        else share(
            dropped,
            closed,
            "drop_off",
            params={"window": "14d"},
            left_out={"open": reached - closed},
            who=Who(what="dropped", step=step.key),
        ),
        went_on=share(REACHED[i + 1] / reached, reached, "went_on", params={"window": "14d"})
        if 8 <= i < 13 and REACHED[i + 1]
        else None,
        open=reached - closed,
        time_to=duration(hours * 3_600, reached) if hours else None,
        voice=voice(felt[0], felt[1], csat, step.key, asked=felt[1] * 5) if felt and csat is not None else None,
        other_voices=(),
        lateness={"delivery": lateness(), "service": on_time_only()}.get(step.key) if step.promise else None,
        verbatims=verbatims(step.key),
        evidence=EVIDENCE[i],
        newest=AS_OF - DAY * 1_000_000,
        trend=trend(i, reached),
    )


def segment(key: str, passes: int, bend: float) -> SegmentReadings:
    """Return a segment's numbers, its feeling bent by `bend`."""
    reach = tuple(None if r is None else share(min(1.0, r / PASSES * (1 + bend / 4)), passes, "reach") for r in REACHED)
    drop = tuple(
        None if i >= len(DROPPED) or DROPPED[i] is None else share(DROPPED[i] - bend / 20, 900, "drop_off")
        for i in range(14)
    )
    felt = tuple(None if f is None else emotion(max(-2.0, min(2.0, f[0] + bend)), max(1, f[1] // 3)) for f in EMOTION)
    return SegmentReadings(
        key=key,
        passes=passes,
        reach=reach,
        drop_off=drop,
        emotion=felt,
        score=(None,) * 14,
        sales_cycle=duration((5.2 - bend) * DAY, passes),
    )


def funnel() -> FunnelReadings:
    """Return a five-step funnel."""
    keys, reached = ("ad", "product-page", "cart", "checkout"), (19_400, 12_600, 5_300, 4_700)
    steps = tuple(
        FunnelStep(
            key=key,
            reached=share(n / reached[0], reached[0], "funnel"),
            from_previous=share(n / reached[max(0, i - 1)], reached[max(0, i - 1)], "funnel"),
            median_seconds=None if i == 0 else 3_600.0 * 7 * i,
            mean_seconds=None if i == 0 else 3_600.0 * 11 * i,
        )
        for i, (key, n) in enumerate(zip(keys, reached, strict=True))
    )
    options: dict[str, str | int | float | bool] = {
        "entry": "best",
        "window": "total",
        "order": "ordered",
        "unit": "pass",
        "window_seconds": 14 * DAY,
    }
    return FunnelReadings(
        options=options,
        rated=19_400,
        open=600,
        dropped=0,
        steps=steps,
        conversion=share(4_700 / 19_400, 19_400, "funnel"),
    )


def edges() -> tuple[Edge, ...]:
    """Return straight passages between neighbours, some detours and the ways out."""
    keys = [step.key for step in JOURNEY.steps]
    seen = [(k, r) for k, r in zip(keys, REACHED, strict=True) if r]
    straight = [
        Edge(source=a, target=b, passes=round(n * 0.86), times=round(n * 0.91)) for (a, _), (b, n) in pairwise(seen)
    ]
    out = [Edge(source=k, target="(left)", passes=round(n * 0.2), times=round(n * 0.2)) for k, n in seen]
    detours = [
        Edge(source="checkout", target="cart", passes=640, times=811),
        Edge(source="delivery", target="service", passes=402, times=455),
    ]
    return (Edge(source="(start)", target="ad", passes=PASSES, times=PASSES), *straight, *detours, *out)


def readings(**changes: object) -> MapReadings:
    """Return the whole map's readings; `changes` replace fields."""
    stage_reach = (1.0, 0.71, 0.48, 0.27, 0.184, 0.061, 0.042)
    nps = Reading(
        value=23.4,
        unit="nps",
        n=1_310,
        definition="nps",
        params={"instrument": "nps"},
        interval=Interval(low=19.1, high=27.6, method="adjusted_wald"),
    )
    base = MapReadings(
        journey="online-retail",
        as_of=AS_OF,
        zone=ZONE,
        period=Period(START, END),
        segment=None,
        data_from=START,
        data_to=AS_OF,
        events=412_883,
        people=18_214,
        passes=PASSES,
        completed=4_810,
        left=14_590,
        open=600,
        off_map_events=8_112,
        conversion=share(
            4_810 / 19_400,
            19_400,
            "conversion",
            left_out={"open": 600},
            who=Who(what="completed"),
            params={"window": "14d"},
        ),
        funnel=funnel(),
        sales_cycle=msgspec.structs.replace(duration(5.2 * DAY, PASSES), naive_median=3.6 * DAY),
        journey_voice=(
            Voice(
                instrument="nps",
                kind="nps",
                answers=1_310,
                emotion=emotion(0.4, 1_310),
                score=nps,
                response_rate=share(1_310 / 6_000, 6_000, "response_rate"),
                newest=AS_OF,
            ),
        ),
        stages=tuple(
            StageReadings(key=s.key, reach=share(r, PASSES, "reach", who=Who(what="stage", stage=s.key)))
            for s, r in zip(STAGES, stage_reach, strict=True)
        ),
        steps=tuple(step_readings(i, step) for i, step in enumerate(JOURNEY.steps)),
        edges=edges(),
        segments=(segment("mobile", 11_240, 0.25), segment("province", 5_120, -0.5)),
        measured_share=0.79,
    )
    return msgspec.structs.replace(base, **changes)


def spoken(text: str) -> MapReadings:
    """Return the readings with every verbatim replaced by one text."""
    found = readings()
    steps = tuple(
        msgspec.structs.replace(step, verbatims=tuple(msgspec.structs.replace(v, text=text) for v in step.verbatims))
        for step in found.steps
    )
    return msgspec.structs.replace(found, steps=steps)
