"""Responses keep their promises on both databases: once, counted right, tied to nobody where they are anonymous."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from msgspec.structs import replace
from sqlalchemy import event, text

from hanhtrinh.access import digest
from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.answering import SentFile, SurveyLink
from hanhtrinh.ports.erasing import Owned
from hanhtrinh.ports.surveys import Invitation, Response, given_of
from hanhtrinh.store.accounts import SqlAccounts
from hanhtrinh.store.commit_points import CommitPoint
from hanhtrinh.store.responses import AT_ONCE, SqlResponses, erase_responses, keep_invitations
from hanhtrinh.store.survey_files import FOLDER, FolderSentFiles
from hanhtrinh.store.survey_links import SqlSurveyLinks
from hanhtrinh.store.surveys import SqlSurveys
from hanhtrinh.voice.surveys.model import Page, Question, Survey
from hanhtrinh.voice.surveys.tally import Given

NOON, DAY = 1_795_348_800_000_000, 86_400_000_000
SURVEY = Survey(key="s", name="S", pages=(Page(key="p", questions=(Question(key="q", kind="nps", text="?"),)),))
SPACES = [Space(id=name, slug=name, name=name, folder=name) for name in ("a", "b")]


@pytest.fixture
def responses(both):
    """Responses in a database with two workspaces, each with an open survey of the same key."""
    for space in SPACES:
        SqlAccounts(both).add_space(space, NOON)
        SqlSurveys(both).save(space.id, SURVEY, 0, NOON, "lan")
        SqlSurveys(both).publish(space.id, "s", NOON, "lan")
    return SqlResponses(both)


def response(id, **given):
    """Return a response of the survey."""
    fields = {
        "workspace": "a", "survey": "s", "version": 1, "channel": "link", "person": f"~{id}", "began_at": NOON,
        "changed_at": NOON, "answers": {"q": 9.0},
    }  # fmt: skip
    return Response(id=id, **fields | given)


def sent(token, **given):
    """Return an invitation."""
    fields = {"workspace": "a", "survey": "s", "version": 1, "channel": "email", "person": "u1", "at": NOON}
    return Invitation(digest=digest(token), **{"expires": NOON + DAY, **fields, **given})


def test_what_is_kept_comes_back_and_belongs_to_its_workspace(responses):
    """Every field as it was given; a partial one is replaced by its later states and keeps its beginning."""
    first = response("r", answers={"q": 3.0, "m": {"row": "good"}, "l": ["a", "other:Chợ"], "c": True, "t": "Ơ"},
                     consent={"survey": "Tôi đồng ý"}, page="p", step="pay", lang="en")  # fmt: skip
    assert responses.keep(first, None) == "kept"
    assert responses.get("a", "r") == first
    assert responses.get("b", "r") is None
    later = replace(first, answers={"q": 4.0}, changed_at=NOON + 9, began_at=NOON + 9, finished_at=NOON + 9)
    assert responses.keep(later, None) == "kept"
    assert responses.get("a", "r") == replace(later, began_at=NOON)


def test_a_finished_one_is_kept_once_and_never_changed(responses):
    """The same again is known; another answer under the same id changes nothing."""
    done = response("r", finished_at=NOON)
    assert [responses.keep(done, None), responses.keep(done, None)] == ["kept", "known"]
    assert responses.keep(replace(done, answers={"q": 0.0}), None) == "over"
    assert responses.get("a", "r").answers == {"q": 9.0}


def test_the_quota_counts_what_is_finished(responses):
    """Partial ones do not count; when the quota is reached nobody finishes, and nobody goes on."""
    assert responses.keep(response("r1"), 1) == "kept"
    assert responses.keep(response("r2", finished_at=NOON), 1) == "kept"
    assert responses.keep(response("r1", finished_at=NOON), 1) == "full"
    assert responses.keep(response("r3"), 1) == "full"
    assert responses.keep(response("other", workspace="b", finished_at=NOON), 1) == "kept"


def test_two_last_answers_at_once(responses):
    """Of many who finish at the same moment exactly as many count as were wanted."""
    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(lambda n: responses.keep(response(f"r{n}", finished_at=NOON), 3), range(12)))
    assert sorted(outcomes) == ["full"] * 9 + ["kept"] * 3
    assert responses.finished("a", "s") == 3


def test_the_same_one_sent_twice_at_once(responses):
    """A button pressed twice makes one response."""
    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(lambda _: responses.keep(response("r", finished_at=NOON), None), range(4)))
    assert sorted(outcomes) == ["kept", "known", "known", "known"]


def test_an_invitation_is_answered_once(responses):
    """It is noted with the finished response, not with a partial one; a second response by it is refused."""
    assert responses.invite([sent("t"), sent("t"), sent("u")]) == 2
    assert responses.invite([sent("t")]) == 0
    mine = response("r", invitation=digest("t"), person="u1")
    assert responses.keep(mine, None) == "kept"
    assert responses.invitation(digest("t")).answered_at is None
    assert responses.keep(replace(mine, finished_at=NOON + 1), None) == "kept"
    assert responses.invitation(digest("t")).answered_at == NOON + 1
    assert responses.keep(response("r2", invitation=digest("t")), None) == "over"
    assert responses.invitation(digest("nobody")) is None


def test_who_cannot_answer_is_told_why(responses, both):
    """Too late, by an invitation to something else, or to a survey that is closed; nothing is kept of it."""
    responses.invite([sent("old", expires=NOON - 1), sent("b", workspace="b")])
    assert responses.keep(response("r", invitation=digest("old")), None) == "expired"
    assert responses.keep(response("r", invitation=digest("b")), None) == "closed"
    assert responses.keep(response("r", invitation=digest("none")), None) == "closed"
    assert responses.keep(response("r", survey="none"), None) == "closed"
    assert responses.keep(response("mine"), None) == "kept"
    assert responses.keep(response("mine", invitation=digest("old")), None) == "over"
    SqlSurveys(both).set_state("a", "s", "paused", NOON)
    assert responses.keep(response("r"), None) == "closed"
    assert responses.get("a", "r") is None


def test_an_anonymous_response_spends_its_invitation_without_naming_it(responses, both):
    """No row of the responses leads to the invitation, and the invitation works once."""
    responses.invite([sent("t")])
    mine = response("r", person="", finished_at=NOON)
    assert responses.keep(mine, None, digest("t")) == "kept"
    assert responses.keep(response("r2", person="", finished_at=NOON), None, digest("t")) == "over"
    with both.reading() as connection:
        row = dict(connection.execute(text("select * from survey_responses")).mappings().one())
    assert digest("t") not in str(row)
    assert "u1" not in str(row)


def test_what_is_to_be_told(responses):
    """Finished ones at once, partial ones when they have rested; told ones no more, until they change."""
    responses.keep(response("done", finished_at=NOON), None)
    responses.keep(response("rests", changed_at=NOON - 9), None)
    responses.keep(response("goes-on"), None)
    (first, last) = responses.untold(NOON, NOON)
    assert (first.id, last.id) == ("rests", "done")
    assert responses.untold(NOON, NOON, 9, (first.changed_at, first.id)) == [last]
    assert responses.untold(NOON, NOON, 9, (last.changed_at, last.id)) == []
    rests = responses.telling(responses.get("a", "rests"), {"q": ("s.q", "x", 1)})
    assert rests.tellings == 1
    responses.told(rests, NOON)
    responses.told(responses.get("a", "done"), NOON)
    assert responses.untold(NOON, NOON) == []
    responses.keep(response("rests", answers={"q": 1.0}, finished_at=NOON + 1, changed_at=NOON + 1), None)
    assert [(one.id, one.tellings) for one in responses.untold(NOON, NOON)] == [("rests", 1)]


def test_nameless_ones_that_rest_hold_up_nobody(responses):
    """Of them the day alone is known: until it has passed they are not among those that are to be told."""
    day = NOON - NOON % DAY
    for n in range(3):
        responses.keep(response(f"n{n}", person="", began_at=day, changed_at=day), None)
    responses.keep(response("done", finished_at=NOON), None)
    assert [one.id for one in responses.untold(NOON, NOON - DAY, 2)] == ["done"]
    assert len(responses.untold(NOON, day + 1)) == 4


def test_one_that_goes_on_while_it_is_about_to_be_told_is_not_told_as_it_was(responses):
    """Else what was said first would stand beside what was said in the end; what was noted before is not forgotten."""
    responses.keep(response("r", changed_at=NOON - 9), None)
    read = responses.get("a", "r")
    assert responses.telling(read, {"q": ("s.q", "a", 1)}).tellings == 1
    responses.keep(response("r", answers={"q": 2.0}, finished_at=NOON), None)
    assert responses.telling(read, {"q": ("s.q", "a", 1)}) is None
    assert responses.get("a", "r").tellings == 1


def test_what_changes_while_it_is_told_is_told_again(responses):
    """Whoever goes on between the telling and the note of it is not forgotten."""
    responses.keep(response("r", changed_at=NOON - 9), None)
    told = responses.untold(NOON, NOON)[0]
    responses.keep(response("r", answers={"q": 2.0}, finished_at=NOON), None)
    responses.told(told, NOON)
    assert [one.answers for one in responses.untold(NOON, NOON)] == [{"q": 2.0}]


def test_invited_by_channel_and_pages_of_a_list(responses):
    """Invitations are counted by channel; a list goes on where it ended, newest first."""
    responses.invite([sent("t"), sent("u"), sent("v", channel="widget"), sent("w", workspace="b")])
    assert responses.invited("a", "s") == {"email": 2, "widget": 1}
    assert responses.invited("b", "other") == {}
    for n in range(5):
        responses.keep(response(f"r{n}", began_at=NOON + n // 2), None)
    first = responses.of_survey("a", "s", limit=2)
    rest = responses.of_survey("a", "s", after=first[-1].id, limit=9)
    assert [one.id for one in [*first, *rest]] == ["r4", "r3", "r2", "r1", "r0"]


def test_blocks_tell_which_responses_are_as_they_were(responses, both, monkeypatch):
    """A new, changed, told or erased response changes its block and no other; blocks together hold all there are."""
    monkeypatch.setattr("hanhtrinh.store.responses.BLOCK", 4)
    assert responses.blocks("a", "s") == []
    seen = set()

    def changed():
        """Return how many of the blocks were never seen like this."""
        now = {(block, frozenset(map(str, rows(responses.given("a", "s", block.place)))))
               for block in responses.blocks("a", "s")}  # fmt: skip
        new, stamps = now - seen, [block for block, _ in seen | now]
        seen.update(now)
        assert len(stamps) == len(set(stamps)), "two states of a block look the same"
        return len(new)

    responses.keep(response("b", workspace="b"), None)
    for n in range(9):
        responses.keep(response(f"r{n}", person="" if n == 3 else f"~response-{n}"), None)
        assert changed() == 1
    assert sum(block.responses for block in responses.blocks("a", "s")) == 9
    first = responses.blocks("a", "s")[0].place
    assert set(responses.given("a", "s", first).person) == {""}
    responses.told(responses.get("a", "r0"), NOON)
    assert changed() == 1
    assert set(responses.given("a", "s", first).person) == {"", "~response-0"}
    later = response("r0", person="~response-0", answers={"q": 1.0}, finished_at=NOON, changed_at=NOON + 5)
    responses.keep(later, None)
    assert changed() == 1
    given = responses.given("a", "s", first)
    assert (1, {"q": 1.0}, "", "r0", NOON, "link", "vi", "", True) in rows(given)
    assert given.last == NOON + 5
    with both.writing(CommitPoint.ERASURE) as connection:
        erase_responses(connection, "a", [Owned("~response-8")], lambda answers: False)
    changed()
    responses.keep(response("again"), None)
    assert changed() == 1


def rows(given):
    """Return responses as they are counted one by one, in order."""
    return sorted(zip(*given[:-1], strict=True), key=str)


def test_responses_are_counted_as_they_were_kept(responses):
    """Whatever stands in them: quotes, brackets, lines, other scripts; every column of the same ones in one order."""
    words = ('"', "\\", '","', "],[", "{}", "a\nb\tc", "\x01\x1f\x7f", "😀 Ơi", "'--", "\u2028", "null",
             "%s :last ~response-")  # fmt: skip
    kept = [
        response(
            f"r{n}", person=word if n % 3 else "", step=word[::-1], began_at=NOON + n * 7919 % 97, changed_at=NOON - n,
            version=1 + n % 2, lang=("vi", "en")[n % 2], channel=("link", "email", "qr")[n % 3],
            answers={"t": word, "l": [word, "ö"], word: {"row": word}, "c": n % 2 == 0, "n": n / 3} if n % 4 else {},
            finished_at=NOON if n % 5 else None,
        )
        for n, word in enumerate(words)
    ]  # fmt: skip
    for one in kept:
        responses.keep(one, None)
    given = responses.given("a", "s", responses.blocks("a", "s")[0].place)
    assert rows(given) == rows(given_of(kept))
    assert given.last == given_of(kept).last == NOON
    assert responses.given("a", "s", 0) == Given()


def test_blocks_far_apart_are_found_at_once(responses, both):
    """What came long before, under numbers far from those of today, is a block like any other."""
    for n in range(3):
        responses.keep(response(f"r{n}"), None)
    with both.writing(CommitPoint.RESPONSE) as connection:
        connection.execute(text("update survey_responses set number = 7 where id = 'r1'"))
    early, late = responses.blocks("a", "s")
    assert (early.place, early.responses, late.responses) == (0, 1, 2)
    assert responses.given("a", "s", 0).response == ["r1"]


def test_a_survey_of_the_same_key_made_anew_counts_on(responses, both):
    """A block of a removed survey never looks like one of the next."""
    responses.keep(response("r", person="u1"), None)
    before = responses.blocks("a", "s")
    with both.writing(CommitPoint.ERASURE) as connection:
        erase_responses(connection, "a", [Owned("u1")], lambda answers: False)
    surveys = SqlSurveys(both)
    surveys.remove("a", "s")
    surveys.save("a", SURVEY, 0, NOON + 10, "lan")
    surveys.publish("a", "s", NOON + 10, "lan")
    responses.keep(response("r", person="u1", answers={"q": 0.0}), None)
    assert len(before) == len(responses.blocks("a", "s")) == 1
    assert responses.blocks("a", "s") != before


def test_links_are_kept_once_renewed_and_ended(both, responses):
    """Two who make a survey's link at once get the same one; a renewed one leads nowhere any more."""
    links = SqlSurveyLinks(both)
    link = SurveyLink(workspace="a", survey="s", kind="open", code="abc", made_at=NOON)
    assert links.ensure(link) == links.ensure(replace(link, code="def")) == link
    assert links.by_code("open", "abc") == link
    assert links.by_code("kiosk", "abc") is None
    links.renew(replace(link, code="ghi"))
    assert links.by_code("open", "abc") is None
    links.remove("a", "s", "open")
    assert links.of("a", "s", "open") is None


