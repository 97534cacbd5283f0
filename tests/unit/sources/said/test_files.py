# ruff: noqa: E501 - tables of cases as the tools write them; passwords of nobody
"""Files of what customers said recognise themselves, are read without losing anything, and say why where they are not."""

import json
from types import SimpleNamespace

import pytest

from hanhtrinh.errors import FileUnusable, InputError
from hanhtrinh.sources.inspecting import examine, inspect_files
from hanhtrinh.sources.load import read_mapping
from hanhtrinh.sources.mbox import table as mbox
from hanhtrinh.sources.mbox.table import letters
from hanhtrinh.sources.said.choosing import SaidChoice, guess_choice, made, propose_said
from hanhtrinh.sources.said.items import outermost
from hanhtrinh.sources.source import MappedSource
from tests.unit.voice.elsewhere.test_shapes import TALK, TICKET

NOW = 1_795_348_800_000_000
PLAY = (
    "Package Name,App Version Code,Reviewer Language,Review Submit Date and Time,Review Submit Millis Since Epoch,"
    "Review Last Update Millis Since Epoch,Star Rating,Review Title,Review Text,Developer Reply Date and Time,Review Link\n"
    "vn.shop,1,vi,2026-01-02T03:04:05Z,1767323045000,1767323045000,5,,Rất tốt,,https://play/?reviewId=a\n"
    'vn.shop,1,vi,2026-01-03T03:04:05Z,1767409445000,1767409445000,1,,"Hay lỗi, văng",,https://play/?reviewId=b\n'
    "vn.shop,1,vi,2026-01-04T03:04:05Z,1767495845000,1767495845000,4,,,,\n"
)
ZENDESK = (
    "Id,Requester,Requester email,Subject,Status,Created at,Satisfaction Score\n1,Lan,lan@x.vn,Giao trễ,Open,2026-01-02 03:04:05,Good\n"
    "2,Minh,minh@x.vn,Đổi size áo,Solved,2026-01-03 03:04:05,Offered\n"
)
CHATWOOT = (
    "Agent Name,Rating,Feedback,Contact Name,Contact Email Address,Contact Phone Number,Link to the conversation,Recorded date\n"
    "An,5,Nhanh,Lan,lan@x.vn,,https://c/1,2026-01-02 03:04:05\nAn,2,Lâu quá,Hà,ha@x.vn,,https://c/2,2026-01-03 03:04:05\n"
)
CALLS = (
    "call_id,speaker,text,start_time,phone\nc1,agent,Alo,2026-01-03T10:00:00Z,0901\nc1,customer,Tôi muốn đổi hàng,2026-01-03T10:00:05Z,0901\n"
    "c1,customer,Hàng bị vỡ,2026-01-03T10:00:15Z,0901\nc2,agent,Alo,2026-01-04T10:00:00Z,0902\nc2,customer,Cảm ơn,2026-01-04T10:00:05Z,0902\n"
)
FACEBOOK = {
    "participants": [{"name": "Lan"}, {"name": "Shop"}],
    "title": "Lan",
    "thread_path": "inbox/lan_123",
    "messages": [
        {
            "sender_name": "Lan",
            "timestamp_ms": 1767323045000,
            "content": "S\u00e1\u00ba\u00a3n ph\u00e1\u00ba\u00a9m \u00c4\u0091\u00e1\u00ba\u00b9p",
        },
        {"sender_name": "Shop", "timestamp_ms": 1767323046000, "content": "C\u00e1\u00ba\u00a3m \u00c6\u00a1n"},
    ],
}
MBOX = b"""From lan@x.vn Sat Jan  3 10:00:00 2026
From: Lan@x.vn
To: cskh@shop.vn
Date: Sat, 3 Jan 2026 10:00:00 +0700
Message-ID: <1@x>

Don giao tre.
>From dau thang.

From ha@x.vn Sat Jan  3 11:00:00 2026
From: ha@x.vn
To: cskh@shop.vn
Date: Sat, 3 Jan 2026 11:00:00 +0700
Message-ID: <2@x>

Ao dep lam

From cskh@shop.vn Sat Jan  3 12:00:00 2026
From: cskh@shop.vn
To: lan@x.vn
Date: Sat, 3 Jan 2026 12:00:00 +0700
Message-ID: <3@x>
References: <1@x>

Xin loi ban
"""
FILES = {
    "reviews_vn.shop.csv": (("\ufeff" + PLAY).encode("utf-16-le"), None, 3, {"said.review.1-5"}),
    "zendesk.csv": (ZENDESK.encode(), None, 2, {"said.ticket.1-5"}),
    "csat.csv": (CHATWOOT.encode(), None, 2, {"said.chat.1-5"}),
    "calls.csv": (CALLS.encode(), "transcript", 2, {"said.call"}),
    "mail.mbox": (MBOX, "mbox", 2, {"said.email"}),
    "mail_crlf.mbox": (MBOX.replace(b"\n", b"\r\n"), "mbox", 2, {"said.email"}),
    "tickets.json": (
        json.dumps({"tickets": [TICKET], "next_page": None}).encode(),
        "said",
        3,
        {"said.ticket", "said.ticket.1-5"},
    ),
    "tickets.jsonl": (
        (json.dumps(TICKET) + "\n" + json.dumps({**TICKET, "id": 2, "comments": []})).encode(),
        "said",
        5,
        {"said.ticket", "said.ticket.1-5"},
    ),
    "talks.json": (json.dumps([TALK]).encode(), "said", 3, {"said.chat", "said.chat.1-5"}),
    "message_1.json": (json.dumps(FACEBOOK, indent=1).encode(), "said", 1, {"said.chat"}),
}


