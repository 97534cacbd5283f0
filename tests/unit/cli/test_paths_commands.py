"""`hanhtrinh paths`, `variants` and `conform` on a tiny shop, in both languages, and the same from Python."""

import json

import pytest

import hanhtrinh as ht
from hanhtrinh.cli import main
from hanhtrinh.errors import InputError

MAPPING = """\
format: hanhtrinh-mapping/1
source: shop
time_zone: Asia/Ho_Chi_Minh
files:
  - file: events.csv
    person: who
    events:
      - {event: {column: event}, time: when, properties: {channel: channel}}
"""
JOURNEY = """\
format: hanhtrinh/1
key: shop
name: Shop
window: 7d
outcome: buy
touchpoints:
  see: {name: {vi: Xem hàng, en: See}, match: {event: seen}}
  cart: {name: {vi: Giỏ hàng, en: Cart}, match: {event: added}}
  buy: {name: {vi: Mua, en: Buy}, match: {event: bought}}
segments:
  zalo: {name: Zalo, match: {did: {channel: zalo}}}
stages:
  - key: all
    name: All
    phase: during
    steps:
      - {key: see, touchpoint: see}
      - {key: cart, touchpoint: cart}
      - {key: buy, touchpoint: buy}
"""
EVENTS = """\
who,when,event,channel
lan,2026-01-01T08:00:00,seen,web
lan,2026-01-01T08:05:00,scrolled,web
lan,2026-01-01T08:10:00,added,web
lan,2026-01-01T09:00:00,bought,web
minh,2026-01-01T09:00:00,seen,zalo
minh,2026-01-01T10:00:00,bought,zalo
tu,2026-01-02T09:00:00,seen,web
"""


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    """Return a folder with the tiny shop imported."""
    folder = tmp_path_factory.mktemp("shop")
    for name, text in (("mapping.yaml", MAPPING), ("journey.yaml", JOURNEY), ("events.csv", EVENTS)):
        (folder / name).write_text(text, encoding="utf-8")
    assert main(["import", str(folder / "mapping.yaml"), "--workspace", str(folder / "ws"), "--lang", "en"]) == 0
    return folder


def run(shop, capsys, command, *arguments, lang="en"):
    """Run a command on the shop and return its exit code, result and messages."""
    capsys.readouterr()
    given = [command, str(shop / "journey.yaml"), "--workspace", str(shop / "ws"), "--lang", lang, *arguments]
    code = main(given)
    said = capsys.readouterr()
    return code, said.out, said.err


def test_paths_are_printed_position_by_position(shop, capsys):
    """Nodes are called by their names in the user's language, starts and ends too; flow adds up."""
    code, said, _ = run(shop, capsys, "paths", lang="vi")
    assert code == 0
    assert "3 đường đi của 3 khách, theo lượt đi, gồm các bước (lặp liền nhau tính là một)" in said
    assert "Xem hàng" in said
    assert "(hoàn tất)" in said
    assert "(còn mở)" in said
    assert "3 paths of 3 people by pass, of steps (repeats are one)" in run(shop, capsys, "paths")[1]


def test_paths_to_a_node_say_who_is_left_out(shop, capsys):
    """Lines that never come to the asked node are counted, and positions run back from it."""
    _, said, _ = run(shop, capsys, "paths", "--end", "buy", "--depth", "2")
    assert "counted back from the end" in said
    assert "Left out: 1 that never come to buy." in said


def test_paths_of_channels_and_events_need_no_steps(shop, capsys):
    """A property or the events' names are nodes too; as JSON every option is named."""
    _, said, _ = run(shop, capsys, "paths", "--nodes", "channel", "--unit", "person", "--graph", "--json")
    found = json.loads(said)
    assert found["options"]["nodes"] == "channel"
    assert {n["key"]: n["people"] for n in found["nodes"] if n["kind"] == "node"} == {"web": 2, "zalo": 1}
    _, said, _ = run(shop, capsys, "paths", "--nodes", "events", "--segment", "zalo", "--json")
    assert {n["key"] for n in json.loads(said)["nodes"] if n["kind"] == "node"} == {"seen", "bought"}


