"""What an edit does, and why one is refused: each refusal names the place and both sides."""

import msgspec
import pytest

from hanhtrinh.i18n import LANGS, Localized
from hanhtrinh.journey.codec import read_journey
from hanhtrinh.journey.edits import (
    AddEntry,
    AddItem,
    AddStage,
    AddStep,
    ChangeField,
    ChangeItem,
    Conflict,
    Edit,
    EditRefused,
    KeyTaken,
    MoveEntry,
    MoveItem,
    MoveStage,
    MoveStep,
    NoSuchPlace,
    RemoveEntry,
    RemoveItem,
    RemoveStage,
    RemoveStep,
    RenameKey,
    Several,
    StillReferred,
    ValueRefused,
    apply,
    apply_all,
    edits_between,
    invert,
    removal,
)
from hanhtrinh.journey.model import Journey, Stage, Step

SHOP = read_journey(
    """\
format: hanhtrinh/1
key: shop
name: Shop
outcome: pay
persona: lan
personas: {lan: {name: Lan}}
channels: {web: {name: Web}, app: {name: App}}
touchpoints:
  visit: {name: Visit, channel: web, match: {event: site_visit}}
  cart: {name: Cart, channel: web, match: {event: cart}}
  pay: {name: Pay, channel: web, match: {event: purchase}}
competitors: {rival: {name: Rival}}
walks:
  one: {by: Lan, on: 2026-03-01, steps: {cart: {note: Slow}, pay: {follows: false}}}
stages:
  - key: look
    name: Look
    phase: before
    steps:
      - key: visit
        touchpoint: visit
        activity: {vi: Xem, en: Looks}
        thoughts: [One, Two, One]
        pains: [{text: Slow, severity: 3}]
  - key: buy
    name: Buy
    phase: during
    steps:
      - {key: cart, touchpoint: cart, parallel: pay, competitors: {rival: {words: Kinder}}}
      - {key: pay, touchpoint: pay, promise: {within: 2d, after: cart}}
  - {key: after, name: After, phase: after, steps: [{key: thank, touchpoint: pay}]}
""",
    "shop.yaml",
)


def order(journey: Journey) -> list[list[str]]:
    return [[stage.key, *(step.key for step in stage.steps)] for stage in journey.stages]


def test_move_a_step_to_another_stage() -> None:
    """A moved step stands behind its new neighbour; going back needs no more than the edit that undoes it."""
    edit = MoveStep(key="cart", stage="look", after="visit")
    moved = apply(SHOP, edit)
    assert order(moved) == [["look", "visit", "cart"], ["buy", "pay"], ["after", "thank"]]
    assert invert(SHOP, edit) == MoveStep(key="cart", stage="buy", after=None)
    assert apply(moved, invert(SHOP, edit)) == SHOP


def test_move_stages_and_entries() -> None:
    """Stages and entries are put behind another one, or in front."""
    assert [row[0] for row in order(apply(SHOP, MoveStage(key="after")))] == ["after", "look", "buy"]
    moved = apply(SHOP, MoveEntry(field="touchpoints", key="visit", after="pay"))
    assert list(moved.touchpoints) == ["cart", "pay", "visit"]


def test_add_and_remove() -> None:
    """What is new stands where it was put; a stage comes and goes with its steps."""
    later = Stage(key="later", name="Later", phase="after", steps=(Step(key="ask"),))
    both = apply_all(
        SHOP,
        [
            AddStage(stage=later, after="after"),
            AddStep(stage="buy", step=Step(key="wish", name=Localized(vi="Ước")), after="cart"),
            AddEntry(field="channels", key="tv", value={"name": "TV"}, after="web"),
        ],
    )
    assert order(both)[1:] == [["buy", "cart", "wish", "pay"], ["after", "thank"], ["later", "ask"]]
    assert list(both.channels) == ["web", "tv", "app"]
    gone = [RemoveStage(key="later"), RemoveStep(key="wish"), RemoveEntry(field="channels", key="tv")]
    assert apply_all(both, gone) == SHOP


def test_rename_is_followed_by_every_reference() -> None:
    """Whatever refers to a renamed key refers to the new one, notes of walks included."""
    renamed = apply_all(
        SHOP,
        [
            RenameKey(kind="steps", old="cart", new="basket"),
            RenameKey(kind="steps", old="pay", new="checkout"),
            RenameKey(kind="touchpoints", old="pay", new="till"),
            RenameKey(kind="channels", old="web", new="site"),
            RenameKey(kind="personas", old="lan", new="lan-anh"),
            RenameKey(kind="competitors", old="rival", new="other"),
        ],
    )
    basket, checkout, thank = renamed.steps[1:]
    assert (renamed.outcome, basket.parallel, checkout.promise and checkout.promise.after) == (
        "checkout",
        "checkout",
        "basket",
    )
    assert (checkout.touchpoint, thank.touchpoint, list(renamed.touchpoints)) == (
        "till",
        "till",
        ["visit", "cart", "till"],
    )
    assert {touchpoint.channel for touchpoint in renamed.touchpoints.values()} == {"site"}
    assert (renamed.persona, list(basket.competitors)) == ("lan-anh", ["other"])
    assert list(renamed.walks["one"].steps) == ["basket", "checkout"]


