"""The demo company's files: the same every time, as a shop would export them, and true to its parameters."""

from datetime import datetime
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from hanhtrinh.app.journeys import read_file
from hanhtrinh.demo.company import EVENTS, OUTCOME, STEPS, TIME_ZONE, WINDOW_DAYS, Company
from hanhtrinh.demo.generate import Files, generate
from hanhtrinh.demo.truth import Truth, truth_of
from hanhtrinh.demo.weblog import IN_ORDERS, OFF_MAP
from hanhtrinh.errors import InputError
from hanhtrinh.journey.check_data import check_against
from hanhtrinh.sources.load import load_mapping
from tests.demo_truth import AS_OF, imported

PEOPLE = 40_000
FAR = 4.5
WINDOW = pl.duration(days=WINDOW_DAYS)
VN = "%d/%m/%Y %H:%M:%S"


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Files:
    """Return a demo company's files."""
    return generate(Company(), tmp_path_factory.mktemp("demo"), people=PEOPLE, seed=5, as_of=AS_OF)


@pytest.fixture(scope="module")
def truth() -> Truth:
    """Return what is true of the demo company."""
    return truth_of(Company())


def table(files: Files, name: str) -> pl.DataFrame:
    """Return a file as its text says, empty fields as null."""
    return pl.read_csv(files.folder / name, infer_schema=False).with_columns(pl.all().replace("", None))


def instants(column: str, form: str) -> pl.Expr:
    """Return a column of local Vietnamese times as instants, null where they are none."""
    naive = pl.col(column).str.to_datetime(form, strict=False)
    return naive.dt.replace_time_zone(TIME_ZONE).dt.convert_time_zone("UTC")


def all_events(files: Files) -> pl.DataFrame:
    """Return every usable event once: person, time, event, from the web log and the order book."""
    log = (
        table(files, "events.csv")
        .unique()
        .select(
            person=pl.col("customer").str.strip_chars(),
            time=pl.col("time").str.to_datetime("%Y-%m-%dT%H:%M:%S%#z", strict=False),
            event=pl.col("event"),
        )
    )
    orders = table(files, "orders.csv").unique()
    parts = [log.filter(pl.col("time").dt.year().is_between(2025, 2027), pl.col("person") != "")]
    for event, column in (("purchase", "ordered_at"), ("parcel_delivered", "delivered_at")):
        rows = orders.select(person=pl.col("customer"), time=instants(column, VN), event=pl.lit(event))
        parts.append(rows.with_columns(pl.col("time").dt.convert_time_zone("UTC")))
    return pl.concat(parts).drop_nulls().unique()


def passes_of(events: pl.DataFrame) -> pl.DataFrame:
    """Return visits with the number of their pass, told by the definition alone: a new one after the window has passed,
    or when something that stands only before the outcome comes after it."""
    steps = dict(zip(EVENTS, range(len(EVENTS)), strict=True))
    visits = (
        events.filter(pl.col("event").is_in(EVENTS))
        .with_columns(step=pl.col("event").replace_strict(steps, return_dtype=pl.Int64))
        .sort("person", "time", "event")
    )
    outcome, previous = STEPS.index(OUTCOME), pl.col("step").shift(1).over("person")
    far = pl.col("time").diff().over("person") > WINDOW
    # After the purchase people only move forward, so the step before tells whether something was bought.
    again = (pl.col("step") < outcome) & (previous >= outcome)
    return visits.with_columns(number=(far.fill_null(False) | again.fill_null(False)).cum_sum().over("person"))


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    """Two runs write the same files to the last byte; another seed writes others."""
    first, again = (generate(Company(), tmp_path / n, people=700, seed=3, as_of=AS_OF) for n in ("a", "b"))
    other = generate(Company(), tmp_path / "c", people=700, seed=4, as_of=AS_OF)
    assert first.facts == again.facts
    names = sorted(path.name for path in first.folder.iterdir())
    assert names == sorted([*first.facts, "mapping.yaml", "journey.yaml"])
    for name in names:
        assert (first.folder / name).read_bytes() == (again.folder / name).read_bytes(), name
    for name in ("events.csv", "orders.csv", "survey_delivery.csv"):
        assert (first.folder / name).read_bytes() != (other.folder / name).read_bytes(), name