def test_a_sankey_picture_is_printed_as_json(shop, capsys):
    """Every node has its place, every band its width."""
    _, said, _ = run(shop, capsys, "paths", "--sankey")
    picture = json.loads(said)
    assert picture["columns"] == len({node["x"] for node in picture["nodes"]})
    assert all(band["width"] > 0 for band in picture["bands"])


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_variants_are_listed_with_their_ends(shop, capsys, lang):
    """The most frequent ways with their share, people and ends; the others are counted."""
    code, said, _ = run(shop, capsys, "variants", "--top", "2", lang=lang)
    assert code == 0
    assert ("3 lối đi khác nhau" if lang == "vi" else "3 distinct ways") in said
    assert ("1 lối khác: 1 đường đi" if lang == "vi" else "1 other ways: 1 paths") in said
    assert (" → ".join(["Xem hàng", "Giỏ hàng", "Mua"]) if lang == "vi" else "See → Cart → Buy") in said


def test_conform_shows_deviations_and_what_is_off_the_map(shop, capsys):
    """Who skipped, what came between, which events are on no step and through which channel."""
    code, said, _ = run(shop, capsys, "conform")
    assert code == 0
    assert "3 passes in 3 distinct ways" in said
    (cart,) = [line for line in said.splitlines() if line.strip().startswith("Cart")]
    assert "50% (2)" in cart
    assert "Off the map: 1 events of 1 people" in said
    assert "scrolled" in said
    found = json.loads(run(shop, capsys, "conform", "--json")[1])
    assert found["conformance"]["fitting"]["count"] == 1
    assert found["off_map"]["top"][0]["channels"] == {"web": 1}


def test_the_passes_behind_a_deviation_are_listed(shop, capsys):
    """`people --what skipped` lists the passes that skipped a step; without a step it says what it needs."""
    _, said, _ = run(shop, capsys, "people", "--what", "skipped", "--step", "cart")
    assert [line.split(",")[0] for line in said.splitlines()] == ["person", "minh"]
    code, _, message = run(shop, capsys, "people", "--what", "skipped")
    assert code == 2
    assert "--step" in message


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--depth", "0"), "depth is 0; allowed is 1 to 50."),
        (("--start", "kart"), "There is no 'kart' on these paths. Nearest: cart."),
        (("--nodes", "chanel"), "Nearest: channel."),
        (("--segment", "nobody"), "There is no segment or persona 'nobody'"),
        (("--gap", "soon"), "--gap: 'soon' is not a length of time."),
    ],
)
def test_what_cannot_be_asked_is_explained(shop, capsys, arguments, message):
    """The exit code is 2 and the message names what was given and what is allowed."""
    code, _, said = run(shop, capsys, "paths", *arguments)
    assert code == 2
    assert message in said


def test_the_same_is_asked_from_python(shop):
    """Paths, their people, variants, conformance, what is off the map and a funnel over time."""
    company, journey = ht.open(shop / "ws"), ht.load(shop / "journey.yaml")
    question = ht.PathQuestion(top=5)
    found = company.paths(journey, question)
    assert ht.sankey(found).columns == 5
    listed = company.path_people(journey, question, (1, "see", "cart"))
    assert listed.rows() == [("lan", 1)]
    with pytest.raises(InputError, match="There is no 'sea'"):
        company.path_people(journey, question, (1, "sea", "cart"))
    assert company.variants(journey).kinds == 3
    assert company.conformance(journey, segment="zalo").steps[1].skipped.count == 1
    assert company.off_map(journey).top[0].event == "scrolled"
    assert company.off_map(journey, segment="zalo").events == 0
    asked = ht.Funnel(steps=ht.steps("see", "buy"), window_seconds=86_400, entry="every")
    points = company.funnel_trend(journey, asked, "day", as_of="2026-01-10").points
    assert [(p.rated, p.reached[-1], p.final) for p in points] == [(2, 2, True), (1, 0, True)]
