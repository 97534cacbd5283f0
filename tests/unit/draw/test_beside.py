"""What stands beside the map's own readings: effort, friction, answers, competitors, personas, walks, sections."""

import re

import msgspec
import pytest

from hanhtrinh.draw.options import DrawOptions
from hanhtrinh.draw.scene import numbers, scene_of
from hanhtrinh.draw.shapes import Answered, Cell, FrictionCell, QuestionsCell, RivalCell, Scene, ScoreCell
from hanhtrinh.i18n import LANGS, Lang
from hanhtrinh.journey.model import Persona
from hanhtrinh.measures.results import MapReadings, PathEdge, PathNode
from tests.unit.draw import beside_fixture as fixture

STEPS = {key: i for i, key in enumerate(fixture.KEYS)}
NBSP = "\u00a0"


def drawn(lang: Lang = "en", readings: MapReadings | None = None, **options: object) -> Scene:
    """Return the scene of the full fixture."""
    found = readings or fixture.readings()
    return scene_of(fixture.journey(), found, lang=lang, options=DrawOptions(**options))  # type: ignore[arg-type]


def with_beside(**changes: object) -> MapReadings:
    """Return the readings with something beside them changed."""
    return (
        fixture.readings()
        if not changes
        else msgspec.structs.replace(fixture.readings(), beside=msgspec.structs.replace(fixture.beside(), **changes))
    )


def cell(scene: Scene, lane: str, step: str) -> Cell | None:
    """Return one cell."""
    return next(one for one in scene.lanes if one.key == lane).cells[STEPS[step]]


def test_effort_names_its_version_and_knows_which_end_is_good() -> None:
    """A CES where high is easy is 2.0; 3.2 of 7 is hard, 5.6 is easy, and the lane says so once."""
    scene = drawn()
    lane = next(one for one in scene.lanes if one.key == "effort")
    easy, hard = cell(scene, "effort", "cart"), cell(scene, "effort", "service")
    assert lane.name == "Effort · CES 2.0 (1–7, high is easy)"
    assert isinstance(easy, ScoreCell)
    assert isinstance(hard, ScoreCell)
    assert (easy.value.text, easy.tone, hard.tone) == ("5.6", "good", "bad")


def test_effort_where_low_is_easy() -> None:
    """A CES where low is easy is 1.0: a low number lies at the good end, with its interval the right way round."""
    voice = fixture.effort("cart")
    assert voice is not None
    assert voice.score is not None
    turned = msgspec.structs.replace(voice, score=msgspec.structs.replace(voice.score, definition="ces_low"))
    scene = drawn(readings=with_beside(effort=(turned,) * len(STEPS)))
    found = cell(scene, "effort", "ad")
    assert isinstance(found, ScoreCell)
    assert found.whisker is not None
    assert found.tone == "bad"
    assert found.whisker.low < found.whisker.at < found.whisker.high < 0.5
    assert "CES 1.0" in next(one for one in scene.lanes if one.key == "effort").name


def test_effort_of_an_unknown_scale_is_a_plain_number() -> None:
    """Where the scale is not told, nothing is placed on one."""
    voice = fixture.effort("cart")
    assert voice is not None
    assert voice.score is not None
    bare = msgspec.structs.replace(voice, score=msgspec.structs.replace(voice.score, params={"instrument": "ces"}))
    found = cell(drawn(readings=with_beside(effort=(bare,) * len(STEPS))), "effort", "ad")
    assert isinstance(found, ScoreCell)
    assert (found.whisker, found.tone) == (None, "plain")


def test_friction_shows_the_commonest_kinds_first() -> None:
    """The share that met trouble, its interval, and the kinds by how common they are; kinds nobody met are left out."""
    found = cell(drawn(), "friction", "checkout")
    assert isinstance(found, FrictionCell)
    assert (found.share.text, found.interval, found.tone) == ("34%", "33–35%", "bad")
    assert [name for _, name, _, _ in found.kinds] == ["met an error", "repeated", "needed support"]
    quiet = cell(drawn(), "friction", "feedback")
    assert isinstance(quiet, FrictionCell)
    assert quiet.kinds == ()


def test_the_door_of_friction_lists_every_kind() -> None:
    """Behind the number stand all kinds with their intervals, and how often a pass met any."""
    scene = drawn()
    found = cell(scene, "friction", "checkout")
    assert isinstance(found, FrictionCell)
    door = scene.doors[found.share.door or 0]
    kinds = next(rows for title, _, rows in door.tables if title == "Kinds of friction")
    assert [row[0] for row in kinds][-1] == "went in circles"
    assert ("Times per pass that came here", "0.54") in door.rows


def asked(step: str, lang: Lang = "en") -> tuple[Answered, ...]:
    """Return the answered questions of a step."""
    found = cell(drawn(lang), "questions", step)
    assert isinstance(found, QuestionsCell)
    return found.items


