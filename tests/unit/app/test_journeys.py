"""Journey files with their library and the journeys that open from them: followed, and kept from leading astray."""

from itertools import pairwise
from pathlib import Path

import pytest

from hanhtrinh.app.atlas import atlas, links, sheets
from hanhtrinh.app.checking import check_files
from hanhtrinh.app.journey_files import BadPath, boundary, named
from hanhtrinh.app.journeys import DEEPEST, check_data, inspect_file, read_file
from hanhtrinh.errors import FileUnusable, Rejected
from hanhtrinh.i18n import LANGS
from tests.timelines import lake_of
from tests.unit.journey.test_library import SHARED, SHOP
from tests.worlds import frame_of


def journey(key: str, *, library: str = "", opens: str = "", touchpoint: str = "pay") -> str:
    """Return a journey of one stage."""
    return (
        f"format: hanhtrinh/1\nkey: {key}\nname: {key.title()}\noutcome: {key}-step\n"
        + (f"library: {library}\n" if library else f"touchpoints: {{pay: {{name: Pay, match: {{event: {key}}}}}}}\n")
        + "stages:\n"
        + f"  - {{key: only, name: Only, phase: during{f', opens: {opens}' if opens else ''}, "
        + f"steps: [{{key: {key}-step, touchpoint: {touchpoint}}}]}}\n"
    )


def put(folder: Path, **files: str) -> dict[str, Path]:
    """Write files named with `__` for folders; `sub__look` is `sub/look.yaml`."""
    found = {}
    for name, text in files.items():
        path = folder / (name.replace("__", "/") + ".yaml")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        found[name] = path
    return found


def said(path: Path) -> list[str]:
    """Return what is found in a file, its folder's name left out."""
    lines = [finding.line_of_text("en") for finding in inspect_file(path).findings]
    assert all(finding.line_of_text("vi") for finding in inspect_file(path).findings)
    return [line.replace(f"{path.parent}/", "") for line in lines]


def test_a_journey_is_read_with_its_library(tmp_path: Path) -> None:
    """What is checked, measured and drawn has the library in it; what was written has not."""
    files = put(tmp_path, shop=SHOP, shared=SHARED)
    file = read_file(files["shop"])
    assert list(file.journey.touchpoints) == ["visit", "pay"]
    assert list(file.written.touchpoints) == ["visit"]
    assert file.library is not None
    assert file.library.library is not None
    assert file.findings == ()


def test_what_a_journey_does_not_take_is_not_its_business(tmp_path: Path) -> None:
    """A note about the library's touchpoint is a journey's when it takes that touchpoint."""
    files = put(tmp_path, shop=SHOP, other=SHOP.replace("touchpoint: visit", "touchpoint: spot"), shared=SHARED)
    assert said(files["shop"]) == []
    assert [line.partition(":")[0] for line in said(files["other"])] == ["other.yaml", "shared.yaml"]


def test_a_journey_without_library_is_as_written(tmp_path: Path) -> None:
    """Without a library there is one journey only."""
    file = read_file(put(tmp_path, a=journey("a"))["a"])
    assert file.written is file.journey
    assert (file.library, file.opened) == (None, {})


def test_a_faulty_library_is_told_in_its_own_lines(tmp_path: Path) -> None:
    """The journey says that its library is faulty, and the library's findings stand beside with file and line."""
    files = put(tmp_path, shop=SHOP, shared=SHARED.replace("match: {event: purchase}", "match: {event: {globb: x}}"))
    assert said(files["shop"]) == [
        "shop.yaml:5 library: error: the library shared.yaml has 1 error(s) that must be fixed first.",
        "shared.yaml:8 touchpoints.pay.match.event.globb: error: 'globb' is not a test. Allowed: is, in, prefix, glob, "
        "range, exists.",
    ]
    with pytest.raises(Rejected):
        read_file(files["shop"])


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("missing.yaml", "there is no file missing.yaml."),
        ("a.yaml", "a.yaml is no library. A library begins with: format: hanhtrinh-library/1"),
        ("/etc/hosts.yaml", "'/etc/hosts.yaml' must be named from this file's folder, with '/' between folders"),
        ("C:/x.yaml", "'C:/x.yaml' must be named from this file's folder"),
        ("shared", "'shared' must end in .yaml or .yml."),
        ("../../../x.yaml", "'../../../x.yaml' leads too far away."),
    ],
)
def test_libraries_that_cannot_be(tmp_path: Path, given: str, expected: str) -> None:
    """A library that is not there, is none, or lies where a journey may not look is an error at its line."""
    (tmp_path / "one/two").mkdir(parents=True)
    put(tmp_path / "one/two", shop=SHOP.replace("shared.yaml", given), a=journey("a"))
    (first, *_) = said(tmp_path / "one/two/shop.yaml")
    assert first.startswith(f"shop.yaml:5 library: error: {expected}")


