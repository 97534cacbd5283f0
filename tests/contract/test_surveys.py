"""Surveys keep their promises on both databases."""

import msgspec
import pytest

from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.surveys import Opened, Response
from hanhtrinh.store.accounts import SqlAccounts
from hanhtrinh.store.responses import SqlResponses
from hanhtrinh.store.surveys import SqlSurveys
from hanhtrinh.voice.surveys.model import Page, Question, Survey
from hanhtrinh.voice.surveys.weighting import Aim, Variable, Weighted, Weighting

NOON = 1_795_348_800_000_000
PAID = Survey(
    key="sau-mua", name="Sau khi mua",
    pages=(Page(key="p1", questions=(Question(key="q1", kind="nps", text="Bạn có giới thiệu chúng tôi?"),)),),
)  # fmt: skip


@pytest.fixture
def surveys(both):
    """Surveys over a database with two workspaces."""
    accounts = SqlAccounts(both)
    for name in ("nha-may", "tiem-khac"):
        accounts.add_space(Space(id=name, slug=name, name=name, folder=name), NOON)
    return SqlSurveys(both)


def test_a_draft_comes_back_as_it_was_kept(surveys):
    """A new survey is a draft that no version was opened of; other workspaces know nothing of it."""
    kept = surveys.save("nha-may", PAID, 0, NOON, "lan")
    assert (kept.draft, kept.state, kept.version, kept.changed_by) == (PAID, "draft", 0, "lan")
    assert surveys.get("nha-may", "sau-mua") == kept
    assert surveys.get("tiem-khac", "sau-mua") is None
    assert list(surveys.all("tiem-khac")) == []


def test_the_later_of_two_is_told(surveys):
    """Who saves over a state they never saw keeps nothing, and what the first kept stays."""
    first = surveys.save("nha-may", PAID, 0, NOON, "lan")
    hers = surveys.save("nha-may", msgspec.structs.replace(PAID, name="Của Lan"), first.stamp, NOON + 1, "lan")
    his = surveys.save("nha-may", msgspec.structs.replace(PAID, name="Của Minh"), first.stamp, NOON + 2, "minh")
    assert his is None
    assert surveys.get("nha-may", "sau-mua") == hers
    assert hers.stamp != first.stamp
    assert surveys.save("nha-may", PAID, 0, NOON + 3, "minh") is None


def test_the_newest_changed_come_first(surveys):
    """Surveys are listed by when they were changed."""
    surveys.save("nha-may", PAID, 0, NOON, "lan")
    surveys.save("nha-may", msgspec.structs.replace(PAID, key="giao-hang"), 0, NOON + 1, "lan")
    assert [kept.key for kept in surveys.all("nha-may")] == ["giao-hang", "sau-mua"]


def test_a_version_never_changes(surveys):
    """Opening keeps the draft as a version, the same draft makes no second one, a changed one makes the next."""
    kept = surveys.save("nha-may", PAID, 0, NOON, "lan")
    assert surveys.publish("nha-may", "sau-mua", NOON + 1, "lan") == 1
    assert surveys.publish("nha-may", "sau-mua", NOON + 2, "minh") == 1
    changed = msgspec.structs.replace(PAID, name="Khác")
    kept = surveys.save("nha-may", changed, kept.stamp, NOON + 3, "minh")
    assert (kept.state, kept.version) == ("open", 1)
    assert surveys.version("nha-may", "sau-mua", 2) is None
    assert surveys.publish("nha-may", "sau-mua", NOON + 4, "minh") == 2
    assert surveys.version("nha-may", "sau-mua", 1) == PAID
    assert surveys.version("nha-may", "sau-mua", 2) == changed
    expected = [Opened(number=2, at=NOON + 4, by="minh"), Opened(number=1, at=NOON + 1, by="lan")]
    assert list(surveys.versions("nha-may", "sau-mua")) == expected


