"""Bad files: each gives a message a manager understands, names the place, and leaves what was there as it was."""

import gzip
import random
from pathlib import Path

import polars as pl
import pytest
import zstandard

from hanhtrinh.errors import FileUnusable, InputError
from hanhtrinh.i18n import tr
from hanhtrinh.sources.load import read_mapping
from hanhtrinh.store.workspace import Workspace
from tests.unit.sources.shop import LOG, NOW, answers, log, rejects, run, stored, workspace

HEAD = "user,time,event,path\n"
GOOD = "lan,2026-01-05 08:00:00,view,/a\nminh,2026-01-05 09:00:00,view,/b\n"


@pytest.fixture
def space(tmp_path: Path) -> Workspace:
    """A workspace that already holds two events."""
    space = workspace(tmp_path)
    (tmp_path / "log.csv").write_text(HEAD + GOOD, encoding="utf-8")
    run(space, log(), tmp_path)
    return space


def refused(space: Workspace, folder: Path, file: str, content: bytes, mapping: str = LOG) -> FileUnusable:
    """Import one bad file and return the error, after checking that nothing changed and that both languages explain
    it."""
    (folder / file).write_bytes(content)
    before, version = stored(space), space.lake.version()
    with pytest.raises(FileUnusable) as caught:
        run(space, read_mapping(mapping.format(file=file), "mapping.yaml"), folder)
    assert stored(space).equals(before)
    assert space.lake.version() == version
    assert not list(space.rejects_path.iterdir())
    assert file in caught.value.message("en")
    assert file in caught.value.message("vi")
    assert caught.value.exit_code == 2
    return caught.value


@pytest.mark.parametrize("file", ["new.csv", "new.tsv", "new.jsonl", "new.parquet", "new.csv.gz", "new"])
def test_an_empty_file(space: Workspace, tmp_path: Path, file: str) -> None:
    """A file without a byte is called empty, whatever its name."""
    assert refused(space, tmp_path, file, b"").key == "sources.empty_file"


def test_a_file_of_blank_lines(space: Workspace, tmp_path: Path) -> None:
    """Nothing but line ends is empty too."""
    assert refused(space, tmp_path, "new.csv", b"\n\r\n  \n").key == "sources.empty_file"


@pytest.mark.parametrize("content", [HEAD.encode(), HEAD.strip().encode(), b"\xef\xbb\xbf" + HEAD.encode() + b"\n\n"])
def test_a_header_without_rows(space: Workspace, tmp_path: Path, content: bytes) -> None:
    """A header alone is not silently a success."""
    assert refused(space, tmp_path, "new.csv", content).key == "sources.header_only"


def test_parquet_without_rows(space: Workspace, tmp_path: Path) -> None:
    """A Parquet file with columns but no rows is not silently a success."""
    pl.DataFrame(schema={"user": pl.String}).write_parquet(tmp_path / "x")
    content = (tmp_path / "x").read_bytes()
    assert refused(space, tmp_path, "new.parquet", content).key == "sources.header_only"


@pytest.mark.parametrize("file", ["new.csv", "new.jsonl", "new.parquet", "new.csv.gz", "new", "new.zst"])
def test_random_bytes(space: Workspace, tmp_path: Path, file: str) -> None:
    """Noise is refused under any name."""
    for number in range(20):
        content = random.Random(number).randbytes(5_000)
        assert refused(space, tmp_path, file, content)


@pytest.mark.parametrize("magic", [b"PAR1", b"\x1f\x8b\x08\x00", b"\x28\xb5\x2f\xfd", b"{", b"\xff\xfe"])
@pytest.mark.parametrize("file", ["new", "new.csv", "new.parquet"])
def test_noise_that_begins_like_something(space: Workspace, tmp_path: Path, file: str, magic: bytes) -> None:
    """Noise behind a believable beginning is refused too."""
    for number in range(5):
        assert refused(space, tmp_path, file, magic + random.Random(number).randbytes(5_000))


@pytest.mark.parametrize("cut", [0.3, 0.9, 0.999])
def test_a_cut_gzip(space: Workspace, tmp_path: Path, cut: float) -> None:
    """Half a download is not half an import."""
    rows = "".join(f"p{i},2026-01-05 08:00:{i % 60:02},view,/{i * 7919}\n" for i in range(50_000))
    content = gzip.compress((HEAD + rows).encode())
    assert refused(space, tmp_path, "new.csv.gz", content[: int(len(content) * cut)]).key == "sources.cut_off"


def test_a_cut_zstd(space: Workspace, tmp_path: Path) -> None:
    """The same for zstd."""
    rows = "".join(f"p{i},2026-01-05 08:00:{i % 60:02},view,/{i * 7919}\n" for i in range(50_000))
    content = zstandard.compress((HEAD + rows).encode())
    assert refused(space, tmp_path, "new.csv.zst", content[:-100]).key == "sources.cut_off"