def inspected(tmp_path, name, data, **more):
    """Look at a file."""
    path = tmp_path / name
    path.write_bytes(data)
    return inspect_files([path], now=NOW, zone="Asia/Ho_Chi_Minh", **more)


def events_of(found, tmp_path):
    """Return the events a mapping gives, read through its own text."""
    mapping = read_mapping(found.to_yaml(), "m.yaml")
    source = MappedSource(mapping, tmp_path)
    batches = [batch for file in source.files for batch in file.read("Asia/Ho_Chi_Minh", NOW, lambda count: None)]
    return [row for batch in batches for part in batch.parts for row in part.events.rows(named=True)], batches


@pytest.mark.parametrize("name", FILES)
def test_a_tools_file_is_known_and_read(tmp_path, name):
    """By its header or shape alone; the proposed mapping, read back from its text, gives the same answers."""
    data, form, count, instruments = FILES[name]
    found = inspected(tmp_path, name, data)
    assert found.mapping.files[0].format == form
    assert (found.preview.events, found.preview.rejected) == ({"Survey Answered": count}, 0)
    rows, _ = events_of(found, tmp_path)
    assert {row["instrument"] for row in rows} == instruments
    assert all(row["p_said_kind"] for row in rows)


@pytest.mark.parametrize("twice", ["call_id", "speaker", "text", "phone"])
def test_a_transcript_with_a_column_twice_is_refused(tmp_path, twice):
    """Which of the two is meant nobody knows: the column is named."""
    header, rows = CALLS.split("\n", 1)
    rows = "\n".join(f"{row},x" for row in rows.splitlines())
    with pytest.raises(FileUnusable) as caught:
        inspected(tmp_path, "calls.csv", f"{header},{twice}\n{rows}\n".encode())
    assert (caught.value.key, caught.value.params["column"]) == ("sources.column_twice", twice)


def test_facebooks_letters_are_repaired_and_the_page_itself_is_left_out(tmp_path):
    """What the page wrote is no customer's; the customer's words are read as they were typed."""
    rows, _ = events_of(inspected(tmp_path, "message_1.json", FILES["message_1.json"][0]), tmp_path)
    assert [(row["text"], row["person"]) for row in rows] == [("Sản phẩm đẹp", "facebook-123")]


def test_facebooks_conversation_is_named_by_its_own_title(tmp_path):
    """What is shared in a message has a title too, wherever in the file: it is not whom the page wrote with."""
    shared = {**FACEBOOK["messages"][0], "share": {"title": "S\u00c3\u00a1ch", "link": "https://x.vn"}}
    after = {**FACEBOOK, "messages": [shared, *FACEBOOK["messages"]], "magic_words": [{"title": "Tim"}]}
    for whole in (after, dict(reversed(after.items()))):
        rows, _ = events_of(inspected(tmp_path, "message_1.json", json.dumps(whole).encode()), tmp_path)
        assert {row["person"] for row in rows} == {"facebook-123"}
        assert "S\u1ea3n ph\u1ea9m \u0111\u1eb9p" in {row["text"] for row in rows}