def test_only_the_draft_that_was_seen_is_opened(surveys):
    """Who opens a draft that was changed meanwhile opens nothing; a survey that is not there neither."""
    first = surveys.save("nha-may", PAID, 0, NOON, "lan")
    surveys.save("nha-may", msgspec.structs.replace(PAID, name="Khác"), first.stamp, NOON + 1, "minh")
    assert surveys.publish("nha-may", "sau-mua", NOON + 2, "lan", first.stamp) == 0
    assert surveys.get("nha-may", "sau-mua").state == "draft"
    assert surveys.publish("tiem-khac", "sau-mua", NOON + 2, "tu") == 0


def test_what_results_are_weighted_to_is_kept_over_what_was_seen(surveys):
    """A weighting is kept with what held before; over one nobody saw, and for no survey, nothing is."""
    surveys.save("nha-may", PAID, 0, NOON, "lan")
    first = Weighted(Weighting((Aim(Variable("trait", "vùng"), {"Bắc": 40.0, "Nam": 60.0}),)), None, 1)
    assert surveys.weigh("nha-may", "sau-mua", first)
    assert not surveys.weigh("nha-may", "sau-mua", Weighted(None, None, 1))
    assert not surveys.weigh("nha-may", "khac", first)
    assert surveys.get("nha-may", "sau-mua").weighted == first
    surveys.save("nha-may", PAID, 1, NOON, "lan")
    assert surveys.get("nha-may", "sau-mua").weighted == first
    assert surveys.weigh("nha-may", "sau-mua", Weighted(None, first.now, 2))
    assert surveys.get("nha-may", "sau-mua").weighted.before == first.now


def test_paused_closed_and_open_again(surveys):
    """The state changes; the draft and its stamp stay as they are."""
    kept = surveys.save("nha-may", PAID, 0, NOON, "lan")
    surveys.publish("nha-may", "sau-mua", NOON + 1, "lan")
    for state in ("paused", "closed", "open"):
        surveys.set_state("nha-may", "sau-mua", state, NOON + 2)
        found = surveys.get("nha-may", "sau-mua")
        assert (found.state, found.stamp, found.version) == (state, kept.stamp, 1)
    surveys.set_state("tiem-khac", "sau-mua", "closed", NOON + 3)
    assert surveys.get("nha-may", "sau-mua").state == "open"


def test_what_nobody_answered_can_be_forgotten(surveys):
    """A removed survey is gone with its versions; a new one may have its key."""
    surveys.save("nha-may", PAID, 0, NOON, "lan")
    surveys.publish("nha-may", "sau-mua", NOON + 1, "lan")
    surveys.remove("tiem-khac", "sau-mua")
    assert surveys.get("nha-may", "sau-mua") is not None
    surveys.remove("nha-may", "sau-mua")
    assert surveys.get("nha-may", "sau-mua") is None
    assert surveys.version("nha-may", "sau-mua", 1) is None
    assert surveys.save("nha-may", PAID, 0, NOON, "lan").version == 0


def test_what_somebody_answered_is_only_closed(surveys, both):
    """A survey with a response stays, closed, with its versions."""
    surveys.save("nha-may", PAID, 0, NOON, "lan")
    surveys.publish("nha-may", "sau-mua", NOON + 1, "lan")
    response = Response(
        id="r1", workspace="nha-may", survey="sau-mua", version=1, channel="link", person="~x", began_at=NOON,
        changed_at=NOON, answers={"q1": 9.0},
    )  # fmt: skip
    assert SqlResponses(both).keep(response, None) == "kept"
    surveys.remove("nha-may", "sau-mua")
    assert surveys.get("nha-may", "sau-mua").state == "closed"
    assert surveys.version("nha-may", "sau-mua", 1) == PAID


def test_they_go_with_their_workspace(surveys, both):
    """A workspace that is removed takes its surveys along."""
    surveys.save("nha-may", PAID, 0, NOON, "lan")
    surveys.publish("nha-may", "sau-mua", NOON + 1, "lan")
    with both.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM workspaces WHERE id = 'nha-may'")
    assert surveys.get("nha-may", "sau-mua") is None
    assert surveys.version("nha-may", "sau-mua", 1) is None
