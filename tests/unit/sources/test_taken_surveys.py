# ruff: noqa: E501 - tables of cases as the tools write them; passwords of nobody
"""Surveys of other tools become drafts; what cannot be carried over is listed, and their answers join them."""

import json
from pathlib import Path

import polars as pl
import pyreadstat
import pytest

from hanhtrinh.errors import FileUnusable, HanhtrinhError
from hanhtrinh.i18n import LANGS, tr
from hanhtrinh.sources.inspecting import inspect_files
from hanhtrinh.sources.taken_surveys.joining import joined
from hanhtrinh.sources.taken_surveys.reading import read_definition
from hanhtrinh.voice.surveys.checking import check_survey, forbidding
from hanhtrinh.voice.surveys.file import read_survey, write_survey
from hanhtrinh.voice.surveys.instruments import instruments_of
from hanhtrinh.voice.surveys.logic import shown_on
from hanhtrinh.voice.surveys.model import Page, Question, Survey
from tests.unit.sources.said.test_files import events_of

DATA = Path("../shared/data/surveys")
real = pytest.mark.skipif(not DATA.is_dir(), reason="the real surveys are not here")
NOW = 1_795_348_800_000_000
LADDER = ("Very dissatisfied", "Dissatisfied", "Neutral", "Satisfied", "Very satisfied")


def qsf(questions, flow=None):
    """Return a small definition as Qualtrics writes it."""
    parts = [{"Type": "Question", "QuestionID": f"QID{n}"} for n in range(1, len(questions) + 1)]
    elements = [
        {"Element": "BL", "Payload": {"1": {"Type": "Default", "ID": "BL_1", "BlockElements": parts}}},
        {"Element": "FL", "Payload": {"Flow": flow or [{"Type": "Block", "ID": "BL_1"}]}},
        *(
            {
                "Element": "SQ",
                "PrimaryAttribute": f"QID{n}",
                "Payload": {"DataExportTag": f"Q{n}", "QuestionID": f"QID{n}", **one},
            }
            for n, one in enumerate(questions, 1)
        ),
    ]
    return json.dumps(
        {"SurveyEntry": {"SurveyName": "Sau mua", "SurveyLanguage": "EN"}, "SurveyElements": elements}
    ).encode()


def choices(*texts):
    """Return choices as Qualtrics writes them."""
    return {str(n): {"Display": text} for n, text in enumerate(texts, 1)}


QUESTIONS = [
    {
        "QuestionType": "MC",
        "Selector": "NPS",
        "QuestionText": "<b>Recommend</b> us?",
        "Choices": [{} for _ in range(11)],
        "Validation": {"Settings": {"ForceResponse": "ON"}},
    },
    {"QuestionType": "MC", "Selector": "SAVR", "QuestionText": "How satisfied are you?", "Choices": choices(*LADDER)},
    {
        "QuestionType": "MC",
        "Selector": "SAVR",
        "QuestionText": "How satisfied with delivery?",
        "Choices": choices(*LADDER[::-1]),
    },
    {"QuestionType": "MC", "Selector": "MAVR", "QuestionText": "Which?", "Choices": choices("Áo", "Quần")},
    {
        "QuestionType": "Matrix",
        "Selector": "Likert",
        "SubSelector": "SingleAnswer",
        "QuestionText": "Rate",
        "Choices": choices("Shop", "Staff"),
        "Answers": choices(*LADDER),
    },
    {
        "QuestionType": "TE",
        "Selector": "ML",
        "QuestionText": "Why? ${q://QID1/ChoiceTextEntryValue}",
        "DisplayLogic": {
            "0": {"0": {"Type": "Expression", "LeftOperand": "q://QID2/SelectableChoice/1", "Operator": "Selected"}}
        },
    },
    {"QuestionType": "HeatMap", "Selector": "Image", "QuestionText": "Click"},
    {
        "QuestionType": "MC",
        "Selector": "SAVR",
        "QuestionText": "Colour",
        "Choices": choices("Red", "Blue"),
        "QuestionJS": "alert(1)",
    },
]