def test_a_question_is_answered_by_data_by_notes_or_not_at_all() -> None:
    """Data come first, then what was noted; a question nobody answered says so."""
    assert [item.state for item in asked("ad")] == ["measured", "measured", "measured"]
    assert [item.state for item in asked("reviews")] == ["noted"]
    assert "Eight of twelve" in asked("reviews")[0].note
    assert [item.state for item in asked("feedback")] == ["open"]


@pytest.mark.parametrize(
    ("lang", "labels"),
    [
        ("en", ["Social media", "20–21\u00a0h", "Sun", "Cart"]),
        ("vi", ["Mạng xã hội", "20–21h", "Chủ nhật", "Giỏ hàng"]),
    ],
)
def test_the_parts_of_an_answer_have_names(lang: Lang, labels: list[str]) -> None:
    """Hours, weekdays, channels and steps are written as people say them, in their language."""
    channel, hour, day = asked("ad", lang)
    assert [item.bars[0].label for item in (channel, hour, day, *asked("checkout", lang))] == labels
    assert [bar.text for bar in hour.bars] == [f"{n}{NBSP if lang == 'vi' else ''}%" for n in (21, 18, 12)]


def test_an_answer_opens_all_its_parts() -> None:
    """Beyond the four largest parts the rest stands behind the door, with the count of everything else."""
    scene = drawn()
    item = asked("ad")[0]
    assert len(item.bars) == 4
    door = scene.doors[item.door or 0]
    rows = door.tables[0][2]
    assert [row[0] for row in rows] == ["Social media", "Website", "E-mail", "Zalo", "Call centre", "other"]
    assert rows[-1][-1] == "600"


def test_a_competitor_is_measured_or_noted() -> None:
    """Answers about a competitor are set against ours with the difference's interval; notes are marked as such."""
    scene = drawn()
    measured, noted = cell(scene, "rival-shopx", "delivery"), cell(scene, "rival-cho-quen", "compare")
    assert isinstance(measured, RivalCell)
    assert isinstance(noted, RivalCell)
    assert not measured.assumed
    assert measured.value is not None
    assert (measured.value.text, measured.difference) == ("+1.2", "we are 2.4 behind")
    assert "Ours minus theirs" in {label for label, _ in scene.doors[measured.value.door or 0].rows}
    assert noted.assumed
    assert (noted.words, noted.source) == ("One can hold the goods.", "assumed by the team")
    assert cell(scene, "rival-cho-quen", "ad") is None


def test_an_unclear_comparison_is_not_called_one() -> None:
    """Where the interval of the difference spans zero the cell says that no difference is clear."""
    found = cell(drawn(), "rival-shopx", "service")
    assert isinstance(found, RivalCell)
    assert found.difference == "no clear difference to us"


def test_competitors_have_a_lane_each_and_keys_of_their_own() -> None:
    """Lanes keep unique keys, and a competitor known only by its answers has one too."""
    stray = msgspec.structs.replace(fixture.rival(), key="stranger")
    scene = drawn(readings=with_beside(competitors=(stray,)))
    keys = [lane.key for lane in scene.lanes]
    assert len(keys) == len(set(keys))
    assert [key for key in keys if key.startswith("rival-")] == ["rival-shopx", "rival-cho-quen", "rival-stranger"]
    assert next(lane for lane in scene.lanes if lane.key == "rival-stranger").name == "At stranger"


def test_up_to_three_personas_share_the_curve() -> None:
    """Each bound persona has a line with its own dash and marker; every value has its n."""
    series = [one for one in drawn().curve.series if one.kind == "persona"]
    assert [one.name.partition(",")[0] for one in series] == ["Lan", "Tùng", "Mai"]
    assert [one.look for one in series] == [1, 2, 3]
    for one in series:
        assert len(one.points) == len(STEPS)
        assert all(point is None or point[2].startswith("n") for point in one.points)


def test_more_personas_are_small_multiples_only() -> None:
    """A fourth persona empties the curve: four lines cannot be told apart, panels can."""
    found = fixture.readings()
    fourth = msgspec.structs.replace(found.segments[0], key="fourth")
    journey = fixture.journey()
    journey = msgspec.structs.replace(journey, personas={**journey.personas, "fourth": Persona(name="Four")})
    readings = msgspec.structs.replace(found, segments=(fourth, *found.segments))
    scene = scene_of(journey, readings, lang="en", options=DrawOptions())
    assert [one.kind for one in scene.curve.series] == ["rival"]
    assert len(scene.segments) == len(readings.segments)


