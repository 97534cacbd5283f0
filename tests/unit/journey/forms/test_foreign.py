"""Maps of other tools become journeys, and nothing in them is lost silently."""

from hanhtrinh.journey.forms import form_of_text
from hanhtrinh.journey.model import Journey
from tests.unit.journey.forms import sketches
from tests.unit.journey.forms.sketches import keys, read


def outline(journey: Journey) -> list[tuple[object, str, list[object]]]:
    return [(stage.name, stage.phase, [journey.name_of_step(step) for step in stage.steps]) for stage in journey.stages]


def test_mermaid() -> None:
    """Sections are stages, tasks steps, 1–5 becomes −2…+2; the main actor is the persona."""
    journey, findings = read(sketches.MERMAID)
    assert journey.name == "My working day"
    assert journey.scenario == "How a day goes"
    assert outline(journey) == [
        ("Go to work", "during", ["Make tea", "Go upstairs", "Do work"]),
        ("Go home", "during", ["Go downstairs: slowly", "Sit down"]),
    ]
    assert [step.feeling.score for step in journey.steps] == [2, 0, -2, 1, 2]
    assert journey.persona == "me"
    assert journey.personas["me"].name == "Me"
    assert journey.steps[2].backstage == "Cat"
    assert journey.channels["website"].name == "Website"
    assert journey.touchpoints[journey.steps[3].touchpoint or ""].channel == "website"
    assert keys(findings) == [
        "mermaid_range", "mermaid_remark", "mermaid_line", "mermaid_persona", "mermaid_others", "phases_guessed",
    ]  # fmt: skip
    assert [finding.line for finding in findings[:3]] == [13, 14, 15]


def test_mermaid_in_a_page() -> None:
    """A diagram in a Markdown fence is found, and lines are counted from the top of the page."""
    page = f"# Trang\n\n```mermaid\ngraph TD\n```\n\n``` mermaid\n{sketches.MERMAID.split(chr(10), 4)[4]}```\n- khác\n"
    journey, findings = read(page)
    assert len(journey.steps) == 5
    assert next(finding.line for finding in findings if finding.key == "forms.mermaid_line") == 18


def test_wide_table() -> None:
    """Steps side by side: stages carry forward, lanes go where they belong, unknown ones backstage."""
    journey, findings = read(sketches.WIDE)
    assert journey.name == "Khảo sát mua hàng"
    assert journey.personas["lan"].name == "Lan"
    assert outline(journey) == [
        ("Nhận biết", "before", ["Quảng cáo", "Bài viết"]),
        ("Mua hàng", "during", ["Giỏ hàng", "Thanh toán"]),
    ]
    ad, blog, cart, pay = journey.steps
    assert (ad.activity, ad.touchpoint, ad.feeling.score, ad.backstage) == ("Xem", "facebook", 0, "KPI: CTR 2%")
    assert (blog.feeling.score, cart.feeling.score, pay.feeling.score) == (1, 1, -1)
    assert cart.touchpoint == pay.touchpoint == "web"
    assert journey.touchpoints["web"].channel == "website"
    assert [pain.text for pain in pay.pains] == ["phí ẩn", "chậm"]
    assert (ad.moment_of_truth, pay.moment_of_truth) == (False, True)
    assert keys(findings) == ["table_scale", "table_lane"]


def test_table_across() -> None:
    """A row a step is read as well; faces and words of feeling become scores."""
    journey, findings = read(sketches.ACROSS)
    assert outline(journey) == [
        ("Awareness", "before", ["See ad", "Read blog"]),
        ("Purchase", "during", ["Checkout"]),
    ]
    ad, blog, checkout = journey.steps
    assert [step.feeling.score for step in journey.steps] == [1, 1, -1]
    assert (ad.feeling.words, checkout.feeling.words) == ("curious", "worried")
    assert ad.opportunities[0].solutions[0].text == "test two ads"
    assert (blog.owner, checkout.pains[0].text) == ("Content", "hidden fees")
    assert keys(findings) == ["feelings_guessed"]


def test_table_of_stages_only() -> None:
    """Where columns are stages, each has one step; goals go to the stage, further touchpoints are kept and told of."""
    journey, findings = read(sketches.STAGES_ONLY)
    assert journey.name == "Online shop"
    assert outline(journey) == [
        ("Awareness", "before", ["Awareness"]),
        ("Consideration", "before", ["Consideration"]),
        ("Decision", "during", ["Decision"]),
    ]
    assert [stage.goal for stage in journey.stages] == ["find a shop", "compare", "buy"]
    first = journey.steps[0]
    assert (first.activity, first.touchpoint, first.backstage) == (
        "see ad\nask friends",
        "facebook",
        "Touchpoints: Google",
    )
    assert keys(findings) == ["more_places", "feelings_guessed", "table_unnamed"]


def test_markdown_table() -> None:
    """A Markdown table is read, with its line breaks and bold lanes."""
    journey, _ = read(sketches.MARKDOWN)
    assert outline(journey) == [("Nhận biết", "before", ["Nhận biết"]), ("Mua hàng", "during", ["Mua hàng"])]
    assert [pain.text for pain in journey.steps[1].pains] == ["phí", "chậm"]


