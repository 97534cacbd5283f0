"""Themes hold whatever is done to a text that leaves its words: order of texts, space, marks."""

from hypothesis import given, settings
from hypothesis import strategies as st

from hanhtrinh.voice.text.marks import strip_marks
from hanhtrinh.voice.text.reading import Reader
from hanhtrinh.voice.text.taxonomies import taxonomy_names, taxonomy_text
from hanhtrinh.voice.text.taxonomy import Taxonomy, read_taxonomy

TAXONOMIES = {name: read_taxonomy(taxonomy_text(name)) for name in taxonomy_names()}
READERS = {name: Reader(taxonomy) for name, taxonomy in TAXONOMIES.items()}


def phrases(taxonomy: Taxonomy) -> list[tuple[str, str]]:
    """Return a theme and each of its Vietnamese phrases of three words and more: few of those are ambiguous."""
    return [
        (key, word)
        for key, theme in taxonomy.themes.items()
        for word in theme.words.vi
        if len(word.split()) >= 3 and not set("=*.") & set(word)
    ]


SEEDS = [(name, key, word) for name, taxonomy in TAXONOMIES.items() for key, word in phrases(taxonomy)]
WORDS = st.lists(
    st.sampled_from(
        ["giao hàng", "chậm", "giá rẻ", "nhân viên", "đẹp", "The", "price", "is", "late", "<b>", "😊", "không"]
    ),
    max_size=12,
)


@given(st.sampled_from(SEEDS))
@settings(max_examples=150, deadline=None)
def test_a_phrase_without_marks_is_still_of_its_theme(seed) -> None:
    """A phrase of a theme is found without its marks as well, unless something keeps it from the theme."""
    name, key, word = seed
    there, bare = READERS[name].read([f"tôi thấy {word} nhé", strip_marks(f"tôi thấy {word} nhé")])
    if key in there.themes:
        assert key in bare.themes


@given(st.lists(WORDS.map(" ".join), max_size=6), st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_texts_are_read_each_for_itself(texts, random) -> None:
    """Order, company and space around words change nothing."""
    reader = READERS["retail"]
    alone = {text: reader.read([text])[0] for text in texts}
    mixed = random.sample(texts, len(texts))
    assert reader.read(mixed) == [alone[text] for text in mixed]
    assert [s.themes for s in reader.read([f"  {t}\n" for t in texts])] == [alone[t].themes for t in texts]