def test_a_damaged_gzip(space: Workspace, tmp_path: Path) -> None:
    """A flipped byte in the compressed part is damage."""
    content = bytearray(gzip.compress((HEAD + GOOD * 500).encode()))
    content[len(content) // 2] ^= 0xFF
    assert refused(space, tmp_path, "new.csv.gz", bytes(content)).key in (
        "sources.compression_damaged",
        "sources.cut_off",
    )


def test_a_cut_parquet(space: Workspace, tmp_path: Path) -> None:
    """A Parquet file without its end is damaged."""
    pl.DataFrame({"user": ["lan"] * 1000}).write_parquet(tmp_path / "x")
    content = (tmp_path / "x").read_bytes()[:-30]
    assert refused(space, tmp_path, "new.parquet", content).key == "sources.parquet_damaged"


def test_a_parquet_damaged_inside(space: Workspace, tmp_path: Path) -> None:
    """Damage in the data of a Parquet file whose footer is whole is found while reading, and nothing is stored."""
    rows = 20_000
    frame = pl.DataFrame({
        "user": [f"u{i * 7919 % 100_003}" for i in range(rows)],
        "time": ["2026-01-05 08:00:00"] * rows,
        "event": ["view"] * rows,
        "path": [f"/{i * 104_729 % 1_000_003}" for i in range(rows)],
    })  # fmt: skip
    frame.write_parquet(tmp_path / "x", compression="zstd")
    content = bytearray((tmp_path / "x").read_bytes())
    content[200:4000] = random.Random(1).randbytes(3800)
    assert refused(space, tmp_path, "new.parquet", bytes(content)).key == "sources.parquet_damaged"


def test_latin_text_taken_for_utf8(space: Workspace, tmp_path: Path) -> None:
    """A file in another encoding is refused at the line, with what to write in the mapping."""
    content = (HEAD + "lan,2026-01-05 08:00:00,view,/a\nJosé,2026-01-05 08:00:00,view,/ação\n").encode("latin-1")
    error = refused(space, tmp_path, "new.csv", content)
    assert error.key == "sources.not_utf8"
    assert error.params["line"] == 3
    assert "windows-1258" in error.message("vi")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "utf-32"])
def test_text_with_a_byte_order_mark_reads_itself(space: Workspace, tmp_path: Path, encoding: str) -> None:
    """UTF-16, UTF-32 and UTF-8 with their marks need no word in the mapping."""
    (tmp_path / "new.csv").write_bytes((HEAD + "Tú,2026-01-05 08:00:00,xem,/ấ\n").encode(encoding))
    assert run(space, log("new.csv"), tmp_path).counts.accepted == 1
    assert "Tú" in stored(space)["person"].to_list()


def test_a_stated_encoding_is_used(space: Workspace, tmp_path: Path) -> None:
    """Windows-1258 with its separate tones becomes the same text as everywhere else."""
    (tmp_path / "new.csv").write_bytes(HEAD.encode() + "Trâ\u0300n,2026-01-05 08:00:00,xem,/\n".encode("cp1258"))
    mapping = read_mapping(
        LOG.format(file="new.csv, encoding: windows-1258").replace("file: new.csv,", "file: new.csv\n   "), "m"
    )
    run(space, mapping, tmp_path)
    assert "Trần" in stored(space)["person"].to_list()


def test_a_wrong_stated_encoding(space: Workspace, tmp_path: Path) -> None:
    """An encoding that does not fit names the line."""
    mapping = LOG.replace("person:", "encoding: utf-16-le\n    person:")
    content = (HEAD + GOOD).encode("utf-16-le") + b"\x00\xd8\x00"
    assert refused(space, tmp_path, "new.csv", content, mapping).key == "sources.wrong_encoding"


def test_single_bad_bytes_in_a_file_declared_utf8(space: Workspace, tmp_path: Path) -> None:
    """Where the mapping says UTF-8, a broken row is refused alone."""
    content = HEAD.encode() + b"Jos\xe9,2026-01-05 08:00:00,view,/a\ntu,2026-01-05 08:00:00,view,/a\n"
    (tmp_path / "new.csv").write_bytes(content)
    mapping = read_mapping(LOG.format(file="new.csv").replace("person:", "encoding: utf-8\n    person:"), "m")
    report = run(space, mapping, tmp_path)
    assert (report.counts.accepted, report.counts.rejected) == (1, 1)
    assert rejects(report)[0]["line"] == "2"


def test_a_missing_file_suggests_the_one_that_is_there(space: Workspace, tmp_path: Path) -> None:
    """A slip in the file's name is answered with the nearest."""
    with pytest.raises(FileUnusable, match=r"did you mean log\.csv"):
        run(space, log("logs.csv"), tmp_path)