@pytest.mark.parametrize(("people", "seed"), [(1, 1), (1, 2), (30, 1), (100, 4)])
def test_few_people(tmp_path: Path, people: int, seed: int) -> None:
    """A company of few customers, with surveys that nobody was asked, has files that are imported like any others."""
    files, _, report = imported(Company(), tmp_path, people=people, seed=seed)
    assert table(files, "customers.csv").height == people
    assert {path.name for path in files.folder.glob("*.csv")} == set(files.facts)
    assert {file.file for file in report.files} == set(files.facts) - {"customers.csv"}
    for file in report.files:
        facts, counts = files.facts[file.file], file.counts
        assert (counts.rows, counts.duplicate, counts.rejected) == (facts.rows, facts.twice, facts.bad), file.file


def test_nothing_is_left_of_a_larger_company(tmp_path: Path) -> None:
    """Where a smaller company takes a larger one's place, a survey it has no rows of is gone from the folder."""
    large = generate(Company(), tmp_path, people=3_000, seed=1, as_of=AS_OF)
    small = generate(Company(), tmp_path, people=1, seed=1, as_of=AS_OF)
    assert set(small.facts) < set(large.facts)
    assert {path.name for path in tmp_path.glob("*.csv")} == set(small.facts)


def test_what_cannot_be_made(tmp_path: Path) -> None:
    """No customers, or a moment without a time zone, is refused in words."""
    with pytest.raises(InputError, match="at least 1"):
        generate(Company(), tmp_path, people=0, seed=1, as_of=AS_OF)
    with pytest.raises(InputError, match="time zone"):
        generate(Company(), tmp_path, people=1, seed=1, as_of=AS_OF.replace(tzinfo=None))
    assert not list(tmp_path.iterdir())


def test_rows_are_counted(files: Files) -> None:
    """Each file has the rows its facts say, and as many of them twice in a row."""
    for name, facts in files.facts.items():
        rows = table(files, name)
        assert rows.height == facts.rows
        same = rows.filter(rows.is_duplicated()).height
        assert same >= facts.twice > 0 or name in ("customers.csv", "survey_referral.csv")
    log = table(files, "events.csv")
    assert log.height - log.unique().height == files.facts["events.csv"].twice


def test_the_log_ends_at_as_of(files: Files) -> None:
    """No usable event lies after as-of, and the newest is of the last hours."""
    newest = all_events(files)["time"].max()
    assert isinstance(newest, datetime)
    assert 0 <= (AS_OF - newest).total_seconds() < 6 * 3_600


def test_purchases_are_in_the_order_book_only(files: Files) -> None:
    """The web log keeps silent about what the order book tells, and knows every other event and much noise."""
    names = set(table(files, "events.csv")["event"].drop_nulls())
    assert names == {*EVENTS, *OFF_MAP} - {*IN_ORDERS}


def test_orders_read_as_vietnamese_write(files: Files) -> None:
    """Amounts look like 1.234.000 ₫, dates like 31/12/2026, and what is on its way has no delivery yet."""
    orders = table(files, "orders.csv")
    good = orders["amount"].str.contains(r"^\d{1,3}(\.\d{3})+ ₫$")
    assert (~good).sum() == 1
    assert orders["ordered_at"].str.contains(r"^\d\d/\d\d/\d{4} \d\d:\d\d:\d\d$").sum() == orders.height
    assert orders.filter(pl.col("delivered_at").is_null() & (pl.col("status") != "Đang giao")).height <= 4


def test_late_is_late(files: Files) -> None:
    """A parcel called late came after its promised day and any other by the end of it; promises follow orders."""
    day = "%d/%m/%Y"
    orders = (
        table(files, "orders.csv")
        .filter(pl.col("delivered_at").is_not_null())
        .select(
            "status",
            promised=pl.col("promised_date").str.to_date(day),
            came=pl.col("delivered_at").str.to_datetime(VN).dt.date(),
            ordered=pl.col("ordered_at").str.to_datetime(VN).dt.date(),
        )
    )
    late = pl.col("came") > pl.col("promised")
    assert orders.filter(late != (pl.col("status") == "Giao trễ hẹn")).height == 0
    assert orders.filter(pl.col("promised") < pl.col("ordered")).height == 0
    assert 0.14 < orders.select(late.mean()).item() < 0.20