def test_a_link_renewed_twice_at_once_is_one_of_both(both, responses):
    """Whoever presses at the same moment as others fails nothing: the last code holds, the others lead nowhere."""
    links, together = SqlSurveyLinks(both), threading.Barrier(8)

    def renew(n):
        together.wait(30)
        links.renew(SurveyLink(workspace="a", survey="s", kind="open", code=f"c{n}", made_at=NOON))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(renew, range(8)))
    assert sum(links.by_code("open", f"c{n}") is not None for n in range(8)) == 1


def test_erasing_takes_answers_invitations_and_files(both, responses, tmp_path):
    """A person's own, and those in which their address stands; others' stay."""
    files = FolderSentFiles(both, tmp_path)
    responses.invite([sent("t"), sent("other", person="u2")])
    responses.keep(response("mine", person="u1"), None)
    responses.keep(response("named", answers={"c": {"email": "an@example.com"}}), None)
    responses.keep(response("other", person="u2"), None)
    fields = {"workspace": "a", "question": "f", "name": "a.txt", "type": "text/plain", "bytes": 1, "at": NOON}
    for id, of in (("1" * 32, "mine"), ("2" * 32, "other")):
        files.keep(SPACES[0], SentFile(id=id, response=of, **fields), b"x")
    at_once = []
    with both.writing(CommitPoint.ERASURE) as connection:
        event.listen(connection, "before_execute", lambda *given: at_once.append(given[-1].get("yield_per")))
        gone = erase_responses(connection, "a", [Owned("u1")], lambda answers: "an@example.com" in answers)
    assert at_once[0] == AT_ONCE  # all answers of a workspace are never in memory together
    assert sorted(gone) == ["mine", "named"]
    assert [one.id for one in responses.of_survey("a", "s")] == ["other"]
    assert responses.invitation(digest("t")) is None
    assert responses.invitation(digest("other")) is not None
    assert files.sweep(SPACES[0], NOON + 1) == 2
    assert list((tmp_path / "a" / FOLDER).iterdir()) == []


