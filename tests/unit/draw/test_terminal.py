"""The map in a terminal."""

import msgspec
import pytest

from hanhtrinh.draw.options import DrawOptions
from hanhtrinh.draw.scene import numbers, scene_of
from hanhtrinh.draw.terminal import clean, render, shown_width
from hanhtrinh.i18n import LANGS, Lang
from tests.unit.draw import fixture


def flat(text: str) -> str:
    """Return a text with every run of spaces and line ends as one space."""
    return " ".join(text.replace("\u00a0", " ").split())


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("width", [60, 120, 160])
def test_every_number_of_the_scene_is_in_the_text(lang: Lang, width: int) -> None:
    """The terminal leaves no number of the scene out, wide or narrow."""
    scene = scene_of(fixture.JOURNEY, fixture.readings(), lang=lang, options=DrawOptions())
    text = flat(render(fixture.JOURNEY, fixture.readings(), lang=lang, width=width))
    assert [n for n in numbers(scene) if flat(n) not in text] == []
    assert all(flat(h.text) in text for h in scene.highlights)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("width", [40, 80, 114, 200])
def test_it_keeps_to_the_width(lang: Lang, width: int) -> None:
    """No line is wider than the terminal."""
    for readings in (fixture.readings(), None):
        text = render(fixture.JOURNEY, readings, lang=lang, width=width)
        assert max(shown_width(line) for line in text.splitlines()) <= width


def test_colour_is_only_paint() -> None:
    """With the colours taken off, the coloured table is the plain one."""
    plain = render(fixture.JOURNEY, fixture.readings(), lang="vi", width=130)
    painted = render(fixture.JOURNEY, fixture.readings(), lang="vi", width=130, color=True)
    assert "\x1b" not in plain
    assert "\x1b[1;31m" in painted
    for code in ("0", "1", "2", "31", "32", "33", "1;31"):
        painted = painted.replace(f"\x1b[{code}m", "")
    assert [line.rstrip() for line in painted.splitlines()] == plain.splitlines()


def test_words_cannot_steer_the_terminal() -> None:
    """Escape sequences and marks that turn the writing direction are taken out of what customers say."""
    evil = "x\x1b[2J\x07\r\n\u202egnihton"
    readings = fixture.readings()
    steps = tuple(
        msgspec.structs.replace(s, verbatims=tuple(msgspec.structs.replace(v, text=evil) for v in s.verbatims))
        for s in readings.steps
    )
    journey = msgspec.structs.replace(fixture.JOURNEY, name=evil)
    text = render(journey, msgspec.structs.replace(readings, steps=steps), lang="en", width=100)
    assert not {"\x1b", "\x07", "\r", "\u202e"} & set(text)
    assert clean(evil) == "x [2J gnihton"


def test_wide_and_combining_letters_are_measured() -> None:
    """Columns are counted as a terminal shows them."""
    assert shown_width("Hành trình") == 10
    assert shown_width("Ha\u0300nh") == 4
    assert shown_width("旅程") == 4
