"""Three people write on one map at once, with delays, lost answers, commands sent again: nothing is lost."""

import itertools
import os
import tempfile
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from hanhtrinh.access import Actor
from hanhtrinh.app.maps.cells import Entry
from hanhtrinh.app.maps.commands.shapes import (
    Add,
    AddStage,
    AddStep,
    AnyCommand,
    Duplicate,
    MoveLane,
    MoveStage,
    MoveStep,
    Remove,
    Sent,
    Several,
    TakeBack,
    Write,
)
from hanhtrinh.journey.codec import inspect_journey, write_journey
from hanhtrinh.journey.edits import apply, invert
from hanhtrinh.journey.edits.values import plain
from tests.editing import HOA, LAN, MINH, Shop, state

MANY = int(os.environ.get("TOGETHER_COMMANDS", "360"))
"""How many commands the people send; `make faults` sends ten thousand."""
TEXTS = ("activity", "backstage", "feeling")
LANES = ("pains", "owner", "activity", "systems")


class Page:
    """One person's page: it knows the map as it was when it last looked, and sends when it gets around to it."""

    def __init__(self, shop: Shop, who: Actor, random: Random) -> None:
        self.shop, self.who, self.random = shop, who, random
        self.waiting: list[Sent] = []
        self.lost: list[Sent] = []
        self.typed: dict[str, str] = {}
        self.numbers = itertools.count()
        self.look()

    def look(self) -> None:
        """Take in how the map stands."""
        self.seen = state(self.shop, self.who)

    def word(self) -> str:
        """Return a word nobody else ever types."""
        return f"{self.who.id}{next(self.numbers)}ữ"

    def act(self) -> None:
        """Do something to the map as this page knows it."""
        command = self.command()
        if command is not None:
            sent = Sent(id=f"{self.who.id}-{next(self.numbers):08d}", base=self.seen["version"], command=command)
            self.waiting.append(sent)

    def command(self) -> AnyCommand | None:
        make = self.random.choices(
            [self.text, self.line, self.several, self.arranged, self.lane, self.back], [10, 6, 1, 4, 1, 3]
        )[0]
        return make()

    def step(self) -> str:
        return self.random.choice(list(self.seen["steps"]))

    def cell(self, place: str) -> tuple[Entry, ...]:
        return tuple(Entry(**one) for one in self.seen["cells"].get(place, []))

    def text(self) -> Write:
        """Put a new word into a text, somewhere."""
        step, field = self.step(), self.random.choice(TEXTS)
        was = self.cell(f"steps/{step}/{field}") or (Entry(),)
        words = was[0].text.split(" ") if was[0].text else []
        words.insert(self.random.randint(0, len(words)), self.word())
        given = Entry(text=" ".join(words[-40:]))
        return Write(thing="steps", key=step, field=field, lang="vi", was=was, given=(given,))

    def line(self) -> Write:
        """Add, change, move or drop a line of a list."""
        step, field = self.step(), self.random.choice(("pains", "thoughts"))
        was = self.cell(f"steps/{step}/{field}")
        lines = list(was)
        level = self.random.choice("123") if field == "pains" else ""
        match self.random.randrange(4):
            case 0 if lines:
                lines.pop(self.random.randrange(len(lines)))
            case 1 if len(lines) > 1:
                lines.insert(0, lines.pop())
            case 2 if lines:
                at = self.random.randrange(len(lines))
                lines[at] = Entry(text=f"{lines[at].text} {self.word()}"[-300:], level=level)
            case _ if len(lines) < 12:
                lines.insert(self.random.randint(0, len(lines)), Entry(text=self.word(), level=level))
        return Write(thing="steps", key=step, field=field, lang="vi", was=was, given=tuple(lines))

    def several(self) -> Several:
        return Several(commands=(self.text(), self.line(), self.text()))

    def arranged(self) -> AnyCommand:
        steps, stages = list(self.seen["steps"]), self.seen["stages"]
        stage, key = self.random.choice(stages), self.random.choice("abcdef")
        after = self.random.choice([None, *stage["steps"]])
        crowded = len(steps) > 14
        ways: list[AnyCommand] = [
            MoveStep(key=self.step(), stage=stage["key"], after=after),
            MoveStage(key=stage["key"], after=self.random.choice([None, *(one["key"] for one in stages)])),
            Remove(thing="steps", key=self.step()),
        ]
        if not crowded:
            ways += [
                AddStep(key=key, stage=stage["key"], after=after, name=self.word()),
                AddStage(key=f"s{key}", phase="after", name=self.word(), step=f"s{key}1", step_name="x"),
                Duplicate(thing="steps", key=self.step(), new=f"{key}2"),
            ]
        return self.random.choice(ways)

    def lane(self) -> AnyCommand:
        lane = self.random.choice([one["key"] for one in self.seen["lanes"]])
        ways: list[AnyCommand] = [
            MoveLane(key=lane, after=self.random.choice([None, *LANES])),
            Add(thing="lanes", key=self.random.choice(("systems", "cost")), name=self.word(), after="pains"),
        ]
        return self.random.choice(ways)

    def back(self) -> TakeBack | None:
        ids = [*self.seen["undo_ids"][:2], *self.seen["redo_ids"][:1]]
        return TakeBack(id=self.random.choice(ids)) if ids else None

    def deliver(self) -> Iterator[tuple[Sent, str]]:
        """Send what waits, with what got no answer before it; some answers get lost. Yields what was answered."""
        batch, self.waiting = [*self.lost, *self.waiting], []
        if not batch:
            return
        done = self.shop.send(self.who, *batch)
        if self.random.random() < 0.3:
            self.lost = batch
            return
        self.lost = []
        for sent, answer in zip(batch, done.answers, strict=True):
            assert answer.id == sent.id
            yield sent, answer.state
        if self.random.random() < 0.7:
            self.look()


