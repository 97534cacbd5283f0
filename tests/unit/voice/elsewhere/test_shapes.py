"""Every known tool's objects are known by their shape, and say what their customers said."""

import pytest

from hanhtrinh.voice.elsewhere.paths import as_instant
from hanhtrinh.voice.elsewhere.shapes.all import SHAPES, sayings_of, shape_of, within

AT = "2026-01-20T22:55:29Z"
TICKET = {
    "id": 35436,
    "url": "https://x.zendesk.com/35436",
    "created_at": AT,
    "updated_at": "2026-01-22T00:00:00Z",
    "subject": "Giao trễ",
    "description": "Đơn giao trễ 3 ngày",
    "requester_id": 7,
    "via": {"channel": "web"},
    "status": "open",
    "satisfaction_rating": {"id": 9, "score": "bad", "comment": "Chậm quá"},
    "comments": [
        {"id": 1, "author_id": 7, "body": "Đơn giao trễ 3 ngày", "public": True, "created_at": AT},
        {"id": 2, "author_id": 5, "body": "Xin lỗi anh", "public": True, "created_at": AT},
        {"id": 3, "author_id": 7, "body": "<p>Vẫn chưa nhận</p>", "public": True, "created_at": AT},
        {"id": 4, "author_id": 7, "body": "nội bộ", "public": False, "created_at": AT},
    ],
}
TALK = {
    "type": "conversation",
    "id": "55",
    "created_at": 1_768_950_000,
    "state": "open",
    "source": {
        "type": "conversation",
        "body": "<p>Shop ơi</p>",
        "author": {"type": "user", "id": "u1", "email": "Lan@x.vn"},
    },
    "conversation_parts": {
        "conversation_parts": [
            {
                "id": "p1",
                "body": "<p>Chào bạn</p>",
                "created_at": 1_768_950_100,
                "author": {"type": "admin", "id": "a"},
            },
            {
                "id": "p2",
                "body": "<p>Áo bị <b>rách</b></p>",
                "created_at": 1_768_950_200,
                "author": {"type": "user", "id": "u1"},
            },
        ]
    },
    "conversation_rating": {"rating": 2, "remark": "Lâu", "created_at": 1_768_960_000},
}
CASES = {
    "zendesk": (
        TICKET,
        [
            ("ticket", "35436", "Đơn giao trễ 3 ngày", None),
            ("ticket", "comment-3", "Vẫn chưa nhận", None),
            ("ticket", "rating-9", "Chậm quá", 1),
        ],
    ),
    "zendesk event": (
        {
            "type": "zen:event-type:ticket.comment_added",
            "time": AT,
            "detail": {"id": "1", "requester_id": "7", "subject": "S"},
            "event": {"comment": {"id": "8", "body": "Cảm ơn", "is_public": True, "author": {"id": "7"}}},
        },
        [("ticket", "comment-8", "Cảm ơn", None)],
    ),
    "freshdesk": (
        {
            "id": 4,
            "subject": "Đổi size",
            "description_text": "Cho em đổi size",
            "status": 2,
            "source": 1,
            "requester_id": 3,
            "responder_id": None,
            "created_at": AT,
            "conversations": [
                {"id": 1, "incoming": True, "private": False, "body_text": "Đổi được không", "created_at": AT},
                {"id": 2, "incoming": False, "private": False, "body_text": "Được ạ", "created_at": AT},
            ],
        },
        [("ticket", "4", "Cho em đổi size", None), ("ticket", "comment-1", "Đổi được không", None)],
    ),
    "freshdesk rating": (
        {
            "id": 2,
            "ticket_id": 4,
            "user_id": 3,
            "ratings": {"default_question": -103},
            "feedback": "Tệ",
            "created_at": AT,
        },
        [("ticket", "rating-2", "Tệ", 1)],
    ),
    "intercom": (
        TALK,
        [("chat", "55", "Shop ơi", None), ("chat", "part-p2", "Áo bị rách", None), ("chat", "rating-55", "Lâu", 2)],
    ),
    "intercom notice": (
        {"type": "notification_event", "topic": "conversation.user.created", "data": {"item": TALK}},
        [("chat", "55", "Shop ơi", None), ("chat", "part-p2", "Áo bị rách", None), ("chat", "rating-55", "Lâu", 2)],
    ),
    "chatwoot": (
        {
            "event": "message_created",
            "id": 1,
            "content": "Còn hàng không",
            "message_type": "incoming",
            "created_at": "2026-01-20 13:05:57 UTC",
            "sender": {"email": "lan@x.vn"},
            "conversation": {"display_id": 3},
            "inbox": {"name": "Web"},
        },
        [("chat", "1", "Còn hàng không", None)],
    ),
    "chatwoot own": (
        {
            "event": "message_created",
            "id": 2,
            "content": "Còn ạ",
            "message_type": "outgoing",
            "created_at": AT,
            "conversation": {"display_id": 3},
        },
        [],
    ),
    "chatwoot rating": (
        {
            "id": 5,
            "rating": 5,
            "feedback_message": "Tốt",
            "conversation_id": 3,
            "created_at": 1_768_950_000,
            "contact": {"phone_number": "0901"},
        },
        [("chat", "rating-3", "Tốt", 5)],
    ),
    "app store": (
        {
            "im:rating": {"label": "4"},
            "id": {"label": "99"},
            "updated": {"label": "2026-01-20T22:55:29-07:00"},
            "title": {"label": "Ổn"},
            "content": {"label": "Dùng tốt"},
            "author": {"uri": {"label": "https://x/id12"}},
        },
        [("review", "99", "Dùng tốt", 4)],
    ),
    "app store connect": (
        {
            "type": "customerReviews",
            "id": "r1",
            "attributes": {"rating": 1, "title": "T", "body": "Lỗi", "createdDate": AT},
        },
        [("review", "r1", "Lỗi", 1)],
    ),
    "google play": (
        {
            "reviewId": "g1",
            "comments": [
                {
                    "userComment": {
                        "text": "Tiêu đề\tNội dung",
                        "starRating": 3,
                        "lastModified": {"seconds": "1768950000"},
                    }
                }
            ],
        },
        [("review", "g1", "Nội dung", 3)],
    ),
    "shopee": (
        {
            "comment_id": 11,
            "comment": "Hàng đẹp",
            "rating_star": 5,
            "create_time": 1_768_950_000,
            "buyer_username": "lan",
        },
        [("review", "11", "Hàng đẹp", 5)],
    ),
    "zalo": (
        {
            "event_name": "user_feedback",
            "message": {
                "note": "Giao nhanh",
                "rate": "5",
                "submit_time": "1616673095659",
                "msg_id": "m",
                "feedbacks": ["Thái độ tốt"],
                "tracking_id": "K1",
            },
        },
        [("review", "m", "Giao nhanh. Thái độ tốt", 5)],
    ),
    "facebook comment": (
        {
            "object": "page",
            "entry": [
                {
                    "changes": [
                        {
                            "field": "feed",
                            "value": {
                                "item": "comment",
                                "verb": "add",
                                "comment_id": "c1",
                                "post_id": "p",
                                "from": {"id": "1"},
                                "message": "Đẹp quá",
                                "created_time": 1_768_950_000,
                            },
                        }
                    ]
                }
            ],
        },
        [("mention", "c1", "Đẹp quá", None)],
    ),
    "facebook removed": (
        {
            "object": "page",
            "entry": [
                {
                    "changes": [
                        {
                            "field": "feed",
                            "value": {
                                "item": "comment",
                                "verb": "remove",
                                "comment_id": "c1",
                                "created_time": 1_768_950_000,
                            },
                        }
                    ]
                }
            ],
        },
        [],
    ),
    "facebook recommendation": (
        {
            "recommendation_type": "negative",
            "review_text": "S\u00e1\u00ba\u00a3n ph\u00e1\u00ba\u00a9m t\u00e1\u00bb\u0087",
            "created_time": AT,
            "reviewer": {"id": "1"},
        },
        [("review", "1-rating", "Sản phẩm tệ", 1)],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_tools_object_says_what_its_customer_said(name):
    """The object is known by its shape alone; only what a customer wrote or rated comes out, once each."""
    sent, said = CASES[name]
    shape = shape_of(sent)
    assert shape is not None
    assert name.startswith(shape.name.replace("_", " "))
    found = list(sayings_of(shape, sent))
    assert [(one.kind, one.id, one.text, one.score) for one in found] == said
    assert all(one.at > 0 and (one.kind, one.scale) in shape.instruments for one in found)


@pytest.mark.parametrize(
    "envelope", [lambda t: {"tickets": [t], "count": 1}, lambda t: {"ticket": t}, lambda t: [t], lambda t: t]
)
def test_envelopes_are_opened(envelope):
    """What a tool wraps its objects in makes no difference."""
    shape = next(shape for shape in SHAPES if shape.name == "zendesk")
    assert [one["id"] for one in within(shape, envelope(TICKET))] == [35436]


@pytest.mark.parametrize("sent", [{}, {"a": 1}, [], None, "x", 5, {"id": 1, "subject": "a"}, {"type": "conversation"}])
def test_what_no_tool_sends_is_no_tools(sent):
    """Anything else is known by none, without an error."""
    assert shape_of(sent) is None


@pytest.mark.parametrize(
    ("given", "micros"),
    [
        (1_768_950_000, 1_768_950_000_000_000),
        ("1768950000123", 1_768_950_000_123_000),
        (1_768_950_000_000_001, 1_768_950_000_000_001),
        ("2026-01-20 13:05:57 UTC", 1_768_914_357_000_000),
        ("2026-01-20T13:05:57+07:00", 1_768_889_157_000_000),
        ("gestern", None),
        ("0001-01-01T00:00:00+07:00", None),
        ("9999-12-31T23:59:59-07:00", None),
        (12, None),
        (True, None),
        ({}, None),
        ("", None),
        (1e300, None),
    ],
)
def test_times_are_read_as_tools_write_them(given, micros):
    """Seconds, milliseconds and microseconds are told apart; what is no time is none."""
    assert as_instant(given) == micros