def test_a_qualtrics_definition_becomes_a_draft():
    """Kinds, options, what is required and simple conditions come along; the rest is said, question by question."""
    taken = read_definition("a.qsf", qsf(QUESTIONS, [{"Type": "Branch", "Flow": [{"Type": "Block", "ID": "BL_1"}]}]))
    kinds = {one.key: one.kind for one in taken.survey.questions}
    assert kinds == {
        "q1": "nps",
        "q2": "csat",
        "q3": "matrix",
        "q4": "choices",
        "q5": "matrix",
        "q6": "long",
        "q8": "choice",
    }
    found = {one.key: one for one in taken.survey.questions}
    assert found["q1"].required
    assert found["q1"].text.en == "Recommend us?"
    assert [option.score for option in found["q3"].options] == [5, 4, 3, 2, 1]
    assert found["q6"].show.all[0].of == "q2"
    lost = {(one.place, one.key.rpartition(".")[2]) for one in taken.findings}
    assert lost == {("Branch", "flow"), ("Q6", "piped"), ("Q7", "kind"), ("Q8", "script")}
    assert all(tr(one.key, lang, **one.params) for one in taken.findings for lang in LANGS)


def conditioned_qsf():
    """Return a definition whose conditions hang on choices with other codes, and on ladders that become scales."""

    def shown(identity, choice):
        test = {
            "Type": "Expression",
            "LeftOperand": f"q://{identity}/SelectableChoice/{choice}",
            "Operator": "Selected",
        }
        return {"QuestionType": "TE", "Selector": "ML", "QuestionText": "Why?", "DisplayLogic": {"0": {"0": test}}}

    channel = {**QUESTIONS[7], "Choices": choices("Shop", "Web"), "RecodeValues": {"1": "10", "2": "20"}}
    asked = [
        channel,
        shown("QID1", 2),
        QUESTIONS[1],
        shown("QID3", 1),
        QUESTIONS[2],
        shown("QID5", 1),
        shown("QID1", 9),
    ]
    return qsf(asked)


def conditioned_surveyjs():
    """Return a definition whose conditions compare with values of choices, truth values and words."""
    elements = [
        {"type": "radiogroup", "name": "q1", "choices": [{"value": 1, "text": "Shop"}, {"value": 2, "text": "Web"}]},
        {"type": "comment", "name": "q2", "visibleIf": "{q1} = 2"},
        {"type": "radiogroup", "name": "q3", "title": "How satisfied are you?", "choices": list(LADDER)},
        {"type": "comment", "name": "q4", "visibleIf": "{q3} = 'Very dissatisfied'"},
        {"type": "boolean", "name": "q5"},
        {"type": "comment", "name": "q6", "visibleIf": "{q5} = true and {q2} contains 'Áo dài' and {q1} notempty"},
        {"type": "comment", "name": "q7", "visibleIf": "{q1} = 9"},
    ]
    return json.dumps({"title": "S", "pages": [{"elements": elements}]}).encode()


@pytest.mark.parametrize(
    ("raw", "answers", "others"),
    [
        (conditioned_qsf(), {"q1": "20", "q3": 1.0, "q5": {"1": "1"}}, {"q1": "10", "q3": 5.0, "q5": {"1": "5"}}),
        (conditioned_surveyjs(), {"q1": "2", "q2": "áo dài", "q3": 1.0, "q5": "true"}, {"q1": "1", "q3": 2.0}),
    ],
    ids=["qualtrics", "surveyjs"],
)
def test_conditions_mean_the_same_answers_here(raw, answers, others):
    """A condition on a choice is on that choice, whatever code, scale or row it became; what is no choice is said."""
    taken = read_definition("a", raw)
    assert not forbidding(check_survey(taken.survey))
    follow_ups = {"q2", "q4", "q6"}
    page = taken.survey.pages[0].key
    assert follow_ups <= {one.key for one in shown_on(taken.survey, page, answers)}
    assert not follow_ups & {one.key for one in shown_on(taken.survey, page, others)}
    assert [(one.place.lower(), one.key) for one in taken.findings if one.key.endswith("shown")] == [
        ("q7", "taken_surveys.shown")
    ]