def test_the_gap_note_gives_way_to_other_lines() -> None:
    """The label in the widest gap would cover the other lines: it is there only without them."""
    plain = msgspec.structs.replace(fixture.readings(), segments=(), beside=None)
    assert drawn(readings=plain).curve.widest is not None
    assert drawn().curve.widest is None


def test_personas_are_told_in_full() -> None:
    """Every persona has a card, the map's own first, with whatever was written about it."""
    cards = drawn().personas
    assert [(card.key, card.main) for card in cards] == [("lan", True), ("tung", False), ("mai", False)]
    assert [label for _, label, _ in cards[0].details] == ["Who they are", "What they do", "What they need"]
    assert cards[2].details == ()


def test_a_step_that_does_not_follow_is_marked() -> None:
    """Colleagues' findings mark the step, and the door tells who said so and what they noted."""
    scene = drawn()
    marked = [step.key for step in scene.steps if step.unnatural]
    assert marked == ["compare", "feedback"]
    mark = scene.steps[STEPS["compare"]].unnatural
    assert mark is not None
    door = scene.doors[mark.door or 0]
    assert door.value == "1 of 2 walks"
    assert door.rows[0] == (f"Minh · 12{NBSP}Nov{NBSP}2026", "does not follow · Emotion −1.0")
    assert [quote.text for quote in door.quotes] == ["No compare button on the product page."]


@pytest.mark.parametrize("link", ["delivery.html", "maps/delivery.html?x=1#map-vi", "../delivery.html"])
def test_a_stage_opens_its_own_map(link: str) -> None:
    """A stage with a journey of its own links to its drawing, beside or below this file."""
    assert [stage.link for stage in drawn(links={"usage": link}).stages if stage.link] == [link]


@pytest.mark.parametrize("link", ["javascript:alert(1)", "https://example.org/x", "//example.org", "/etc", "\\\\host"])
def test_links_that_lead_away_are_none(link: str) -> None:
    """An address with a scheme or a host is no link."""
    assert [stage.link for stage in drawn(links={"usage": link}).stages if stage.link] == []


def test_stages_without_a_map_of_their_own_have_no_link() -> None:
    """A link for a stage that opens nothing is not drawn."""
    assert [stage.link for stage in drawn(links={"loyalty": "loyalty.html"}).stages if stage.link] == []


def test_what_is_not_on_the_map() -> None:
    """Kinds of events stand with people and counts, the largest bar full; the rest is one sentence."""
    found = drawn().sections.off_map
    assert found is not None
    assert [(row.name, row.bar) for row in found.rows][:2] == [("coupon_applied", 1.0), ("wishlist_added", 1604 / 2411)]
    assert [n.text for n in found.rows[0].numbers] == ["2,411", "3,120"]
    assert found.rest.startswith("and 7 more kinds with 1,211 events; 38 events")


def test_a_long_list_off_the_map_is_cut_and_nothing_is_lost() -> None:
    """Beyond ten kinds the others are counted in the rest."""
    one = fixture.off_map().top[0]
    many = tuple(msgspec.structs.replace(one, event=f"e{i}", events=10, people=5) for i in range(14))
    off = msgspec.structs.replace(fixture.off_map(), top=many, no_key=0)
    found = drawn(readings=with_beside(off_map=off)).sections.off_map
    assert found is not None
    assert len(found.rows) == 10
    assert found.rest == "and 11 more kinds with 1,251 events"


def test_how_people_really_go() -> None:
    """Key figures carry their intervals, and every step its deviations on one common scale."""
    kept = drawn().sections.kept
    assert kept is not None
    assert [figure.value.text for figure in kept.figures] == ["18%", "27%", "1.65", "41%"]
    assert kept.figures[2].detail == "95%: 1.62–1.68"
    assert kept.heads == ("skipped", "repeated", "out of order")
    bars = {step.name: [share[1] for share in step.shares if share] for step in kept.steps}
    assert max(max(row) for row in bars.values()) == 1.0
    assert bars["Comparison"][0] == 1.0


def test_channels_at_each_stage() -> None:
    """Channels stand with their names, the busiest first; a stage a channel never carried is empty."""
    found = drawn().sections.channels
    assert found is not None
    assert [row.name for row in found.rows][:2] == ["Website", "Social media"]
    website = found.rows[0].cells
    assert [cell[0].text if cell else None for cell in website] == ["38%", "81%", "70%", "58%", None, None, None]
    assert website[1] is not None
    assert website[1][1] == 4