def test_a_link_does_not_lead_out(tmp_path: Path) -> None:
    """A symbolic link counts as what it leads to."""
    put(tmp_path / "elsewhere", shared=SHARED)
    inside = put(tmp_path / "a/b/c/d", shop=SHOP)["shop"]
    (inside.parent / "shared.yaml").symlink_to(tmp_path / "elsewhere/shared.yaml")
    (first, *_) = said(inside)
    assert "leads too far away" in first


def test_two_folders_up_and_no_more(tmp_path: Path) -> None:
    """A file may be named two folders above the journey that was opened first, not three."""
    root = tmp_path / "a/b/c/shop.yaml"
    root.parent.mkdir(parents=True)
    assert named(root, "../../x.yaml", boundary(root)) == tmp_path / "a/x.yaml"
    with pytest.raises(BadPath) as refused:
        named(root, "../../../x.yaml", boundary(root))
    assert refused.value.key == "library.outside"


def test_journeys_open_from_stages(tmp_path: Path) -> None:
    """A journey comes with those that open from it, each with its own findings; the paths are seen from each file."""
    files = put(
        tmp_path,
        top=journey("top", opens="sub/middle.yaml"),
        sub__middle=journey("middle", opens="../deep.yaml"),
        deep=journey("deep"),
    )
    file = read_file(files["top"])
    middle = file.opened["only"]
    assert (middle.journey.key, middle.opened["only"].journey.key) == ("middle", "deep")
    assert [one.path for one in inspect_file(files["top"]).opened] == [
        tmp_path / "sub/middle.yaml",
        tmp_path / "sub/../deep.yaml",
    ]
    assert links(file) == {"only": "sub/middle.html"}
    assert links(middle, ".pdf") == {"only": "../deep.pdf"}


def test_an_atlas_numbers_every_map(tmp_path: Path) -> None:
    """Every map once, the nearest first, each stage with the map that opens from it."""
    files = put(
        tmp_path,
        top=journey("top", opens="sub/middle.yaml"),
        sub__middle=journey("middle", opens="../deep.yaml"),
        deep=journey("deep"),
    )
    found = atlas(read_file(files["top"]))
    assert [(one.file, one.depth, one.stages[0].opens) for one in found] == [
        ("top.yaml", 0, 1),
        ("sub/middle.yaml", 1, 2),
        ("deep.yaml", 2, None),
    ]
    assert [one.journey.key for one in sheets(read_file(files["top"]))] == ["top", "middle", "deep"]


def test_a_journey_cannot_stand_inside_itself(tmp_path: Path) -> None:
    """A circle is an error that shows the way round, and does not go on for ever."""
    files = put(
        tmp_path, a=journey("a", opens="b.yaml"), b=journey("b", opens="a.yaml"), c=journey("c", opens="c.yaml")
    )
    assert said(files["a"]) == [
        "a.yaml:7 stages[0].opens: warning: the journey b.yaml that opens here has 1 error(s); `hanhtrinh check` lists "
        "them."
    ]
    lines = [finding.line_of_text("en") for finding in check_files([files["a"]]).findings]
    assert lines[1].endswith(
        "b.yaml:7 stages[0].opens: error: a journey cannot stand inside itself: a.yaml → b.yaml → a.yaml."
    )
    assert said(files["c"]) == [
        "c.yaml:7 stages[0].opens: error: a journey cannot stand inside itself: c.yaml → c.yaml."
    ]


