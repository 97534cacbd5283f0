# ruff: noqa: E501 - tables of cases as the tools write them; passwords of nobody
"""Letters: whose they are, their own words, their conversation; nothing in them is trusted."""

import time
from email.header import Header

import pytest

from hanhtrinh.values import datetime_of
from hanhtrinh.voice.elsewhere.letters import letter_of
from hanhtrinh.voice.elsewhere.plain import plain, repaired, text_of_html
from hanhtrinh.voice.elsewhere.quoted import own_words

NOW = 1_795_348_800_000_000
HEAD = (
    b"From: =?utf-8?b?TMOqIExhbg==?= <Lan@X.vn>\r\nTo: CSKH <cskh@shop.vn>\r\nDate: Sat, 3 Jan 2026 10:00:00 +0700\r\n"
)


def letter(more=b"", body=b"Giao tre qua."):
    """Return a letter made of headers and a body."""
    return letter_of(HEAD + more + b"\r\n" + body, NOW)


def test_a_letter_is_read():
    """Sender, time, subject without its prefixes, and the conversation by its first reference."""
    more = b"Subject: Re: RE: =?utf-8?b?R2lhbyBow6BuZyB0cuG7hQ==?=\r\nMessage-ID: <2@x>\r\nReferences: <0@x> <1@x>\r\n"
    found = letter(more)
    assert (found.sender, found.receivers) == ("lan@x.vn", ("cskh@shop.vn",))
    said = found.saying
    assert (said.title, said.id, said.thread, said.at) == ("Giao hàng trễ", "2@x", "0@x", 1_767_409_200_000_000)
    assert (said.kind, said.text, found.automatic) == ("email", "Giao tre qua.", False)


@pytest.mark.parametrize("name", [b"Message-ID", b"References", b"In-Reply-To"])
def test_an_id_with_a_control_character_is_none(name):
    """No database is asked for it: PostgreSQL refuses it, and the mailbox would be read no further for ever."""
    found = letter(name + b": <a\0b@x>\r\n")
    assert "\0" not in "".join((found.saying.id, found.saying.thread, *found.references))


@pytest.mark.parametrize("zone", ["-0000", ""])
def test_a_letter_without_a_zone_is_of_universal_time(zone, monkeypatch):
    """Wherever the server stands: what a letter's clock said is not read by the server's own."""
    monkeypatch.setenv("TZ", "Asia/Ho_Chi_Minh")
    time.tzset()
    try:
        found = letter_of(HEAD.replace(b"+0700", zone.encode()) + b"\r\nGiao tre.", NOW)
    finally:
        monkeypatch.undo()
        time.tzset()
    assert datetime_of(found.saying.at).isoformat() == "2026-01-03T10:00:00+00:00"


def test_a_spoilt_subject_costs_no_letter():
    """Words that are written wrongly in a header stand there as they came; the letter is read."""
    found = letter(b"Subject: =?utf-8?b?AAAAA?=\r\n")
    assert (found.saying.title, found.saying.text) == ("=?utf-8?b?AAAAA?=", "Giao tre qua.")


@pytest.mark.parametrize(
    "header",
    [
        b"Auto-Submitted: auto-replied\r\n",
        b"Precedence: bulk\r\n",
        b"List-Unsubscribe: <mailto:a@b>\r\n",
        b"Return-Path: <>\r\n",
    ],
)
def test_programs_letters_are_marked(header):
    """Out-of-office answers, newsletters and bounces are nobody's words."""
    assert letter(header).automatic


@pytest.mark.parametrize(
    ("charset", "coding"),
    [("utf-8", "utf-8"), ("windows-1258", "windows-1258"), ("no-such-charset", "utf-8"), ("us-ascii", "utf-8")],
)
def test_charsets_are_read(charset, coding):
    """A named charset counts; one that lies or does not exist is read as what it is."""
    head = f"Content-Type: text/plain; charset={charset}\r\n".encode()
    assert (
        letter(head, "Giao trễ".encode(coding) if coding != "windows-1258" else b"Giao tr\xea\xde").saying.text
        == "Giao trễ"
    )


