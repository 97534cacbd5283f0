"""Comments on a map: said, named, answered, settled, taken out, and who may do which."""

import json
import re

import msgspec
import pytest

from tests.web.living import with_shop

MAP = "/w/nha-may/maps/shop"
COMMENTS = f"{MAP}/comments"


@pytest.fixture
def shop(world):
    """The world with the shop's journey, and Bình, who may comment."""
    with_shop(world)
    world.services.accounts.change_role("nha-may", "ha", "commenter")
    return world


def say(world, who, text, place="cell/activity/visit", **more):
    """Say something; return the panel that comes back."""
    answer = world.client(who).post(COMMENTS, data={"text": text, "place": place, "label": "Nhãn", **more})
    assert answer.status_code == 200, answer.text[:300]
    return answer.text


def kept(world):
    found = world.services.comments.comments.of_journey("nha-may", "shop")
    return sorted(found, key=lambda one: (one.at, one.id != one.thread))


def test_a_comment_stands_at_its_place(shop):
    """It is shown with who said it, under the step's and lane's names, and counted at the cell."""
    panel = say(shop, "ha", "Khách <b>không</b> thấy nút này")
    assert "Khách &lt;b&gt;không&lt;/b&gt; thấy nút này" in panel
    assert "<b>không</b>" not in panel
    whole = shop.client("minh").get(COMMENTS).text
    assert "Hoạt động" in whole
    data = json.loads(re.search(r'id="comments-data">(.*?)</script>', whole)[1])
    assert data["open"] == {"cell/activity/visit": 1}
    assert {"name": "Lan", "call": "Lan"} in data["team"]


def test_whoever_is_named_finds_it(shop):
    """A colleague who is named sees a count in the rail and the comment on the page of mentions, new only once."""
    say(shop, "ha", "@Lan ơi, xem giúp @minh@example.com nhé, cả @Tú nữa")
    assert [shop.services.comments.comments.unseen("nha-may", who) for who in ("lan", "minh", "tu", "ha")] == [
        1,
        1,
        0,
        0,
    ]
    assert "rail-news" in shop.client("lan").get("/w/nha-may/journeys").text
    first = shop.client("lan").get("/w/nha-may/mentions").text
    assert f"{MAP}?thread={kept(shop)[0].thread}" in first
    assert "mới</span>" in first
    assert "mới</span>" not in shop.client("lan").get("/w/nha-may/mentions").text
    assert "rail-news" not in shop.client("lan").get("/w/nha-may/journeys").text


def test_answers_and_settling(shop):
    """A settled thread is out of the way and says who settled it; an answer opens it again."""
    say(shop, "ha", "Bỏ bước này?")
    first = kept(shop)[0].id
    say(shop, "minh", "Đồng ý", thread=first)
    shop.client("lan").post(f"{COMMENTS}/{first}/settle", data={"settled": "yes"})
    assert "Bỏ bước này?" not in shop.client("ha").get(COMMENTS).text
    settled = shop.client("ha").get(f"{COMMENTS}?settled=1").text
    assert "Bỏ bước này?" in settled
    assert "Lan đánh dấu đã xong" in settled
    say(shop, "ha", "Khoan đã", thread=first)
    assert {one.text for one in kept(shop)} == {"Bỏ bước này?", "Đồng ý", "Khoan đã"}
    assert kept(shop)[0].resolved_at is None


def test_only_ones_own_words_are_changed(shop):
    """Who wrote a comment changes it; others are told that they cannot, and nothing is changed."""
    say(shop, "ha", "Chữ cũ")
    comment = kept(shop)[0].id
    refused = shop.client("minh").post(f"{COMMENTS}/{comment}/text", data={"text": "Chữ của Minh"})
    assert refused.status_code == 422
    assert "Chỉ người viết mới sửa được" in refused.text
    shop.client("ha").post(f"{COMMENTS}/{comment}/text", data={"text": "Chữ mới"})
    assert kept(shop)[0].text == "Chữ mới"
    assert "đã sửa" in shop.client("lan").get(COMMENTS).text


def test_taking_out(shop):
    """One takes out one's own comment, but not a thread others answered in; an owner takes out anybody's."""
    say(shop, "ha", "Lỡ tay")
    first = kept(shop)[0].id
    say(shop, "minh", "Trả lời", thread=first)
    refused = shop.client("ha").post(f"{COMMENTS}/{first}/remove")
    assert (refused.status_code, len(kept(shop))) == (422, 2)
    assert shop.client("minh").post(f"{COMMENTS}/{first}/remove").status_code == 422
    shop.client("lan").post(f"{COMMENTS}/{first}/remove")
    assert kept(shop) == []


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"text": "   "}, "Bình luận đang trống"),
        ({"text": "x" * 4_001}, "nhiều nhất là 4000"),
        ({"text": "x", "place": "cell/../../etc"}, "Không có chỗ"),
        ({"text": "x", "thread": "nothing"}, "không còn nữa"),
    ],
)
def test_what_cannot_be_said_stays_in_the_form(shop, fields, said):
    """What is refused is refused with a reason, and what was written is not lost."""
    answer = shop.client("ha").post(COMMENTS, data={"place": "map", **fields})
    assert answer.status_code == 422
    assert said in answer.text
    assert fields["text"].strip() in answer.text
    assert kept(shop) == []


def test_a_viewer_reads_along(shop):
    """A viewer sees the comments and no form to write one."""
    say(shop, "ha", "Cho mọi người")
    shop.services.accounts.change_role("nha-may", "ha", "viewer")
    text = shop.client("ha").get(COMMENTS).text
    assert "Cho mọi người" in text
    assert "<textarea" not in text
    assert shop.client("ha").post(COMMENTS, data={"text": "x", "place": "map"}).status_code == 403


def test_a_place_that_is_no_more_is_still_named(shop):
    """When the step goes, the thread stays and says so."""
    say(shop, "minh", "Về bước cũ", place="step/gone", label="Bước cũ")
    text = shop.client("lan").get(COMMENTS).text
    assert "Bước cũ" in text
    assert "không còn trên bản đồ" in text


def test_comments_go_with_their_journey(shop):
    """A journey that takes the name of one in the trash begins without its comments."""
    say(shop, "lan", "Cũ rồi")
    shop.client("lan").post(f"{MAP}/remove")
    assert kept(shop) == []


def test_a_letter_tells_whoever_is_named(shop):
    """Each named colleague who wants it gets one letter with the words and the way there."""
    mail = {"smtp_url": "smtp://127.0.0.1:1", "mail_from": "map@example.com"}
    settings = msgspec.structs.replace(shop.services.settings, **mail)
    object.__setattr__(shop.services, "settings", settings)
    shop.services.wishes.set("nha-may", "minh@example.com", {"mention": "none"})
    say(shop, "ha", "@Lan và @Minh xem <b>ô này</b>")
    letters = shop.services.outbox.claim(shop.now, shop.now + 1)
    assert [(one.to, one.kind) for one in letters] == [("lan@example.com", "mention")]
    assert f"/w/nha-may/maps/shop?thread={kept(shop)[0].thread}" in letters[0].text
    assert "xem <b>ô này</b>" in letters[0].text
    assert "xem &lt;b&gt;ô này&lt;/b&gt;" in letters[0].html


def test_a_zero_character_in_a_comment_is_left_out(shop):
    """Some databases take no such text."""
    say(shop, "ha", "Khách\0 hỏi")
    assert [one.text for one in kept(shop)] == ["Khách hỏi"]
