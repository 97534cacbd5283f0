"""The fixture's journey with everything that may stand beside a map: effort, friction, answered research questions, two
competitors (one measured, one only noted), three personas bound to a rule, two walks, events off the map, conformance
and channels. Nothing here is measured.
"""

import msgspec

from hanhtrinh.journey.model import Comparison, Competitor, Journey, Persona, Question, Walk, WalkedStep
from hanhtrinh.measures.results import (
    AnswerPart,
    Beside,
    ChannelAtStage,
    CompetitorReadings,
    Conformance,
    FrictionKind,
    Interval,
    MapReadings,
    NodeKind,
    OffMap,
    PathEdge,
    PathNode,
    Paths,
    QuestionAnswer,
    Reading,
    StepConformance,
    StepFriction,
    Unclaimed,
    Voice,
    Who,
)
from tests.unit.draw import fixture
from tests.unit.draw.fixture import EMOTION, REACHED, difference, emotion, share, t

KEYS = [step.key for step in fixture.JOURNEY.steps]
QUESTIONS = {
    "ad": (
        Question(vi="Khách biết đến ta qua kênh nào?", en="Through which channel do they hear of us?", ask="channel"),
        Question(vi="Họ gặp quảng cáo vào lúc nào?", en="When do they meet the ad?", ask="when"),
    ),
    "article": (Question(vi="Họ đã làm gì để tìm hiểu?", en="What did they do to learn?", ask="before"),),
    "reviews": (
        Question(
            vi="Vì sao chọn ta mà không chọn đối thủ?",
            en="Why us and not a competitor?",
            note=t(
                "Tám trong mười hai khách phỏng vấn nói vì đổi trả dễ.",
                "Eight of twelve people interviewed named easy returns.",
            ),
        ),
    ),
    "checkout": (Question(vi="Vì sao khách bỏ đi?", en="Why do they leave?", ask="why_left"),),
    "feedback": (Question(vi="Điều gì khiến họ ở lại?", en="What makes them stay?"),),
}
NOTED = {
    "shopx": {
        "product-page": Comparison(
            words=t("Ảnh ít nhưng có video.", "Few pictures, but videos."), score=0.8, source=t("Hà thử", "Hà tried it")
        ),
    },
    "cho-quen": {
        "compare": Comparison(words=t("Được cầm thử hàng.", "One can hold the goods."), score=1.4),
        "delivery": Comparison(words=t("Mang về ngay.", "Taken home at once."), source=t("Lan kể", "Lan told us")),
    },
}


def journey() -> Journey:
    """Return the fixture's journey with what may stand beside it."""
    stages = tuple(
        msgspec.structs.replace(
            stage,
            opens="delivery.yaml" if stage.key == "usage" else None,
            steps=tuple(
                msgspec.structs.replace(
                    step,
                    questions=QUESTIONS.get(step.key, ()),
                    competitors={name: notes[step.key] for name, notes in NOTED.items() if step.key in notes},
                )
                for step in stage.steps
            ),
        )
        for stage in fixture.JOURNEY.stages
    )
    return msgspec.structs.replace(
        fixture.JOURNEY, stages=stages, personas=PERSONAS, competitors=COMPETITORS, walks=WALKS
    )


PERSONAS = {
    "lan": Persona(
        name=t("Lan, 29, nhân viên văn phòng", "Lan, 29, office worker"),
        quote=t("Tôi sợ giao trễ hơn sợ đắt.", "I fear late more than dear."),
        about=t("Mua trên điện thoại, buổi tối, so giá kỹ.", "Buys by phone at night, compares prices."),
        demographics=t("29 tuổi, TP. Hồ Chí Minh, thu nhập 18 triệu", "29, Ho Chi Minh City, 18 million a month"),
        behaviour=t("Lướt mạng giờ nghỉ trưa, đọc đánh giá trước", "Scrolls at lunch, reads reviews first"),
        needs=t("Biết chắc ngày hàng tới", "To know the day it arrives"),
        match={"did": {"event": "visit", "device": "mobile"}},
    ),
    "tung": Persona(
        name=t("Tùng, 41, mua quà biếu", "Tùng, 41, buys presents"),
        quote=t("Tôi cần hoá đơn và gói đẹp.", "I need an invoice and good wrapping."),
        behaviour=t("Mua ít, giá trị lớn", "Buys rarely, large baskets"),
        match={"did": {"event": "visit", "device": "desktop"}},
    ),
    "mai": Persona(name=t("Mai, 22, sinh viên", "Mai, 22, student"), match={"did": {"event": "coupon"}}),
}
COMPETITORS = {
    "shopx": Competitor(name="ShopX", why_chosen=t("giao trong ngày", "same-day delivery"), match={"about": "shopx"}),
    "cho-quen": Competitor(name=t("Chợ gần nhà", "The local market")),
}
WALKS = {
    "w1": Walk(
        by="Minh",
        on="2026-11-12",
        steps={
            "compare": WalkedStep(
                follows=False,
                feeling=-1,
                note=t("Không thấy nút so sánh ở trang sản phẩm.", "No compare button on the product page."),
            ),
            "checkout": WalkedStep(feeling=0, note=t("Phí giao bất ngờ.", "The fee came as a surprise.")),
        },
    ),
    "w2": Walk(by="Hà", on="2026-11-14", steps={"compare": WalkedStep(), "feedback": WalkedStep(follows=False)}),
}

