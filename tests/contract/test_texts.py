"""What a workspace teaches about texts is kept alike on SQLite and PostgreSQL."""

import pytest

from hanhtrinh.ports.accounts import Space
from hanhtrinh.ports.texts import KeptModel
from hanhtrinh.store.accounts import SqlAccounts
from hanhtrinh.store.sql.database import Database
from hanhtrinh.store.texts import SqlTexts
from hanhtrinh.voice.text.correcting import Correction


@pytest.fixture
def texts(both: Database) -> SqlTexts:
    """The store with two workspaces."""
    for key in ("a", "b"):
        SqlAccounts(both).add_space(Space(id=key, slug=key, name=key, folder=key), 1)
    return SqlTexts(both)


def test_themes_are_kept_in_versions_and_never_overwritten(texts: SqlTexts) -> None:
    """Each version follows the one it was made from; who was slower is told, and other workspaces see nothing."""
    assert texts.taxonomy("a") is None
    assert texts.put_taxonomy("a", "một", 0, 10, "lan").version == 1
    assert texts.put_taxonomy("a", "khác", 0, 11, "minh") is None
    assert texts.put_taxonomy("a", "hai", 1, 12, "minh").version == 2
    assert texts.taxonomy("a").text == "hai"
    assert [kept.version for kept in texts.taxonomies("a")] == [2, 1]
    assert texts.taxonomy("b") is None


def test_old_versions_of_themes_go(texts: SqlTexts) -> None:
    """The last fifty versions are kept."""
    for version in range(52):
        texts.put_taxonomy("a", str(version), version, version, "lan")
    assert [texts.taxonomies("a")[i].version for i in (0, -1)] == [52, 3]


def test_corrections_are_kept_replaced_and_taken_back(texts: SqlTexts) -> None:
    """The last word of a text counts; corrections come in the order they were last said."""
    texts.correct("a", "d1", Correction(("price",), None), 1, "lan")
    texts.correct("a", "d2", Correction(None, -1.0), 2, "lan")
    texts.correct("a", "d1", Correction((), 2.0), 3, "minh")
    assert list(texts.corrections("a").items()) == [("d2", Correction(None, -1.0)), ("d1", Correction((), 2.0))]
    apart = Correction(("price", "staff"), None, (("staff", -2.0),))
    texts.correct("a", "d2", apart, 4, "minh")
    assert texts.corrections("a")["d2"] == apart
    texts.correct("a", "d2", None, 4, "lan")
    assert texts.drop_corrections("a", ["d1", "none"]) == 1
    assert texts.corrections("a") == {}


def test_a_model_is_kept_by_kind(texts: SqlTexts) -> None:
    """The last model of a kind is kept with its report, and can be dropped."""
    first = KeptModel("themes", b"\x00\xff", 20, True, "{}", 5)
    texts.put_model("a", first)
    texts.put_model("a", first._replace(model=b"new", used=False))
    assert texts.model("a", "themes") == first._replace(model=b"new", used=False)
    assert texts.model("a", "feeling") is None
    assert texts.model("b", "themes") is None
    texts.drop_model("a", "themes")
    assert texts.model("a", "themes") is None


def test_every_change_is_noticed(texts: SqlTexts) -> None:
    """The turn is another one after each change, also where one thing went and another came."""
    seen = [texts.turn("a")]
    texts.put_taxonomy("a", "x", 0, 1, "lan")
    seen.append(texts.turn("a"))
    texts.correct("a", "d1", Correction((), None), 2, "lan")
    seen.append(texts.turn("a"))
    texts.correct("a", "d1", None, 3, "lan")
    texts.correct("a", "d2", Correction((), None), 4, "lan")
    seen.append(texts.turn("a"))
    texts.put_model("a", KeptModel("feeling", b"m", 1, True, "{}", 5))
    seen.append(texts.turn("a"))
    assert len(set(seen)) == len(seen)
    assert texts.turn("b") == seen[0]
