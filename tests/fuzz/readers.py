"""Every reader of the product as a function of bytes, with a few small sound files each to begin from.

A reader may refuse anything, with an error of the product's own tree. Whatever else comes out is a fault.
"""

import atexit
import gzip
import io
import json
import shutil
import tempfile
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import NamedTuple

import msgspec
import polars as pl
import pyreadstat
import xlsxwriter

from hanhtrinh.app.converting import read_any
from hanhtrinh.collect import understand
from hanhtrinh.collect.door import Arrival, Checked, Refused
from hanhtrinh.collect.door import check as check_messages
from hanhtrinh.collect.envelope import Unreadable, open_batch, open_call
from hanhtrinh.collect.unpacking import Unpackable
from hanhtrinh.collect.unpacking import unpack as unpack_body
from hanhtrinh.errors import HanhtrinhError
from hanhtrinh.i18n import LANGS, tr
from hanhtrinh.journey.check import check
from hanhtrinh.journey.codec import inspect_journey, write_journey
from hanhtrinh.journey.forms import FORMS, form_named
from hanhtrinh.journey.model import Journey
from hanhtrinh.journey.rules import RuleError, conjunctions, parse_rule
from hanhtrinh.journey.segments import parse_segment
from hanhtrinh.journey.templates import template_text
from hanhtrinh.journey.yaml_text import decode_text
from hanhtrinh.sources.inspecting import inspect_files
from hanhtrinh.sources.load import read_mapping
from hanhtrinh.sources.opening import open_table
from hanhtrinh.store.parcels import pack as pack_parcel
from hanhtrinh.store.parcels import unpack as unpack_parcel
from tests.fuzz.voice_readers import FILES, VOICE, definition
from tests.unit.journey.faulty import SOUND
from tests.unit.journey.forms import sketches
from tests.unit.journey.forms.test_mermaid import TEXT as OURS

NOW = 1_790_000_000_000_000
MAPPING = """format: hanhtrinh-mapping/1
source: shop
time_zone: Asia/Ho_Chi_Minh
instruments: [{key: csat, kind: csat, low: 1, high: 5}]
files:
  - file: orders-*.csv
    person: email
    lookups: [{file: customers.csv, on: id, to: id, take: [city]}]
    empty: ["NULL"]
    properties: {total: {column: amount, type: money, currency: VND}, day: {column: d, type: time, format: "%d/%m/%Y"}}
    events:
      - {event: {column: what, names: {a: b}}, time: {column: t, format: epoch_ms}, when: {status: [paid, 3]}}
      - {event: rated, time: at, optional: true, answer: {instrument: csat, score: s, text: c}}
"""
LOG = """<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1.0"><extension name="Concept" prefix="concept" uri="u"/><classifier name="A" keys="concept:name"/>
<trace><string key="concept:name" value="NA"/><float key="amount" value="1.5"/>
<event><string key="concept:name" value="a"/><date key="time:timestamp" value="2026-03-01T00:00:00+07:00"/>
<int key="n" value="1"/><list key="l"><values><boolean key="b" value="true"/></values></list></event>
<event><string key="concept:name" value="b"/><date key="time:timestamp" value="2026-03-01T00:00:00+07:00"/></event>
</trace></log>
"""
GA4_ROW = {
    "event_date": "20260301", "event_timestamp": "1772323200000000", "event_name": "page_view", "user_pseudo_id": "1.2",
    "event_params": [{"key": "page_location", "value": {"string_value": "https://shop.vn/a?b#c"}},
                     {"key": "value", "value": {"double_value": 1.5}}, {"key": "n", "value": {"int_value": "7"}}],
    "items": [], "geo": {"city": "(not set)"},
}  # fmt: skip
CSV = 'user,event,time,score,"a note"\nlan,view,2026-01-31 08:30:00,5,"xin, chào"\ntú,buy,2026-02-01T08:30:00Z,,\n'
LONG = "stage,step,lane,item,lang,value\n,,key,,,k\ns,t,pains.text,1,vi,x\ns,,phase,,,after\n"
QUALTRICS = (
    'StartDate,Q1\nStart,"How, really?"\n"{""ImportId"":""startDate""}","{""ImportId"":""QID1""}"\n2026-01-01,5\n'
)
RULE = b'{"event":["a","b"],"path":{"prefix":"/x"},"any":[{"price":{"range":[1,null]}},{"not":{"k":{"exists":true}}}]}'