def test_change_one_language_of_a_text() -> None:
    """Two people may change two languages, or two fields, of one step at once: neither is in the other's way."""
    vietnamese = ChangeField(place=("steps", "visit"), field=("activity", "vi"), old="Xem", new="Xem hàng")
    english = ChangeField(place=("steps", "visit"), field=("activity", "en"), old="Looks", new="Looks around")
    both = apply_all(SHOP, [vietnamese, english])
    assert both.steps[0].activity == Localized(vi="Xem hàng", en="Looks around")
    assert apply_all(SHOP, [english, vietnamese]) == both


def test_edits_of_two_people_merge() -> None:
    """Edits made on the same version, each unaware of the other, lead to the same journey in either order."""
    mine = MoveStep(key="cart", stage="look", after="visit")
    theirs = Several(
        edits=(
            ChangeField(place=("steps", "cart"), field=("owner",), old="", new="Minh"),
            AddItem(place=("steps", "cart"), field="pains", at=0, value={"text": "Dear"}),
            RenameKey(kind="stages", old="buy", new="shop"),
        )
    )
    assert apply_all(SHOP, [mine, theirs]) == apply_all(SHOP, [theirs, mine])


def test_items_are_found_by_what_they_say() -> None:
    """An item that moved meanwhile is still found; of equal ones the nearest to the position is meant."""
    place = ("steps", "visit")
    pushed = apply(SHOP, AddItem(place=place, field="thoughts", at=0, value="Zero"))
    changed = apply(pushed, ChangeItem(place=place, field="thoughts", at=1, old="Two", new="2"))
    assert changed.steps[0].thoughts == ("Zero", "One", "2", "One")
    assert apply(SHOP, RemoveItem(place=place, field="thoughts", at=2, value="One")).steps[0].thoughts == ("One", "Two")
    assert apply(SHOP, MoveItem(place=place, field="thoughts", at=0, to=9, value="Two")).steps[0].thoughts == (
        "One",
        "One",
        "Two",
    )


REFUSED: list[tuple[Edit, type[EditRefused], str]] = [
    (RemoveStep(key="gone"), NoSuchPlace, "There is no 'steps.gone' in this journey (any more)."),
    (MoveStep(key="cart", stage="nowhere"), NoSuchPlace, "There is no 'stages.nowhere' in this journey (any more)."),
    (
        MoveStep(key="cart", stage="look", after="pay"),
        NoSuchPlace,
        "There is no 'steps.pay' in this journey (any more).",
    ),
    (RemoveEntry(field="prices", key="a"), NoSuchPlace, "There is no 'prices' in this journey (any more)."),
    (
        ChangeField(place=("steps", "cart"), field=("promise", "by"), old=None, new="due"),
        NoSuchPlace,
        "There is no 'steps.cart.promise.by' in this journey (any more).",
    ),
    (
        AddStep(stage="buy", step=Step(key="visit")),
        KeyTaken,
        "The key 'visit' is taken already (steps.visit). Choose another.",
    ),
    (
        RenameKey(kind="channels", old="web", new="app"),
        KeyTaken,
        "The key 'app' is taken already (channels.app). Choose another.",
    ),
    (
        ChangeField(place=("steps", "visit"), field=("activity", "vi"), old="Mua", new="Bán"),
        Conflict,
        "steps.visit.activity.vi has been changed in the meantime: this edit expects Mua, but there is now Xem.",
    ),
    (
        RemoveItem(place=("steps", "visit"), field="pains", at=0, value={"text": "Slow"}),
        Conflict,
        'steps.visit.pains has been changed in the meantime: this edit expects {"text":"Slow"}, but there is now '
        '{"text":"Slow","severity":3}.',
    ),
    (
        ChangeField(place=("steps", "visit"), field=("feeling", "score"), old=None, new=7),
        ValueRefused,
        "The new value does not fit (steps.visit.feeling.score):\n"
        "steps.visit.feeling.score: error: 7 is out of range. Allowed: -2 to 2.",
    ),
    (
        AddEntry(field="touchpoints", key="Ad", value={"nam": "Ad"}),
        ValueRefused,
        "The new value does not fit (touchpoints):\n"
        "touchpoints.Ad: error: 'Ad' cannot be a key. A key has 1 to 64 small letters a–z, digits, '-' or '_', and "
        "begins with a letter or digit.\n"
        "touchpoints.Ad.nam: error: there is no field 'nam' here. Did you mean 'name'?\n"
        "touchpoints.Ad: error: the field 'name' is missing.",
    ),
    (
        RemoveStep(key="cart"),
        StillReferred,
        "'cart' is still used and cannot go: walks.one.steps.cart, steps.pay.promise.after.",
    ),
    (
        RemoveEntry(field="touchpoints", key="pay"),
        StillReferred,
        "'pay' is still used and cannot go: steps.pay.touchpoint, steps.thank.touchpoint.",
    ),
    (
        ChangeField(place=("steps", "visit"), field=("key",), old="visit", new="see"),
        EditRefused,
        "A key is not changed like a text (steps.visit.key). Rename it: then everything that refers to it follows.",
    ),
]