LSS = """<?xml version="1.0" encoding="UTF-8"?><document><LimeSurveyDocType>Survey</LimeSurveyDocType>
<surveys><rows><row><sid>1</sid><language>vi</language><anonymized>Y</anonymized></row></rows></surveys>
<surveys_languagesettings><rows><row><surveyls_language>vi</surveyls_language><surveyls_title>Sau mua</surveyls_title></row></rows></surveys_languagesettings>
<groups><rows><row><gid>1</gid><group_order>0</group_order></row></rows></groups>
<questions><rows>
<row><qid>1</qid><parent_qid>0</parent_qid><gid>1</gid><type>5</type><title>HL</title><mandatory>Y</mandatory><question_order>0</question_order><relevance>1</relevance></row>
<row><qid>2</qid><parent_qid>0</parent_qid><gid>1</gid><type>L</type><title>KENH</title><other>Y</other><question_order>1</question_order><relevance>HL &gt; 3</relevance></row>
<row><qid>3</qid><parent_qid>0</parent_qid><gid>1</gid><type>A</type><title>MA</title><question_order>2</question_order></row>
<row><qid>5</qid><parent_qid>0</parent_qid><gid>1</gid><type>;</type><title>BANG</title><question_order>3</question_order></row>
</rows></questions>
<subquestions><rows><row><qid>4</qid><parent_qid>3</parent_qid><gid>1</gid><title>SQ1</title><question_order>1</question_order></row></rows></subquestions>
<answers><rows><row><aid>1</aid><qid>2</qid><code>A1</code><sortorder>1</sortorder></row><row><aid>2</aid><qid>2</qid><code>A2</code><sortorder>2</sortorder></row></rows></answers>
<question_l10ns><rows><row><qid>1</qid><language>vi</language><question><![CDATA[<p>Hài lòng?</p>]]></question></row>
<row><qid>2</qid><language>vi</language><question>Kênh nào</question></row><row><qid>3</qid><language>vi</language><question>Chấm điểm</question></row>
<row><qid>4</qid><language>vi</language><question>Giao hàng</question></row></rows></question_l10ns>
<answer_l10ns><rows><row><aid>1</aid><language>vi</language><answer>Cửa hàng</answer></row><row><aid>2</aid><language>vi</language><answer>Web</answer></row></rows></answer_l10ns>
</document>"""


def test_a_limesurvey_structure_becomes_a_draft():
    """Texts come from their tables, arrays become matrices, conditions that are expressions are said to be lost."""
    taken = read_definition("x.lss", LSS.encode())
    found = {one.key: one for one in taken.survey.questions}
    assert {key: one.kind for key, one in found.items()} == {"hl": "rating", "kenh": "choice", "ma": "matrix"}
    assert (found["hl"].text.vi, found["hl"].required, taken.survey.anonymous) == ("Hài lòng?", True, True)
    assert [option.text.vi for option in found["kenh"].options] == ["Cửa hàng", "Web"]
    assert found["kenh"].other
    assert [row.text.vi for row in found["ma"].rows] == ["Giao hàng"]
    assert [(one.place, one.key) for one in taken.findings] == [
        ("KENH", "taken_surveys.shown"),
        ("BANG", "taken_surveys.kind"),
    ]


def test_a_surveyjs_definition_becomes_a_draft():
    """Panels are opened, ratings keep their scale, simple conditions come along, formulas do not."""
    elements = [
        {
            "type": "rating",
            "name": "nps",
            "title": {"default": "Recommend?", "vi": "Giới thiệu?"},
            "rateMin": 0,
            "rateMax": 10,
        },
        {
            "type": "panel",
            "elements": [{"type": "checkbox", "name": "why", "choices": ["price", {"value": "b", "text": "Brand"}]}],
        },
        {"type": "comment", "name": "more", "visibleIf": "{nps} <= 6"},
        {"type": "text", "name": "mail", "inputType": "email", "visibleIf": "age({x}) > 3"},
        {"type": "matrixdynamic", "name": "m"},
    ]
    taken = read_definition("s.json", json.dumps({"title": "S", "pages": [{"elements": elements}]}).encode())
    found = {one.key: one for one in taken.survey.questions}
    assert {key: one.kind for key, one in found.items()} == {
        "nps": "nps",
        "why": "choices",
        "more": "long",
        "mail": "contact",
    }
    assert found["nps"].text.vi == "Giới thiệu?"
    assert (found["more"].show.all[0].of, found["more"].show.all[0].values) == ("nps", (6.0,))
    assert {one.key.rpartition(".")[2] for one in taken.findings} == {"shown", "kind"}