ARRIVAL = Arrival(
    workspace="w", source="web", received=NOW, seed=b"seed", needs_consent=True, is_robot=lambda agent: "bot" in agent
)
CALL = """{"type":"track","event":"Order Completed","userId":"lan","anonymousId":"507f191e","messageId":"m-1",
"timestamp":"2026-11-22T11:00:00.123Z","sentAt":"2026-11-22T12:00:00Z","properties":{"total":1.5e3,"at":"2026-01-01T00:00:00+07:00",
"a":{"b":[1,{"c":null}]},"products":[{"sku":"á\\u00e0"}],"instrument":"csat","score":4},"context":{"ip":"1.2.3.4",
"page":{"url":"https://shop.vn/x?utm_source=zalo&gclid=1","referrer":"https://l.facebook.com/"},
"userAgent":"Mozilla/5.0 (iPad)",
"traits":{"plan":"pro"},"campaign":{"name":"tet"},"consent":{"categoryPreferences":{"analytics":true,"ads":false}}}}"""
BATCH = """{"batch":[{"type":"identify","userId":7,"traits":{"x":null},
"context":{"consent":{"categoryPreferences":{"ads":false}}}},{"type":"alias","userId":"lan","previousId":"507f"},{"type":"group","anonymousId":"a","groupId":"g"},
{"type":"page","userId":"\\ud83d\\ude00"}],"sentAt":1795348800000,"writeKey":"k","context":{"locale":"vi"}}"""


class Reader(NamedTuple):
    """One reader: what it does with bytes, the files it begins from, how many mutants it is given in the short form."""

    read: Callable[[bytes], None]
    seeds: Callable[[], list[bytes]]
    mutants: int


@cache
def folder() -> Path:
    """A folder for the files that readers of files are given."""
    made = Path(tempfile.mkdtemp(prefix="hanhtrinh-fuzz-"))
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    return made


def said(error: HanhtrinhError) -> None:
    """Every refusal can be said in both languages."""
    assert all(error.message(lang) for lang in LANGS)


def table(name: str) -> Callable[[bytes], None]:
    """Return a reader of a file of events: opens it as a table and reads every column that stands once."""

    def read(data: bytes) -> None:
        path = folder() / name
        path.write_bytes(data)
        try:
            opened = open_table(path)
            names = [name for name in opened.columns if opened.columns.count(name) == 1]  # who asks, asks for these
            for batch in opened.batches(names, lambda count: None):
                assert batch.rows.height >= 0
        except HanhtrinhError as error:
            said(error)

    return read


def inspected(data: bytes) -> None:
    """Propose a mapping for a file of whatever form and read the file through it."""
    path = folder() / "data"
    path.write_bytes(data)
    try:
        found = inspect_files([path], now=NOW, zone="Asia/Ho_Chi_Minh")
        read_mapping(found.to_yaml("vi"), "mapping.yaml")
    except HanhtrinhError as error:
        said(error)


def text_of(data: bytes) -> str:
    return decode_text(data, "file")


def journey_text(data: bytes) -> None:
    with suppress(HanhtrinhError):
        journey, findings = inspect_journey(text_of(data), "journey.yaml")
        assert journey is not None or findings
        told(journey, findings)
        if journey is not None:
            assert inspect_journey(write_journey(journey), "journey.yaml")[0] == journey


def told(journey: Journey | None, findings: tuple[object, ...]) -> None:
    for finding in (*findings, *(check(journey) if journey is not None else ())):
        assert all(finding.line_of_text(lang) for lang in LANGS)


def mapping_text(data: bytes) -> None:
    try:
        read_mapping(text_of(data), "mapping.yaml")
    except HanhtrinhError as error:
        said(error)


def rule_text(data: bytes) -> None:
    try:
        plain = msgspec.json.decode(data)
    except (msgspec.DecodeError, RecursionError, UnicodeError):
        return
    for parse in (parse_rule, parse_segment):
        with suppress(RuleError):
            rule = parse(plain)
            if parse is parse_rule:
                conjunctions(rule)


def form(name: str) -> Callable[[bytes], None]:
    """Return a reader of a form of journeys; what it reads can be written in every form and read again."""

    def read(data: bytes) -> None:
        with suppress(HanhtrinhError):
            chosen = form_named(name)
            assert chosen is not None
            journey, findings = chosen.read(text_of(data), "map")
            assert journey is not None or findings
            told(journey, findings)
            if journey is not None and len(data) % 8 == 0:  # it costs more than reading
                written(journey)

    return read


def written(journey: Journey) -> None:
    for one in FORMS:
        if one.write is not None:
            again = one.read(one.write(journey, "vi"), "map")[0]
            assert again == journey or not one.lossless


def anything(data: bytes) -> None:
    """Read bytes of whatever form as a journey, as `convert` does."""
    try:
        read_any(data, "file")
    except HanhtrinhError as error:
        said(error)