@pytest.mark.parametrize("size", [1, 2, 7, 1_000])
def test_what_a_file_is_itself_is_the_same_in_blocks_of_any_size(size):
    """Its own members, without the lists and objects in it, and whatever stands in texts."""
    whole = b'{"a": [{"t": "x"}, "]"], "t": "L\\"an {}", "in": {"t": {"t": 1}}, "n": true}'
    blocks = (whole[at : at + size] for at in range(0, len(whole), size))
    assert outermost(blocks) == b'"a": , "t": "L\\"an {}", "in": , "n": true}'


def test_a_mailboxs_owner_is_found_and_left_out(tmp_path):
    """Who writes with everybody is the company; the quoted From of a letter is put right."""
    found = inspected(tmp_path, "mail.mbox", MBOX)
    assert found.mapping.files[0].own == ("cskh@shop.vn",)
    rows, _ = events_of(found, tmp_path)
    assert [row["text"] for row in rows] == ["Don giao tre.\nFrom dau thang.", "Ao dep lam"]


@pytest.mark.parametrize("size", [1, 7, 64, 10_000])
@pytest.mark.parametrize("ends", [b"\n", b"\r\n"])
def test_a_mailbox_is_the_same_in_blocks_of_any_size(size, ends):
    """However it is cut, also in the middle of an end of line, the same letters stand at the same lines."""
    data = MBOX.replace(b"\n", ends)
    assert list(letters(data[at : at + size] for at in range(0, len(data), size))) == list(letters([MBOX]))


def test_a_long_letter_is_searched_once(monkeypatch):
    """What was searched for the next letter is not searched again with every further block."""
    looked, pattern = [], mbox._BEGINS
    search = lambda held, at: looked.append(len(held) - at) or pattern.search(held, at)  # noqa: E731
    monkeypatch.setattr(mbox, "_BEGINS", SimpleNamespace(search=search))
    data = MBOX + b"QUJD\n" * 20_000 + MBOX
    assert len(list(letters(data[at : at + 1_000] for at in range(0, len(data), 1_000)))) == 6
    assert sum(looked) < 2 * len(data)


def test_a_call_that_goes_on_later_is_refused(tmp_path):
    """Rows of a call have to stand together; what does not is refused with its line, not put into another call."""
    data = CALLS + "c1,customer,Còn nữa,2026-01-03T11:00:00Z,0901\n"
    found = inspected(tmp_path, "calls.csv", data.encode())
    _, batches = events_of(found, tmp_path)
    lines = [line for batch in batches for line in batch.unreadable["line"].to_list()]
    assert lines == [7]
    assert found.preview.rejected == 1


@pytest.mark.parametrize(
    ("ratings", "scores"), [(("Good", "Bad"), [None, None]), (("5", "N/A"), [5, None]), (("", "2"), [None, 2])]
)
def test_a_call_is_kept_whatever_stands_where_its_score_should(tmp_path, ratings, scores):
    """A rating in words is no score, and costs no call its words."""
    head, *rows = CALLS.splitlines()
    rated = [f"{row},{ratings[row.startswith('c2')]}" for row in rows]
    found = inspected(tmp_path, "calls.csv", "\n".join([f"{head},rating", *rated, ""]).encode())
    events, _ = events_of(found, tmp_path)
    said = {event["p_said_id"]: event for event in events}
    assert [said[call]["score"] for call in ("c1", "c2")] == scores
    assert [bool(said[call]["text"]) for call in ("c1", "c2")] == [True, True]


def test_a_review_edited_is_the_same_person_and_id_at_a_later_time(tmp_path):
    """So the newest of it counts; sent unchanged it is the same event."""
    first = inspected(tmp_path, "a.csv", FILES["reviews_vn.shop.csv"][0])
    edited = PLAY.replace("1767409445000,1,", "1767500000000,3,", 1)
    second = inspected(tmp_path, "b.csv", ("\ufeff" + edited).encode("utf-16-le"))
    (a, _), (b, _) = events_of(first, tmp_path), events_of(second, tmp_path)
    assert [row["person"] for row in a[:2]] == [row["person"] for row in b[:2]]
    assert [row["p_said_id"] for row in a] == [row["p_said_id"] for row in b]
    assert (a[1]["score"], b[1]["score"]) == (1, 3)
    assert b[1]["time"] > a[1]["time"]