FRICTION = (0.01, None, 0.06, 0.11, 0.03, 0.08, 0.14, 0.34, 0.22, 0.05, 0.12, 0.0, 0.02, 0.01)
EFFORT = {
    "cart": (5.6, 240),
    "checkout": (4.1, 380),
    "delivery": (5.2, 410),
    "service": (3.2, 62),
    "referral": (6.0, 3),
}
RIVAL = {
    "product-page": (0.7, 64),
    "compare": (0.5, 41),
    "checkout": (0.9, 58),
    "delivery": (1.2, 96),
    "service": (-0.4, 4),
}


def friction(i: int) -> StepFriction | None:
    """Return the friction of step `i`."""
    reached, value = REACHED[i], FRICTION[i]
    if reached is None or value is None:
        return None
    split: tuple[tuple[FrictionKind, float], ...] = (
        ("error", 0.6),
        ("repeat", 0.3),
        ("support", 0.25),
        ("back_step", 0.15),
        ("loop", 0.0),
    )
    return StepFriction(
        any=share(value, reached, "friction", who=Who(what="friction", step=KEYS[i])),
        kinds={kind: share(value * part, reached, f"friction_{kind}") for kind, part in split},
        per_pass=Reading(value=value * 1.6, unit="events", n=reached, definition="friction_per_pass", spread=0.7),
    )


def effort(key: str) -> Voice | None:
    """Return the effort at a step: CES 2.0 on 1…7."""
    if key not in EFFORT:
        return None
    value, n = EFFORT[key]
    params: dict[str, str | int | float] = {"instrument": "ces", "low": 1, "high": 7}
    half = 2.6 / n**0.5
    score = Reading(
        value=value,
        unit="ces",
        n=n,
        definition="ces",
        params=params,
        interval=Interval(low=value - half, high=min(7.0, value + half), method="t"),
    )
    nothing = Reading(value=None, unit="emotion", n=0, definition="emotion")
    return Voice(
        instrument="ces",
        kind="ces",
        answers=n,
        emotion=nothing,
        score=score,
        response_rate=share(0.2, n * 5, "response_rate"),
        newest=fixture.AS_OF,
    )


def answer(question: int, by: str, ask: str, parts: tuple[tuple[str, float], ...], n: int, other: int = 0):  # type: ignore[no-untyped-def]
    """Return a question's answer."""
    found = tuple(AnswerPart(label=label, reading=share(p, n, "reach")) for label, p in parts)
    return QuestionAnswer(question=question, ask=ask, by=by, n=n, parts=found, other=other)


ANSWERS = {
    "ad": (
        answer(
            0,
            "channel",
            "channel",
            (("social", 0.56), ("website", 0.21), ("email", 0.12), ("zalo", 0.06), ("phone", 0.02)),
            20_000,
            600,
        ),
        answer(1, "hour", "when", (("20", 0.21), ("21", 0.18), ("12", 0.12)), 20_000, 9_800),
        answer(1, "weekday", "when", (("6", 0.24), ("5", 0.2)), 20_000, 11_200),
    ),
    "checkout": (answer(0, "step", "why_left", (("cart", 0.44), ("(start)", 0.2)), 1_446, 520),),
}


def rival() -> CompetitorReadings:
    """Return what was measured about ShopX."""
    theirs = tuple(emotion(*RIVAL[key]) if key in RIVAL else None for key in KEYS)
    ours = tuple(emotion(*felt) if felt else None for felt in EMOTION)
    said = fixture.verbatims("use")
    return CompetitorReadings(
        key="shopx",
        answers=263,
        emotion=theirs,
        difference=tuple(
            difference(o, r, "welch") if o and r and o.interval and r.interval else None
            for o, r in zip(ours, theirs, strict=True)
        ),
        verbatims=tuple(said if key == "delivery" else () for key in KEYS),
    )


