"""Importing: what is stored, what is counted, and that neither order nor repetition matters."""

import gzip
import random
from collections import Counter
from datetime import UTC, datetime
from itertools import count, pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl
import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hanhtrinh.bootstrap.importing import import_files
from hanhtrinh.errors import InputError, Rejected
from hanhtrinh.ports import Progress
from hanhtrinh.sources.load import read_mapping
from hanhtrinh.store.workspace import Workspace
from tests.unit.sources.shop import LOG, NOW, SHARED, log, rejects, run, stored, workspace

COLUMNS = ("user", "time", "event", "path")
FRESH = count()

ROW = st.tuples(
    st.sampled_from(["lan", "minh", "tú", " lan "]),
    st.sampled_from(["2026-01-05 08:00:00", "2026-01-05 08:00:01", "2026-01-06 00:00:00"]),
    st.sampled_from(["view", "buy", "xem hàng"]),
    st.sampled_from(["", "/a", "/b,c", 'q"uote', "two\nlines"]),
)


def write(path: Path, rows: list[tuple[str, ...]]) -> None:
    """Write rows in the form the file's name asks for."""
    frame = pl.DataFrame(rows, schema=dict.fromkeys(COLUMNS, pl.String), orient="row")
    if path.name.endswith(".parquet"):
        frame.write_parquet(path)
    elif path.name.endswith(".jsonl"):
        frame.write_ndjson(path)
    elif path.name.endswith(".csv.gz"):
        path.write_bytes(gzip.compress(frame.write_csv().encode()))
    elif path.name.endswith(".csv.zst"):
        path.write_bytes(zstandard.compress(frame.write_csv(line_terminator="\r\n").encode()))
    else:
        frame.write_csv(path)


FORMS = ("csv", "jsonl", "parquet", "csv.gz", "csv.zst")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ROW, min_size=1, max_size=25), st.lists(st.integers(0, 24), max_size=3), st.randoms(), st.data())
def test_any_split_and_shuffle_gives_the_same_lake(
    tmp_path: Path, rows: list[tuple[str, ...]], cuts: list[int], order: random.Random, data: st.DataObject
) -> None:
    """The same rows in one file or several, in any order, form and number of imports, are the same events with the
    same ids."""
    folder = tmp_path / str(next(FRESH))
    folder.mkdir()
    write(folder / "all.csv", rows)
    whole = Workspace.create(folder / "whole")
    run(whole, log("all.csv"), folder)
    shuffled = rows + data.draw(st.lists(st.sampled_from(rows), max_size=4))
    order.shuffle(shuffled)
    parted = Workspace.create(folder / "parted")
    edges = sorted({0, len(shuffled), *(cut for cut in cuts if cut < len(shuffled))})
    accepted = 0
    for i, (start, end) in enumerate(pairwise(edges)):
        name = f"part{i}.{data.draw(st.sampled_from(FORMS))}"
        write(folder / name, shuffled[start:end])
        report = run(parted, log(name), folder)
        assert report.counts.adds_up
        accepted += report.counts.accepted
    assert accepted == len({(p.strip(), t, e, x) for p, t, e, x in rows}) == parted.lake.count()
    assert stored(parted).equals(stored(whole))


def test_the_same_file_twice_adds_nothing(tmp_path: Path) -> None:
    """A second import finds only duplicates and makes no new version of the lake."""
    space = workspace(tmp_path)
    write(tmp_path / "log.csv", [("lan", "2026-01-05", "view", "/a"), ("minh", "2026-01-05", "view", "/a")])
    first, second = run(space, log(), tmp_path), run(space, log(), tmp_path)
    assert (first.counts.accepted, first.changed) == (2, True)
    assert (second.counts.accepted, second.counts.duplicate, second.changed) == (0, 2, False)
    assert second.version == first.version


