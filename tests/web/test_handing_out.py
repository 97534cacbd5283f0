"""A survey is handed out: link, QR code, paper, kiosk, letter; and what a kiosk sends is taken."""

import re

import pytest

from hanhtrinh.app.answering.sharing import make_kiosk
from tests.web.surveys_world import BRANCHING, SERVER, Browser, kept, opened

SHARE = "/w/nha-may/voice/surveys/sau-mua/share"


def test_the_page_hands_out_what_there_is(world):
    """The open link with its code, readable as typed; before the survey was opened there is none."""
    world.services.surveys.save("nha-may", BRANCHING, 0, world.now, "lan")
    page = world.client("minh").get(SHARE)
    assert "chưa được mở" in page.text
    code = opened(world)
    page = world.client("minh").get(SHARE).text
    assert f"/q/{code}" in page
    assert re.fullmatch("[2-9a-hjkmnp-z]{10}", code)
    assert "0" * 48 in page
    assert world.client("minh").get(SHARE.replace("sau-mua", "khac")).status_code == 404


def test_another_link(world):
    """The one before leads nowhere any more."""
    code = opened(world)
    assert world.client("minh").post(f"{SHARE}/link").status_code == 200
    assert Browser(world, f"/q/{code}").page.status_code == 404
    assert Browser(world, f"/q/{opened(world)}").page.status_code == 200


@pytest.mark.parametrize(
    ("file", "kind", "begins"),
    [
        ("qr.svg", "image/svg+xml", b"<?xml"), ("qr.png", "image/png", b"\x89PNG"),
        ("poster.pdf", "application/pdf", b"%PDF"), ("stickers.pdf", "application/pdf", b"%PDF"),
    ],
)  # fmt: skip
def test_the_code_on_paper(world, file, kind, begins):
    """A drawing, pixels, a sheet to hang up, stickers: each to be saved under the survey's name."""
    opened(world)
    answer = world.client("minh").get(f"{SHARE}/{file}")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith(kind)
    assert answer.content.startswith(begins)
    assert "Sau%20khi%20mua" in answer.headers["content-disposition"]


def test_the_letter_is_shown_as_mail_programs_show_it(world):
    """With its question inside; nothing in it runs, whatever its writer put there."""
    opened(world)
    answer = world.client("minh").get(f"{SHARE}/letter?lang=vi")
    assert answer.text.count("?c=") == 11
    assert answer.headers["content-security-policy"].startswith("sandbox")


def test_a_kiosk_is_made_shown_once_and_ended(world):
    """Its address stands on the page that made it and on no other; what is kept of it is a digest."""
    opened(world)
    minh = world.client("minh")
    made = minh.post(f"{SHARE}/kiosk").text
    token = re.search(r"/kiosk/([0-9a-f]{48})", made)[1]
    assert token not in minh.get(SHARE).text
    with world.database.reading() as connection:
        assert token not in str(connection.exec_driver_sql("select * from survey_links").fetchall())
    assert "data-kiosk-start" in Browser(world, f"/kiosk/{token}").page.text
    minh.post(f"{SHARE}/kiosk/end")
    assert Browser(world, f"/kiosk/{token}").page.status_code == 404


def sent(world, token, answers, **more):
    """Send what a kiosk sends."""
    body = {"id": "k" * 20, "answers": answers, "at": world.now, "lang": "vi", **more}
    return world.client().post(f"/kiosk/{token}/answers", json=body)


def test_what_a_kiosk_sends_is_kept_once(world):
    """Twice is once; what waited counts from when it was answered; what is wrong is said and not finished."""
    opened(world)
    space = world.services.accounts.space("nha-may")
    token = make_kiosk(SERVER, space, world.services.answering, "sau-mua")
    then = world.now - 86_400_000_000
    answers = {"like": 9, "shop": "other:Chợ"}
    outcomes = [sent(world, token, answers, at=then).json()["outcome"] for _ in range(2)]
    assert outcomes == ["thanks", "thanks"]
    (response,) = kept(world)
    assert (response.channel, response.finished_at) == ("kiosk", then)
    assert response.answers == {"like": 9.0, "shop": "other:Chợ"}
    wrong = sent(world, token, {"like": 99}, id="w" * 20).json()
    assert wrong["outcome"] == "partial"
    assert "99" in wrong["problems"]["like"]
    late = sent(world, token, {"like": 1}, id="f" * 20, at=world.now + 10**12).json()
    assert late["outcome"] == "thanks"
    assert max(one.finished_at or 0 for one in kept(world)) == world.now
    assert sent(world, "0" * 48, answers).status_code == 404
    assert sent(world, token, answers, id="../../x").status_code == 400
    assert sent(world, token, {"like": "x" * 300_000}).status_code == 413
