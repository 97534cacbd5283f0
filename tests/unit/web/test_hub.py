"""Boards and their watchers: one drawing for all, the newest for the slow, and an end for everybody."""

import asyncio
from contextlib import asynccontextmanager

import pytest

from hanhtrinh.draw.markup import Markup
from hanhtrinh.errors import InputError
from hanhtrinh.web.maps.board import Board
from hanhtrinh.web.maps.hub import Crowded, Hub, Limits

QUICK = Limits(in_all=4, per_user=2, linger_seconds=0.05, look_seconds=0.01, retry_seconds=0.02, beat_seconds=0.05)


class Picture:
    """A drawing as boards see it."""

    def __init__(self, **pieces):
        self.pieces = {name: Markup(text) for name, text in pieces.items()}
        self.at = "-".join(f"{name}{text}" for name, text in pieces.items())
        self.shape = "-".join(pieces)


class Subject:
    """Something that is drawn as often as the test says; `opened` counts how often it was followed."""

    key = "subject"

    def __init__(self):
        self.opened = self.drawn = 0
        self.mark, self.error = 0, None
        self.queue = asyncio.Queue()

    def stamp(self):
        """Return the mark."""
        return self.mark

    def open(self):
        """Return what is watched."""
        self.opened += 1
        if self.error:
            raise self.error
        return self, None, None, self.draw

    def draw(self, readings):
        """Draw a reading."""
        self.drawn += 1
        return Picture(a=readings, b="same")

    @asynccontextmanager
    async def watch(self, journey, question):
        """Give what the test puts."""

        async def stream():
            while True:
                yield await self.queue.get()

        yield stream()


async def until(condition):
    """Wait until something is so."""
    async with asyncio.timeout(5):
        while not condition():
            await asyncio.sleep(0.005)


def run(test):
    """Run a test in a loop of its own."""
    asyncio.run(asyncio.wait_for(test(), 20))


def test_a_watcher_is_told_what_changed_since_their_last_look() -> None:
    """Only pieces that changed after the state a page is in; all of them where that state is unknown."""

    async def test():
        board = Board()
        for picture in (Picture(a=1, b=1), Picture(a=2, b=1), Picture(a=2, b=2)):
            await board.show(picture)
        assert board.since("a2-b2", "a-b") is None
        assert dict(board.since("a2-b1", "a-b").pieces) == {"b": "2"}
        assert set(board.since("a1-b1", "a-b").pieces) == {"a", "b"}
        assert set(board.since("from another server", "a-b").pieces) == {"a", "b"}

    run(test)


def test_a_page_of_another_shape_is_drawn_anew() -> None:
    """Pieces would have no place on it."""

    async def test():
        board = Board()
        await board.show(Picture(a=1))
        await board.show(Picture(a=1, b=1))
        assert board.since("a1", "a").whole

    run(test)


def test_the_same_picture_is_no_news() -> None:
    """Nobody is woken for it."""

    async def test():
        board = Board()
        await board.show(Picture(a=1))
        waiting = asyncio.create_task(board.changed("a1", 0.05))
        await board.show(Picture(a=1))
        assert not await waiting

    run(test)


def test_many_watch_one_drawing() -> None:
    """It is opened and drawn once, and ends a while after the last has gone."""

    async def test():
        hub, subject = Hub(QUICK), Subject()
        async with hub.watching(subject, "lan") as one, hub.watching(subject, "minh") as other:
            assert one is other
            await subject.queue.put("1")
            assert await one.changed("", 5)
            assert (subject.opened, subject.drawn) == (1, 1)
            assert hub.peek("subject").at == "a1-bsame"
        await until(lambda: hub.peek("subject") is None)
        assert hub.watchers == 0

    run(test)


def test_who_comes_back_in_the_last_moment_is_told_all_the_same() -> None:
    """A board that was about to be put away goes on, under its name: what is announced and drawn reaches it."""

    async def test():
        hub, subject = Hub(Limits(linger_seconds=0.05, look_seconds=0.05)), Mapped("a")
        async with hub.watching(subject, "lan"):
            await until(lambda: subject.opened == 1)
        for _ in range(20):
            async with hub.watching(subject, "lan") as board:
                await asyncio.sleep(0.11)
                heard = board.heard
                hub.announce("w", "shop", "edited", {"by": "Lan"})
                assert await board.changed("", 5, heard)
            await asyncio.sleep(0.04)
        await hub.close()

    run(test)


def test_a_file_that_cannot_be_looked_at_is_looked_at_again() -> None:
    """Its watchers stay, and see it as soon as that works."""

    async def test():
        hub, subject = Hub(QUICK), Subject()
        well, subject.stamp = subject.stamp, lambda: 1 / 0
        async with hub.watching(subject, "lan") as board:
            await asyncio.sleep(0.1)
            subject.stamp = well
            await subject.queue.put("1")
            assert await board.changed("", 5)

    run(test)


