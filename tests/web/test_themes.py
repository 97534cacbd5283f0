"""The pages of themes: what people speak of, a text corrected in place, words changed with a look ahead."""

import re

import pytest

from hanhtrinh.access import RIGHTS, Actor
from hanhtrinh.app.themes import feelings, learning
from hanhtrinh.app.themes.feelings import count_pairs, scored_pairs
from hanhtrinh.app.themes.learning import FEWEST_TEXTS, ask_to_learn, do_learn, learn_when_due, see_learned
from hanhtrinh.events.instrument import Instrument
from hanhtrinh.store.jobs import SqlJobs
from tests.drifting import DAY
from tests.web.living import INSTRUMENTS, with_shop

PAGE = "/w/nha-may/voice/themes"
SAID = (
    "Giao hàng nhanh, đóng gói cẩn thận",
    "Giao hàng quá chậm, thất vọng",
    "giao hang tre 3 ngay, buc minh",
    "Giá hơi cao so với chất lượng",
    "Nhân viên rất nhiệt tình",
    "Late delivery and a rude driver",
    "Bánh tráng trộn nhà mình mê lắm",
    "Bánh tráng trộn hôm nay mặn",
    "Bánh tráng trộn <b>số một</b>",
)


@pytest.fixture
def shop(world):
    """The world with a shop whose people wrote of delivery, price, staff and of something no theme knows."""
    living = with_shop(world)
    for i, text in enumerate(SAID):
        living.happens(f"p{i}", "visit", ago=3 * DAY + i)
        living.happens(f"p{i}", "answer", ago=2 * DAY + i, instrument="stars", score=4.0, text=text, asked_at="cart")
    world.living = living
    return world


def space_of(world):
    """Return Lan's workspace."""
    return world.services.accounts.space("nha-may")


def minh_of(world):
    """Return Minh, who edits."""
    return Actor(kind="user", id="minh", rights={space_of(world).id: RIGHTS["editor"]})


def key_of(world, text):
    """Return what the answer with a text is known by."""
    number = next(i for i, row in enumerate(world.living.rows) if row.get("text") == text)
    return number.to_bytes(8, "big").hex()


def themes_of(world, text):
    """Return the themes a text is read with now."""
    return set(world.services.readers.of(space_of(world)).read([text])[0].themes)


def test_what_people_speak_of_stands_with_people_and_feeling(shop):
    """Themes are listed with how many people speak of them, in both languages; what customers wrote is escaped."""
    page = shop.client("minh").get(PAGE)
    assert page.status_code == 200
    assert "Giao hàng" in page.text
    assert "9 câu của 9 người" in page.text
    assert "<b>số một</b>" not in page.text
    assert "Delivery" in shop.client("minh", "en").get(PAGE).text


def test_words_no_theme_has_are_offered_and_taken(shop):
    """What people write of and no theme catches is offered; once added to a theme, those texts are of the theme."""
    client = shop.client("minh")
    assert "bánh tráng" in client.get(PAGE).text
    answer = client.post(f"{PAGE}/word", data={"theme": "quality", "word": "bánh tráng"}, follow_redirects=False)
    assert answer.status_code == 303
    assert "quality" in themes_of(shop, "Bánh tráng trộn hôm nay mặn")


def test_a_text_is_corrected_and_the_correction_taken_back(shop):
    """What somebody says a text is about counts at once, for every reader; undone it is as before."""
    text, client = SAID[6], shop.client("minh")
    data = {"answer": key_of(shop, text), "theme": ["price", "quality"], "feeling": "2"}
    answer = client.post(f"{PAGE}/of/-/correct", data=data, follow_redirects=False)
    assert answer.headers["location"] == f"{PAGE}/of/-#t-{data['answer']}"
    assert themes_of(shop, text) == {"price", "quality"}
    assert "đã sửa" in client.get(f"{PAGE}/of/price").text
    assert text in client.get(f"{PAGE}/of/price").text
    undo = {"answer": data["answer"], "undo": "yes", "start": "30"}  # whoever is on the second page stays there
    back = client.post(f"{PAGE}/of/-/correct", data=undo, follow_redirects=False).headers["location"]
    assert back == f"{PAGE}/of/-?start=30#t-{data['answer']}"
    assert not themes_of(shop, text) & {"price", "quality"}


