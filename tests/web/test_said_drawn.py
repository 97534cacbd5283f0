"""A map drawn by a command says of customers' words what the open page says: the same computing."""

import pytest

from hanhtrinh.app.measuring import measure_map
from hanhtrinh.app.themes.readers import shipped
from hanhtrinh.app.understanding.once import with_words
from hanhtrinh.bootstrap.taught import reader_of
from hanhtrinh.draw.options import DrawOptions
from hanhtrinh.draw.scene import scene_of
from hanhtrinh.errors import StorageError
from hanhtrinh.measures.map_question import MapQuestion
from hanhtrinh.values import Period, in_one_part
from hanhtrinh.voice.text.correcting import Correction, digest_of
from hanhtrinh.voice.text.taxonomies import taxonomy_text
from tests.web.said_world import talking
from tests.web.world import world_at


@pytest.fixture
def world(tmp_path):
    """A shop whose customers speak."""
    made = world_at(tmp_path / "home")
    made.timelines = talking(made)
    yield made
    made.database.close()


def drawn_once(world, question):
    """Return the readings as a command draws them, and those of the page."""
    space = world.services.accounts.space("nha-may")
    journey = world.services.people_desk.shelf.usable(space)["shop"]
    maps = world.services.maps(space)
    frame, there = world.timelines.frame(), maps.readings(journey, question)
    found = measure_map(frame, journey, question, as_of=there.as_of, run=in_one_part)
    return journey, with_words(found, frame, journey, question, in_one_part, shipped), there


def test_a_command_says_what_the_page_says(world):
    """Feeling, themes, people and quotes are the same, of all time and of a period, and so is the lane."""
    now = world.services.clock()
    for question in (MapQuestion(beside=True), MapQuestion(beside=True, period=Period(now - 90_004 * 10**6, None))):
        journey, found, there = drawn_once(world, question)
        assert found.said is not None
        assert found.said.steps == there.said.steps
        assert any(step is not None for step in found.said.steps)
    journey, found, there = drawn_once(world, MapQuestion(beside=True))
    lanes = [
        next(lane for lane in scene_of(journey, one, lang="vi", options=DrawOptions()).lanes if lane.key == "said")
        for one in (found, there)
    ]
    assert lanes[0] == lanes[1]


def test_nobody_said_anything(world):
    """Where there are no words, or nothing beside the map is asked for, nobody reads and nothing is said."""

    def reader():
        raise AssertionError("nothing was to be read")

    world.timelines.rows[:] = [row for row in world.timelines.rows if not row.get("text")]
    world.timelines._frame = None
    space = world.services.accounts.space("nha-may")
    journey, frame = world.services.people_desk.shelf.usable(space)["shop"], world.timelines.frame()
    question = MapQuestion(beside=True)
    found = measure_map(frame, journey, question, as_of=None, run=in_one_part)
    assert with_words(found, frame, journey, question, in_one_part, reader) is found


def test_a_command_reads_as_the_team_taught_its_server(world, tmp_path):
    """Themes and corrections of the workspace a folder belongs to; elsewhere the words that ship; nothing is left."""
    texts, other = world.services.texts, world.home / "spaces" / "tiem-khac"
    texts.put_taxonomy("nha-may", taxonomy_text("electronics"), 0, world.now, "lan")
    texts.correct("nha-may", digest_of("pin trâu"), Correction(themes=("camera",)), world.now, "lan")
    taught, before = reader_of(world.home), sorted(world.home.rglob("*"))
    assert taught.read(["pin trâu"])[0].themes == ("camera",)
    assert "battery" in taught.themes
    assert reader_of(other).themes == reader_of(tmp_path).themes == shipped().themes
    texts.put_taxonomy("tiem-khac", taxonomy_text("electronics"), 0, world.now, "lan")
    assert "battery" in reader_of(other).themes
    assert sorted(world.home.rglob("*")) == before
    (tmp_path / "hanhtrinh.db").write_bytes(b"no database" * 100)
    with pytest.raises(StorageError):
        reader_of(tmp_path)
