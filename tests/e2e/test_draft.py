"""Journeys drafted from events alone: the demo company without its map, real data nobody made here, and the page."""

import json
import re
import shlex
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

import hanhtrinh as ht
from hanhtrinh.app.drafting import common_vocabulary, propose_journey
from hanhtrinh.bootstrap.importing import import_files, import_into
from hanhtrinh.cli import main
from hanhtrinh.cli.parser import build_parser
from hanhtrinh.demo.company import STEPS, Company
from hanhtrinh.errors import InputError
from hanhtrinh.i18n import Localized, say
from hanhtrinh.journey.codec import inspect_journey, write_journey
from hanhtrinh.measures.draft.draft import draft
from hanhtrinh.measures.draft.shapes import DraftQuestion, SegmentProposal, StepProposal
from hanhtrinh.measures.draft.vocabulary import NO_VOCABULARY
from hanhtrinh.sources.load import load_mapping
from hanhtrinh.store.frames import open_frame
from hanhtrinh.store.workspace import Workspace
from hanhtrinh.values import MICROSECONDS
from tests.demo_truth import imported
from tests.drafting import (
    as_page_views,
    aside,
    found_steps,
    in_codes,
    labels,
    stage_names,
    stage_tau,
    step_tau,
    with_truth,
)

ROOT = Path(__file__).parents[2]
DATA = ROOT.parent / "shared" / "data"
NOW = int(datetime(2026, 11, 22, tzinfo=UTC).timestamp()) * MICROSECONDS
QUESTION = DraftQuestion()
SEEDS, PEOPLE = (0, 1, 2), 6_000
real_data = pytest.mark.skipif(not DATA.is_dir(), reason="the real data are not beside this checkout")


@pytest.fixture(scope="module")
def companies(tmp_path_factory):
    """Three demo companies' workspaces; their maps are not used."""
    return [imported(Company(), tmp_path_factory.mktemp("demo"), people=PEOPLE, seed=seed)[1] for seed in SEEDS]


@pytest.fixture(scope="module")
def demo(companies):
    """One of them."""
    return companies[0]


@pytest.mark.parametrize("words", [common_vocabulary(), NO_VOCABULARY], ids=["vocabulary", "behaviour alone"])
def test_the_demo_without_its_map(demo, words):
    """At least 12 of the 14 steps are found with the right events, in the right order, in stages in the right order."""
    frame, truth = with_truth(demo)
    found = draft(frame, QUESTION, words)
    right = found_steps(frame, found.journey, truth)
    assert len(right) >= 12
    assert step_tau(right) >= 0.9
    assert stage_tau(found.journey, right) >= 0.9
    assert len(found.journey.steps) <= 20
    assert found.journey.outcome == found.journey.steps[right[STEPS.index("checkout")]].key
    assert found.journey.window == "30d"
    assert {"survey_sent", "survey_answered", "page_scroll", "newsletter_open"} <= set(aside(found))


def test_meaningless_names_change_nothing_but_names(demo):
    """With events called e00, e01 … and no pages, steps and order come out as well: they are found from behaviour."""
    frame, truth = with_truth(demo, in_codes)
    found = draft(frame, QUESTION, NO_VOCABULARY)
    right = found_steps(frame, found.journey, truth)
    assert len(right) >= 12
    assert step_tau(right) >= 0.9
    assert stage_tau(found.journey, right) >= 0.9


@pytest.mark.parametrize("words", [common_vocabulary(), NO_VOCABULARY], ids=["vocabulary", "behaviour alone"])
def test_page_views_are_told_apart_by_their_address(demo, words):
    """The same company seen through one tag on every page: kinds of page are found, products are one of them."""
    frame, truth = with_truth(demo, as_page_views, {"page_scroll": "product_viewed"})
    found = draft(frame, QUESTION, words)
    right = found_steps(frame, found.journey, truth)
    assert len(right) >= 12
    assert step_tau(right) >= 0.9
    product = found.journey.steps[right[STEPS.index("product")]].touchpoint
    assert found.journey.touchpoints[product].match["path"] == {"prefix": "https://nhamay.example/san-pham/"}


