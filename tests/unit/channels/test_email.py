"""Letters go out over a real SMTP conversation, or say why not; nothing they hold can forge a header."""

import pytest

from hanhtrinh.channels.email import SmtpMailer, server_of
from hanhtrinh.channels.email.message import address_of, message_of
from hanhtrinh.errors import InputError
from hanhtrinh.ports.mail import Letter, NotCarried
from tests.smtp import Post, post_office

FROM = "Nhà Mây <map@example.com>"


def letter(**given):
    """Return a letter."""
    values = {"subject": "Thanh toán: 31 % → 24 %", "text": "Đã lệch.\n", "html": "<p>Đã lệch.</p>", "stop": "s3cret"}
    base = {"id": "abc", "workspace": "w", "kind": "drift", "to": "lan@example.com", "lang": "vi"}
    return Letter(created_at=0, due_at=0, **{**base, **values, **given})


def mailer(port, login=""):
    """Return what hands letters to a server on this machine."""
    server = server_of(f"smtp://{login}127.0.0.1:{port}")
    return SmtpMailer(server, FROM, lambda one: f"https://map.example.com/mail/stop/{one.stop}", seconds=5)


def test_a_letter_arrives_as_it_was_written() -> None:
    """Subject, both bodies, who it is from and how to stop it are all there, Vietnamese unharmed."""
    with post_office() as post:
        mailer(post.port).carry(letter())
    (message,) = post.messages
    assert message["subject"] == "Thanh toán: 31 % → 24 %"
    assert message["from"] == FROM
    assert message["message-id"] == "<abc@example.com>"
    assert message["list-unsubscribe"] == "<https://map.example.com/mail/stop/s3cret>"
    assert message["list-unsubscribe-post"] == "List-Unsubscribe=One-Click"
    plain, html = message.iter_parts()
    assert (plain.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    assert plain.get_content().strip() == "Đã lệch."
    assert "Đã lệch." in html.get_content()


def test_the_same_letter_has_the_same_id_every_time() -> None:
    """Carried twice, a letter can be told to be one."""
    with post_office() as post:
        for _ in range(2):
            mailer(post.port).carry(letter())
    assert len({message["message-id"] for message in post.messages}) == 1


def test_words_cannot_forge_headers() -> None:
    """A subject with line breaks stays one subject; an address with them is refused for good."""
    evil = "Hi\r\nBcc: all@example.com\n\nbody"
    with post_office() as post:
        mailer(post.port).carry(letter(subject=evil))
        (message,) = post.messages
        assert message["bcc"] is None
        assert message["subject"] == "Hi Bcc: all@example.com body"
        for bad in ("a@b.com\r\nBcc: c@d.com", "a@b.com, c@d.com", "no-address", "<script>@b.com", "a b@c.com", "a@"):
            with pytest.raises(NotCarried) as caught:
                mailer(post.port).carry(letter(to=bad))
            assert caught.value.final
    assert len(post.messages) == 1


def test_a_server_can_be_signed_in_to() -> None:
    """Name and password of the address are used, percent signs and all; a wrong one is tried again later."""
    with post_office(password=b"s3cr:t@/") as post:
        mailer(post.port, "lan:s3cr%3At%40%2F@").carry(letter())
        assert post.users == [b"lan"]
        with pytest.raises(NotCarried) as caught:
            mailer(post.port, "lan:wrong@").carry(letter())
    assert caught.value.code.startswith("sign_in_")
    assert not caught.value.final


@pytest.mark.parametrize(
    ("says", "code", "final"),
    [
        ("550 no such user", "refused_550", True),
        ("451 come back later", "refused_451", False),
        ("452 full", "refused_452", False),
        ("550 5.7.1 relaying denied", "policy_550", False),
    ],
)
def test_a_refusal_is_told_from_a_delay(says, code, final) -> None:
    """What is refused for good is not tried again; what is put off is, and what the receiver is not to blame for."""
    with post_office() as post:
        post.says = says
        with pytest.raises(NotCarried) as caught:
            mailer(post.port).carry(letter())
    assert (caught.value.code, caught.value.final) == (code, final)


def _answers(monkeypatch, verb, says) -> None:
    """Let servers answer a command so."""

    async def answer(*given):
        return says

    monkeypatch.setattr(Post, f"handle_{verb}", answer, raising=False)


def test_a_sender_who_is_refused_says_nothing_of_the_receiver(monkeypatch) -> None:
    """A server that does not know our own address blames no customer: no letter is dead, no address given up."""
    _answers(monkeypatch, "MAIL", "553 not your address")
    with post_office() as post, pytest.raises(NotCarried) as caught:
        mailer(post.port).carry(letter())
    assert (caught.value.code, caught.value.final) == ("sender_553", False)


def test_a_letter_that_was_taken_is_carried_whatever_is_said_to_goodbye(monkeypatch) -> None:
    """A server that ends the conversation rudely after it took a letter is not given the same letter again."""
    _answers(monkeypatch, "QUIT", "421 shutting down")
    with post_office() as post:
        mailer(post.port).carry(letter())
    assert len(post.messages) == 1


def test_a_server_that_is_away_is_tried_again() -> None:
    """Nothing listens: the letter waits."""
    with post_office() as post:
        port = post.port
    with pytest.raises(NotCarried) as caught:
        mailer(port).carry(letter())
    assert (caught.value.code, caught.value.final) == ("unreachable", False)


def test_a_password_does_not_leave_this_machine_in_the_clear(monkeypatch) -> None:
    """A server on another machine that offers no encryption is given nothing."""
    with post_office() as post:
        one = mailer(post.port)
        monkeypatch.setattr(type(one.server), "is_local", property(lambda _: False))
        with pytest.raises(NotCarried) as caught:
            one.carry(letter())
    assert caught.value.code == "not_encrypted"
    assert post.messages == []


def test_an_address_of_a_server_is_read() -> None:
    """Ports follow from the scheme; user and password are decoded and shown nowhere."""
    found = server_of("smtps://lan%40example.com:p%40ss@mail.example.com")
    assert (found.host, found.port, found.tls, found.user, found.password) == (
        "mail.example.com", 465, True, "lan@example.com", "p@ss",
    )  # fmt: skip
    assert "p@ss" not in repr(found)
    assert server_of("smtp://mail.example.com").port == 587


@pytest.mark.parametrize(
    "given",
    ["", "mail.example.com", "http://x.com", "smtp://", "smtp://u@h", "smtp://h:99999", "smtp://h/path", "smtp://h\n"],
)
def test_what_is_no_server_is_refused_without_showing_it(given) -> None:
    """The message says what is allowed, and nothing of what was given."""
    with pytest.raises(InputError) as caught:
        server_of(given)
    assert caught.value.key == "mail.bad_server"
    assert caught.value.params == {}


def test_addresses_may_have_names_and_foreign_domains() -> None:
    """A name stands before the address; a domain in Vietnamese letters is written as mail servers know it."""
    assert address_of("Nhà Mây <map@example.com>").display_name == "Nhà Mây"
    assert address_of("lan@tiệm.vn").domain == "xn--tim-5kz.vn"
    assert str(message_of(letter(to="lan@tiệm.vn"), FROM)["to"]).endswith("xn--tim-5kz.vn")