def conformance() -> Conformance:
    """Return how passes kept to the map."""
    steps = tuple(
        StepConformance(
            key=key,
            skipped=share(0.3 if key in ("article", "compare") else 0.02 * i, 19_400, "conform_skipped"),
            repeated=share(0.22 if key == "product-page" else 0.01 * i, 19_400, "conform_repeated"),
            out_of_order=share(0.09 if key == "reviews" else 0.004 * i, 19_400, "conform_out_of_order"),
        )
        for i, key in enumerate(KEYS)
    )
    mean = Interval(low=1.62, high=1.68, method="t")
    return Conformance(
        passes=19_400,
        variants=1_204,
        fitting=share(0.182, 19_400, "conform_fitting"),
        followed=share(0.274, 19_400, "conform_followed"),
        deviations=Reading(value=1.65, unit="events", n=19_400, definition="conform_deviations", interval=mean),
        unplanned=share(0.41, 19_400, "conform_unplanned"),
        steps=steps,
    )


def off_map() -> OffMap:
    """Return events of no step."""
    given = (
        ("coupon_applied", 3_120, 2_411),
        ("wishlist_added", 2_020, 1_604),
        ("store_locator", 950, 903),
        ("faq_viewed", 811, 402),
    )
    top = tuple(
        Unclaimed(event=name, events=events, people=people, channels={"website": events - 40, "app": 40})
        for name, events, people in given
    )
    return OffMap(events=8_112, people=5_020, top=top, other_events=1_211, other_kinds=7, no_key=38)


def channels() -> tuple[ChannelAtStage, ...]:
    """Return which channels carry which stage."""
    shares = {
        "awareness": {"social": 0.62, "website": 0.38, "zalo": 0.04},
        "consideration": {"website": 0.81, "app": 0.33},
        "evaluation": {"website": 0.7, "app": 0.29, "zalo": 0.11},
        "purchase": {"website": 0.58, "app": 0.45, "phone": 0.03},
        "usage": {"carrier": 0.99, "zalo": 0.2},
        "support": {"phone": 0.64, "email": 0.31, "zalo": 0.4},
        "loyalty": {"app": 0.8, "email": 0.18},
    }
    n = dict(zip(shares, (20_000, 14_200, 9_600, 5_400, 3_680, 1_216, 842), strict=True))
    return tuple(
        ChannelAtStage(
            stage=stage,
            channel=channel,
            passes=round(value * n[stage]),
            visits=round(value * n[stage] * 1.4),
            share=share(value, n[stage], "channel_share"),
        )
        for stage, of in shares.items()
        for channel, value in of.items()
    )


def paths() -> Paths:
    """Return the ways 1,000 passes took over three positions; every node passes on what comes in."""
    flows = (
        (0, "(start)", "ad", 700), (0, "(start)", "site", 300),
        (1, "ad", "site", 400), (1, "ad", "(left)", 300), (1, "site", "cart", 296), (1, "site", "(open)", 4),
        (2, "site", "cart", 250), (2, "site", "(other)", 150), (2, "cart", "(completed)", 200),
        (2, "cart", "(left)", 96),
        (3, "cart", "(more)", 250), (3, "(other)", "(left)", 150),
    )  # fmt: skip
    edges = tuple(
        PathEdge(position=p, source=a, target=b, people=n - n // 10, paths=n, occurrences=n) for p, a, b, n in flows
    )
    inflow: dict[tuple[int, str], int] = {(0, "(start)"): 1_000}
    for p, _, b, n in flows:
        inflow[p + 1, b] = inflow.get((p + 1, b), 0) + n
    kinds: dict[str, NodeKind] = {"(start)": "start", "(other)": "other"}
    nodes = tuple(
        PathNode(
            position=p,
            key=key,
            kind=kinds.get(key, "end" if key.startswith("(") else "node"),
            people=n - n // 10,
            paths=n,
            occurrences=n,
        )
        for (p, key), n in sorted(inflow.items())
    )
    options: dict[str, str | int | bool] = {"nodes": "steps", "unit": "pass", "positions": True, "depth": 4, "top": 3}
    return Paths(options=options, paths=1_000, people=900, left_out={}, nodes=nodes, edges=edges)


def beside() -> Beside:
    """Return everything that stands beside the fixture's readings."""
    return Beside(
        friction=tuple(friction(i) for i in range(len(KEYS))),
        effort=tuple(effort(key) for key in KEYS),
        answers=tuple(ANSWERS.get(key, ()) for key in KEYS),
        competitors=(rival(),),
        channels=channels(),
        off_map=off_map(),
        conformance=conformance(),
        paths=paths(),
    )


def readings(**changes: object) -> MapReadings:
    """Return the fixture's readings with everything beside them; `changes` replace fields."""
    personas = tuple(
        fixture.segment(key, n, bend)
        for key, n, bend in (("lan", 9_020, 0.35), ("tung", 4_100, -0.45), ("mai", 1_900, 0.1))
    )
    found = fixture.readings()
    return msgspec.structs.replace(found, beside=beside(), segments=(*personas, *found.segments), **changes)
