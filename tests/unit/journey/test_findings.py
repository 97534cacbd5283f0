"""What is said about faulty journey files, in both languages."""

import re
from pathlib import Path

import pytest

from hanhtrinh.errors import Rejected
from hanhtrinh.i18n import LANGS, catalogue
from hanhtrinh.journey.check import check_against
from hanhtrinh.journey.codec import inspect_journey, read_journey
from hanhtrinh.journey.yaml_text import MAX_BYTES, read_yaml
from tests.unit.journey.faulty import FAULTY, SOUND, changed

SNAPSHOT = Path(__file__).with_name("findings.txt")


def said(name: str) -> str:
    """Return all that is said about a faulty file, as the snapshot keeps it."""
    _, findings = inspect_journey(FAULTY[name], "map.yaml")
    lines = [f"  {lang}  {finding.line_of_text(lang)}" for finding in findings for lang in LANGS]
    return "\n".join([f"[{name}]", *lines])


def kept() -> dict[str, str]:
    blocks = SNAPSHOT.read_text(encoding="utf-8").strip().split("\n\n")
    return {block[1 : block.index("]")]: block for block in blocks}


@pytest.mark.parametrize("name", FAULTY)
def test_words(name: str) -> None:
    """A faulty file is met with the same words as ever, in Vietnamese and English."""
    assert said(name) == kept()[name]


def test_snapshot_is_complete() -> None:
    """The snapshot holds every faulty file and nothing else, in their order."""
    assert list(kept()) == list(FAULTY)


def test_sound() -> None:
    """A sound file has no findings."""
    assert inspect_journey(SOUND, "map.yaml")[1] == ()


@pytest.mark.parametrize("name", FAULTY)
def test_every_finding_has_a_line(name: str) -> None:
    """Each finding names the file and a line that exists in it."""
    _, findings = inspect_journey(FAULTY[name], "map.yaml")
    assert findings
    for finding in findings:
        assert finding.file == "map.yaml"
        assert finding.line is not None
        assert 1 <= finding.line <= FAULTY[name].count("\n") + 1


@pytest.mark.parametrize("name", FAULTY)
def test_reading_refuses_errors_only(name: str) -> None:
    """A file with an error is refused with all its findings; one with warnings or notes is read."""
    _, findings = inspect_journey(FAULTY[name], "map.yaml")
    if any(finding.severity == "error" for finding in findings):
        with pytest.raises(Rejected) as refusal:
            read_journey(FAULTY[name], "map.yaml")
        assert refusal.value.findings == findings
        assert refusal.value.exit_code == 2
        assert len(refusal.value.message("vi").splitlines()) == len(findings) + 1
    else:
        assert read_journey(FAULTY[name], "map.yaml").key


def test_every_message_is_met() -> None:
    """Each message about journeys is brought out by some faulty file here, or is tested by its own test."""
    elsewhere = {"error", "warning", "note", "file_too_large", "not_utf8", "other_encoding", "unknown_template"}
    elsewhere |= {"more_findings"}
    elsewhere |= {
        "missing_choice",
        "expected_nothing",
        "expected_other",
        "pattern",
        "below",
        "above",
        "not_more",
        "not_less",
        "too_few",
        "too_many",
    }
    elsewhere |= {"expected_text", "unusable"}  # tests/unit/journey/test_shapes.py
    elsewhere |= {"use_in_library", "unknown_opportunity", "unknown_opportunity_similar", "no_opportunities"}
    elsewhere |= {key for key in catalogue("check", "en") if key.startswith("no_such_")}
    met = {f.key.removeprefix("check.") for text in FAULTY.values() for f in inspect_journey(text, "")[1]}
    assert met | elsewhere == set(catalogue("check", "en"))


def test_large_file() -> None:
    """A file beyond the limit is not read at all."""
    _, (finding,) = inspect_journey("# " + "x" * MAX_BYTES, "map.yaml")
    assert finding.line_of_text("en").startswith("map.yaml:1: error: this file has 2000002 bytes; a file like this may")


ENDLESS = [
    "a: 1\n" * 5000,
    "".join(f"k{i}: 1\n" for i in range(5000)),
    "a: 1\n" * 200 + "'",
    SOUND + "      - {key: pay, touchpoint: payy}\n" * 5000,
]