def test_a_missing_column_suggests_the_one_that_is_there(space: Workspace, tmp_path: Path) -> None:
    """A slip in a column's name is answered with the nearest and with all there are."""
    error = refused(space, tmp_path, "new.csv", b"usr,time,event,path\nlan,2026-01-05 08:00:00,view,/a\n")
    assert error.key == "sources.column_suggest"
    assert error.params["suggestion"] == "usr"
    assert "usr, time, event, path" in error.message("en")


def test_two_columns_of_one_name(space: Workspace, tmp_path: Path) -> None:
    """A name that stands twice in the header is refused when it is used, and only then."""
    error = refused(space, tmp_path, "new.csv", b"user,time,event,path,time\nlan,2026-01-05,view,/a,x\n")
    assert error.key == "sources.column_twice"
    (tmp_path / "new.csv").write_bytes(b"user,x,time,event,path,x\nlan,1,2026-01-05,view,/a,2\n")
    assert run(space, log("new.csv"), tmp_path).counts.accepted == 1


def test_a_first_line_that_is_no_header(space: Workspace, tmp_path: Path) -> None:
    """One endless line is not taken for a header."""
    assert refused(space, tmp_path, "new.csv", b"x" * 10_000_000).key == "sources.header_unusable"


def test_a_line_of_ten_megabytes_is_one_reject(space: Workspace, tmp_path: Path) -> None:
    """A monstrous row costs itself and nothing else, in CSV and in JSON Lines."""
    (tmp_path / "new.csv").write_bytes(HEAD.encode() + b"tu," + b"x" * 10_000_000 + b",view,/\ntu,2026-01-06,view,/a\n")
    report = run(space, log("new.csv"), tmp_path)
    assert (report.counts.accepted, report.counts.rejected, report.counts.rows) == (1, 1, 2)
    assert rejects(report)[0]["line"] == "2"
    assert len(rejects(report)[0]["value"]) <= 200
    row = b'{"user":"tu","time":"2026-01-07","event":"view","path":"/"}\n'
    (tmp_path / "new.jsonl").write_bytes(row + b'{"user":"' + b"x" * 10_000_000 + b'"}\n' + row.replace(b"-07", b"-08"))
    report = run(space, log("new.jsonl"), tmp_path, now=NOW + 1_000_000)
    assert (report.counts.accepted, report.counts.rejected) == (2, 1)
    assert rejects(report)[0]["line"] == "2"


def test_rows_with_a_reason_each(space: Workspace, tmp_path: Path) -> None:
    """Missing person, bad times, ragged rows: line, column, value and reason of each, and everything adds up."""
    rows = [
        "lan,2026-02-01 08:00:00,view,/a",
        ",2026-02-01 08:00:00,view,/a",
        "lan,01/02/2026,view,/a",
        "lan,,view,/a",
        "lan,1969-12-31 08:00:00,view,/a",
        "lan,2026-12-31 08:00:00,view,/a",
        "lan,2026-02-01 08:00:00,,/a",
        "lan,2026-02-01 08:00:00",
        'lan,2026-02-01 08:00:00,view,"/a\n/b"',
        "   ,2026-02-01 08:00:00,view,/a",
    ]
    (tmp_path / "new.csv").write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")
    report = run(space, log("new.csv"), tmp_path)
    assert report.counts.adds_up
    assert (report.counts.read, report.counts.accepted, report.counts.rejected) == (10, 2, 8)
    found = {(row["line"], row["column"], row["value"], row["reason"]) for row in rejects(report)}
    say = {
        name: tr(f"sources.{name}", "en")
        for name in ("person_missing", "time_missing", "time_before_1970", "time_future", "event_missing")
    }
    form = tr("sources.time_unreadable", "en", allowed="2026-01-31 08:30:00")
    assert found == {
        ("3", "user", "", say["person_missing"]),
        ("4", "time", "01/02/2026", form),
        ("5", "time", "", say["time_missing"]),
        ("6", "time", "1969-12-31 08:00:00", say["time_before_1970"]),
        ("7", "time", "2026-12-31 08:00:00", say["time_future"]),
        ("8", "event", "", say["event_missing"]),
        ("9", "", "lan,2026-02-01 08:00:00", tr("sources.row_ragged", "en", fields=2, columns=4)),
        ("12", "user", "   ", say["person_missing"]),
    }


def test_dates_that_can_be_read_in_two_ways_are_not_guessed(space: Workspace, tmp_path: Path) -> None:
    """03/04/2026 asks for a format; one day beyond the twelfth settles it."""
    error = refused(space, tmp_path, "new.csv", (HEAD + "lan,03/04/2026,view,/a\n").encode())
    assert error.key == "sources.time_ambiguous"
    assert "%d/%m/%Y" in error.message("en")
    (tmp_path / "new.csv").write_text(HEAD + "lan,03/04/2026,view,/a\nlan,13/04/2026,view,/a\n", encoding="utf-8")
    assert run(space, log("new.csv"), tmp_path).counts.accepted == 2