def test_what_else_the_demo_tells(demo):
    """The promise, the surveys, friction and the devices that buy more are proposed, and answers keep their steps."""
    found = draft(open_frame(demo), QUESTION, common_vocabulary())
    steps = {step.key: step for step in found.journey.steps}
    assert steps["delivery"].promise.by == "promised_date"
    assert steps["delivery"].promise.whole_day
    asked = {key: step.instrument for key, step in steps.items() if step.instrument}
    assert {key: name for key, name in asked.items() if name != f"csat_{key}"} == {}
    assert {"ad", "website", "product", "cart", "checkout", "delivery", "usage", "support"} <= set(asked)
    assert found.journey.friction.errors == {"event": "payment_failed"}
    assert found.journey.friction.support == {"event": "support_contacted"}
    groups = [p.segment.match["in_pass"] for p in found.proposals if isinstance(p, SegmentProposal)]
    assert groups == [{"device": "desktop"}, {"device": "mobile"}]
    assert found.journey.touchpoints["checkout"].name == Localized(vi="Mua hàng", en="Purchase")


def frame_from(folder, file):
    """Return the frame of one data file, through the mapping that is proposed for it."""
    workspace = Workspace.create(folder / "workspace", time_zone="UTC")
    import_into(workspace, [file], None, replace=False, lang="en", progress=lambda _: None, proposed=lambda _: None)
    return open_frame(workspace)


@pytest.fixture(scope="module")
def clicks(tmp_path_factory):
    """An online shop's clicks."""
    return frame_from(tmp_path_factory.mktemp("clicks"), DATA / "clickstream/ecom.csv.gz")


@pytest.fixture(scope="module")
def permits(tmp_path_factory):
    """A municipality's log of permit applications."""
    return frame_from(tmp_path_factory.mktemp("permits"), DATA / "process_logs/receipt.csv.gz")


def usable(found):
    """Tell whether the drafted journey passes a check without an error."""
    journey, findings = inspect_journey(write_journey(found.journey), "draft.yaml")
    return journey == found.journey and not any(finding.severity == "error" for finding in findings)


def in_order(found, *events):
    """Tell whether events stand on a draft in this order."""
    flat = [name for names in labels(found) for name in names]
    return [name for name in flat if name in events] == list(events)


@real_data
@pytest.mark.parametrize("vocabulary", [True, False])
def test_a_clickstream(clicks, vocabulary):
    """An online shop: from home and catalogue over the cart to the payment; sessions are runs of their own."""
    found = propose_journey(clicks, QUESTION, vocabulary=vocabulary)
    assert usable(found)
    expected = ["home", "catalog", "product_view", "add_to_cart", "cart", "shipping_details", "payment_details"]
    assert in_order(found, *expected, "purchase")
    outcome = next(p for p in found.proposals if isinstance(p, StepProposal) and p.step.key == found.journey.outcome)
    assert outcome.touchpoint.match == {"event": "purchase"}
    assert found.journey.window == "30m"
    assert found.journey.pass_key is None
    if vocabulary:
        assert [say(name, "en") for name in stage_names(found)] == ["Consideration", "Evaluation", "Purchase"]
        assert aside(found) == {"checkout_bug": "error", "error_page": "error", "payment_error": "error"}


MAINSTREAM = (
    "Confirmation of receipt",
    "T02 Check confirmation of receipt",
    "T04 Determine confirmation of receipt",
    "T05 Print and send confirmation of receipt",
    "T06 Determine necessity of stop advice",
    "T10 Determine necessity to stop indication",
)


