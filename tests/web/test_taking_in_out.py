# ruff: noqa: E501 - tables of cases as the tools write them; passwords of nobody
"""Everything that was said is given out: newest words alone, with sense and step; names to those who may export people."""

import polars as pl
import pytest

from hanhtrinh.access import digest
from hanhtrinh.ports.accounts import User
from tests.web.said_world import talking

HERE = "/w/nha-may/voice/taking-in/out/said"


@pytest.fixture
def said(world):
    """What was said, with Bình who may comment."""
    made = talking(world)
    user = User(id="binh", email="binh@example.com", name="Bình", password="", language="vi", created_at=world.now)
    world.services.accounts.add_user(user)
    world.services.accounts.add_member("nha-may", "binh", "commenter", world.now)
    world.services.accounts.open_session(digest("token-binh"), "binh", world.now, world.now + 10**15)
    return made


def given(world, who):
    """Return what somebody is given, as a table."""
    with world.client(who, lang="en") as client:
        return pl.read_csv(client.get(f"{HERE}.csv").content[3:], infer_schema=False)


def test_everything_said_is_given_out(world, said):
    """Words, score, feeling and step of the current words alone; as a workbook and for SPSS too."""
    said.said("p0", "Shop đã xin lỗi, giờ tôi hài lòng", score=5.0, ago=10, id="r0")
    rows = given(world, "lan")
    assert rows.height == 9
    assert "Shop đã xin lỗi, giờ tôi hài lòng" in rows["text"].to_list()
    assert rows["feeling"].drop_nulls().len() > 3
    assert rows["step"].drop_nulls().len() > 0
    with world.client("lan") as client:
        assert client.get(f"{HERE}.xlsx").content[:2] == b"PK"
        assert client.get(f"{HERE}.sav").content[:3] == b"$FL"


def test_who_said_it_is_for_those_who_may_export_people(world, said):
    """A commenter is given the words without people."""
    assert {"person", "name"} <= set(given(world, "lan").columns)
    assert not {"person", "name"} & set(given(world, "binh").columns)


def test_each_theme_has_its_own_feeling(world, said):
    """Praise of one thing and blame of another stand in two columns; a text that is not of a theme has no number."""
    said.said("p8", "Giá rẻ nhưng giao hàng quá chậm", score=3.0, ago=10, id="r9")
    rows = given(world, "lan")
    mixed = rows.filter(pl.col("text") == "Giá rẻ nhưng giao hàng quá chậm").row(0, named=True)
    assert mixed["themes"] == "price | delivery"
    assert float(mixed["feeling.price"]) > 0.5
    assert float(mixed["feeling.delivery"]) < -0.5
    late = rows.filter(pl.col("text").str.starts_with("Giao hàng quá trễ")).row(0, named=True)
    assert late["feeling.delivery"] == late["feeling"]
    assert late["feeling.price"] is None