def test_the_ways_they_take() -> None:
    """Every node and passage of the paths is drawn and named: steps by phase, ends by what they are."""
    found, paths = drawn().sections.flow, fixture.paths()
    assert found is not None
    assert (len(found.nodes), len(found.links)) == (len(paths.nodes), len(paths.edges))
    kinds = {node.name: node.kind for node in found.nodes}
    assert kinds == {
        "start": "start",
        "Advertising": "before",
        "Website": "before",
        "Cart": "during",
        "left": "left",
        "still open": "open",
        "completed": "completed",
        "other": "other",
        "goes on": "other",
    }
    assert "Advertising → Website: 400" in {link.text for link in found.links}
    assert all(0 <= node.x <= found.width and 0 <= node.y <= found.height for node in found.nodes)
    assert found.rows[0] == ("1", "start", "Advertising", "700", "630")
    assert len(found.rows) == len(paths.edges)


def test_many_passages_are_summed_up_in_the_table() -> None:
    """Beyond eighty passages the smallest are one row, and the table still adds up."""
    edges = tuple(
        PathEdge(position=0, source="(start)", target=f"t{i}", people=i + 1, paths=i + 1, occurrences=i + 1)
        for i in range(120)
    )
    nodes = tuple(
        PathNode(position=1, key=e.target, kind="node", people=e.people, paths=e.paths, occurrences=e.occurrences)
        for e in edges
    )
    total = sum(e.occurrences for e in edges)
    start = PathNode(position=0, key="(start)", kind="start", people=1, paths=total, occurrences=total)
    many = msgspec.structs.replace(fixture.paths(), edges=edges, nodes=(start, *nodes))
    found = drawn(readings=with_beside(paths=many)).sections.flow
    assert found is not None
    assert len(found.rows) == 81
    assert found.rows[-1][1] == "40 smaller passages"
    assert sum(int(row[3].replace(",", "")) for row in found.rows) == total


def test_paths_without_positions_are_no_picture() -> None:
    """A graph that loops cannot be drawn in columns, and nothing is drawn of nobody."""
    loops = msgspec.structs.replace(fixture.paths(), options={"positions": False})
    nobody = msgspec.structs.replace(fixture.paths(), edges=(), nodes=())
    for paths in (loops, nobody):
        assert drawn(readings=with_beside(paths=paths)).sections.flow is None


def test_without_readings_nothing_is_claimed() -> None:
    """An unmeasured map has no section, no answered question, and only noted competitors."""
    scene = scene_of(fixture.journey(), None, lang="en", options=DrawOptions())
    assert scene.sections == type(scene.sections)()
    assert {lane.key for lane in scene.lanes} >= {"questions", "rival-shopx", "rival-cho-quen"}
    items = [item for lane in scene.lanes if lane.key == "questions" for c in lane.cells if c for item in c.items]  # type: ignore[union-attr]
    assert {item.state for item in items} == {"noted", "open"}
    assert numbers(scene) == ("+0.8", "", "+1.4", "")


@pytest.mark.parametrize("changes", [{}, {"friction": ()}, {"effort": (), "answers": ()}, {"competitors": ()}])
def test_whatever_is_missing_is_left_out(changes: dict[str, object]) -> None:
    """Each reading may be absent by itself; nothing else changes for it."""
    scene = drawn(readings=with_beside(**changes))
    keys = {lane.key for lane in scene.lanes}
    assert ("friction" in keys) == ("friction" not in changes)
    assert ("effort" in keys) == ("effort" not in changes)


def test_both_languages_say_the_same() -> None:
    """The two scenes have the same doors and the same number of numbers."""
    vi, en = (drawn(lang) for lang in LANGS)
    assert len(numbers(vi)) == len(numbers(en))
    assert len(vi.doors) == len(en.doors)


def test_every_door_is_meant_for_one_of_its_numbers() -> None:
    """Every door number in the scene exists, and every door says something."""
    scene = drawn()
    opened = {int(n) for n in re.findall(rb'"door":(\d+)', msgspec.json.encode(scene))}
    assert opened == set(range(len(scene.doors)))
    assert all(door.definition and door.title and door.value for door in scene.doors)


def test_other_units_are_named() -> None:
    """A map counted by people says so where it says what it counts, and a segment taken at entry says so too."""
    readings = msgspec.structs.replace(fixture.readings(), unit="person", segment="mobile", when="at_entry")
    scene = drawn(readings=readings)
    assert ("route", "Counted by", "person") in scene.facts
    assert ("users", "Segment", "Buys by phone (as they began)") in scene.facts
    assert scene.figures[0].label == "People"


def test_a_number_of_another_unit_says_what_it_counts() -> None:
    """Behind a number that counts people the definition says what stands for a pass."""
    found = fixture.readings()
    reach = found.steps[0].reach
    assert reach is not None
    counted = msgspec.structs.replace(reach, params={"unit": "person"})
    steps = (msgspec.structs.replace(found.steps[0], reach=counted), *found.steps[1:])
    scene = drawn(readings=msgspec.structs.replace(found, steps=steps, unit="person"))
    door = next(d for d in scene.doors if d.title == "Reach" and d.place == "Advertising")
    assert "a person stands for a pass" in door.definition