MIXED = "Giao hàng nhanh nhưng nhân viên thô lỗ, tệ quá"


def felt_of(world, key):
    """Return what the page says of the mean feeling about a theme."""
    page = world.client("minh", "en").get(f"{PAGE}/of/{key}").text
    return float(re.search(r"Mean feeling (−?\+?[\d.]+), from", page).group(1).replace("−", "-").replace("+", ""))


def test_each_theme_of_a_mixed_text_has_its_own_feeling(world):
    """Praise of one thing and blame of another count for each alone: means, marks, the part that says so."""
    world.living = with_shop(world)
    for i in range(3):
        world.living.happens(f"p{i}", "answer", ago=DAY + i, instrument="stars", score=3.0, text=MIXED)
    assert felt_of(world, "delivery") > 0.5
    assert felt_of(world, "staff") < -0.5
    page = world.client("minh", "en").get(f"{PAGE}/of/staff").text
    assert "<mark>nhân viên thô lỗ</mark>" in page
    assert re.search(r'tm-felt-theme"><svg.*?</svg>Delivery<small>Happy', page, re.S)


def test_the_feeling_about_one_theme_is_corrected_alone(world):
    """Somebody's word on one theme counts for it at once and leaves the others and the whole text as they were read."""
    world.living = with_shop(world)
    world.living.happens("p1", "answer", ago=DAY, instrument="stars", score=3.0, text=MIXED)
    client, delivery = world.client("minh"), felt_of(world, "delivery")
    data = {"answer": key_of(world, MIXED), "theme": ["delivery", "staff"], "feeling": "", "alone": "1"}
    assert client.post(f"{PAGE}/of/staff/correct", data=data, follow_redirects=False).status_code == 303
    assert (felt_of(world, "staff"), felt_of(world, "delivery")) == (1.0, delivery)
    world.now += 1
    client.post(f"{PAGE}/of/delivery/correct", data={**data, "alone": "-2"})
    assert (felt_of(world, "staff"), felt_of(world, "delivery")) == (1.0, -2.0)
    world.now += 1
    client.post(f"{PAGE}/of/staff/correct", data={**data, "alone": ""})
    assert felt_of(world, "staff") < -0.5
    assert client.post(f"{PAGE}/of/staff/correct", data={**data, "alone": "9"}).status_code == 400


def test_no_theme_at_all_is_a_correction_too(shop):
    """A text may be said to be about nothing on the list."""
    text = SAID[0]
    assert "delivery" in themes_of(shop, text)
    shop.client("minh").post(f"{PAGE}/of/delivery/correct", data={"answer": key_of(shop, text), "feeling": ""})
    assert themes_of(shop, text) == set()


def test_what_is_not_there_cannot_be_corrected(shop):
    """An unknown answer, theme or feeling is refused, and nothing is kept."""
    client = shop.client("minh")
    known = key_of(shop, SAID[0])
    url = f"{PAGE}/of/delivery/correct"
    assert client.post(url, data={"answer": "f" * 16, "theme": "price"}).status_code == 404
    assert client.post(url, data={"answer": known, "theme": "nope"}).status_code == 400
    assert client.post(url, data={"answer": known, "theme": "price", "feeling": "7"}).status_code == 400
    assert client.post(url, data={"answer": known, "theme": "price", "feeling": "nan"}).status_code == 400
    assert not shop.services.texts.corrections("nha-may")


def test_a_change_of_words_is_seen_before_it_is_made(shop):
    """The look ahead says what a change would catch and lose, with samples, and changes nothing."""
    answer = shop.client("minh").post(f"{PAGE}/of/delivery/preview", data={"vi": "bánh tráng"})
    assert "Bắt thêm 3 câu" in answer.text
    assert "Bánh tráng trộn &lt;b&gt;số một" in answer.text
    assert "Mất 4 câu" in answer.text
    assert shop.services.texts.taxonomy("nha-may") is None