def test_board() -> None:
    """Stickies pasted from a board: columns are stages, what stands below are steps."""
    journey, findings = read(sketches.BOARD)
    assert outline(journey) == [
        ("Nhận biết", "before", ["Xem quảng cáo", "Bạn giới thiệu"]),
        ("Cân nhắc", "before", ["So sánh giá"]),
        ("Mua", "during", ["Thanh toán"]),
    ]
    assert keys(findings) == ["table_columns"]


def test_pasted_lines() -> None:
    """`Stage: step; step` and arrows are understood; the line above them is the title."""
    journey, findings = read(sketches.PASTED)
    assert journey.name == "Hành trình mua trà sữa"
    assert outline(journey) == [
        ("Nhận biết", "before", ["xem quảng cáo TikTok", "bạn bè giới thiệu"]),
        ("Mua hàng", "during", ["mở app", "chọn món", "thanh toán"]),
        ("Sau khi mua", "after", ["nhận trà", "đánh giá 5 sao"]),
    ]
    assert [step.key for step in journey.steps][:2] == ["xem-quang-cao-tiktok", "ban-be-gioi-thieu"]
    assert findings == []


def test_outline() -> None:
    """Headings are stages, bullets steps, bullets below them lanes or activity."""
    journey, _ = read(sketches.OUTLINE)
    assert journey.name == "Mua laptop"
    assert journey.persona == "minh"
    assert outline(journey) == [
        ("Nhận biết", "before", ["Xem video review", "Hỏi bạn bè"]),
        ("Mua hàng", "during", ["Đặt cọc online", "Đến cửa hàng lấy máy"]),
    ]
    video, _, _, shop = journey.steps
    assert (video.feeling.words, video.feeling.score) == ("tò mò", 1)
    assert [pain.text for pain in video.pains] == ["nhiều thông tin trái ngược", "khó tin"]
    assert shop.activity == "được tư vấn"
    assert journey.touchpoints[shop.touchpoint or ""].channel == "cua-hang"


def test_paragraphs_and_stickies() -> None:
    """Of paragraphs the first line is the stage; of one list of lines all are steps."""
    journey, _ = read("Awareness\nSee an ad\nAsk a friend\n\nPurchase\nPay\n")
    assert outline(journey) == [("Awareness", "before", ["See an ad", "Ask a friend"]), ("Purchase", "during", ["Pay"])]
    journey, findings = read("xem quảng cáo\nvào web\nthanh toán\n")
    assert [journey.name_of_step(step) for step in journey.steps] == ["xem quảng cáo", "vào web", "thanh toán"]
    assert keys(findings) == ["outline_flat", "phases_guessed"]


def test_cjml() -> None:
    """Touchpoints are seen from the end user; phases, channel, rating and what failed are taken, the rest told."""
    journey, findings = read(sketches.CJML)
    assert (journey.name, journey.persona) == ("Book sale", "carl")
    assert outline(journey) == [("Awareness", "before", ["Reads the offer", "Waits"])]
    assert journey.stages[0].goal == "know"
    offer, waits = journey.steps
    assert (offer.feeling.score, offer.thoughts, offer.backstage) == (1, ("easy",), "Bookis: Offer sent")
    assert journey.touchpoints[offer.touchpoint or ""].channel == "email"
    assert (waits.optional, waits.pains[0].severity) == (True, 3)
    assert keys(findings) == ["cjml_more", "cjml_unknown", "cjml_rating"]
    assert {finding.params["given"] for finding in findings} == {"AJ2", "timestamps", "green"}


def test_planned_before_actual() -> None:
    """Of a planned and an actual journey the planned one is read."""
    text = sketches.CJML.replace(
        "<actualJourney><journeyID>AJ2</journeyID></actualJourney>",
        """<plannedJourney>
<journeyID>PJ1</journeyID><touchpoints><plannedAction><initiator><initiatorLabel>Looks</initiatorLabel></initiator>
</plannedAction></touchpoints></plannedJourney>""",
    )
    journey, _ = read(text)
    assert [journey.name_of_step(step) for step in journey.steps] == ["Looks"]


def test_keys_are_told_apart() -> None:
    """The same name twice gets two keys; đ and tones are written without marks, other scripts get a number."""
    journey, _ = read("# T\n## Đặt hàng\n- Điền địa chỉ\n- Điền địa chỉ\n- 支払い\n## Đặt hàng\n- x\n")
    assert [stage.key for stage in journey.stages] == ["dat-hang", "dat-hang-2"]
    assert [step.key for step in journey.steps] == ["dien-dia-chi", "dien-dia-chi-2", "step", "x"]


def test_recognised() -> None:
    """Each of these is taken for what it is by its content alone."""
    forms = {name: form_of_text(getattr(sketches, name), "").name for name in (
        "MERMAID", "WIDE", "ACROSS", "STAGES_ONLY", "MARKDOWN", "BOARD", "PASTED", "OUTLINE", "CJML",
    )}  # fmt: skip
    assert forms == {
        "MERMAID": "mermaid", "WIDE": "table", "ACROSS": "table", "STAGES_ONLY": "table", "MARKDOWN": "table",
        "BOARD": "table", "PASTED": "outline", "OUTLINE": "outline", "CJML": "cjml",
    }  # fmt: skip