def test_html_is_read_without_what_runs_or_hides():
    """Scripts, styles and quotations of HTML are left out, blocks become lines; the plain part comes first."""
    html = "<style>a{}</style><p>Áo bị rách</p><script>alert(1)</script><div class='gmail_quote'>Shop viết</div><p>Đổi giúp</p>"
    assert text_of_html(html) == "Áo bị rách\n\nĐổi giúp"
    body = b"--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>Xin ch\xc3\xa0o</p>\r\n--b--\r\n"
    assert letter(b"Content-Type: multipart/alternative; boundary=b\r\n", body).saying.text == "Xin chào"


def test_attachments_are_left_alone():
    """A text that is attached is not what its sender wrote."""
    body = (
        b"--b\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; filename=a.txt\r\n\r\nrieng tu\r\n"
        b"--b\r\nContent-Type: text/plain\r\n\r\nXem tep\r\n--b--\r\n"
    )
    assert letter(b"Content-Type: multipart/mixed; boundary=b\r\n", body).saying.text == "Xem tep"


@pytest.mark.parametrize(
    "quoted",
    [
        "\n\nVào Th 7, 3 thg 1, 2026 lúc 10:00 Shop <a@b> đã viết:\n> Chào bạn",
        "\n\nOn Sat, 3 Jan 2026 at 10:00, Shop <a@b> wrote:\n> Hi",
        "\n\nOn Sat, 3 Jan 2026 at 10:00,\nShop <a@b> wrote:\n> Hi",
        "\n\n-----Original Message-----\nFrom: Shop\nChào",
        "\n\n________________________________\nFrom: Shop\nSent: today\nChào",
        "\n\nTừ: Shop\nĐã gửi: hôm nay\nChào",
        "\n-- \nLan\n0901",
        "\n\nSent from my iPhone",
        "\n\nGửi từ iPhone của tôi",
        "\n> Chào\n> bạn",
    ],
)
def test_quotations_and_signatures_are_cut(quoted):
    """Only what the writer wrote this time stays."""
    assert own_words("Vẫn chưa nhận hàng." + quoted) == "Vẫn chưa nhận hàng."


@pytest.mark.parametrize("text", ["> nur zitiert", "From: a đến b tôi đều thích", "-- \nLan", "On time and nice"])
def test_never_everything_is_cut(text):
    """A letter that is nothing but a quotation, or merely looks like one, stays."""
    assert own_words(text) == text.strip()


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\0\0",
        b"From: x\r\n\r\nHi",
        b"From: a@b.c\r\n\r\n",
        b"\xff\xfe" * 50,
        b"From: a@b.c\r\nDate: 99\r\n\r\nHi",
    ],
)
def test_spoilt_letters_are_no_error(raw):
    """What cannot be read is none, or is read with what there is."""
    found = letter_of(raw, NOW)
    assert found is None or found.saying.at == NOW


def test_a_letter_from_the_future_is_from_now():
    """A clock that is wrong does not put words into next year."""
    found = letter_of(b"From: a@b.c\r\nDate: Sat, 3 Jan 2099 10:00:00 +0700\r\n\r\nHi", NOW)
    assert found.saying.at == NOW


def test_broken_letters_are_repaired_and_sound_ones_stay():
    """UTF-8 written as Latin-1 is read as it was meant; anything else is left as it is."""
    assert repaired("S\u00e1\u00ba\u00a3n ph\u00e1\u00ba\u00a9m") == "Sản phẩm"
    for sound in ("Sản phẩm", "Café à Paris", "naïve", "Ã\u00a3 và ả"):
        assert repaired(sound) == sound


def test_signs_nobody_sees_are_left_out():
    """Zero-width and direction signs go, emoji stay whole; a lone sign is no markup."""
    assert plain("a\u200bb\u202ec 👩‍👩‍👧 x < y & z") == "abc 👩‍👩‍👧 x < y & z"


