"""`hanhtrinh diff`, `walk` and `check` of several files on a tiny shop, in both languages."""

import csv
import json

import msgspec
import pytest

from hanhtrinh.cli import main
from hanhtrinh.journey.codec import read_journey
from hanhtrinh.journey.edits import Edit, apply_all
from tests.unit.app.test_journeys import put
from tests.unit.cli.test_paths_commands import EVENTS, JOURNEY, MAPPING
from tests.unit.journey.test_library import SHARED, SHOP

NEWER = (
    JOURNEY.replace("{event: added}", "{event: [added, scrolled, seen]}")
    .replace("{key: cart, touchpoint: cart}", "{key: cart, touchpoint: cart, owner: Minh}")
    .replace("{event: seen}", "{event: seen, channel: zalo}")
)


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    """Return a folder with the tiny shop imported and two versions of its journey."""
    folder = tmp_path_factory.mktemp("shop")
    files = {"mapping.yaml": MAPPING, "journey.yaml": JOURNEY, "newer.yaml": NEWER, "events.csv": EVENTS}
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    assert main(["import", str(folder / "mapping.yaml"), "--workspace", str(folder / "ws"), "--lang", "en"]) == 0
    return folder


def test_diff_reads_as_sentences(shop, capsys):
    """Two versions are compared in sentences, stage by stage."""
    assert main(["diff", str(shop / "journey.yaml"), str(shop / "newer.yaml"), "--lang", "en"]) == 0
    assert capsys.readouterr().out == (
        "Stage ‘All’\n"
        "- Step ‘Cart’: the owner is now “Minh”.\n"
        "\n"
        "Touchpoints, personas and other descriptions\n"
        "- Touchpoint ‘See’: the rule changed from ‹event: seen› to ‹event: seen, channel: zalo›.\n"
        "- Touchpoint ‘Cart’: the rule changed from ‹event: added› to ‹event: [added, scrolled, seen]›.\n"
    )
    assert main(["diff", str(shop / "journey.yaml"), str(shop / "journey.yaml"), "--lang", "vi"]) == 0
    assert capsys.readouterr().out == "Không có gì thay đổi.\n"


def test_diff_with_data(shop, capsys):
    """With a workspace the numbers are counted again, and what is exact is called exact."""
    command = ["diff", str(shop / "journey.yaml"), str(shop / "newer.yaml"), "--workspace", str(shop / "ws")]
    assert main([*command, "--all", "--lang", "en"]) == 0
    told = capsys.readouterr()
    assert "so these differences are exact recounts" in told.err
    lines = told.out.replace("\u00a0", " ").splitlines()
    numbers = lines[lines.index("What changed in the numbers") :]
    assert "- Step ‘Cart’: the reach changed by +33.3 pts, from 33.3% (n = 3) to 66.7% (n = 3)." in numbers
    assert "- Step ‘See’: the reach changed by −66.7 pts, from 100.0% (n = 3) to 33.3% (n = 3)." in numbers
    assert " numbers compared: " in numbers[-1]


def test_diff_as_json(shop, capsys):
    """The edits printed as JSON lead from the one version to the other; changes stand beside them."""
    command = ["diff", str(shop / "journey.yaml"), str(shop / "newer.yaml"), "--json"]
    assert main(command) == 0
    edits = msgspec.convert(json.loads(capsys.readouterr().out)["edits"], tuple[Edit, ...])
    assert apply_all(read_journey(JOURNEY, "f"), edits) == read_journey(NEWER, "f")
    assert main([*command, "--workspace", str(shop / "ws")]) == 0
    changes = json.loads(capsys.readouterr().out)["changes"]
    assert {change["same_data"] for change in changes} == {True}