@pytest.mark.parametrize("text", ENDLESS)
def test_endless_faults(text: str) -> None:
    """A file with thousands of faults is answered with the first two hundred and a word that there are more."""
    _, findings = inspect_journey(text, "map.yaml")
    assert len([finding for finding in findings if finding.key != "check.no_format"]) == 201
    assert "check.more_findings" in {finding.key for finding in findings}


def test_endless_warnings() -> None:
    """However many warnings there are, they do not forbid using the journey, and hide no error."""
    unused = "".join(f"  t{i}: {{name: T, match: {{event: e{i}}}}}\n" for i in range(300))
    assert read_journey(changed(("touchpoints:\n", "touchpoints:\n" + unused)), "map.yaml").key == "shop"
    with pytest.raises(Rejected):
        read_journey(changed(("touchpoints:\n", "touchpoints:\n" + unused), ("touchpoint: pay", "touchpoint: x")), "")


DATA = {
    "event": {"site_visit", "purchase", "product_viewed"},
    "channel": {"web"},
    "order_id": {"1"},
}


def doubts(text: str, data: dict[str, set[str]] = DATA) -> list[str]:
    journey = read_journey(text, "map.yaml")
    findings = check_against(journey, data, read_yaml(text, "map.yaml"))
    assert all(finding.severity == "warning" for finding in findings)
    return [finding.line_of_text("en") for finding in findings]


def test_fits_the_events() -> None:
    """A journey whose rules all find something among the events is beyond doubt."""
    assert doubts(SOUND) == []


def test_property_no_event_has() -> None:
    """A rule on a property no event has is doubted at its line, with the nearest property or all there are."""
    text = changed(("{event: site_visit}", "{event: site_visit, any: [{chanel: web}, {not: {zzz: {exists: true}}}]}"))
    assert doubts(text) == [
        "map.yaml:6 touchpoints.visit.match.any[0].chanel: warning: no event has the property 'chanel'. "
        "Did you mean 'channel'?",
        "map.yaml:6 touchpoints.visit.match.any[1].not.zzz: warning: no event has the property 'zzz'. "
        "Known: channel, event, order_id.",
    ]


def test_pass_key_and_promise_no_event_has() -> None:
    """The pass key and a promise's property are held against the events as well."""
    text = changed(("outcome: pay", "outcome: pay\npass_key: orderid")) + "        promise: {by: due}\n"
    assert [line.split(" warning: ")[1] for line in doubts(text)] == [
        "no event has the property 'orderid'. Did you mean 'order_id'?",
        "no event has the property 'due'. Known: channel, event, order_id.",
    ]


def test_event_no_event_has() -> None:
    """An event name that never occurs is doubted; in a list of synonyms only when none of them occurs."""
    text = changed(
        ("{event: site_visit}", "{event: site_visits}"),
        (
            "{event: purchase}",
            "{any: [{event: [purchase, Order Completed]}, {event: {prefix: shop_}}, {event: [a, b]}]}",
        ),
    )
    assert doubts(text) == [
        "map.yaml:6 touchpoints.visit.match.event: warning: no event has this name: site_visits. "
        "Did you mean 'site_visit'?",
        "map.yaml:7 touchpoints.pay.match.any[1].event: warning: no event has this name: shop_.",
        "map.yaml:7 touchpoints.pay.match.any[2].event: warning: no event has this name: a, b.",
    ]


def test_misspelt_synonym() -> None:
    """A synonym that is almost an event no rule asks for is doubted even beside one that occurs."""
    assert doubts(changed(("{event: purchase}", "{event: [purchase, Product Viewd]}"))) == [
        "map.yaml:7 touchpoints.pay.match.event[1]: warning: no event has this name: Product Viewd. "
        "Did you mean 'product_viewed'?"
    ]


def test_segments_and_personas_against_the_events() -> None:
    """The rules inside segments and personas are held against the events too."""
    text = SOUND + "segments:\n  s: {name: S, match: {any: [{did: {event: nothing}}]}}\n"
    text += "personas:\n  p: {name: P, match: {not: {in_pass: {kanal: x}}}}\n"
    assert [re.sub(r": warning.*", "", line) for line in doubts(text)] == [
        "map.yaml:22 segments.s.match.any[0].did.event",
        "map.yaml:24 personas.p.match.not.in_pass.kanal",
    ]


def test_no_events_yet() -> None:
    """Before the first event no event name is doubted."""
    assert doubts(SOUND, {"event": set()}) == []