def test_replace_takes_out_the_source_and_nothing_else(tmp_path: Path) -> None:
    """With replace, a source holds exactly the new file's events; other sources keep theirs; nothing replaces with
    nothing."""
    space = workspace(tmp_path)
    other = read_mapping(LOG.format(file="log.csv").replace("source: web", "source: o'hara"), "m")
    write(tmp_path / "log.csv", [("lan", "2026-01-05", "view", "/a"), ("minh", "2026-01-05", "view", "/a")])
    for mapping in (log(), other):
        run(space, mapping, tmp_path)
    write(tmp_path / "log.csv", [("lan", "2026-01-05", "view", "/a"), ("tú", "2026-01-06", "view", "/a")])
    report = run(space, other, tmp_path, replace=True)
    assert (report.counts.accepted, report.counts.duplicate, report.replaced) == (2, 0, True)
    assert Counter(stored(space).select("source", "person").rows()) == Counter(
        [("web", "lan"), ("web", "minh"), ("o'hara", "lan"), ("o'hara", "tú")]
    )
    write(tmp_path / "log.csv", [("", "2026-01-05", "view", "/a")])
    with pytest.raises(InputError, match="nothing was replaced"):
        run(space, other, tmp_path, replace=True)
    assert space.lake.count() == 4


def test_a_first_import_may_be_a_replacement(tmp_path: Path) -> None:
    """Replacing a source that has nothing yet is an import."""
    space = workspace(tmp_path)
    write(tmp_path / "log.csv", [("lan", "2026-01-05", "view", "/a")])
    assert run(space, log(), tmp_path, replace=True).counts.accepted == 1


CASES = """
format: hanhtrinh-mapping/1
source: shop
time_zone: Asia/Ho_Chi_Minh
files:
  - file: orders.csv
    lookups:
      - {file: people.csv, on: customer, to: id, take: {who: name, city: city}}
    person: who
    constants: {shop: Hà Nội, tier: 2, vip: true}
    empty: ["NULL"]
    properties:
      order: order
      total: {column: total, type: money, currency: VND}
      weight: {column: weight, type: number, decimal: ","}
      gift: {column: gift, type: bool}
      due: {column: due, type: time, format: "%d/%m/%Y"}
      city: city
    events:
      - {event: bought, time: bought}
      - {event: paid, time: {column: paid, format: epoch_ms}, when: {status: [ok, 1]}}
"""


def test_a_case_table_with_everything(tmp_path: Path) -> None:
    """Several times a row, a look-up, constants, money, numbers, yes and no, dates, conditions: all in their types."""
    space = workspace(tmp_path)
    (tmp_path / "people.csv").write_text("id,name,city\n1,Lan,Huế\n2,Minh,\n2,Minh,\n", encoding="utf-8")
    (tmp_path / "orders.csv").write_text(
        "order,customer,bought,paid,status,total,weight,gift,due\n"
        'A1,1,2026-03-01T10:00:00,1772330400000,ok,"1.234.567 ₫","1,5",có,05/03/2026\n'
        "A2,2,2026-03-02T10:00:00,NULL,ok,$5,,no,\n"
        "A3,2,2026-03-03T10:00:00,1772330400000,cancelled,7,,,\n"
        "A4,3,2026-03-03T10:00:00,1772330400000,1,7,,,\n"
        "A5,1,2026-03-03T10:00:00,NULL,1,7 Xu,,,\n",
        encoding="utf-8",
    )
    report = run(space, read_mapping(CASES, "m"), tmp_path)
    counts = report.counts
    assert (counts.rows, counts.read, counts.accepted, counts.empty, counts.unmatched) == (5, 10, 4, 2, 1)
    assert counts.rejected == 3
    assert [(row["line"], row["column"]) for row in rejects(report)] == [
        ("5", "customer"),
        ("6", "total"),
        ("5", "customer"),
    ]
    events = stored(space).sort("time", "event").rows(named=True)
    local = ZoneInfo("Asia/Ho_Chi_Minh")
    first = next(row for row in events if row["event"] == "bought" and row["p_order"] == "A1")
    assert first["time"] == datetime(2026, 3, 1, 10, tzinfo=local)
    assert first["person"] == "Lan"
    assert {k: v for k, v in first.items() if k.startswith("p_")} == {
        "p_shop": "Hà Nội",
        "p_tier": 2.0,
        "p_vip": True,
        "p_order": "A1",
        "p_total": 1_234_567.0,
        "p_currency": "VND",
        "p_weight": 1.5,
        "p_gift": True,
        "p_due": datetime(2026, 3, 5, tzinfo=local),
        "p_city": "Huế",
    }
    paid = next(row for row in events if row["event"] == "paid")
    assert paid["time"] == datetime.fromtimestamp(1_772_330_400, UTC)
    second = next(row for row in events if row["p_order"] == "A2")
    assert (second["p_total"], second["p_currency"], second["p_gift"], second["p_city"]) == (5.0, "USD", False, None)


