"""The words and icons the page's script arranges a map with."""

import re
from pathlib import Path

import msgspec
import pytest

from hanhtrinh.draw import vendored
from hanhtrinh.i18n import LANGS, Lang, catalogue
from hanhtrinh.web import assets
from hanhtrinh.web.maps.arrange_words import arrange_words
from tests.web.living import with_shop

SCRIPTS = [path.read_text(encoding="utf-8") for path in (Path(assets.__file__).parent / "js").glob("map-*.js")]
COMPOSED = ("phase_", "face_", "menu_", "grip_")
"""Words whose names the scripts put together."""


def test_every_word_a_script_says_is_there() -> None:
    """The scripts of arranging say only what the catalogue has, and the catalogue has nothing they do not say."""
    ours = [text for text in SCRIPTS if re.search(r'import .*\bword\b.* from "./map-arrange-words.js"', text)]
    said = {key for text in ours for key in re.findall(r'\bword\("([a-z_]+)"', text)}
    said |= {key for text in ours for two in re.findall(r'\bword\(\w+ \? "(\w+)" : "(\w+)"', text) for key in two}
    known = set(catalogue("arrange", "vi"))
    assert said <= known
    assert {key for key in known - said if not key.startswith(COMPOSED)} == set()


@pytest.mark.parametrize("lang", LANGS)
def test_every_icon_has_a_drawing_and_words_in_both_languages(lang: Lang) -> None:
    """What can be chosen is drawn, and found by a name of its own."""
    icons = catalogue("icons", lang)
    assert set(icons) <= vendored.icon_names()
    assert all(f'id="o-{name}"' in assets.assets()["icons.svg"].data.decode() for name in icons)
    assert all(words.partition(";")[0].strip() for words in icons.values())


def test_the_block_cannot_end_its_own_element() -> None:
    """It is JSON whatever the words say, and holds no tag."""
    block = arrange_words("vi")
    inside = block[block.index(">") + 1 : block.rindex("<")]
    assert "<" not in inside
    found = msgspec.json.decode(inside)
    assert found["words"]["undo"] == "Hoàn tác"
    assert found["sprite"].endswith("/icons.svg")


def test_only_those_who_edit_are_given_it(world) -> None:
    """A viewer's page does not carry what it has no use for."""
    with_shop(world)
    assert 'id="arrange-words"' in world.client("minh").get("/w/nha-may/maps/shop").text
    assert 'id="arrange-words"' not in world.client("ha").get("/w/nha-may/maps/shop").text