def test_words_that_cannot_be_looked_for_are_named(shop):
    """A bad word is refused with its place, and what was typed stays in the form."""
    answer = shop.client("minh", "en").post(f"{PAGE}/of/delivery/words", data={"vi": "giao hàng\n!!!"})
    assert answer.status_code == 400
    assert "!!!" in answer.text
    assert "themes.delivery.words.vi[1]" in answer.text


def test_words_are_saved_and_comments_stay(shop):
    """Changing one theme's words leaves the rest of the text as it was written, comments included."""
    client = shop.client("minh")
    text = "# Của chúng tôi\nthemes:\n  tea:\n    name: Trà\n    words:\n      vi: [trà]\n"
    assert (
        client.post(f"{PAGE}/as-text", data={"text": text, "version": "0"}, follow_redirects=False).status_code == 303
    )
    answer = client.post(f"{PAGE}/of/tea/words", data={"name_vi": "Trà", "vi": "trà\ntrà sữa"}, follow_redirects=False)
    assert answer.status_code == 303
    kept = shop.services.texts.taxonomy("nha-may").text
    assert "# Của chúng tôi" in kept
    assert "trà sữa" in kept
    assert themes_of(shop, "Trà sữa ngon") == {"tea"}


def test_a_text_with_errors_is_refused_with_every_finding(shop):
    """Themes with errors are not kept; each error stands with its line; somebody else's change is not overwritten."""
    client = shop.client("minh", "en")
    bad = "themes:\n  tea:\n    name: Tea\n    wrods: {}\n"
    answer = client.post(f"{PAGE}/as-text", data={"text": bad, "version": "0"})
    assert answer.status_code == 400
    assert "themes.yaml:4" in answer.text
    client.post(f"{PAGE}/add", data={"name": "Coffee"})
    good = "themes:\n  tea: {name: Tea}\n"
    late = client.post(f"{PAGE}/as-text", data={"text": good, "version": "0"}, follow_redirects=False)
    assert late.status_code == 400
    assert "coffee" in shop.services.texts.taxonomy("nha-may").text


def test_a_ready_list_is_chosen_and_a_theme_added_and_removed(shop):
    """A workspace begins with another line of business; themes come and go."""
    client = shop.client("lan")
    ids = re.findall(r' id="([^"]+)"', client.get(PAGE).text)
    assert len(ids) == len(set(ids))  # each label names its own field
    client.post(f"{PAGE}/choose", data={"list": "hospitality"})
    assert "room" in shop.services.readers.of(space_of(shop)).themes
    client.post(f"{PAGE}/add", data={"name": "Hồ bơi"})
    assert "ho-boi" in shop.services.readers.of(space_of(shop)).themes
    client.post(f"{PAGE}/of/ho-boi/remove")
    assert "ho-boi" not in shop.services.readers.of(space_of(shop)).themes
    assert client.post(f"{PAGE}/choose", data={"list": "../etc"}).status_code == 400


def test_nothing_said_yet_is_said(world):
    """Without a text the page says what will be here and how to begin."""
    with_shop(world)
    assert "Chưa có ai viết gì" in world.client("minh").get(PAGE).text
    assert "Chưa có câu nào" in world.client("minh").get(f"{PAGE}/of/delivery").text


def corrected(shop, count):
    """Let Minh correct many texts about cakes, which only learning can know."""
    for i in range(count):
        cake = i % 2 == 0
        text = f"món bánh {i} ở đây mê ly" if cake else f"đến lần thứ {i} cùng gia đình"
        shop.living.happens(f"q{i}", "answer", ago=DAY + i, instrument="stars", score=4.0, text=text)
        data = {"answer": key_of(shop, text), "theme": ["quality"] if cake else [], "feeling": ""}
        shop.client("minh").post(f"{PAGE}/of/-/correct", data=data)


