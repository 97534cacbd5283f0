"""`hanhtrinh pull` and `push` between two folders and a running server, as processes of their own."""

from dataclasses import replace

import pytest

from hanhtrinh.access import digest
from hanhtrinh.app.sources import SourceDesk
from tests.e2e.live_server import live_server
from tests.e2e.typed import typed
from tests.web.living import SHOP, Living

TOKEN = "t" * 40


@pytest.fixture
def server(tmp_path):
    """A running server with one journey and a secret key; `server.run(folder, …)` runs the command line there."""
    with live_server(tmp_path / "home") as live:
        world = live.world
        living = Living(lambda: world.now)
        world.app.state["services"] = world.services = replace(world.services, maps=lambda space: living)
        (world.home / "journeys" / "shop.yaml").write_text(SHOP, encoding="utf-8")
        _, lan = world.services.accounts.session(digest("token-lan"), world.now)
        desk = SourceDesk(world.services.sources, world.services.audit)
        made = desk.add_secret_key(lan, "nha-may", "git", ["see_maps", "edit_maps"], key_id="k", token=TOKEN, now=1)

        def run(folder, *words, key=made.whole):
            folder.mkdir(exist_ok=True)
            done = typed(*words, cwd=folder, HANHTRINH_KEY=key, HANHTRINH_LANG="en")
            return done.returncode, done.stdout + done.stderr

        live.run, live.place = run, f"{live.address}/w/nha-may"
        live.file = world.home / "journeys" / "shop.yaml"
        yield live


def read(folder, name="shop.yaml"):
    """Return a file."""
    return (folder / name).read_text(encoding="utf-8")


def change(folder, old, new, name="shop.yaml") -> None:
    """Change a file as an editor would."""
    text = read(folder, name)
    assert old in text
    (folder / name).write_text(text.replace(old, new), encoding="utf-8")


def test_two_folders_one_server_and_a_conflict(server, tmp_path) -> None:
    """What fits is merged on the way there and back; what does not lies beside the file until somebody decides."""
    one, two = tmp_path / "one", tmp_path / "two"
    for folder in (one, two):
        assert server.run(folder, "pull", server.place) == (0, "taken: shop\n")
        assert read(folder) == SHOP
    assert server.run(one, "pull") == (0, "Everything is the same on both sides.\n")
    change(one, "Mua ở tiệm", "Mua ở quán")
    code, said = server.run(one, "push", "--dry-run")
    assert (code, "sent: shop" in said, server.file.read_text(encoding="utf-8")) == (0, True, SHOP)
    assert server.run(one, "push") == (0, "sent: shop\n")
    assert server.run(one, "push") == (0, "Everything is the same on both sides.\n")
    change(two, "Ghé xem hàng", "Vào xem hàng")
    assert server.run(two, "push") == (0, "merged: shop\n")
    assert "Mua ở quán" in read(two)
    assert server.run(one, "pull") == (0, "brought up to date: shop\n")
    assert read(one) == read(two) == server.file.read_text(encoding="utf-8")
    change(one, "Tò mò", "Háo hức")
    server.run(one, "push")
    change(two, "Tò mò", "Chán")
    mine = read(two)
    code, said = server.run(two, "push")
    assert code == 1
    assert "here: " in said
    assert "Chán" in said
    assert "Háo hức" in said
    assert read(two) == mine
    assert read(two, "shop.theirs.yaml") == read(one)
    code, said = server.run(two, "push")
    assert (code, "still in conflict" in said) == (1, True)
    (two / "shop.theirs.yaml").unlink()
    assert server.run(two, "push") == (0, "sent: shop\n")
    assert server.run(one, "pull") == (0, "brought up to date: shop\n")
    assert "Chán" in read(one)


def test_pull_merges_what_was_changed_here(server, tmp_path) -> None:
    """Changed there and here at once; new files go up, deleted ones are not taken away from anybody."""
    folder = tmp_path / "one"
    server.run(folder, "pull", server.place)
    server.file.write_text(SHOP.replace("owner: Minh", "owner: Lan"), encoding="utf-8")
    change(folder, "Tò mò", "Vui")
    assert server.run(folder, "pull") == (0, "merged: shop\n")
    assert "owner: Lan" in read(folder)
    assert "Vui" in read(folder)
    assert server.run(folder, "push") == (0, "sent: shop\n")
    (folder / "second.yaml").write_text(SHOP, encoding="utf-8")
    assert server.run(folder, "push") == (0, "new on the server: second\n")
    (folder / "second.yaml").unlink()
    assert server.run(folder, "pull")[1] == "deleted here, kept on the server: second\n"


def test_what_is_wrong_is_said_and_nothing_is_written(server, tmp_path) -> None:
    """A faulty file, a wrong key, no key, another address, no server: each with its exit code."""
    folder = tmp_path / "one"
    server.run(folder, "pull", server.place)
    change(folder, "owner: Minh", "owner: [Minh")
    code, said = server.run(folder, "push")
    assert (code, "refused: shop" in said, "shop.yaml:" in said) == (2, True, True)
    assert server.file.read_text(encoding="utf-8") == SHOP
    assert server.run(folder, "push", key="hs_wrong")[0] == 3
    assert server.run(folder, "push", key="")[0] == 2
    assert server.run(folder, "pull", "https://elsewhere.example/w/x")[0] == 2
    assert server.run(tmp_path / "new", "pull")[0] == 2
    assert server.run(tmp_path / "new", "pull", "http://shop.example/w/x")[0] == 2
    assert server.run(tmp_path / "new", "pull", "http://127.0.0.1:1/w/x")[0] == 3
    assert not (tmp_path / "new" / ".hanhtrinh").exists()


def test_the_key_is_kept_only_when_asked_and_for_oneself(server, tmp_path) -> None:
    """Readable by nobody else; git is told to leave the folder of state alone."""
    folder = tmp_path / "one"
    server.run(folder, "pull", server.place)
    state = folder / ".hanhtrinh"
    assert not (state / "key").exists()
    assert TOKEN not in "".join(path.read_text() for path in state.rglob("*") if path.is_file())
    server.run(folder, "pull", "--keep-key")
    assert (state / "key").stat().st_mode & 0o777 == 0o600
    assert (state / ".gitignore").read_text() == "*\n"
    assert server.run(folder, "push", key="")[0] == 0