@real_data
def test_a_log_of_permits(permits):
    """Activities follow the log's main stream; the side branches of few cases are set aside; the deadline is found."""
    found = propose_journey(permits, QUESTION)
    assert usable(found)
    assert [names for (names,) in labels(found)] == list(MAINSTREAM)
    assert set(aside(found).values()) == {"rare"}
    last = found.journey.steps[-1]
    assert found.journey.outcome == last.key
    assert last.promise.by == "case:deadline"
    rows = pl.read_csv(DATA / "process_logs/receipt.csv.gz", columns=["case:concept:name", "concept:name"])
    cases = rows.group_by("concept:name").agg(pl.col("case:concept:name").n_unique())
    reached = dict(cases.iter_rows())
    assert {p.touchpoint.match["event"]: p.units for p in found.proposals if isinstance(p, StepProposal)} == {
        name: reached[name] for name in MAINSTREAM
    }


@pytest.fixture(scope="module")
def olist(tmp_path_factory):
    """The Olist marketplace: orders, reviews and, as another journey, sellers."""
    workspace = Workspace.create(tmp_path_factory.mktemp("olist") / "shop", time_zone="America/Sao_Paulo")
    for name in ("mapping.yaml", "sellers-mapping.yaml"):
        import_files(workspace, load_mapping(ROOT / "examples/olist" / name), DATA / "olist", now=NOW)
    return open_frame(workspace)


@real_data
def test_a_marketplace(olist):
    """Purchase, approval, carrier, delivery, review; an order is a pass; the promised date and the survey are found."""
    found = propose_journey(olist, QUESTION)
    assert usable(found)
    expected = ["order_placed", "payment_approved", "handed_to_carrier", "parcel_delivered", "review_answered"]
    assert [names for (names,) in labels(found)] == expected
    assert found.journey.pass_key == "order_id"  # noqa: S105 # a property, no secret
    delivery = next(step for step in found.journey.steps if step.key == "delivery")
    assert found.journey.outcome == "delivery"
    assert (delivery.promise.by, delivery.promise.whole_day, delivery.instrument) == ("promised_date", True, "review")
    assert aside(found) == {"review_asked": "message", "deal_won": "elsewhere", "lead_contacted": "elsewhere"}
    orders = pl.read_csv(DATA / "olist/orders.csv.gz", try_parse_dates=True).drop_nulls("order_delivered_customer_date")
    came, due = (pl.col(f"order_{n}").dt.date() for n in ("delivered_customer_date", "estimated_delivery_date"))
    late = orders.select((came > due).mean()).item()
    reason = next(p for p in found.proposals if p.id == "promise:delivery").reasons[0]
    assert reason.params["late_share"] == pytest.approx(late, abs=0.002)


@real_data
def test_the_other_journey_in_the_same_events(olist):
    """Sellers share nobody with buyers: the second part is theirs."""
    found = propose_journey(olist, DraftQuestion(part=2))
    assert [names for (names,) in labels(found)] == [("lead_contacted"), ("deal_won")]
    assert found.journey.outcome == "deal_won"
    with pytest.raises(InputError, match=r"--part 3 .* 2 journey"):
        propose_journey(olist, DraftQuestion(part=3))


@real_data
def test_olist_by_behaviour_alone(olist):
    """Without the vocabulary the order stands, and the survey is still asked at the delivery."""
    found = propose_journey(olist, QUESTION, vocabulary=False)
    expected = ["order_placed", "payment_approved", "handed_to_carrier", "parcel_delivered", "review_answered"]
    assert in_order(found, *expected)
    step = next(p for p in found.proposals if isinstance(p, StepProposal) and p.step.key == "delivery")
    assert step.touchpoint.match == {"event": "parcel_delivered"}


PAGE = (ROOT / "docs" / "draft.md").read_text(encoding="utf-8")
CLOTHES = {
    "as it is": (lambda table: table, common_vocabulary()),
    "as it is, `--no-vocabulary`": (lambda table: table, NO_VOCABULARY),
    "codes, `--no-vocabulary`": (in_codes, NO_VOCABULARY),
    "page views": (as_page_views, common_vocabulary()),
    "page views, `--no-vocabulary`": (as_page_views, NO_VOCABULARY),
}