def test_diff_looks_into_the_library(tmp_path, capsys):
    """What changed in the library that both versions take from is told too, though neither file changed."""
    changed = SHARED.replace("name: Checkout", "name: Till").replace("name: Spot", "name: Other")
    one, two = put(tmp_path / "one", shop=SHOP, shared=SHARED), put(tmp_path / "two", shop=SHOP, shared=changed)
    assert main(["diff", str(one["shop"]), str(two["shop"]), "--lang", "en"]) == 0
    assert capsys.readouterr().out.splitlines()[1:] == [
        "- Touchpoint ‘Till’: the name changed from “Checkout” to “Till”."
    ]
    assert main(["diff", str(one["shop"]), str(two["shop"]), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["edits"], found["library"][0]["place"]) == ([], ["touchpoints", "pay"])


def test_walk_there_and_back(tmp_path, capsys):
    """A checklist is written, filled in, taken back into the journey's own file, and told of."""
    journey = put(tmp_path, shop=JOURNEY)["shop"]
    sheet = tmp_path / "list.csv"
    assert main(["walk", str(journey), "-o", str(sheet), "--lang", "vi"]) == 0
    rows = list(csv.reader(sheet.read_text(encoding="utf-8-sig").splitlines()))
    assert [row[0] for row in rows] == ["Khóa", "see", "cart", "buy"]
    rows[2][9:13] = ["có", "không", "-1", "Không thấy nút"]
    rows[3][9:10] = ["không"]
    with sheet.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, delimiter=";").writerows(rows)
    command = ["walk", str(journey), "--notes", str(sheet), "--by", "Lan", "--on", "2026-03-01"]
    assert main([*command, "-o", str(journey), "--lang", "en"]) == 0
    assert (
        read_journey(journey.read_text(encoding="utf-8"), "f").walks["walk-2026-03-01"].steps["cart"].follows is False
    )
    capsys.readouterr()
    assert main(["walk", str(journey), "--summary", "--lang", "en"]) == 0
    assert capsys.readouterr().out == (
        "1 walk(s): Lan, 2026-03-01\n"
        "- Cart: does not follow naturally (1 of 1); felt −1 on average\n"
        "    Lan, 2026-03-01: Không thấy nút\n"
        "- Buy: could not be done (1 of 1)\n"
    )
    assert main(["walk", str(journey), "--summary", "--json"]) == 0
    assert [one["step"] for one in json.loads(capsys.readouterr().out)] == ["cart", "buy"]


def test_a_checklist_in_the_terminal(tmp_path, capsys):
    """Without a file the checklist is printed, as Markdown or JSON; nobody has walked yet."""
    journey = str(put(tmp_path, shop=JOURNEY)["shop"])
    assert main(["walk", journey, "--lang", "en"]) == 0
    assert "### 2. Cart" in capsys.readouterr().out
    assert main(["walk", journey, "--json", "--lang", "en"]) == 0
    assert json.loads(capsys.readouterr().out)[1]["picture"] == "02-cart.jpg"
    assert main(["walk", journey, "--summary", "--lang", "en"]) == 0
    assert capsys.readouterr().out.startswith("Nobody has walked this journey yet.")


def test_walk_overwrites_nothing(tmp_path, capsys):
    """Neither a checklist nor a journey is written over another file, nor anything where a note is faulty."""
    files = put(tmp_path, shop=JOURNEY, other=JOURNEY)
    journey, other, sheet = str(files["shop"]), str(files["other"]), tmp_path / "list.csv"
    sheet.write_text("step,done\ncart,x\n")
    assert main(["walk", journey, "-o", str(sheet)]) == 2
    assert main(["walk", journey, "--notes", str(sheet), "-o", other]) == 2
    assert files["other"].read_text() == JOURNEY
    sheet.write_text("step,done\ncart,maybe\n")
    assert main(["walk", journey, "--notes", str(sheet), "-o", journey]) == 2
    assert files["shop"].read_text() == JOURNEY
    assert main(["walk", journey, "--notes", str(sheet), "--summary"]) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_check_follows_what_opens(tmp_path, capsys):
    """One command checks a journey, its library and the journeys that open from it, and counts the files."""
    top = SHOP.replace("phase: during", "phase: during\n    opens: sub/inner.yaml")
    files = put(tmp_path, shop=top, shared=SHARED, sub__inner=SHOP.replace("shared.yaml", "../shared.yaml"))
    assert main(["check", str(files["shop"]), str(files["shared"]), "--lang", "en"]) == 0
    told = capsys.readouterr().out
    assert "none of the journeys checked uses the touchpoint 'visit'" in told
    assert told.splitlines()[-1] == "3 file(s) checked: 0 error(s), 0 warning(s), 4 note(s)."
    files["sub__inner"].write_text("format: hanhtrinh/1\nkey: x\n", encoding="utf-8")
    assert main(["check", str(files["shop"]), "--lang", "vi"]) == 1
    assert "inner.yaml:1: lỗi: thiếu trường 'name'." in capsys.readouterr().out
