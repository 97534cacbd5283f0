"""Themes are found by their words: phrases, beginnings, gaps, with marks and without, and what keeps from them."""

import numpy as np
import pytest

from hanhtrinh.errors import InputError, Rejected
from hanhtrinh.journey.yaml_text import read_yaml
from hanhtrinh.voice.text import theme_model
from hanhtrinh.voice.text.correcting import Correction, digest_of
from hanhtrinh.voice.text.matching import Hit, Matcher
from hanhtrinh.voice.text.normal import read_all
from hanhtrinh.voice.text.reading import Reader
from hanhtrinh.voice.text.taxonomies import taxonomy_names, taxonomy_text
from hanhtrinh.voice.text.taxonomy import (
    MOST_THEMES,
    Taxonomy,
    Theme,
    Words,
    check_taxonomy,
    inspect_taxonomy,
    read_taxonomy,
    write_taxonomy,
)
from hanhtrinh.voice.text.theme_learning import learn
from hanhtrinh.voice.text.theme_model import model_of


def themes_of(text: str, vi: tuple[str, ...] = (), en: tuple[str, ...] = (), **more: object) -> bool:
    """Tell whether a theme of some words is found in a text."""
    theme = Theme(name="x", words=Words(vi=vi, en=en), **more)
    return bool(Reader(Taxonomy(themes={"x": theme})).read([text])[0].themes)


@pytest.mark.parametrize(
    ("text", "word", "found"),
    [
        ("Giao hàng nhanh", "giao hàng", True),
        ("giao hang nhanh qua", "giao hàng", True),
        ("giao, hàng", "giao hàng", False),
        ("pin hơi yếu", "pin .. yếu", True),
        ("pin tốt. Loa yếu", "pin .. yếu", False),
        ("pin dùng cả ngày mà vẫn yếu", "pin .. yếu", False),
        ("gia dinh toi rat thich", "=giá", False),
        ("giá cao quá", "=giá", True),
        ("Gia đình tôi thích lắm", "giá", False),
        ("hoà mạng nhanh lắm", "hòa mạng", True),
        ("nhân viên dễ thương", "nv", True),
        ("hang khong giong hinh", "hỏng", False),
        ("hang bi hong roi", "bị hỏng", True),
    ],
)
def test_a_vietnamese_word_is_found_as_people_write_it(text: str, word: str, found: bool) -> None:
    """Marks, tones and short forms do not matter where they leave no doubt; clauses and gaps have their limits."""
    assert themes_of(text, vi=(word,)) is found


def test_beginnings_and_languages() -> None:
    """`deliver*` finds every ending; Vietnamese words are not looked for in English texts, where `may` is no `máy`."""
    assert themes_of("It was delivered late by a rude man", en=("deliver*",))
    assert not themes_of("This may be the best shop I have ever been to", vi=("máy",))


def test_what_keeps_from_a_theme() -> None:
    """A word within one of `not_when` does not count; the same word elsewhere in the text does."""
    kept = Words(vi=("đánh giá",))
    assert not themes_of("Tôi đánh giá năm sao", vi=("giá",), not_when=kept)
    assert themes_of("Tôi đánh giá năm sao, giá rẻ", vi=("giá",), not_when=kept)
    nested = Words(vi=("đánh giá", "đánh giá năm sao của giá", "giá như"))
    assert not themes_of("Tôi đánh giá năm sao của giá, giá như", vi=("giá",), not_when=nested)
    assert themes_of("Tôi đánh giá năm sao của giá giá", vi=("giá",), not_when=nested)


def test_what_judges_without_a_theme_goes_to_the_one_that_takes_it() -> None:
    """One theme may take what judges and names nothing; what says nothing at all goes nowhere."""
    assert themes_of("Tuyệt vời, rất hài lòng", otherwise=True)
    assert not themes_of("15:30", otherwise=True)