def row(name):
    """Return the cells of a row of one of the page's tables."""
    line = next(line for line in PAGE.splitlines() if line.startswith(f"| {name} "))
    return [cell.strip() for cell in line.strip("|").split("|")][1:]


def test_every_command_and_option_is_there():
    """The page's commands are understood, and every option of the command stands on it."""
    parser = build_parser("en")
    for line in re.findall(r"^ {4}hanhtrinh (.*)$", PAGE, re.MULTILINE):
        parser.parse_args(shlex.split(line))
    command = parser._subparsers._group_actions[0].choices["draft"]
    options = {
        option for action in command._actions for option in action.option_strings if option not in ("-h", "--help")
    }
    assert {option for option in options if f"`{option}" not in PAGE} == set()


def test_the_python_of_the_page_runs(companies):
    """Its lines of Python give the proposals, the journey without what was refused, and its text."""
    code = re.search(r"```python\n(.*?)```", PAGE, re.DOTALL)[1]
    names = {"ht": ht, "company": ht.open(companies[0].path)}
    exec(code, names)  # noqa: S102 # the page's own lines
    assert len(names["found"].journey.steps) == 13
    assert names["found"].text.startswith("format: hanhtrinh/1")


@pytest.mark.parametrize("clothes", CLOTHES)
def test_the_demo_is_drafted_as_well_as_said(companies, clothes):
    """Steps found and both orders are, in the worst of the seeds, no worse than the page says."""
    change, words = CLOTHES[clothes]
    also = {"page_scroll": "product_viewed"} if change is as_page_views else None
    results = []
    for workspace in companies:
        frame, truth = with_truth(workspace, change, also)
        found = draft(frame, DraftQuestion(), words)
        right = found_steps(frame, found.journey, truth)
        results.append((len(right), round(step_tau(right), 2), round(stage_tau(found.journey, right), 2)))
    steps, order, stages = row(clothes)
    worst = [min(column) for column in zip(*results, strict=True)]
    assert worst[0] >= int(steps.split(" of ")[0])
    assert worst[1] >= float(order)
    assert worst[2] >= float(stages)


def claimed(found, people, passes):
    """Return the row of a draft as the page gives it: passes, steps, share in order, and the outcome's event."""
    step = next(p for p in found.proposals if isinstance(p, StepProposal) and p.step.key == found.journey.outcome)
    assert f"({people}" in passes
    cells = [f"{found.facts.units:,}", str(len(found.journey.steps)), f"{found.facts.agreement * 100:.1f} %"]
    return [*cells, step.touchpoint.match["event"]]


@real_data
def test_the_shop_is_drafted_as_said(clicks):
    """Passes, steps, the share in order and the outcome of the clickstream are the page's."""
    found = propose_journey(clicks, QUESTION)
    name = "an online shop's clicks (600 people)"
    assert claimed(found, found.facts.people, name) == row(name)[:4]


@real_data
def test_the_permits_are_drafted_as_said(permits):
    """The same for the permit log, with what was set aside and the share late."""
    found = propose_journey(permits, QUESTION)
    name = "permit applications (1,434 cases)"
    assert claimed(found, f"{found.facts.people:,}", name) == row(name)[:4]
    late = next(p for p in found.proposals if p.id.startswith("promise:")).reasons[0].params["late_share"]
    assert f"{len(aside(found))} rare activities set aside; the deadline, late in {late * 100:.1f} %" in row(name)[4]


@real_data
def test_the_marketplace_is_drafted_as_said(olist):
    """The same for Olist's orders."""
    found = propose_journey(olist, QUESTION)
    name = "Olist orders (14,278 buyers)"
    key = next(p for p in found.proposals if p.id == "pass_key").reasons[0].params
    assert claimed(found, f"{key['people']:,}", name) == row(name)[:4]
    late = next(p for p in found.proposals if p.id == "promise:delivery").reasons[0].params["late_share"]
    assert f"late in {late * 100:.1f} %" in row(name)[4]