def test_a_hub_ends_while_a_stream_is_being_left() -> None:
    """Closing comes just when a board waits for a stream that takes its time to end: it is not taken for that end."""

    class Slow(Subject):
        @asynccontextmanager
        async def watch(self, journey, question):
            async def stream():
                try:
                    yield await self.queue.get()
                except asyncio.CancelledError:
                    leaving.set()
                    await asyncio.sleep(0.1)
                    raise

            yield stream()

    async def test():
        hub, subject = Hub(QUICK), Slow()
        async with hub.watching(subject, "lan"):
            await until(lambda: subject.opened == 1)
            subject.mark = 1
            await leaving.wait()
            await asyncio.sleep(0)
            async with asyncio.timeout(5):
                await hub.close()

    leaving = asyncio.Event()
    run(test)


def test_a_slow_watcher_finds_the_newest() -> None:
    """Whoever does not look while ten states go by is told the last, and nobody waited for them."""

    async def test():
        hub, subject = Hub(QUICK), Subject()
        async with hub.watching(subject, "slow") as slow, hub.watching(subject, "quick") as quick:
            at = ""
            for i in range(10):
                await subject.queue.put(str(i))
                assert await quick.changed(at, 5)
                at = quick.since(at, "a-b").at
            assert dict(slow.since("", "a-b").pieces)["a"] == "9"

    run(test)


def test_there_may_be_only_so_many() -> None:
    """Neither one user nor all together keep the server busy without end; who leaves makes room."""

    async def test():
        hub, subject = Hub(QUICK), Subject()
        async with hub.watching(subject, "lan"), hub.watching(subject, "lan"):
            with pytest.raises(Crowded):
                await hub.watching(subject, "lan").__aenter__()
            async with hub.watching(subject, "minh"), hub.watching(subject, "minh"):
                with pytest.raises(Crowded):
                    await hub.watching(subject, "ha").__aenter__()
        async with hub.watching(subject, "lan"):
            pass

    run(test)


def test_a_changed_file_is_followed_anew() -> None:
    """The board is opened again with what the file says then."""

    async def test():
        hub, subject = Hub(QUICK), Subject()
        async with hub.watching(subject, "lan") as board:
            await subject.queue.put("1")
            assert await board.changed("", 5)
            subject.mark += 1
            await until(lambda: subject.opened == 2)
            await subject.queue.put("2")
            assert await board.changed("a1-bsame", 5)

    run(test)


@pytest.mark.parametrize("error", [InputError("web.no_page"), ZeroDivisionError()])
def test_what_cannot_be_drawn_is_tried_again(error) -> None:
    """Whatever is the matter with one map, its watchers stay and see it as soon as it is well."""

    async def test():
        hub, subject = Hub(QUICK), Subject()
        subject.error = error
        async with hub.watching(subject, "lan") as board:
            await until(lambda: subject.opened >= 2)
            subject.error = None
            await subject.queue.put("1")
            assert await board.changed("", 5)

    run(test)


def test_closing_sends_everybody_home() -> None:
    """Who waits is woken, nobody new is let in, and no task is left."""

    async def test():
        hub, subject, before = Hub(QUICK), Subject(), asyncio.all_tasks()
        async with hub.watching(subject, "lan") as board:
            waiting = asyncio.create_task(board.changed("", 30))
            await asyncio.sleep(0)
            await hub.close()
            await waiting
            assert board.closed
            with pytest.raises(Crowded):
                await hub.watching(subject, "minh").__aenter__()
        assert asyncio.all_tasks() == before

    run(test)


class Mapped(Subject):
    """A subject of a journey, as a period and a language look at it."""

    def __init__(self, query):
        super().__init__()
        self.key = ("w", "shop", query, "vi")


def test_what_is_announced_reaches_every_board_of_a_journey() -> None:
    """From any thread, whatever period is looked at; other journeys hear nothing, nor do those who come later."""

    async def test():
        hub = Hub(QUICK)
        hub.announce("w", "shop", "edited", {"by": "nobody listens"})
        async with hub.watching(Mapped("a"), "lan") as one, hub.watching(Mapped("b"), "minh") as other:
            await asyncio.to_thread(hub.announce, "w", "other", "edited", {"by": "elsewhere"})
            await asyncio.to_thread(hub.announce, "w", "shop", "edited", {"by": "Lan"})
            assert await one.changed("", 5, 0)
            assert await other.changed("", 5, 0)
            assert [(told.event, told.data) for told in one.told_since(0)] == [("edited", '{"by":"Lan"}')]
            assert one.told_since(one.heard) == []
        await hub.close()

    run(test)


def test_a_board_that_is_poked_looks_at_its_file_at_once() -> None:
    """Nobody waits for the next look; a file that changed otherwise is told as such."""

    async def test():
        hub, subject = Hub(Limits(look_seconds=3_000)), Mapped("a")
        async with hub.watching(subject, "lan") as board:
            await until(lambda: subject.opened == 1)
            subject.mark += 1
            hub.poke("w", "shop")
            await until(lambda: subject.opened == 2)
            assert board.told_since(0) == []
        await hub.close()
        hub, subject = Hub(QUICK), Mapped("a")
        async with hub.watching(subject, "lan") as board:
            await until(lambda: subject.opened == 1)
            subject.mark += 1
            await until(lambda: board.told_since(0))
            assert '"by":""' in board.told_since(0)[0].data
        await hub.close()

    run(test)