def collected(data: bytes) -> None:
    """Take bytes through the collection API's door, as a call and as a batch; what is accepted is understood."""
    for opened, kind in ((open_call, "track"), (open_batch, None)):
        try:
            checked = check_messages(opened(data), kind, ARRIVAL)
        except Unreadable as problem:
            checked = Checked([], [Refused(problem.reason, problem.params, data)])
        for refused in checked.refused:
            assert all(tr(refused.reason, lang, **refused.params) for lang in LANGS)
        for message in checked.accepted:
            assert understand(message).event is None or message.kind in ("track", "page", "screen", "contact")
            assert unpack_parcel(pack_parcel([message])) == [message]


def unpacked(data: bytes) -> None:
    with suppress(Unpackable):
        assert len(unpack_body(data, "gzip", 10_000)) <= 10_000


def texts(*given: str) -> Callable[[], list[bytes]]:
    return lambda: [text.encode() for text in given]


@cache
def frame() -> pl.DataFrame:
    return pl.DataFrame(
        {"user": ["lan", "tú"], "event": ["view", "buy"], "time": ["2026-01-31T08:30:00Z"] * 2, "n": [1.5, None]}
    )


def parquet() -> list[bytes]:
    found = []
    for compression in ("uncompressed", "zstd"):
        data = io.BytesIO()
        frame().write_parquet(data, compression=compression)
        found.append(data.getvalue())
    return found


def workbook() -> list[bytes]:
    data = io.BytesIO()
    book = xlsxwriter.Workbook(data, {"in_memory": True})
    sheet = book.add_worksheet("S")
    for i, row in enumerate([("user", "event", "time"), ("lan", "view", 46053.5), ("Điểm đau", "Bước", "Cảm xúc")]):
        sheet.write_row(i, 0, row)
    book.close()
    return [data.getvalue()]


def spss() -> list[bytes]:
    path = folder() / "seed.sav"
    pyreadstat.write_sav(frame(), str(path))
    return [path.read_bytes()]


ga4_line = json.dumps(GA4_ROW)
READERS: dict[str, Reader] = {
    "csv": Reader(table("file.csv"), texts(CSV, CSV.replace(",", "\t"), "a;b\n1,5;x\n", "b;b\n1;2\n"), 50),
    "qualtrics": Reader(table("file.csv"), texts(QUALTRICS), 40),
    "jsonl": Reader(table("file.jsonl"), texts('{"a": {"b": [1, "x"]}, "t": "2026-01-01"}\n{"a": null}\n'), 60),
    "json": Reader(table("file.json"), texts('[{"a": {"b": [1, "}"]}},\n {"t": "\\"{"}, 7]'), 80),
    "parquet": Reader(table("file.parquet"), parquet, 30),
    "xlsx": Reader(table("file.xlsx"), workbook, 1),
    "sav": Reader(table("file.sav"), spss, 1),
    "sav_survey": Reader(definition, spss, 1),
    "xes": Reader(table("file.xes"), lambda: [LOG.encode(), gzip.compress(LOG.encode(), mtime=0)], 80),
    "ga4": Reader(table("file.ndjson"), texts(ga4_line + "\n", f"[{ga4_line},\n{ga4_line}]"), 60),
    "inspect": Reader(inspected, texts(CSV, LOG, ga4_line, "b;b\n1;2\n"), 6),
    "journey": Reader(journey_text, texts(SOUND, template_text("digital")[:6_000]), 25),
    "mapping": Reader(mapping_text, texts(MAPPING), 50),
    "rules": Reader(rule_text, lambda: [RULE, b'{"did":{"event":"a"},"not":{"in_pass":{"x":{"is":1}}}}'], 400),
    "mermaid": Reader(form("mermaid"), texts(sketches.MERMAID, OURS, f"x\n```mermaid\n{sketches.MERMAID}```\n"), 30),
    "table": Reader(form("table"), texts(sketches.WIDE, sketches.ACROSS, sketches.STAGES_ONLY, sketches.MARKDOWN), 30),
    "long": Reader(form("csv"), texts(LONG), 40),
    "cjml": Reader(form("cjml"), texts(sketches.CJML), 60),
    "outline": Reader(form("outline"), texts(sketches.OUTLINE, sketches.PASTED), 40),
    "collect": Reader(collected, texts(CALL, BATCH), 250),
    "unpack": Reader(unpacked, lambda: [gzip.compress(b"x" * 5_000, mtime=0), gzip.compress(b"a", mtime=0) * 3], 100),
    **{name: Reader(table(file), lambda seeds=seeds: seeds, 40) for name, (file, seeds) in FILES.items()},
    **{name: Reader(*reader) for name, reader in VOICE.items()},
    "convert": Reader(anything, lambda: [*workbook(), sketches.BOARD.encode("utf-16"), sketches.CJML.encode()], 60),
}  # fmt: skip