def run(capsys, *arguments):
    """Return a command's exit code, output and messages."""
    code = main([*map(str, arguments), "--lang", "en"])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_the_command(demo, tmp_path, capsys):
    """It writes a journey that checks and draws at once, tells every reason, and overwrites nothing."""
    file = tmp_path / "journey.yaml"
    code, out, err = run(capsys, "draft", "--workspace", demo.path, "-o", file, "--key", "shop", "--name", "Nhà Mây")
    assert (code, out) == (0, f"Written: {file}\n")
    assert "Purchase — event: purchase  [step:checkout]" in err
    assert "Set aside" in err
    assert run(capsys, "check", file, "--workspace", demo.path)[0] == 0
    assert run(capsys, "draw", file, "--workspace", demo.path, "-o", tmp_path / "map.html")[0] == 0
    assert "Nhà Mây" in (tmp_path / "map.html").read_text()
    code, _, err = run(capsys, "draft", "--workspace", demo.path, "-o", file)
    assert code == 2
    assert "is not overwritten" in err


def test_the_command_prints_and_leaves_out(demo, capsys):
    """Without a file the journey goes to stdout; what is refused is not in it; JSON holds everything."""
    code, out, err = run(capsys, "draft", "--workspace", demo.path, "--without", "step:login", "window")
    journey, findings = inspect_journey(out, "draft.yaml")
    assert (code, [f for f in findings if f.severity == "error"]) == (0, [])
    assert "login" not in {step.key for step in journey.steps}
    assert "Left out as you asked: window, step:login" in err
    code, out, err = run(capsys, "draft", "--workspace", demo.path, "--keep", "page_scroll", "--json")
    told = json.loads(out)
    assert (code, err, told["format"]) == (0, "", "hanhtrinh-draft/1")
    assert {"event": "page_scroll"} in [p["touchpoint"]["match"] for p in told["proposals"] if p["kind"] == "step"]
    assert all(p["reasons"] for p in told["proposals"] if p["kind"] not in ("name", "stage"))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--key", "Shop!"], "--key Shop! is not a key"),
        (["--steps", "1"], "--steps 1 is not allowed: from 2 to 60"),
        (["--sample", "0"], "--sample 0 is not allowed"),
        (["--part", "0"], "--part 0 is not allowed: from 1 on"),
        (["--part", "2"], "--part 2 is not there: the events hold 1 journey(s)"),
        (["--keep", "purchas"], "did you mean 'purchase'?"),
        (["--without", "step:cartt"], "did you mean 'step:cart'?"),
    ],
)
def test_the_command_explains_what_it_cannot_use(demo, arguments, message, capsys):
    """Each wrong argument is named with what is allowed, and leaves with code 2."""
    code, out, err = run(capsys, "draft", "--workspace", demo.path, *arguments)
    assert (code, out) == (2, "")
    assert message in err


def test_no_events_no_journey(tmp_path, capsys):
    """An empty workspace is explained, not drafted."""
    Workspace.create(tmp_path / "empty")
    code, out, err = run(capsys, "draft", "--workspace", tmp_path / "empty")
    assert (code, out) == (2, "")
    assert "hold no journey: 0 events" in err


def test_a_sample_is_said(demo, capsys):
    """Where not everybody is looked at, the draft says so; more events of the same people change nobody's lot."""
    code, _, err = run(capsys, "draft", "--workspace", demo.path, "--sample", 3000, "--no-vocabulary")
    assert code == 0
    assert "chosen by hash of who they are" in err
    assert "Made without the vocabulary" in err
    frame, truth = with_truth(demo)
    found = draft(frame, DraftQuestion(sample=3_000), common_vocabulary())
    assert 2_800 < found.facts.people_seen < 3_200
    assert len(found_steps(frame, found.journey, truth)) >= 12