def test_corrections_are_learned_from_and_the_page_says_how_good_that_is(shop):
    """From corrections a model is learned, used as it is better on held-out texts, and shown with its figures."""
    corrected(shop, 40)
    desk, space = shop.services.themes, space_of(shop)
    assert "quality" not in themes_of(shop, "món bánh này mê ly")
    job = ask_to_learn(minh_of(shop), space, desk)
    assert ask_to_learn(minh_of(shop), space, desk) == job
    learning_page = shop.client("minh").get(PAGE).text
    assert "Đang học" in learning_page
    assert 'id="good" data-refresh="2000"' in learning_page  # looked at again by itself, until it is done
    told = []
    result = do_learn(space, desk, told.append)
    SqlJobs(shop.database).finish(job, "done", result, shop.now)
    assert (result["n"], result["better"]) == (40, True)
    assert told[-1]["done"] == told[-1]["of"]
    assert "quality" in themes_of(shop, "món bánh này mê ly")
    page = shop.client("minh").get(PAGE).text
    assert "Trên 40 câu đã sửa" in page
    assert "data-refresh" not in page
    assert learn_when_due(space, desk) is None


def test_too_few_corrections_are_not_learned_from(shop):
    """Below the least number nothing is learned, and the page says how many are missing."""
    corrected(shop, 3)
    answer = shop.client("minh", "en").post(f"{PAGE}/learn")
    assert answer.status_code == 400
    assert f"at least {FEWEST_TEXTS}" in answer.text
    assert "3 texts were corrected" in shop.client("minh", "en").get(PAGE).text


def test_learning_is_due_by_itself_and_then_not_for_a_day(shop):
    """Enough corrections have a job made without anybody asking, once."""
    corrected(shop, FEWEST_TEXTS)
    desk, space = shop.services.themes, space_of(shop)
    shop.now += 2 * DAY * 1_000_000
    desk = shop.services.themes
    job = learn_when_due(space, desk)
    assert job is not None
    assert learn_when_due(space, desk) is None
    assert see_learned(minh_of(shop), space, desk).job.id == job


def test_what_nobody_says_any_more_is_not_learned_from(shop):
    """When a person is erased, corrections of their texts go with the next learning."""
    corrected(shop, 30)
    desk, space = shop.services.themes, space_of(shop)
    shop.living.rows = [row for row in shop.living.rows if row["person"] not in {"q0", "q1"}]
    shop.services.said_memory.forget()
    assert do_learn(space, desk, lambda told: None)["n"] == 28
    assert len(shop.services.texts.corrections("nha-may")) == 28


def test_only_scores_that_tell_a_feeling_are_learned_from(shop, monkeypatch):
    """How hard something was says no feeling, nor does a score off its scale: such texts are not taken for neither."""
    monkeypatch.setitem(INSTRUMENTS, "ease", Instrument(key="ease", kind="ces", low=1, high=7))
    for person, instrument, score in (("a", "ease", 2.0), ("b", "stars", 9.0), ("c", "stars", 5.0)):
        shop.living.happens(person, "answer", ago=DAY, instrument=instrument, score=score, text="Đặt hàng rắc rối")
    desk, space = shop.services.themes, space_of(shop)
    pairs = scored_pairs(space, desk)
    assert sorted(pair.feeling for pair in pairs if pair.text == "Đặt hàng rắc rối") == [2.0]
    assert count_pairs(space, desk) == len(pairs) == len(SAID) + 1


def test_what_is_corrected_while_learning_stays(shop, monkeypatch):
    """A text that came, and was corrected, while texts were looked through is not taken for one that is gone."""
    desk, space = shop.services.themes, space_of(shop)
    look_through = learning._by_digest

    def looking_through(*given):
        found = look_through(*given)
        corrected(shop, 1)
        return found

    monkeypatch.setattr(learning, "_by_digest", looking_through)
    do_learn(space, desk, lambda told: None)
    assert len(shop.services.texts.corrections("nha-may")) == 1


def test_feelings_are_learned_anew_however_many_texts_there_are(shop, monkeypatch):
    """A fifth more scored texts make learning due, also where more came than are learned from at once."""
    monkeypatch.setattr(feelings, "MOST", 60)
    desk, space = shop.services.themes, space_of(shop)

    def said(first, last):
        for i in range(first, last):
            shop.living.happens(f"m{i}", "answer", ago=DAY + i, instrument="stars", score=1.0 + i % 5, text=f"câu {i}")

    said(0, 100)
    do_learn(space, desk, lambda told: None)
    assert learn_when_due(space, desk) is None
    said(100, 140)
    assert learn_when_due(space, desk) is not None
