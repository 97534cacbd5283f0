"""Foreign maps as people have them, and helpers that read them."""

from hanhtrinh.journey.forms import form_named, form_of_text
from hanhtrinh.journey.model import Journey
from hanhtrinh.values import Finding

MERMAID = """---
title: My working day
---
%%{init: {'theme':'dark'}}%%
journey
    accDescr: How a day goes
    section Go to work
      Make tea: 5: Me
      Go upstairs: 3: Me
      Do work: 1: Me, Cat
    section Go home
      Go downstairs#58; slowly: 4: Me, Website
      Sit down: 9: Me
      %% remember this
      Odd line
"""
WIDE = """Khảo sát mua hàng,,,,
Chân dung,Lan,,,
,Nhận biết,,Mua hàng,
Bước,Quảng cáo,Bài viết,Giỏ hàng,Thanh toán
Hành động,Xem,Đọc,Thêm,Trả tiền
Điểm chạm,Facebook,Blog,Web,Web
Kênh,Mạng xã hội,,Website,Website
Cảm xúc,3,4,4,2
Điểm đau,nhiều QC,,,"- phí ẩn
- chậm"
KPI,CTR 2%,,,
Thời khắc sự thật,,,,x
"""
ACROSS = """Stage,Step,Customer actions,Touchpoints,Emotions,Pain points,Opportunities,Solutions,Owner
Awareness,See ad,scrolls,Facebook,curious,too many,better ads,test two ads,Marketing
,Read blog,reads,Blog,🙂,,,,Content
Purchase,Checkout,pays,Web,worried (-1),hidden fees,show fees,,Product
"""
STAGES_ONLY = """Customer Journey Map: Online shop,,,
Persona,Lan,,
,Awareness,Consideration,Decision
User goals,find a shop,compare,buy
Process,"see ad
ask friends",read reviews,pay
Touchpoints,"Facebook
Google",Website,Website
Experience,🙂,😐,😀
Problems,,too few reviews,
"""
MARKDOWN = """Một bản đồ:

| | Nhận biết | Mua hàng |
|---|---|---|
| **Hành động** | xem quảng cáo | thanh toán |
| Điểm đau | | phí<br>chậm |
"""
BOARD = "Nhận biết\tCân nhắc\tMua\nXem quảng cáo\tSo sánh giá\tThanh toán\nBạn giới thiệu\t\t\n"
PASTED = """Hành trình mua trà sữa
Nhận biết: xem quảng cáo TikTok; bạn bè giới thiệu
Mua hàng: mở app → chọn món → thanh toán
Sau khi mua: nhận trà; đánh giá 5 sao
"""
OUTLINE = """# Mua laptop

Persona: Minh

## Nhận biết
- Xem video review
  - Cảm xúc: tò mò
  - Điểm đau: nhiều thông tin trái ngược; khó tin
- **Hỏi bạn bè**

## Mua hàng
1. Đặt cọc online
2. Đến cửa hàng lấy máy
   - Kênh: Cửa hàng
   - được tư vấn
"""
CJML = """<?xml version="1.0" encoding="UTF-8"?>
<CJML version="2.0">
<actualJourney>
  <journeyID>AJ1</journeyID><journeyTitle>Book sale</journeyTitle>
  <journeyPhases><journeyPhase phaseID="P1"><phaseName>Awareness</phaseName>
    <phaseDescription>know</phaseDescription></journeyPhase></journeyPhases>
  <actors>
    <endUser actorID="Carl"><actorName>Carl</actorName></endUser>
    <serviceProvider actorID="B"><companyName>Bookis</companyName></serviceProvider>
  </actors>
  <touchpoints>
    <actualCommunicationPoint>
      <touchpointID>T1</touchpointID><belongsTo phaseIDref="P1"/>
      <initiator><refersTo actorIDref="B"/><initiatorLabel>Offer sent</initiatorLabel></initiator>
      <receiver><refersTo actorIDref="Carl"/><receiverLabel>Reads the offer</receiverLabel></receiver>
      <channel><channelName>email</channelName></channel>
      <timestamps><timeCompleted>2020-01-01</timeCompleted></timestamps>
      <touchpointExperience><experienceDescription>easy</experienceDescription>
        <experienceRating>4</experienceRating></touchpointExperience>
    </actualCommunicationPoint>
    <actualAction>
      <touchpointID>D2</touchpointID><compliance>failing</compliance>
      <initiator><refersTo actorIDref="Carl"/><initiatorLabel>Waits</initiatorLabel></initiator>
      <touchpointExperience><experienceRating>green</experienceRating></touchpointExperience>
    </actualAction>
  </touchpoints>
</actualJourney>
<actualJourney><journeyID>AJ2</journeyID></actualJourney>
</CJML>
"""


def read(text: str, form: str | None = None) -> tuple[Journey, list[Finding]]:
    """Return the journey of a text that has one, and what is said about it."""
    chosen = form_named(form) if form else form_of_text(text, "")
    assert chosen is not None
    journey, findings = chosen.read(text, "map")
    assert journey is not None, findings
    return journey, list(findings)


def keys(findings: list[Finding]) -> list[str]:
    return [finding.key.removeprefix("forms.") for finding in findings]