GENERIC = (
    "ma_danh_gia,ngay,so_sao,noi_dung,email,san\nR1,2026-01-02 03:04:05,5,Hàng đẹp và giao nhanh lắm,lan@x.vn,Lazada\n"
    "R2,2026-01-03 03:04:05,2,Màu không giống ảnh chút nào,ha@x.vn,Tiki\nR3,2026-01-04 03:04:05,4,Vải mềm nhưng hơi mỏng,tu@x.vn,Tiki\n"
)


def test_any_table_is_guessed(tmp_path):
    """Which column is text, score, time, person, id and site is found by names and values, Vietnamese ones too."""
    path = tmp_path / "danh-gia.csv"
    path.write_text(GENERIC)
    choice = guess_choice(examine(path, tmp_path), "review")
    assert (choice.text, choice.score, choice.scale, choice.time) == ("noi_dung", "so_sao", "1-5", "ngay")
    assert (choice.person, choice.id, choice.site) == ("email", "ma_danh_gia", "san")
    found = inspected(tmp_path, "danh-gia.csv", GENERIC.encode(), proposing=lambda f, o: propose_said(f, o, "review"))
    rows, _ = events_of(found, tmp_path)
    assert [(row["score"], row["person"]) for row in rows] == [(5, "lan@x.vn"), (2, "ha@x.vn"), (4, "tu@x.vn")]


@pytest.mark.parametrize(
    ("given", "scores"),
    [
        (("good", "bad", "good"), [5, 1, 5]),
        (("Rất hài lòng", "Không hài lòng", "Hài lòng"), [5, 2, 4]),
        (("★★★★★", "★★", "★★★★"), [5, 2, 4]),
        (("POSITIVE", "NEGATIVE", "POSITIVE"), [5, 1, 5]),
    ],
)
def test_scores_in_words_are_read(tmp_path, given, scores):
    """Thumbs, ladders and stars stand on 1–5."""
    text = GENERIC
    for old, new in zip((",5,Hàng", ",2,Màu", ",4,Vải"), given, strict=True):
        text = text.replace(old, f",{new},{old.split(',')[2]}")
    found = inspected(tmp_path, "x.csv", text.encode(), proposing=lambda f, o: propose_said(f, o, "review"))
    rows, _ = events_of(found, tmp_path)
    assert [row["score"] for row in rows] == scores


@pytest.mark.parametrize(
    ("changed", "key"),
    [({"text": "khong_co"}, "no_column"), ({"time": "email"}, "no_time"), ({"text": "", "score": ""}, "nothing_said"),
     ({"text": "", "scale": ""}, "no_scale")],
)  # fmt: skip
def test_a_choice_that_cannot_be_meant_is_refused(tmp_path, changed, key):
    """The file, the value and what is allowed are named."""
    path = tmp_path / "danh-gia.csv"
    path.write_text(GENERIC)
    file = examine(path, tmp_path)
    choice = guess_choice(file, "review")
    wrong = SaidChoice(**({name: getattr(choice, name) for name in choice.__struct_fields__} | changed))
    with pytest.raises(InputError) as caught:
        made(file, wrong)
    assert caught.value.key == f"taking_in.{key}"
    assert "danh-gia.csv" in caught.value.message("en")


def test_large_envelopes_are_read_object_by_object(tmp_path):
    """A file of many megabytes inside one object is cut into its objects, brackets and quotes in texts included."""
    tickets = [{**TICKET, "id": n, "description": f'"]}}{{ \\" {n} ' + "x" * 900, "comments": []} for n in range(2_000)]
    for ticket in tickets:
        ticket.pop("satisfaction_rating")
    data = json.dumps({"count": 2_000, "tickets": tickets, "next_page": None}).encode()
    assert len(data) > 2 * 2**20
    found = inspected(tmp_path, "tickets.json", data)
    assert (found.preview.events, found.preview.rejected) == ({"Survey Answered": 2_000}, 0)


def test_a_cut_off_or_mixed_file_says_what_is_wrong(tmp_path):
    """An object that is cut off is refused with its line; so is one of another shape."""
    data = json.dumps([TICKET, {"hello": 1}, TICKET], indent=1).encode()[:-20]
    found = inspected(tmp_path, "tickets.json", data)
    assert found.preview.events == {"Survey Answered": 3}
    assert found.preview.rejected == 2
