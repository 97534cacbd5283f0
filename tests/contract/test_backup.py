"""A backup brings everything back, whatever happened while it was written and whichever database takes it."""

import tarfile
import threading
from pathlib import Path

import pytest
import zstandard
from sqlalchemy import select

from hanhtrinh.app.sealing import seal, seal_all
from hanhtrinh.cli import main
from hanhtrinh.errors import InputError, WorkspaceError
from hanhtrinh.events.event import Message
from hanhtrinh.ports.accounts import Space, User
from hanhtrinh.store.accounts import SqlAccounts
from hanhtrinh.store.backup import backup, restore
from hanhtrinh.store.frames import open_frame
from hanhtrinh.store.inbox import SqlInbox
from hanhtrinh.store.sealing import SqlSealing
from hanhtrinh.store.sql.database import Database
from hanhtrinh.store.sql.migrations import migrate
from hanhtrinh.store.sql.tables import METADATA
from hanhtrinh.store.workspace import Workspace
from hanhtrinh.store.writable import WritableWorkspace
from tests.contract import postgres

NOON = 1_795_348_800_000_000
SEEN = {"seen", "seen_fresh", "seen_runs", "seen_parts"}


def messages(first: int, count: int) -> list[Message]:
    body = '{{"type":"track","event":"Mua hàng","userId":"u{}","anonymousId":"d{}","properties":{{"n":{}}}}}'
    return [
        Message(
            key=(2**64 + i).to_bytes(16, "big"), kind="track", source="web", received_at=NOON + i, sent_at=None,
            body=body.format(i % 7, i % 11, i).encode(),
        )
        for i in range(first, first + count)
    ]  # fmt: skip


class Company:
    """A server's folder and database, with two workspaces: one is the folder itself, the other below it."""

    def __init__(self, home: Path, url: str) -> None:
        self.home, self.url = home, url
        self.database = Database.at(home, url)
        self.inbox = SqlInbox(self.database)
        self.sealing = SqlSealing(self.database)

    @classmethod
    def founded(cls, home: Path, url: str) -> "Company":
        Workspace.create(home)
        Workspace.create(home / "spaces" / "v")
        (home / "journeys" / "mua.yaml").write_text("# hành trình\n", "utf-8")
        company = cls(home, url)
        migrate(company.database)
        accounts = SqlAccounts(company.database)
        accounts.add_space(Space(id="w", slug="w", name="Nhà máy", folder="."), NOON)
        accounts.add_space(Space(id="v", slug="v", name="V", folder="spaces/v"), NOON)
        accounts.add_user(
            User(id="lan", email="lan@example.com", name="Lan", password="", language="vi", created_at=NOON)
        )
        accounts.add_member("w", "lan", "owner", NOON)
        return company

    def store(self, workspace: str) -> WritableWorkspace:
        return WritableWorkspace.of(Workspace.open(self.home if workspace == "w" else self.home / "spaces" / "v"))

    def rows(self) -> dict[str, list[tuple[object, ...]]]:
        with self.database.reading() as connection:
            return {
                table.name: sorted(map(tuple, connection.execute(select(table))), key=repr)
                for table in METADATA.sorted_tables
                if table.name not in SEEN
            }

    def numbers(self, workspace: str = "w") -> list[int]:
        """Return every message there is, in the lake or waiting."""
        lake = self.store(workspace).lake
        stored = [] if lake.version() < 0 else [int(n) for n in lake.scan(["p_n"]).collect()["p_n"]]
        return sorted(stored + [m.received_at - NOON for m in self.inbox.tail(workspace, 0, 10**6)[0]])

    def close(self) -> None:
        self.inbox.close()
        self.database.close()


@pytest.fixture
def company(server: postgres.Server | None, tmp_path: Path) -> Company:
    made = Company.founded(tmp_path / "home", "" if server is None else server.fresh())
    made.inbox.put("w", messages(0, 40)).result(30)
    seal_all("w", made.store("w"), made.sealing, now=NOON)
    made.inbox.put("w", messages(40, 5)).result(30)
    made.inbox.put("v", messages(100, 3)).result(30)
    return made


def test_everything_comes_back(
    company: Company, server: postgres.Server | None, tmp_path: Path, postgres_server: postgres.Server
) -> None:
    """Rows, lake, files, timelines: all as it was; on the same kind of database and on the other."""
    before, frame = company.rows(), open_frame(company.store("w"))
    backup(company.home, company.database, tmp_path / "b.tar.zst", now=NOON)
    for number, url in enumerate(("", postgres_server.fresh())):
        home = tmp_path / f"again{number}"
        restore(tmp_path / "b.tar.zst", home, url)
        again = Company(home, url)
        assert again.rows() == before
        assert again.numbers() == company.numbers() == list(range(45))
        assert (home / "journeys" / "mua.yaml").read_text("utf-8") == "# hành trình\n"
        restored = open_frame(again.store("w"))
        assert restored.people.equals(frame.people)
        assert restored.time.tolist() == frame.time.tolist()
        # What was seen is known, counters go on, sealing goes on where it was.
        assert again.inbox.put("w", messages(38, 9)).result(30) == (2, 7)
        assert seal_all("w", again.store("w"), again.sealing, now=NOON) == 7
        assert seal_all("v", again.store("v"), again.sealing, now=NOON) == 3
        assert (again.numbers(), again.numbers("v")) == (list(range(47)), [100, 101, 102])
        again.close()
    company.close()