def test_depth_has_an_end(tmp_path: Path) -> None:
    """Journeys inside one another are followed to a stated depth; beyond it the last one says so."""
    names = [f"j{i}" for i in range(DEEPEST + 2)]
    files = put(tmp_path, **{name: journey(name, opens=f"{after}.yaml") for name, after in pairwise(names)})
    put(tmp_path, **{names[-1]: journey(names[-1])})
    found = check_files([files["j0"]])
    assert len(found.files) == DEEPEST
    assert "check.unusable" not in {finding.key for finding in found.findings}
    assert "library.too_deep" in {finding.key for finding in found.findings}


def test_many_ways_to_one_journey(tmp_path: Path) -> None:
    """A journey that opens from many places is read once, however many ways lead to it."""
    stages = "".join(
        f"  - {{key: s{i}, name: S, phase: during, opens: {{0}}.yaml, steps: [{{key: k{i}, touchpoint: pay}}]}}\n"
        for i in range(12)
    )
    head = journey("x").split("stages:\n")[0].replace("outcome: x-step", "outcome: k0") + "stages:\n"
    for i in range(6):
        (tmp_path / f"m{i}.yaml").write_text(head.replace("key: x", f"key: m{i}") + stages.replace("{0}", f"m{i + 1}"))
    (tmp_path / "m6.yaml").write_text(journey("m6"))
    found = inspect_file(tmp_path / "m0.yaml")
    assert found.usable
    assert len(found.opened) == 6


@pytest.mark.parametrize(
    ("opens", "severity", "expected"),
    [
        ("missing.yaml", "warning", "there is no file missing.yaml."),
        ("shared.yaml", "error", "shared.yaml is a library, not a journey."),
        ("../../../../a.yaml", "error", "leads too far away"),
    ],
)
def test_stages_that_open_nothing(tmp_path: Path, opens: str, severity: str, expected: str) -> None:
    """A journey that is not there yet is a warning; one that cannot be is an error."""
    files = put(tmp_path, **{"a__b__c__top": journey("top", opens=opens), "a__b__c__shared": SHARED})
    (finding,) = inspect_file(files["a__b__c__top"]).findings
    assert finding.severity == severity
    assert expected in finding.line_of_text("en")


def test_a_faulty_journey_below_forbids_nothing_above(tmp_path: Path) -> None:
    """The map above can still be drawn; the check of it lists what is wrong below."""
    files = put(tmp_path, top=journey("top", opens="low.yaml"), low=journey("low", touchpoint="payy"))
    assert read_file(files["top"]).opened == {}
    keys = [finding.key for finding in check_files([files["top"]]).findings]
    assert keys == ["library.opens_faulty", "check.touchpoint_unused", "check.unknown_touchpoint_similar"]


def test_checking_libraries_with_journeys(tmp_path: Path) -> None:
    """Checked with its journeys, a library says what none of them uses; alone it says nothing of it."""
    files = put(tmp_path, shop=SHOP, shared=SHARED)
    both = check_files([files["shop"], files["shared"]])
    assert [(f.key, f.line) for f in both.findings if f.key.startswith("library.")] == [
        ("library.unused_channels", 5),
        ("library.unused_touchpoints", 7),
        ("library.unused_touchpoints", 9),
    ]
    assert all(finding.line_of_text(lang) for finding in both.findings for lang in LANGS)
    alone = check_files([files["shared"]])
    assert [finding.key for finding in alone.findings] == ["check.touchpoint_unmeasured"]


def test_a_library_is_no_journey(tmp_path: Path) -> None:
    """Where a journey is wanted a library is refused with a word on how it is used."""
    files = put(tmp_path, shared=SHARED)
    with pytest.raises(FileUnusable) as refused:
        read_file(files["shared"])
    assert "A journey names it with library: FILE" in refused.value.message("en")


def test_rules_of_a_library_against_the_events(tmp_path: Path) -> None:
    """A rule no event can satisfy is doubted in the file that holds it."""
    files = put(tmp_path, shop=SHOP, shared=SHARED)
    frame = frame_of(lake_of([(0, 0, "visit", 0)]))
    lines = [finding.line_of_text("en") for finding in check_data(read_file(files["shop"]), frame)]
    assert any(
        "shared.yaml:8 touchpoints.pay.match.event: warning: no event has this name: purchase" in one for one in lines
    )
    assert not any("shop.yaml" in one for one in lines)