NESTED = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(2_000))


@pytest.mark.parametrize(
    ("raw", "read"),
    [
        pytest.param(HEAD + b"\r\nHello\r\n" + b"Sent from my phone\r\n" * 3_000, True, id="signatures"),
        pytest.param(HEAD + NESTED + b"\r\nHello\r\n", False, id="parts within parts"),
        pytest.param(HEAD + b"Content-Type: message/rfc822\r\n\r\n" * 3_000 + b"\r\nHello", False, id="letters within"),
        pytest.param(b"From: " + b"(" * 100_000 + b"a@b.example\r\n\r\nHello", False, id="comments"),
        pytest.param(HEAD + b"Subject: " + b"=?utf-8?q?a?= " * 60_000 + b"\r\n\r\nHello", True, id="encoded words"),
        pytest.param(HEAD + b"Content-Type: text/plain" + b"; a=b" * 200_000 + b"\r\n\r\nHello", True, id="parameters"),
        pytest.param(HEAD + b"Content-Type: text/plain; charset=punycode\r\n\r\n" + b"a" * 900_000, True, id="charset"),
        pytest.param(HEAD + b"Content-Type: text/html\r\n\r\nHi&#" + b"9" * 9_000 + b";", True, id="a long number"),
    ],
)
def test_a_letter_made_to_trip_its_reader_is_read_or_left(raw, read):
    """Parts nested by the thousand, headers and encodings that take hours: one letter never holds up the mailbox."""
    assert (letter_of(raw, NOW) is not None) is read


def test_a_letter_of_very_many_parts_within_parts_is_read_in_its_beginning():
    """Its words stand there: a letter with dozens of parts and a million lines is no more work than others."""
    found = letter(NESTED[:3_000].replace(b"--b", b"--c") + b"\r\n--c0\r\n\r\nHello\r\n", b"\n" * 1_000_000)
    assert found is None or "Hello" in found.saying.text


@pytest.mark.parametrize(
    "markup",
    ["<a " * 300_000, "<" * 500_000, "<!--" * 200_000, "<script>" + "</scrip" * 100_000, '<a "' * 200_000,
     "<div " + "a" * 500_000 + ">", "<![CDATA[" * 50_000],
    ids=["tags", "signs", "comments", "scripts", "quotes", "names", "sections"],
)  # fmt: skip
def test_html_is_read_in_one_go(markup):
    """However it is made (tags, comments, quotes that do not end), its words are what is read: nothing takes hours."""
    assert text_of_html(f"<p>Good</p>{markup}").startswith("Good")


def test_html_with_signs_in_its_attributes_is_read():
    """A sign of the end in an attribute ends no tag; a lone sign is a letter; quotations by class are left out."""
    markup = '<img alt="a > b">x < y <div class="z gmail_quote">old</div><br/>&amp;<script>if (a<b) "</p>"</script>z'
    assert text_of_html(markup) == "x < y\n\n&z"


@pytest.mark.parametrize("name", ["lan@shop.vn", "Sếp <sep@shop.vn>", "Nguyễn Lan, KD", 'Lan "Cún" ( Ti'])
def test_an_encoded_name_is_a_name_whatever_it_looks_like(name):
    """The address behind it is the sender's: a name that holds another address, signs or quotes stands for nobody."""
    head = b"From: " + Header(name, "utf-8").encode().encode() + b" <that@x.vn>\r\n"
    assert letter_of(head + b"\r\nGiao tre.", NOW).sender == "that@x.vn"


def test_an_address_that_is_encoded_with_its_name_is_found():
    """Some programs encode a whole header, which they should not."""
    head = b"From: " + Header("Nguyễn Lan <lan@x.vn>", "utf-8").encode().encode() + b"\r\n"
    assert letter_of(head + b"\r\nGiao tre.", NOW).sender == "lan@x.vn"