@pytest.mark.parametrize("name", taxonomy_names())
def test_what_ships_is_sound_and_read_back(name: str) -> None:
    """Each shipped list has no error, words in both languages, and is written so that it reads back the same."""
    taxonomy, findings = inspect_taxonomy(read_yaml(taxonomy_text(name), name))
    assert taxonomy is not None
    assert {finding.severity for finding in findings} <= {"note"}
    assert all(theme.words.vi and theme.words.en for theme in taxonomy.themes.values())
    assert read_taxonomy(write_taxonomy(taxonomy)) == taxonomy


@pytest.mark.parametrize("name", taxonomy_names())
def test_common_words_typed_without_marks_are_no_theme(name: str) -> None:
    """`qua` is rarely `quà`, `den` rarely `đền`, `toi` rarely `tối`: no shipped list finds a theme in such words."""
    common = "toi khong den do qua moi chat ban hoi on co thi ben vo be vai gian pho em bang khoa"
    words = read_all([f"nay {word} vay" for word in common.split()])
    matcher = Matcher(read_taxonomy(taxonomy_text(name)))
    assert [word for word, some in zip(common.split(), words, strict=True) if matcher.hits(some)] == []


@pytest.mark.parametrize(
    ("name", "text", "themes"),
    [
        ("retail", "The parcel arrived late and the box was crushed", {"delivery", "packaging"}),
        ("retail", "They refused a refund and nobody answers my emails", {"returns", "support"}),
        ("retail", "Shipping costs more than the dress", {"price"}),
        ("retail", "The app crashes when I pay by card", {"website", "payment"}),
        ("retail", "Relationship of trust", {"overall"}),
        ("hospitality", "Our room smelled and the sheets were stained", {"room", "cleanliness"}),
        (
            "hospitality",
            "Great breakfast, five minutes from the beach, rude receptionist",
            {"food", "location", "staff"},
        ),
        ("hospitality", "No room for improvement", set()),
        ("education", "The lecturer explains well but the exams are too hard", {"lecturer", "curriculum"}),
        ("electronics", "The battery drains fast and photos are blurry", {"battery", "camera", "performance"}),
    ],
)
def test_english_texts(name: str, text: str, themes: set[str]) -> None:
    """English words of the shipped lists find what is spoken of, and not what only looks alike."""
    found = Reader(read_taxonomy(taxonomy_text(name))).read([text])[0].themes
    assert set(found) - {"overall"} == themes - {"overall"}
    assert ("overall" in found) >= ("overall" in themes)


def test_unknown_lists_are_named() -> None:
    """Asking for a list that does not ship says which do."""
    with pytest.raises(InputError, match="hospitality"):
        taxonomy_text("banking")


@pytest.mark.parametrize(
    ("word", "key"),
    [("!!!", "themes.word_empty"), ("de*", "themes.word_short"), ("a*b c", "themes.word_star"),
     ("một hai ba bốn năm sáu bảy tám chín", "themes.word_long"), ("pin ..", "themes.word_empty")],
)  # fmt: skip
def test_a_word_that_cannot_be_looked_for_is_found_with_its_place(word: str, key: str) -> None:
    """Every bad word is an error at its own place and line."""
    text = f"themes:\n  x:\n    name: X\n    words:\n      vi: [ổn]\n      en:\n        - good\n        - '{word}'\n"
    with pytest.raises(Rejected) as caught:
        read_taxonomy(text, "t.yaml")
    error = next(f for f in caught.value.findings if f.severity == "error")
    assert (error.key, error.line, error.path) == (key, 8, "themes.x.words.en[1]")
    assert "t.yaml:8" in error.line_of_text("vi")


def test_more_themes_than_bits_are_refused() -> None:
    """At most 64 themes are possible, and one that takes everything else."""
    many = Taxonomy(themes={f"t{i}": Theme(name="x", otherwise=i < 2) for i in range(MOST_THEMES + 1)})
    assert {f.key for f in check_taxonomy(many) if f.severity == "error"} == {"themes.too_many", "themes.one_otherwise"}