def test_a_file_is_kept_until_nobody_names_it(both, responses, tmp_path):
    """It comes back by its random name alone, in its own workspace; named files are not swept."""
    files, id = FolderSentFiles(both, tmp_path), "3" * 32
    file = SentFile(id=id, workspace="a", response="r", question="f", name="a.txt", type="text/plain", bytes=5, at=NOON)
    kept = files.keep(SPACES[0], file, b"hello")
    responses.keep(response("r", answers={"f": {"name": "a.txt", "id": id}}), None)
    assert files.get(SPACES[0], id) == (kept, b"hello")
    assert files.get(SPACES[1], id) is None
    assert files.sweep(SPACES[0], NOON + 1) == 0
    responses.keep(response("r", answers={}), None)
    assert files.sweep(SPACES[0], NOON + 1) == 1
    assert files.get(SPACES[0], id) is None


def test_files_that_are_named_do_not_hide_those_that_are_not(both, responses, tmp_path, monkeypatch):
    """However many good ones stand before them, so many unnamed ones a time are deleted."""
    monkeypatch.setattr("hanhtrinh.store.survey_files._SWEPT", 1)
    files = FolderSentFiles(both, tmp_path)
    fields = {"workspace": "a", "question": "f", "name": "a.txt", "type": "text/plain", "bytes": 1, "response": "r"}
    for n in range(4):
        files.keep(SPACES[0], SentFile(id=f"{n}" * 32, at=NOON + n, **fields), b"x")
    responses.keep(response("r", answers={"f": {"name": "a.txt", "id": "0" * 32}, "g": "1" * 32}), None)
    assert [files.sweep(SPACES[0], NOON + 9) for _ in range(3)] == [1, 1, 0]
    assert [files.get(SPACES[0], f"{n}" * 32) is not None for n in range(4)] == [True, True, False, False]


def test_a_survey_that_is_forgotten_leaves_no_way_to_it(both, responses):
    """Another one of its key is not answered by the links and invitations of the first."""
    links, link = SqlSurveyLinks(both), SurveyLink(workspace="a", survey="s", kind="open", code="abc", made_at=NOON)
    links.ensure(link)
    responses.invite([sent("t"), sent("u", workspace="b")])
    SqlSurveys(both).remove("a", "s")
    assert links.by_code("open", "abc") is None
    assert responses.invitation(digest("t")) is None
    assert responses.invitation(digest("u")) is not None


def test_invitations_join_a_transaction(both, responses):
    """What the transaction undoes is not kept."""

    def keep_and_fail():
        with both.writing(CommitPoint.RESPONSE) as connection:
            assert keep_invitations(connection, [sent("t")]) == 1
            raise RuntimeError

    with pytest.raises(RuntimeError):
        keep_and_fail()
    assert responses.invitation(digest("t")) is None