def test_a_lookup_with_two_answers_is_refused(tmp_path: Path) -> None:
    """A key that stands for two different people is an error that names both lines."""
    space = workspace(tmp_path)
    (tmp_path / "people.csv").write_text("id,name,city\n1,Lan,\n2,Minh,\n1,Tú,\n", encoding="utf-8")
    (tmp_path / "orders.csv").write_text("order,customer,bought,paid,status,total,weight,gift,due\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"people\.csv: id 1 stands on line 2 and on line 4"):
        run(space, read_mapping(CASES, "m"), tmp_path)


def test_the_senders_own_id_decides(tmp_path: Path) -> None:
    """With an id column, equal ids are one event even if the rest differs; rows without one count by content."""
    space = workspace(tmp_path)
    mapping = read_mapping(LOG.format(file="log.csv").replace("person: user", "person: user\n    id: message"), "m")
    (tmp_path / "log.csv").write_text(
        "message,user,time,event,path\n"
        "m1,lan,2026-01-05,view,/a\nm1,lan,2026-01-05,view,/changed\n,lan,2026-01-05,view,/a\n,lan,2026-01-05,view,/a\n"
    )
    counts = run(space, mapping, tmp_path).counts
    assert (counts.accepted, counts.duplicate) == (2, 2)


def test_progress_ends_at_the_total(tmp_path: Path) -> None:
    """Progress names the file, never runs backwards and ends at what was announced."""
    space = workspace(tmp_path)
    write(tmp_path / "a.csv", [("lan", "2026-01-05", "view", "/a")] * 1000)
    write(tmp_path / "b.parquet", [("lan", "2026-01-05", "view", "/a")] * 1000)
    seen: list[Progress] = []
    import_files(space, log("'[ab].*'"), tmp_path, now=NOW, progress=seen.append)
    for name, unit in (("a.csv", "bytes"), ("b.parquet", "rows")):
        steps = [step for step in seen if step.file == name]
        assert [step.done for step in steps] == sorted(step.done for step in steps)
        assert steps[-1].done == steps[-1].total > 0
        assert (steps[-1].unit, steps[-1].files) == (unit, 2)


def test_nested_json_is_reached_by_dots(tmp_path: Path) -> None:
    """`a.b` reaches into objects and into the key–value lists of analytics exports; numbers keep their digits."""
    space = workspace(tmp_path)
    (tmp_path / "x.ndjson").write_text(
        '{"id": 12345678901234567890, "t": "1696470452486466", "n": "scroll", "ctx": {"page": {"path": "/á"}},'
        ' "event_params": [{"key": "percent", "value": {"int_value": "90"}}, {"key": "t", "value": null}]}\n'
        "[1]\n"
        "{broken\n",
        encoding="utf-8",
    )
    mapping = read_mapping(
        """
format: hanhtrinh-mapping/1
source: ga
files:
  - file: x.ndjson
    person: id
    properties: {path: ctx.page.path, percent: {column: event_params.percent, type: number}, gone: ctx.none.at}
    events: [{event: {column: n}, time: t}]
""",
        "m",
    )
    report = run(space, mapping, tmp_path)
    assert (report.counts.accepted, report.counts.rejected) == (1, 2)
    assert [row["line"] for row in rejects(report)] == ["2", "3"]
    row = stored(space).row(0, named=True)
    assert (row["person"], row["p_path"], row["p_percent"], row["p_gone"]) == ("12345678901234567890", "/á", 90.0, None)


def test_a_mapping_is_checked_with_places(tmp_path: Path) -> None:
    """Every finding of a bad mapping comes at once, with file and line."""
    text = """format: hanhtrinh-mapping/1
source: web
time_zone: Asia/Saigonn
instruments:
  - {key: nps, kind: nps, low: 10, high: 0}
  - {key: points, kind: csat, low: 0, high: 1000}
  - {key: ease, kind: ces, low: -300, high: 7}
files:
  - file: log.csv
    person: user
    constants: {time: 1}
    properties: ["a b"]
    events:
      - {event: a, time: {column: t, format: "%H:%M"}, answer: {instrument: npss, score: s}}
"""
    with pytest.raises(Rejected) as caught:
        read_mapping(text, "mapping.yaml")
    assert [(f.key, f.line) for f in caught.value.findings] == [
        ("sources.mapping_zone", 3),
        ("sources.instrument_scale", 5),
        ("sources.instrument_far", 6),
        ("sources.instrument_far", 7),
        ("sources.property_taken", 11),
        ("sources.property_name", 12),
        ("sources.time_form_unknown", 14),
        ("sources.instrument_suggest", 14),
    ]
    for lang in ("en", "vi"):
        assert "mapping.yaml:14" in caught.value.message(lang)
    with pytest.raises(Rejected, match="person"):
        read_mapping(text.replace("person:", "persn:"), "mapping.yaml")


OLIST = """
format: hanhtrinh-mapping/1
source: olist
time_zone: America/Sao_Paulo
instruments:
  - {key: review, kind: csat, low: 1, high: 5}
files:
  - file: orders.csv.gz
    lookups: [{file: customers.csv.gz, on: customer_id, to: customer_id, take: [customer_unique_id]}]
    person: customer_unique_id
    properties: [order_id]
    events:
      - {event: purchased, time: order_purchase_timestamp}
      - {event: approved, time: order_approved_at}
      - {event: shipped, time: order_delivered_carrier_date}
      - {event: delivered, time: order_delivered_customer_date}
  - file: order_reviews.csv.gz
    lookups:
      - {file: orders.csv.gz, on: order_id, to: order_id, take: [customer_id]}
      - {file: customers.csv.gz, on: customer_id, to: customer_id, take: [customer_unique_id]}
    person: customer_unique_id
    properties: [order_id]
    events:
      - {event: review_sent, time: review_creation_date, asks: review}
      - event: review_answered
        time: review_answer_timestamp
        answer: {instrument: review, score: review_score, text: review_comment_message}
"""


@pytest.mark.skipif(not (SHARED / "olist").is_dir(), reason="the shared Olist files are not on this machine")
def test_olist_counts_are_those_of_plain_polars(tmp_path: Path) -> None:
    """Every count and sum of the Olist import equals one worked out from the files by polars alone."""
    space = workspace(tmp_path)
    report = run(space, read_mapping(OLIST, "m"), SHARED / "olist")
    orders, reviews, customers = (
        pl.read_csv(SHARED / "olist" / f"{name}.csv.gz", infer_schema=False)
        for name in ("orders", "order_reviews", "customers")
    )
    columns = {
        "purchased": "order_purchase_timestamp",
        "approved": "order_approved_at",
        "shipped": "order_delivered_carrier_date",
        "delivered": "order_delivered_customer_date",
    }
    expected = {event: orders[column].drop_nulls().len() for event, column in columns.items()}
    expected["review_sent"] = reviews.select("order_id", "review_creation_date").unique().height
    answered = reviews.with_columns(pl.col("review_comment_message").str.strip_chars().replace("", None)).unique(
        ["order_id", "review_answer_timestamp", "review_score", "review_comment_message"]
    )
    expected["review_answered"] = answered.height
    events = space.lake.scan().collect()
    assert dict(events["event"].value_counts().rows()) == expected
    assert report.counts.accepted == sum(expected.values())
    assert report.counts.empty == sum(orders[column].null_count() for column in columns.values())
    assert report.counts.adds_up
    assert events["score"].sum() == answered["review_score"].cast(pl.Float64).sum()
    people = orders.join(customers, on="customer_id")["customer_unique_id"].n_unique()
    assert events.filter(event="purchased")["person"].n_unique() == people
    local = events.filter(event="purchased")["time"].dt.convert_time_zone("America/Sao_Paulo").dt.strftime("%F %T")
    assert sorted(local) == sorted(orders["order_purchase_timestamp"])
