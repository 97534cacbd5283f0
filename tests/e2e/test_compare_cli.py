"""Comparing, channels, units and moments from the command line, on the demo company."""

import json
from pathlib import Path

import polars as pl
import pytest

from hanhtrinh.cli import main
from hanhtrinh.demo.company import Company
from tests.demo_truth import imported

PEOPLE = 3_000


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """Return the demo company's journey file and its workspace."""
    folder = tmp_path_factory.mktemp("shop")
    files, _, _ = imported(Company(), folder, people=PEOPLE, seed=2)
    return str(files.journey), str(folder / "workspace")


def run(capsys, *argv):
    """Run a command and return its code, what it printed, and what it said."""
    code = main(list(argv))
    out, err = capsys.readouterr()
    return code, out, err


def printed(capsys, shop, command, *argv, lang="en"):
    """Return what a command on the shop's journey prints."""
    code, out, err = run(capsys, command, shop[0], "--workspace", shop[1], "--lang", lang, *argv)
    assert code == 0, err
    return out


def test_two_segments_side_by_side(shop, capsys):
    """Clear differences first; what is not clear is counted, and shown when asked for."""
    short = printed(capsys, shop, "compare", "--segment", "mobile", "--with-rest")
    assert "On a phone compared with everybody else" in short
    assert "Advertising" in short
    assert "Clearly different" in short
    whole = printed(capsys, shop, "compare", "--segment", "mobile", "--with-rest", "--all")
    assert len(whole.splitlines()) > len(short.splitlines()) + 20
    vietnamese = printed(capsys, shop, "compare", "--segment", "mobile", "--with-rest", lang="vi")
    assert "Mua bằng điện thoại so với những người còn lại" in vietnamese


def test_a_comparison_as_json_says_everything(shop, capsys):
    """Sides, what they share, and each number with both readings and the interval of the difference."""
    found = json.loads(printed(capsys, shop, "compare", "--segment", "mobile", "--with-segment", "from_ads", "--json"))
    assert found["format"] == "hanhtrinh-comparison/1"
    assert found["both"] > 0
    assert found["first"]["of"]["segment"] == "mobile"
    clear = [change for change in found["changes"] if change["verdict"] == "beyond"]
    assert found["changes"][: len(clear)] == clear
    assert {"old", "new", "value", "interval"} <= clear[0].keys()
    clarity = [abs(c["value"]) / (c["interval"]["high"] - c["interval"]["low"]) for c in clear]
    assert clarity == sorted(clarity, reverse=True)
    assert len(clarity) > 3


def test_two_periods_tell_who_is_still_open(shop, capsys):
    """The younger period has passes still open: numbers that do not allow for it carry a star."""
    now, before = ("--from", "2026-10-22"), ("--with-from", "2026-08-22", "--with-to", "2026-09-22")
    told = printed(capsys, shop, "compare", *now, *before)
    assert "* The sides had unequal time" in told
    assert "reach*" in told
    assert "drop-off*" not in told
    old = ("--from", "2026-07-01", "--to", "2026-08-01", "--with-from", "2026-08-01", "--with-to", "2026-09-01")
    assert "unequal time" not in printed(capsys, shop, "compare", *old)


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        ((), "--with-from"),
        (("--with-rest",), "--segment"),
        (("--segment", "mobile", "--with-rest", "--with-segment", "desktop"), "exclude each other"),
        (("--segment", "mobile", "--with-segment", "mobile"), "same passes"),
        (("--with-segment", "mobile"), "Name the narrower group first"),
        (("--segment", "mobil", "--with-rest"), "mobile"),
    ],
)
def test_what_cannot_be_compared_is_explained(shop, capsys, argv, words):
    """No sides, the same side twice, nothing left, an unknown segment: refused with what to do instead."""
    code, out, err = run(capsys, "compare", shop[0], "--workspace", shop[1], "--lang", "en", *argv)
    assert (code, out) == (2, "")
    assert words in err


def test_channels_by_stage(shop, capsys):
    """One row a stage and channel, the most used first; as JSON with counts and intervals."""
    told = printed(capsys, shop, "channels", lang="vi")
    assert "Nhận biết" in told
    assert "facebook" in told
    found = json.loads(printed(capsys, shop, "channels", "--json", "--segment", "mobile"))
    first = found["channels"][0]
    assert (first["stage"], first["channel"]) == ("awareness", "facebook")
    assert first["share"]["count"] == first["passes"] <= found["passes"]


def test_a_map_by_unit_and_moment(shop, capsys):
    """--unit and --when reach the readings; an account needs the journey to say which property it is."""
    found = json.loads(printed(capsys, shop, "draw", "--json", "--unit", "person"))
    assert (found["unit"], found["passes"], found["people"]) == ("person", PEOPLE, PEOPLE)
    assert found["steps"][0]["reach"]["params"] == {"unit": "person"}
    assert found["beside"]["friction"]
    asked = ("--segment", "saw_shipping_fee", "--when", "at_entry")
    assert json.loads(printed(capsys, shop, "draw", "--json", *asked))["when"] == "at_entry"
    code, _, err = run(capsys, "draw", shop[0], "--workspace", shop[1], "--lang", "en", "--json", "--unit", "account")
    assert code == 2
    assert "account: PROPERTY" in err


def test_the_people_behind_friction(shop, capsys, tmp_path: Path):
    """The list is as long as the number on the map."""
    found = json.loads(printed(capsys, shop, "draw", "--json"))
    keys = [step["key"] for step in found["steps"]]
    share = found["beside"]["friction"][keys.index("cart")]["kinds"]["error"]
    asked = ("--what", "friction", "--step", "cart", "--kind", "error", "-o", str(tmp_path / "people.csv"))
    printed(capsys, shop, "people", *asked)
    assert pl.read_csv(tmp_path / "people.csv").height == share["count"] > 0