def test_reach_and_drop_off_from_the_files(files: Files, truth: Truth) -> None:
    """Reach and drop-off counted from the files in plain polars are the true ones, at every step."""
    visits = passes_of(all_events(files))
    ends = visits.group_by("person", "number").agg(
        last=pl.col("step").last(), end=pl.col("time").last(), bought=(pl.col("step") == STEPS.index(OUTCOME)).any()
    )
    arrivals = (
        visits.group_by("person", "number", "step").agg(time=pl.col("time").min()).join(ends, on=["person", "number"])
    )
    for position, step in enumerate(STEPS):
        here = arrivals.filter(pl.col("step") == position)
        assert near(here.height, ends.height, truth.get("reach", step)), step
        if position < STEPS.index(OUTCOME):
            rated = here.filter(pl.col("time") <= AS_OF - WINDOW)
            gone = rated.filter(~pl.col("bought"), pl.col("last") == position, pl.col("end") < AS_OF - WINDOW)
            assert near(gone.height, rated.height, truth.get("drop_off", step)), step


def near(count: int, n: int, true: float) -> bool:
    """Tell whether a counted share is within reach of the true one."""
    return bool(abs(count / n - true) < FAR * np.sqrt(true * (1 - true) / n))


def test_scores_from_the_files(files: Files, truth: Truth) -> None:
    """Satisfaction and response rates counted from the survey files are the true ones; one has hardly an answer."""
    for key, survey in Company().surveys.items():
        rows = table(files, f"survey_{key.removeprefix('csat_')}.csv").unique().filter(pl.col("asked_at").is_not_null())
        answers = rows.filter(pl.col("score").is_not_null()).with_columns(pl.col("score").cast(pl.Int64))
        if key == "csat_referral":
            assert answers.height < 10
            continue
        place = None if survey.relationship else survey.step
        assert near(answers.height, rows.height, truth.get("response_rate", place, instrument=key)), key
        if survey.kind == "csat":
            assert near(answers.filter(pl.col("score") >= 4).height, answers.height, truth.get("csat", place)), key
        else:
            each = answers.select(100 * ((pl.col("score") >= 9).cast(int) - (pl.col("score") <= 6).cast(int)))[
                "literal"
            ]
            assert abs(each.mean() - truth.get("nps", instrument="nps")) < FAR * each.std() / np.sqrt(len(each))


def test_customers_are_looked_up(files: Files) -> None:
    """Every customer of the log is on the customer list, once."""
    customers = table(files, "customers.csv")
    assert customers["customer"].is_unique().all()
    assert customers.height == PEOPLE
    known = set(customers["customer"])
    assert set(all_events(files)["person"]) <= known


def test_mapping_and_journey_are_clean(files: Files) -> None:
    """The mapping and the journey are read without a finding, and every rule has events to match."""
    mapping = load_mapping(files.mapping)
    assert {file.file for file in mapping.files} == {*files.facts} - {"customers.csv"}
    read = read_file(files.journey)
    assert read.findings == ()
    assert [step.key for step in read.journey.steps] == list(STEPS)
    log = table(files, "events.csv")
    known: dict[str, list[object]] = {name: log[name].drop_nulls().unique().to_list() for name in log.columns}
    known["event"] += list(IN_ORDERS)
    known["delivery_status"] = ["Giao đúng hẹn", "Giao trễ hẹn"]
    known["first_channel"] = table(files, "customers.csv")["first_channel"].unique().to_list()
    wrong = [f for f in check_against(read.journey, known, read.document) if f.severity == "error"]
    assert wrong == []


def test_instruments_stand_at_their_steps(files: Files) -> None:
    """Each step has the instrument asked there; comparing and giving feedback are not asked about."""
    journey = read_file(files.journey).journey
    without = [step.key for step in journey.steps if step.instrument is None]
    assert without == ["compare", "feedback"]
