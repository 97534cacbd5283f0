"""Instruments of a folder: one that is kept is known to whoever reads the folder, without opening it anew."""

from hanhtrinh.app.live.maps import LiveMaps
from hanhtrinh.events.instrument import Instrument
from hanhtrinh.measures.map import MapQuestion
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.live import LiveSpace
from hanhtrinh.store.frames import NOBODY
from hanhtrinh.store.instruments import FolderInstruments
from hanhtrinh.store.live_history import FolderHistory
from hanhtrinh.store.workspace import Workspace
from hanhtrinh.values import in_one_part
from tests.live_worlds import instant_at, said
from tests.timelines import DAY
from tests.unit.app.live.test_maps import JOURNEY

SPACE = Space(id="w", slug="w", name="W", folder="w")
FELT = Instrument(key="moi.felt", kind="csat", low=1, high=5)


def test_the_first_answer_of_a_new_survey_is_on_the_map(tmp_path):
    """Kept a moment ago by whoever publishes, answered now: shown at the next look, over the same base."""
    Workspace.create(tmp_path / "w")
    inbox = []
    history = FolderHistory(Workspace.open(tmp_path / "w"), lambda: NOBODY, lambda: None, lambda *given: None)
    assert dict(history.instruments()) == {}
    space = LiveSpace(
        history, lambda after: ((), after), lambda after, limit: (inbox[after:], len(inbox)), lambda: instant_at(DAY)
    )
    maps = LiveMaps(space, in_one_part, summed_from=0)
    base = maps.parts().base
    assert maps.readings(JOURNEY, MapQuestion()).steps[0].voice is None
    FolderInstruments(tmp_path).ensure(SPACE, FELT)
    answer = {"instrument": "moi.felt", "score": 4, "text": "Gọn gàng", "asked_at": "a"}
    inbox += [said(1, 10, event="a", user="lan"), said(2, 20, event="Survey Answered", user="lan", **answer)]
    maps.tick()
    voice = maps.readings(JOURNEY, MapQuestion()).steps[0].voice
    assert (voice.instrument, voice.answers) == ("moi.felt", 1)
    parts = maps.parts()
    assert parts.base is base
    assert parts.overlay.answers.text.to_list() == ["Gọn gàng"]
    assert list(parts.instruments) == ["moi.felt"]