def test_a_qualtrics_definition_without_a_flow_is_read_block_by_block():
    """The order of the blocks is theirs in the file where the flow says nothing."""
    raw = qsf(QUESTIONS).replace(b'"Payload": {"Flow"', b'"Pay": {"Flow"')
    assert read_definition("s.qsf", raw).survey == read_definition("s.qsf", qsf(QUESTIONS)).survey


def test_a_code_that_stands_for_missing_words_is_cleaned_like_words():
    """An option without words is called what its code says to a reader: the draft can be written and read again."""
    elements = [{"type": "checkbox", "name": "why", "choices": ["price", {"value": "\x1fb", "text": " "}]}]
    taken = read_definition("s.json", json.dumps({"title": "S", "pages": [{"elements": elements}]}).encode())
    assert read_survey(write_survey(taken.survey), "survey")[0] == taken.survey


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{}",
        b'{"SurveyEntry": 1}',
        b"<LimeSurveyDocType>",
        b"$FL2 spoilt",
        b'{"elements": []}',
        b'{"SurveyEntry": {"SurveyName": "x"}, "SurveyElements": 5}',
        b'{"SurveyEntry": {"SurveyName": "x"}, "SurveyElements": [{"Element": "BL", "Payload": [{"BlockElements": 5}]}]}',
        b"\xff" * 40,
        b'<!DOCTYPE a [<!ENTITY b "c">]><document><LimeSurveyDocType>Survey</LimeSurveyDocType></document>',
    ],
)
def test_what_is_no_definition_is_refused(raw):
    """With an error of ours that names the file, never another."""
    with pytest.raises(HanhtrinhError) as caught:
        read_definition("spoilt.bin", raw)
    assert isinstance(caught.value, FileUnusable)
    assert "spoilt.bin" in caught.value.message("en")


@real
@pytest.mark.parametrize("path", sorted((DATA / "qualtrics").glob("*.qsf")), ids=lambda path: path.stem[:30])
def test_real_definitions_are_taken_in_whole(path):
    """Every question of a real definition is in the draft, or said to be left out; nothing is lost silently."""
    raw = path.read_bytes()
    taken = read_definition(path.name, raw)
    asked = {one["Payload"]["DataExportTag"] for one in json.loads(raw)["SurveyElements"] if one["Element"] == "SQ"
             and one["Payload"]["QuestionType"] != "DB"}  # fmt: skip
    kept = {one.key.split("_")[0].upper() for one in taken.survey.questions}
    assert asked == kept | {
        one.place for one in taken.findings if one.place in asked and one.key.endswith((".kind", ".unused"))
    }
    assert instruments_of(taken.survey) is not None


def test_exported_answers_join_the_surveys_instruments(tmp_path):
    """Columns find their questions by tag, words their scores by the options; free words and scores are answers."""
    survey = read_definition("a.qsf", qsf(QUESTIONS)).survey
    heads = "StartDate,EndDate,ResponseId,Q1,Q2,Q3,Q4,Q5_1,Q5_2,Q6,Q9"
    words = "Start,End,Response ID,Recommend us?,How satisfied?,Delivery?,Which?,Shop,Staff,Why?,Other"
    ids = ",".join(f'"{{""ImportId"":""{name}""}}"' for name in heads.split(","))
    rows = [
        "2026-01-02 03:04:05,2026-01-02 03:05:05,R_1,9,Very satisfied,Very dissatisfied,Áo,Satisfied,Neutral,Đẹp lắm,x",
        "2026-01-03 03:04:05,2026-01-03 03:05:05,R_2,3,Dissatisfied,Satisfied,Quần,Neutral,Satisfied,,y",
    ]
    path = tmp_path / "answers.csv"
    path.write_text("\n".join([heads, words, ids, *rows]) + "\n")
    found = inspect_files([path], now=NOW, zone="UTC", proposing=lambda file, others: joined(file, survey), first=True)
    events, _ = events_of(found, tmp_path)
    scored = {(one["person"], one["instrument"]): one["score"] for one in events if one.get("score") is not None}
    assert scored["R_1", "sau-mua.q1"] == 9
    assert scored["R_1", "sau-mua.q2"] == 5
    assert scored["R_1", "sau-mua.q3.1"] == 1
    assert scored["R_2", "sau-mua.q5.2"] == 4
    assert [one["text"] for one in events if one.get("instrument") == "sau-mua.q6"] == ["Đẹp lắm"]
    assert any("Q9" in line for line in found.reasons("en"))


