"""Inspecting: a sensible mapping for real exports, with reasons, that the importer takes as it is."""

import unicodedata
from pathlib import Path

import pytest

from hanhtrinh.errors import FileUnusable, InputError
from hanhtrinh.sources.inspecting import Inspection, guess_encoding, inspect_files
from hanhtrinh.sources.load import read_mapping
from hanhtrinh.sources.mapping import EventColumn, PropertyColumn, TimeColumn
from tests.unit.sources.shop import NOW, SHARED, run, workspace

shared = pytest.mark.skipif(not SHARED.is_dir(), reason="the shared data are not on this machine")


def inspect(*names: str) -> Inspection:
    """Inspect shared files together."""
    return inspect_files([SHARED / f"{name}.csv.gz" for name in names], now=NOW, zone="America/Sao_Paulo")


def imported_as_proposed(found: Inspection, folder: Path) -> None:
    """The proposal, written and read back, imports exactly what the preview promised."""
    for lang in ("en", "vi"):
        assert read_mapping(found.to_yaml(lang), "m") == found.mapping
        assert all(reason.strip() for reason in found.reasons(lang))
    space = workspace(folder)
    counts = run(space, read_mapping(found.to_yaml(), "m"), Path(found.base)).counts
    preview = found.preview
    assert (counts.accepted, counts.duplicate, counts.rejected, counts.empty) == (
        sum(preview.events.values()),
        preview.duplicate,
        preview.rejected,
        preview.empty,
    )
    assert space.lake.scan().collect()["person"].n_unique() == preview.people


@shared
def test_orders_customers_and_reviews(tmp_path: Path) -> None:
    """Person through two look-ups, four times as events, the promise as a property, the score with text and
    invitation."""
    found = inspect("olist/orders", "olist/customers", "olist/order_reviews")
    orders, reviews = found.mapping.files
    assert orders.person == reviews.person == "customer_unique_id"
    assert [lookup.file for lookup in reviews.lookups] == ["orders.csv.gz", "customers.csv.gz"]
    assert [rule.event for rule in orders.events] == [
        "order_purchase",
        "order_approved",
        "order_delivered_carrier",
        "order_delivered_customer",
    ]
    assert "order_estimated_delivery_date" in orders.properties
    asked, answered = reviews.events
    assert asked.asks == "review"
    assert answered.answer is not None
    assert (answered.answer.score, answered.answer.text) == ("review_score", "review_comment_message")
    assert [(i.key, i.kind, i.low, i.high) for i in found.mapping.instruments] == [("review", "csat", 1, 5)]
    imported_as_proposed(found, tmp_path)


@shared
def test_leads_and_deals(tmp_path: Path) -> None:
    """Two files share the lead as person; a bare day and a time of day are told apart."""
    found = inspect("olist/marketing_qualified_leads", "olist/closed_deals")
    assert [file.person for file in found.mapping.files] == ["mql_id", "mql_id"]
    assert found.preview.events == {"first_contact": 3970, "won": 396}
    imported_as_proposed(found, tmp_path)


@shared
def test_dates_spoilt_by_a_spreadsheet(tmp_path: Path) -> None:
    """Day-first dates that a spreadsheet wrote are read as such."""
    found = inspect(
        "olist/messy_excel_variants/olist_marketing_qualified_leads_dataset",
        "olist/messy_excel_variants/olist_closed_deals_dataset",
    )
    forms = [
        rule.time.format for file in found.mapping.files for rule in file.events if isinstance(rule.time, TimeColumn)
    ]
    assert forms == ["%d-%m-%Y", "%d-%m-%Y %H:%M"]
    imported_as_proposed(found, tmp_path)