def test_a_backup_while_everything_goes_on(company: Company, tmp_path: Path) -> None:
    """Taken while events arrive and are sealed, it holds each event that was accepted before it began, once."""
    stop = threading.Event()

    def arrive() -> None:
        first = 1_000
        while not stop.wait(0.01):  # a thousand a second: where a disk costs nothing they would be without measure
            company.inbox.put("w", messages(first, 10)).result(30)
            first += 10

    def sealing() -> None:
        while not stop.is_set():
            try:
                seal("w", company.store("w"), company.sealing, now=NOON, limit=20)
            except WorkspaceError:
                stop.wait(0.01)

    threads = [threading.Thread(target=arrive), threading.Thread(target=sealing)]
    for thread in threads:
        thread.start()
    try:
        for number in range(4):
            accepted = company.numbers()
            target = tmp_path / f"b{number}.tar.zst"
            backup(company.home, company.database, target, now=NOON)
            restore(target, tmp_path / f"r{number}")
            again = Company(tmp_path / f"r{number}", "")
            seal_all("w", again.store("w"), again.sealing, now=NOON)
            found = again.numbers()
            again.close()
            assert set(accepted) <= set(found)
            assert len(found) == len(set(found))
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    company.close()


def test_nothing_is_overwritten(company: Company, tmp_path: Path, postgres_server: postgres.Server) -> None:
    """Neither a file by a backup nor a folder or a database by a restore."""
    file = tmp_path / "b.tar.zst"
    file.write_text("mine")
    with pytest.raises(InputError, match="is there already"):
        backup(company.home, company.database, file, now=NOON)
    file.unlink()
    backup(company.home, company.database, file, now=NOON)
    assert file.stat().st_mode & 0o077 == 0, "a backup is for nobody else on the machine"
    with pytest.raises(WorkspaceError, match="holds something"):
        restore(file, company.home)
    taken = postgres_server.fresh(empty=False)
    with pytest.raises(WorkspaceError, match="has tables already"):
        restore(file, tmp_path / "new", taken)
    assert not (tmp_path / "new").exists()
    (tmp_path / "new").mkdir()
    restore(file, tmp_path / "new")
    company.close()


@pytest.mark.parametrize("fault", ["cut", "changed", "foreign", "outside"])
def test_a_damaged_backup_restores_nothing(company: Company, tmp_path: Path, fault: str) -> None:
    """A file that is cut, changed, something else, or names places outside the folder is refused whole."""
    file = tmp_path / "b.tar.zst"
    backup(company.home, company.database, file, now=NOON)
    company.close()
    plain = zstandard.ZstdDecompressor().decompressobj().decompress(file.read_bytes())
    if fault == "cut":
        file.write_bytes(file.read_bytes()[:-200])
    elif fault == "changed":
        place = plain.index("# hành trình".encode())
        file.write_bytes(zstandard.compress(plain[:place] + b"X" + plain[place + 1 :]))
    elif fault == "foreign":
        file.write_bytes(b"PK\x03\x04 something else")
    else:
        with tarfile.open(tmp_path / "x.tar", "w") as tar:
            entry = tarfile.TarInfo("home/../../outside")
            tar.addfile(entry)
        file.write_bytes(zstandard.compress((tmp_path / "x.tar").read_bytes()))
    with pytest.raises(InputError):
        restore(file, tmp_path / "new")
    assert not (tmp_path / "new").exists()
    assert not (tmp_path / "outside").exists()
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_by_command(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """`hanhtrinh backup` and `restore` say what they did, in the user's language."""
    monkeypatch.delenv("HANHTRINH_DATABASE_URL", raising=False)
    Workspace.create(tmp_path / "home")
    file, home = str(tmp_path / "b.tar.zst"), str(tmp_path / "home")
    assert main(["backup", file, "--workspace", home, "--lang", "vi"]) == 0
    assert "Đã sao lưu 1 không gian làm việc" in capsys.readouterr().out
    assert main(["restore", file, "--workspace", str(tmp_path / "new"), "--lang", "en"]) == 0
    assert "Restored the backup of" in capsys.readouterr().out
    assert main(["restore", file, "--workspace", home, "--lang", "en"]) == 3
    assert main(["backup", file, "--workspace", str(tmp_path / "none"), "--lang", "en"]) == 3
