"""What an asking is on the timeline: an invitation to the question whose response rate it counts for."""

import msgspec
import pytest

from hanhtrinh.app.asking.desk import Open
from hanhtrinh.app.asking.noting import asked_message
from hanhtrinh.collect.answers import answer_of
from hanhtrinh.ports.asking import Asked
from hanhtrinh.voice.surveys.model import Page, Question, Survey

WORDS, SCORE = (Question(key=kind, kind=kind, text="?") for kind in ("long", "nps"))


@pytest.mark.parametrize(
    ("questions", "anonymous", "asks"),
    [((WORDS, SCORE), False, "s.nps"), ((WORDS,), False, "s.long"), ((WORDS, SCORE), True, None), ((), False, None)],
    ids=["the first score", "words where nothing is scored", "nobody knows who answered", "nothing on an instrument"],
)
def test_an_invitation_is_to_what_its_answers_count_for(questions, anonymous, asks):
    """The first scored question, wherever words stand; of an anonymous survey to none: all would look silent."""
    survey = Survey(key="s", name="S", pages=(Page(key="p", questions=questions),), anonymous=anonymous)
    asked = Asked(id="a", workspace="w", survey="s", channel="email", person="lan", at=0)
    told = msgspec.json.decode(asked_message(asked, Open(survey, 1, "open"), 0).body)
    assert told["event"] == "Survey Asked"
    assert answer_of(told["event"], told["properties"]).asks == asks