@pytest.mark.parametrize(("edit", "kind", "said"), REFUSED, ids=lambda one: type(one).__name__)
def test_refusals(edit: Edit, kind: type[EditRefused], said: str) -> None:
    """An edit that does not fit is refused with a typed error that says where and why, in both languages."""
    with pytest.raises(kind) as refused:
        apply(SHOP, edit)
    assert refused.value.message("en") == said
    assert refused.value.message("vi") != said
    assert refused.value.exit_code == 2


def test_a_conflict_carries_both_sides() -> None:
    """Whoever resolves a conflict finds what was expected and what is there, as data."""
    with pytest.raises(Conflict) as refused:
        apply(SHOP, ChangeField(place=("stages", "buy"), field=("name",), old="Kauf", new="Purchase"))
    assert (refused.value.place, refused.value.expected, refused.value.found) == (
        ("stages", "buy", "name"),
        "Kauf",
        "Buy",
    )


def test_a_group_happens_whole_or_not_at_all() -> None:
    """References are looked at when the whole group is done; one edit that does not fit undoes the others."""
    swap = Several(
        edits=(RemoveEntry(field="personas", key="lan"), ChangeField(field=("persona",), old="lan", new=None))
    )
    assert apply(SHOP, swap).persona is None
    with pytest.raises(NoSuchPlace):
        apply(SHOP, Several(edits=(*swap.edits, RemoveStep(key="gone"))))


@pytest.mark.parametrize(
    ("kind", "key", "left"),
    [
        ("steps", "cart", [["look", "visit"], ["buy", "pay"], ["after", "thank"]]),
        ("stages", "buy", [["look", "visit"], ["after", "thank"]]),
        ("touchpoints", "pay", order(SHOP)),
        ("channels", "web", order(SHOP)),
        ("personas", "lan", order(SHOP)),
        ("competitors", "rival", order(SHOP)),
        ("walks", "one", order(SHOP)),
    ],
)
def test_removal_clears_the_way(kind: str, key: str, left: list[list[str]]) -> None:
    """Something is taken out with every reference to it in one edit, and comes back with them in one undo."""
    edit = removal(SHOP, kind, key)  # type: ignore[arg-type]
    gone = apply(SHOP, edit)
    assert order(gone) == left
    assert key not in msgspec.json.encode(gone).decode() or kind in ("touchpoints", "stages", "steps")
    assert apply(gone, invert(SHOP, edit)) == SHOP


def test_removing_a_step_empties_what_counted_from_it() -> None:
    """A promise that counts from a removed step goes, and so do the notes about it."""
    gone = apply(SHOP, removal(SHOP, "steps", "cart"))
    assert gone.step_index.keys() == {"visit", "pay", "thank"}
    assert gone.steps[1].promise is None
    assert list(gone.walks["one"].steps) == ["pay"]


def test_what_a_library_may_hold_is_not_missed() -> None:
    """In a journey with a library a step may name a touchpoint the journey does not describe."""
    shared = msgspec.structs.replace(SHOP, library="library.yaml")
    moved = Several(edits=(RemoveEntry(field="touchpoints", key="pay"),))
    assert "pay" not in apply(shared, moved).touchpoints


def test_moves_and_renames_are_seen() -> None:
    """Comparing finds a move as a move, another key as a rename, and a change of a text as one change."""
    edits: tuple[Edit, ...] = (
        RenameKey(kind="touchpoints", old="visit", new="site"),
        MoveStep(key="cart", stage="look", after="visit"),
        ChangeField(place=("steps", "visit"), field=("activity", "en"), old="Looks", new="Looks around"),
        ChangeItem(place=("steps", "visit"), field="thoughts", at=1, old="Two", new="Second"),
    )
    assert set(map(repr, edits_between(SHOP, apply_all(SHOP, edits)))) == set(map(repr, edits))


def test_two_steps_with_one_key() -> None:
    """In a journey with two steps of one key an edit of either is refused; the whole can still be replaced."""
    faulty = msgspec.structs.replace(
        SHOP, stages=(*SHOP.stages, Stage(key="x", name="X", phase="after", steps=SHOP.steps))
    )
    with pytest.raises(KeyTaken) as refused:
        apply(faulty, RemoveStep(key="cart"))
    assert all(refused.value.message(lang) for lang in LANGS)
    (edit,) = edits_between(SHOP, faulty)
    assert isinstance(edit, ChangeField)
    assert apply(SHOP, edit, strict=False) == faulty
    with pytest.raises(KeyTaken):
        apply(SHOP, edit)