@shared
@pytest.mark.parametrize(
    ("name", "person", "event", "time", "people"),
    [
        ("clickstream/ecom", "user_id", "event", "timestamp", 600),
        ("process_logs/running_example", "case_id", "concept:name", "time:timestamp", 6),
        ("process_logs/receipt", "case:concept:name", "concept:name", "time:timestamp", 1434),
    ],
)
def test_event_logs(tmp_path: Path, name: str, person: str, event: str, time: str, people: int) -> None:
    """Plain event logs: person, event and time by their names."""
    found = inspect(name)
    (file,) = found.mapping.files
    (rule,) = file.events
    assert file.person == person
    assert rule.event == EventColumn(column=event)
    assert isinstance(rule.time, TimeColumn)
    assert rule.time.column == time
    assert found.preview.people == people
    assert found.preview.rejected == 0
    imported_as_proposed(found, tmp_path)


@shared
def test_flat_analytics_rows(tmp_path: Path) -> None:
    """Microsecond epochs and an id that looks like a decimal number stay exact; the bare day beside the epoch is
    dropped."""
    found = inspect("ga4/obfuscated_store_item_rows")
    (file,) = found.mapping.files
    assert file.person == "user_pseudo_id"
    assert [rule.time for rule in file.events] == [TimeColumn(column="event_timestamp", format="epoch_us")]
    assert found.preview.people == 4418
    assert found.preview.examples[0]["person"] == "2697787.2422183099"
    imported_as_proposed(found, tmp_path)


def as_1258(text: str) -> bytes:
    """Encode text the way Windows does: tones after their letters."""
    tones = "\u0300\u0301\u0303\u0309\u0323"
    parts = (unicodedata.normalize("NFD", letter) for letter in text)
    split = (
        unicodedata.normalize("NFC", "".join(c for c in p if c not in tones)) + "".join(c for c in p if c in tones)
        for p in parts
    )
    return "".join(split).encode("cp1258")


def test_a_vietnamese_spreadsheet_export(tmp_path: Path) -> None:
    """Windows-1258, semicolons, Vietnamese names of columns, đồng and day-first dates."""
    rows = "".join(f"KH{i:03};{i % 28 + 1:02}/0{i % 8 + 1}/2026;Mua hàng;1.2{i:02}.000 đ;{i % 11}\n" for i in range(40))
    (tmp_path / "bán hàng.csv").write_bytes(as_1258(f"Mã khách hàng;Ngày mua;Sự kiện;Số tiền;Điểm NPS\n{rows}"))
    found = inspect_files([tmp_path / "bán hàng.csv"], now=NOW, zone="Asia/Ho_Chi_Minh")
    (file,) = found.mapping.files
    assert (file.encoding, file.delimiter, file.person) == ("windows-1258", ";", "Mã khách hàng")
    assert found.preview.events == {"Mua hàng": 40}
    assert [(i.key, i.kind, i.high) for i in found.mapping.instruments] == [("nps", "nps", 10)]
    assert isinstance(file.properties, dict)
    assert file.properties == {"Số_tiền": PropertyColumn(column="Số tiền", type="money")}
    assert found.preview.people == 40
    assert found.preview.rejected == 0
    imported_as_proposed(found, tmp_path)


def test_an_encoding_is_guessed_by_its_tones() -> None:
    """Tones that follow vowels are Vietnamese; other high letters are western European."""
    assert guess_encoding("Tiê\u0301ng Viê\u0323t co\u0301 dâ\u0301u".encode("cp1258")) == "windows-1258"
    assert guess_encoding("José comprou ação e pão à vista".encode("cp1252")) == "windows-1252"


def test_files_without_times_give_a_message(tmp_path: Path) -> None:
    """Nothing that could be an event is an error with the file's name; so is a file that is no table, and no file at
    all."""
    (tmp_path / "a.csv").write_text("name,city\nlan,Huế\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"a\.csv"):
        inspect_files([tmp_path / "a.csv"], now=NOW, zone="UTC")
    (tmp_path / "b.csv").write_bytes(b"\x00\x01\x02")
    with pytest.raises(FileUnusable, match=r"b\.csv"):
        inspect_files([tmp_path / "b.csv"], now=NOW, zone="UTC")
    with pytest.raises(FileUnusable, match=r"none\.csv"):
        inspect_files([tmp_path / "none.csv"], now=NOW, zone="UTC")
    with pytest.raises(InputError):
        inspect_files([], now=NOW, zone="UTC")
