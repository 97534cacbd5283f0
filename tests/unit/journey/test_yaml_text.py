"""YAML is read as people mean it, and its places are known."""

import pytest
import yaml

from hanhtrinh.errors import FileUnusable
from hanhtrinh.journey.yaml_text import Document, decode_text, path_text, read_yaml, show
from tests.unit.journey.faulty import FAULTY, SOUND


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("no", "no"),
        ("yes", "yes"),
        ("on", "on"),
        ("NO", "NO"),
        ("true", True),
        ("False", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("12", 12),
        ("-3", -3),
        ("+7", 7),
        ("0", 0),
        ("0123", "0123"),
        ("0o17", "0o17"),
        ("0x1F", "0x1F"),
        ("1_000", "1_000"),
        ("12:30", "12:30"),
        ("12:30:45", "12:30:45"),
        ("2026-01-01", "2026-01-01"),
        ("2026-01-01T08:00:00Z", "2026-01-01T08:00:00Z"),
        ("0901234567", "0901234567"),
        ("9223372036854775807", 9223372036854775807),
        ("9223372036854775808", "9223372036854775808"),
        ("1.5", 1.5),
        (".5", 0.5),
        ("-0.25", -0.25),
        ("1.", 1.0),
        ("1e3", 1000.0),
        ("1.5E-3", 0.0015),
        ("00.5", "00.5"),
        (".", "."),
        ("1.2.3", "1.2.3"),
        (".nan", ".nan"),
        (".inf", ".inf"),
        ("1e999", "1e999"),
        ("'12'", "12"),
        ('"true"', "true"),
        ("Hà Nội", "Hà Nội"),
        ("=", "="),
    ],
)
def test_scalars(written: str, meant: object) -> None:
    """Only true, false, nothing and plain numbers are more than text."""
    document = read_yaml(f"value: {written}\n", "f")
    assert document.findings == ()
    assert isinstance(document.data, dict)
    assert document.data["value"] == meant
    assert type(document.data["value"]) is type(meant)


def test_keys_are_text() -> None:
    """Keys are the text that was written, whatever it looks like."""
    assert read_yaml("no: 1\n12: 2\ntrue: 3\n1.5: 4\nnull: 5\n", "f").data == {
        "no": 1,
        "12": 2,
        "true": 3,
        "1.5": 4,
        "null": 5,
    }


def test_lines() -> None:
    """Everything has the line it is written on; what is not written has the line of what it would stand in."""
    document = read_yaml("# a comment\na: 1\nb:\n  - x\n  - c: 1\n\n    d: [1,\n      2]\n", "f")
    assert document.line_of(()) == 2
    assert document.line_of(("a",)) == 2
    assert document.line_of(("b", 0)) == 4
    assert document.line_of(("b", 1, "c")) == 5
    assert document.line_of(("b", 1, "d", 1)) == 8
    assert document.line_of(("b", 1, "missing", "deeper")) == 5
    assert document.line_of(("nowhere",)) == 2


def test_duplicate_keys_keep_the_first() -> None:
    """Of a key written twice the first value stands; each repetition is a finding, and checking goes on."""
    document = read_yaml("a: {x: 1}\nb: 2\na: {x: 2, y: 3}\na: 4\n", "f")
    assert document.usable
    assert document.data == {"a": {"x": 1}, "b": 2}
    assert [(f.line, f.params["first"]) for f in document.findings if f.path == "a"] == [(3, 1), (4, 1)]


def test_bomb_is_refused_unopened() -> None:
    """A file that would unfold into thousands of millions of values is refused at its references."""
    layers = "".join(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]\n" for i in range(1, 10))
    document = read_yaml(f"a0: &a0 [x]\n{layers}", "f")
    assert not document.usable
    assert document.data is None
    assert len(document.findings) == 100


@pytest.mark.parametrize("opening", ["[", "{a: ", "- "])
def test_deep_nesting_is_refused(opening: str) -> None:
    """However deep a file nests, reading stops at the limit."""
    document = read_yaml(opening * 5000, "f")
    assert not document.usable
    assert {f.key for f in document.findings} == {"check.yaml_too_deep"}


def test_byte_order_mark() -> None:
    """A byte-order mark before the text is no part of it."""
    assert read_yaml("\ufeffa: 1", "f").data == {"a": 1}
    assert decode_text(b"\xef\xbb\xbfa: 1", "f") == "a: 1"


@pytest.mark.parametrize("name", [*FAULTY, "sound"])
def test_without_the_c_library(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where PyYAML came without its C library the same files are read, and the same lines found faulty."""
    text = FAULTY.get(name, SOUND)
    fast = read_yaml(text, "f")
    monkeypatch.delattr(yaml, "CSafeLoader", raising=False)
    slow = read_yaml(text, "f")
    assert (slow.data, slow.usable, slow.lines) == (fast.data, fast.usable, fast.lines)
    assert [(f.key, f.severity) for f in slow.findings] == [(f.key, f.severity) for f in fast.findings]


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"a: 1\nb: x\xff\n", "map.yaml: this is not UTF-8 text (line 2, column 5)."),
        (b"\xef\xbb\xbfa\xfc", "map.yaml: this is not UTF-8 text (line 1, column 2)."),
        ("a: Đặng".encode("cp1258", "replace"), "map.yaml: this is not UTF-8 text (line 1, column 4)."),
        ("a: 1".encode("utf-16"), "map.yaml: the file is saved as UTF-16."),
        ("a: 1".encode("utf-32"), "map.yaml: the file is saved as UTF-32."),
    ],
)
def test_wrong_encoding(raw: bytes, message: str) -> None:
    """A file in another encoding is named as such, with the place of the first strange byte."""
    with pytest.raises(FileUnusable) as refusal:
        decode_text(raw, "map.yaml")
    assert str(refusal.value).startswith(message)
    assert refusal.value.message("vi")


def test_path_text() -> None:
    """Paths are written as people write them, odd names in quotes."""
    assert path_text(()) == ""
    assert path_text(("stages", 2, "steps", 0, "match")) == "stages[2].steps[0].match"
    assert path_text(("touchpoints", "my place", "tên")) == "touchpoints['my place'].tên"
    assert len(path_text(("a",) * 500)) == 120


def test_show() -> None:
    """Values in messages are short and on one line."""
    assert show("a\n  b\x00") == "a b\N{REPLACEMENT CHARACTER}"
    assert show("x" * 500) == "x" * 79 + "…"
    assert show({"a": [1, None]}) == '{"a":[1,null]}'
    assert show(True) == "true"
    assert show(None) == "null"
    assert show(1.5) == 1.5
    assert show(("a", "b")) == "a, b"
    assert str(show(tuple(map(str, range(100))))).endswith("29, …")


def test_finding_of_a_document() -> None:
    """A document places a finding in its file."""
    document = read_yaml("a:\n  b: 1\n", "map.yaml")
    finding = document.finding("note", "check.empty_text", ("a", "b"))
    assert finding.line_of_text("en") == "map.yaml:2 a.b: note: the text is empty."
    assert Document(file="x").line_of(("a",)) == 1