def test_scores_that_are_none(tmp_path: Path) -> None:
    """NaN, off-scale and wordy scores are refused with the scale; an empty one with a comment is a text answer."""
    space = workspace(tmp_path)
    scores = ["5", "NaN", "6", "0", "-1", "good", "4.5", "inf", "", ""]
    comments = [*[""] * 8, "late again", ""]
    rows = "".join(f"u{i},2026-01-05,{s},{c}\n" for i, (s, c) in enumerate(zip(scores, comments, strict=True)))
    (tmp_path / "answers.csv").write_text("user,time,score,comment\n" + rows, encoding="utf-8")
    report = run(space, answers(), tmp_path, lang="vi")
    assert (report.counts.accepted, report.counts.rejected) == (4, 6)
    assert {(row["value"], row["reason"]) for row in rejects(report)} == {
        *((value, tr("sources.score_not_number", "vi", low="1", high="5")) for value in ("NaN", "good", "inf")),
        *((value, tr("sources.score_off_scale", "vi", low="1", high="5")) for value in ("6", "0", "-1")),
    }
    lake = {row["person"]: row for row in stored(space).rows(named=True)}
    assert (lake["u6"]["score"], lake["u6"]["instrument"]) == (4.5, "csat")
    assert (lake["u8"]["score"], lake["u8"]["text"], lake["u8"]["instrument"]) == (None, "late again", "csat")
    assert (lake["u9"]["score"], lake["u9"]["instrument"]) == (None, None)


def test_nan_scores_in_parquet(tmp_path: Path) -> None:
    """NaN and infinity in a number column are refused like any other bad score; their rows have numbers."""
    space = workspace(tmp_path)
    frame = pl.DataFrame({
        "user": ["a", "b", "c"],
        "time": ["2026-01-05"] * 3,
        "score": [float("nan"), 3.0, float("inf")],
        "comment": ["x", "y", "z"],
    })  # fmt: skip
    frame.write_parquet(tmp_path / "answers.parquet")
    mapping = read_mapping(
        """
format: hanhtrinh-mapping/1
source: survey
instruments: [{key: csat, kind: csat, low: 1, high: 5}]
files:
  - file: answers.parquet
    person: user
    events: [{event: answered, time: time, answer: {instrument: csat, score: score}}]
""",
        "m",
    )
    report = run(space, mapping, tmp_path)
    assert (report.counts.accepted, report.counts.rejected) == (1, 2)
    assert [row["line"] for row in rejects(report)] == ["1", "3"]


def test_a_property_that_changes_its_type(space: Workspace, tmp_path: Path) -> None:
    """A property stored as text cannot become a number; both types are named."""
    (tmp_path / "new.csv").write_text(HEAD + "lan,2026-02-01,view,5\n", encoding="utf-8")
    mapping = read_mapping(LOG.format(file="new.csv").replace("[path]", "{path: {column: path, type: number}}"), "m")
    before = stored(space)
    with pytest.raises(InputError) as caught:
        run(space, mapping, tmp_path)
    assert "path is number" in caught.value.message("en")
    assert "stored as text" in caught.value.message("en")
    assert stored(space).equals(before)


def test_an_instrument_with_another_scale(tmp_path: Path) -> None:
    """Answers on two scales are never mixed; as long as there are none, a slip can be mended."""
    space = workspace(tmp_path)
    (tmp_path / "answers.csv").write_text("user,time,score,comment\nlan,2026-01-05,9,\n", encoding="utf-8")
    assert run(space, answers(), tmp_path).counts.rejected == 1
    wide = read_mapping(
        """
format: hanhtrinh-mapping/1
source: survey
instruments: [{key: csat, kind: csat, low: 1, high: 10}]
files:
  - file: answers.csv
    person: user
    events: [{event: answered, time: time, answer: {instrument: csat, score: score}}]
""",
        "m",
    )
    assert run(space, wide, tmp_path).counts.accepted == 1
    with pytest.raises(InputError) as caught:
        run(space, answers(), tmp_path)
    assert "csat 1…10" in caught.value.message("vi")
    assert space.instruments()["csat"].high == 10


def test_formulas_in_a_rejects_file_are_harmless(space: Workspace, tmp_path: Path) -> None:
    """A value that a spreadsheet would run is written as text."""
    (tmp_path / "new.csv").write_text(HEAD + 'lan,"=HYPERLINK(1)",view,/a\nlan,2026-01-01,view,/a\n', encoding="utf-8")
    assert rejects(run(space, log("new.csv"), tmp_path))[0]["value"] == "'=HYPERLINK(1)"