def test_the_version_follows_what_is_read_and_corrections_come_on_top() -> None:
    """Other words make another version; corrections do not, and count over what is read."""
    first = Taxonomy(themes={"x": Theme(name="x", words=Words(vi=("trà",))), "y": Theme(name="y")})
    other = Taxonomy(themes={**first.themes, "y": Theme(name="y", words=Words(vi=("sữa",)))})
    assert Reader(first).version == Reader(first).version != Reader(other).version
    taught = Reader(first, corrections={digest_of("trà  ngon"): Correction(("y", "gone"), -2.0)}, taught="1")
    assert taught.version == Reader(first).version
    sense = taught.read(["trà ngon", "trà nóng"])
    assert (sense[0].themes, sense[0].feeling, sense[1].themes) == (("y",), -2.0, ("x",))


def labelled(n: int) -> tuple[list[str], np.ndarray]:
    """Return texts of which every other is about theme 1, by words no list has."""
    texts = [f"món số {i} ở đây mê ly" if i % 2 else f"tới lần thứ {i} với bạn" for i in range(n)]
    return texts, np.array([2 if i % 2 else 0 for i in range(n)], np.uint64)


def test_a_classifier_learns_what_words_miss() -> None:
    """From labels themes are learned that seed words do not find; better on held-out texts, the same every time."""
    texts, labels = labelled(40)
    words, none = read_all(texts), [()] * 40
    taught = learn(words, none, labels, ("a", "b"))
    assert taught.better
    assert taught.model.better == (False, True)
    held = taught.held_out
    assert (held.n, held.micro(held.seeds)) == (40, 0.0)
    assert held.micro(held.learned) > 0.9
    again = learn(read_all(texts), none, labels, ("a", "b")).model
    assert again.to_bytes() == taught.model.to_bytes()
    new = read_all(["món này mê ly"])
    assert taught.model.masks(new, [[Hit(0, 0, 1)]], ("a", "b")).tolist() == [3]
    assert taught.model.masks(new, [[]], ("b", "c")).tolist() == [1]


def test_many_long_texts_are_laid_out_a_few_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Memory goes by what is laid out at once; the same themes are read however few that are."""
    texts, labels = labelled(40)
    words, none = read_all([*texts, "mê ly " * 90, *texts]), [()] * 81
    model = learn(words[:40], none[:40], labels, ("a", "b")).model
    whole = model.masks(words, none, ("a", "b")).tolist()
    sizes, lay_out = [], theme_model.grams_of

    def laying_out(some, *more):
        sizes.append(sum(len(one.units) for one in some))
        return lay_out(some, *more)

    monkeypatch.setattr(theme_model, "grams_of", laying_out)
    monkeypatch.setattr(theme_model, "MOST_UNITS", 20)
    assert model.masks(words, none, ("a", "b")).tolist() == whole
    assert sorted(sizes)[-1] == 180
    assert sorted(sizes)[-2] <= 20


def test_a_handful_of_labels_breaks_nothing() -> None:
    """One label, or labels all alike, teach nothing and change nothing."""
    for texts in (["chỉ một câu"], ["hay"] * 7):
        seeds, found = np.ones(len(texts), np.uint64), [[Hit(0, 0, 1)]] * len(texts)
        taught = learn(read_all(texts), found, seeds, ("a",))
        assert not taught.better
        assert taught.model.masks(read_all(texts), found, ("a",)).tolist() == seeds.tolist()


def test_a_model_is_kept_as_bytes_and_damage_is_noticed() -> None:
    """A model comes back from its bytes as it was; anything else is refused."""
    texts, labels = labelled(24)
    model = learn(read_all(texts), [()] * 24, labels, ("a", "b")).model
    kept = model_of(model.to_bytes())
    assert kept.version == model.version
    for damaged in (b"", b"junk", model.to_bytes()[:-9], model.to_bytes().replace(b"bias", b"bios")):
        with pytest.raises(ValueError, match="not a model"):
            model_of(damaged)