def words_of(text: str) -> set[str]:
    """Return the words of a text, however their letters are composed."""
    return {word for word in unicodedata.normalize("NFC", text).split() if word.endswith("ữ")}


@pytest.fixture
def shop() -> Iterator[Shop]:
    """A shop in a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        made = Shop(Path(folder) / "home")
        yield made
        made.database.close()


def all_written(shop: Shop) -> set[str]:
    """Return every word that stands anywhere on the map."""
    return set().union(*(words_of(text) for text in texts_of(plain(shop.journey))))


def texts_of(data: object) -> Iterator[str]:
    """Yield every text in plain data."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, (list, dict)):
        for one in data.values() if isinstance(data, dict) else data:
            yield from texts_of(one)


@pytest.mark.parametrize("seed", [1, 2])
def test_three_people_at_once(shop: Shop, seed: int) -> None:
    """The server never fails, each command is done once, every edit turns around, the file says what it should."""
    random = Random(seed)
    pages = [Page(shop, who, random) for who in (LAN, MINH, HOA)]
    states: dict[str, str] = {}
    acted = 0
    while acted < MANY / 2 or any(page.waiting or page.lost for page in pages):
        page = random.choice(pages)
        if acted < MANY / 2 and random.random() < 0.75:
            page.act()
            acted += 1
            continue
        for sent, outcome in page.deliver():
            assert states.setdefault(sent.id, outcome) == outcome
        after, findings = inspect_journey(shop.text, "shop.yaml")
        assert after is not None
        assert not any(one.severity == "error" for one in findings)
        assert inspect_journey(write_journey(after), "")[0] == after
    history = shop.desk.deeds.after("w", "shop", 0, 10**6)
    assert len({one.id for one in history}) == len(history)
    assert {one.id for one in history} <= states.keys()
    turned_around(shop, history)


def turned_around(shop: Shop, history) -> None:
    """Every edit, turned around from the last to the first, leads back to where it began; and forth again."""
    journey = end = shop.journey
    for deed in reversed(history):
        journey = apply(journey, deed.inverse, strict=False)
    for deed in history:
        assert invert(journey, deed.edit) == deed.inverse
        journey = apply(journey, deed.edit, strict=False)
    assert journey == end


def test_every_word_is_there_in_either_order(tmp_path: Path) -> None:
    """Three people put words into the same texts unseen by each other: whoever is heard first, no word is missing."""
    for number, order in enumerate(itertools.permutations(range(3))):
        shop = Shop(tmp_path / str(number))
        random = Random(7)
        pages = [Page(shop, who, random) for who in (LAN, MINH, HOA)]
        typed: set[str] = set()
        for page in pages:
            page.look()
            for _ in range(12):
                command = page.text()
                typed |= words_of(command.given[0].text)
                page.waiting.append(
                    Sent(id=f"{page.who.id}-{next(page.numbers):08d}", base=page.seen["version"], command=command)
                )
        for i in order:
            states = [state for _, state in pages[i].deliver() or ()]
            assert "refused" not in states
        assert typed <= all_written(shop)
        shop.database.close()


def test_taking_back_everything_of_one_loses_nothing_of_others(shop: Shop) -> None:
    """One takes back all they did, newest first: every word the others put on the map and that is there still stays."""
    random = Random(11)
    pages = [Page(shop, who, random) for who in (LAN, MINH, HOA)]
    for _ in range(60):
        page = random.choice(pages)
        page.look()
        make = random.choice([page.text, page.line, page.text, page.arranged])
        sent = Sent(id=f"{page.who.id}-{next(page.numbers):08d}", base=page.seen["version"], command=make())
        shop.send(page.who, sent)
    for page in pages:
        for id in state(shop, page.who)["undo_ids"]:
            before = {word for word in all_written(shop) if not word.startswith(page.who.id)}
            done = shop.take_back(page.who, id)
            gone = before - all_written(shop)
            deed = shop.desk.deeds.found("w", "shop", [id])[id]
            copied = set().union(*(words_of(text) for text in texts_of(plain(deed.edit))))
            assert gone <= copied, (done, gone)