def test_answers_join_the_series_their_question_goes_on_with(tmp_path):
    """A question that goes on with an instrument the workspace has gives that one its answers; weights stay with them."""
    page = Page(key="p", questions=(Question(key="q1", kind="nps", text="Recommend us?", series="nps"),))
    survey = Survey(key="s", name="S", pages=(page,))
    path = tmp_path / "answers.csv"
    path.write_text(
        "id,submitdate,q1,Weight\n1,2026-01-02 03:04:05,9,.5\n2,2026-01-03 03:04:05,3,1.5\n3,2026-01-04 03:04:05,7,1\n"
    )
    found = inspect_files([path], now=NOW, zone="UTC", proposing=lambda file, others: joined(file, survey), first=True)
    events, _ = events_of(found, tmp_path)
    assert [(one["instrument"], one["score"]) for one in events if one.get("score")] == [
        ("nps", 9),
        ("nps", 3),
        ("nps", 7),
    ]
    assert [one["p_weight"] for one in events if one.get("score")] == [0.5, 1.5, 1.0]


def test_a_survey_of_thousands_of_questions_is_read_as_far_as_surveys_go():
    """Each of its tables is gone through once: a file made to keep the server busy is read like others."""
    row = "<row><qid>{n}</qid><gid>1</gid><parent_qid>0</parent_qid><type>L</type><title>q{n}</title></row>"
    answer = "<row><qid>{n}</qid><code>a</code><answer>Yes</answer><language>en</language></row>"
    tables = {
        "surveys": "<row><language>en</language></row>", "groups": "<row><gid>1</gid></row>",
        "questions": "".join(row.format(n=n) for n in range(12_000)),
        "answers": "".join(answer.format(n=n) for n in range(12_000)),
    }  # fmt: skip
    body = "".join(f"<{name}><rows>{rows}</rows></{name}>" for name, rows in tables.items())
    raw = f"<document><LimeSurveyDocType>Survey</LimeSurveyDocType>{body}</document>".encode()
    assert len(read_definition("big.lss", raw).survey.questions) == 500


def test_thousands_of_questions_of_one_name_are_given_keys_once():
    """A file made to keep the server busy, all its questions called alike, is read as far as surveys go and says so."""
    raw = b'{"pages":[{"elements":[' + b",".join([b'{"type":"text","name":"q"}'] * 20_000) + b"]}]}"
    taken = read_definition("big.json", raw)
    keys = [one.key for one in taken.survey.questions]
    assert len(set(keys)) == 500
    assert [one.key for one in taken.findings] == ["taken_surveys.too_many"]


@pytest.mark.parametrize("name", ["ế" * 118 + ".sav", "a\0b.sav"], ids=ascii)
def test_whatever_an_spss_file_is_called(name, tmp_path):
    """A name that no file here could have is no hindrance."""
    pyreadstat.write_sav(pl.DataFrame({"q1": [1.0]}), str(tmp_path / "a.sav"), column_labels=["Điểm?"])
    assert read_definition(name, (tmp_path / "a.sav").read_bytes()).survey.questions[0].key == "q1"


@pytest.mark.parametrize("bound", ["nan", "1e999", "9" * 400])
def test_a_bound_that_is_no_number_is_none(bound):
    """Qualtrics' and LimeSurvey's bounds are texts: what is no finite number does not bound."""
    slider = {
        "QuestionType": "Slider", "Selector": "HSLIDER", "DataExportTag": "s", "QuestionText": "?",
        "Choices": {"1": {"Display": "a"}}, "Configuration": {"CSSliderMin": bound, "CSSliderMax": bound},
    }  # fmt: skip
    elements = [
        {"Element": "SQ", "PrimaryAttribute": "QID1", "Payload": slider},
        {"Element": "BL", "Payload": [{"ID": "b", "BlockElements": [{"Type": "Question", "QuestionID": "QID1"}]}]},
    ]
    raw = json.dumps({"SurveyEntry": {"SurveyName": "x", "SurveyLanguage": "EN"}, "SurveyElements": elements})
    question = read_definition("x.qsf", raw.encode()).survey.questions[0]
    assert (question.low, question.high) == (0, 100)
