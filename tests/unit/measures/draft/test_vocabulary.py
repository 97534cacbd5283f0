"""The vocabulary is whole, and reads common names as people mean them."""

import pytest

from hanhtrinh.app.drafting import common_vocabulary
from hanhtrinh.demo.company import EVENTS
from hanhtrinh.demo.weblog import OFF_MAP
from hanhtrinh.draw.vendored import icon_names
from hanhtrinh.measures.draft.vocabulary import NO_VOCABULARY
from hanhtrinh.measures.draft.words import stems

WORDS = common_vocabulary()


def test_concepts_refer_to_what_there_is():
    """Stages, channels and icons of concepts exist, and every concept has a name in both languages."""
    for key, concept in WORDS.concepts.items():
        assert concept.stage in {"", *WORDS.stages}, key
        assert concept.channel in {"", *WORDS.channels}, key
        assert concept.icon in {"", *icon_names()}, key
        assert concept.vi, key
        assert concept.en, key
    assert {channel.icon for channel in WORDS.channels.values()} <= icon_names()


def test_every_name_means_its_concept():
    """No name stands for two concepts, and each is read as the one it is listed under."""
    listed = [(stems(name), key) for key, concept in WORDS.concepts.items() for name in concept.names]
    assert len({phrase for phrase, _ in listed}) == len(set(listed))
    wrong = {n: WORDS.concept_of(n) for key, c in WORDS.concepts.items() for n in c.names if WORDS.concept_of(n) != key}
    assert wrong == {}


@pytest.mark.parametrize(
    ("name", "concept"),
    [
        ("Order Completed", "purchase"),
        ("purchase", "purchase"),
        ("ecommerce.purchase", "purchase"),
        ("Đặt hàng thành công", "purchase"),
        ("add_to_cart", "add_to_cart"),
        ("Product Added", "add_to_cart"),
        ("Thêm vào giỏ hàng", "add_to_cart"),
        ("view_cart", "cart"),
        ("begin_checkout", "checkout"),
        ("view_item", "product"),
        ("view_item_list", "catalog"),
        ("Products Searched", "search"),
        ("add_payment_info", "payment"),
        ("payment_failed", "error"),
        ("session_start", "technical"),
        ("page_view", "page"),
        ("Xem sản phẩm", "product"),
        ("gio-hang", "cart"),
        ("Confirmation of receipt", None),
        ("T06 Determine necessity of stop advice", None),
        ("Leucocytes", None),
        ("e17", None),
    ],
)
def test_common_names(name, concept):
    """Names of GA4, Segment and Vietnamese shops are known; those of other trades are not guessed at."""
    assert WORDS.concept_of(name) == concept


def test_the_demo_is_not_listed_by_name():
    """Beyond what any shop's vocabulary holds, no name was added for the demo's sake: its odd ones stay unknown."""
    literal = {name for concept in WORDS.concepts.values() for name in concept.names}
    assert not literal & {name for name in (*EVENTS, *OFF_MAP) if "_" in name}
    assert WORDS.concept_of("goc-nha") is None


def test_without_a_vocabulary_nothing_is_known():
    """The empty vocabulary knows no name, no role and no property."""
    assert NO_VOCABULARY.concept_of("purchase") is None
    assert not NO_VOCABULARY.is_generic("page_view")
    assert not NO_VOCABULARY.names_property("amount", "money")
    assert NO_VOCABULARY.channel_of_value("facebook") is None
