"""Every message of the readers is brought out by some text, and can be said in both languages."""

import pytest

from hanhtrinh.i18n import LANGS, catalogue
from hanhtrinh.journey.forms import FORMS, Form, form_named
from hanhtrinh.journey.forms.sketch import MOST_STEPS
from hanhtrinh.journey.yaml_text import MAX_BYTES
from tests.unit.journey.forms import sketches, test_mermaid

LONG = "stage,step,lane,item,lang,value\n,,key,,,k\n,,name,,,N\n"
OWN = test_mermaid.TEXT
FAULTY: dict[str, tuple[str, str]] = {
    "too_large": ("outline", "x" * (MAX_BYTES + 1)),
    "too_many_lines": ("outline", "a\n" * 20_001),
    "too_many_steps": ("outline", "a → " * (MOST_STEPS + 1)),
    "no_steps": ("outline", "\n"),
    "phases_guessed": ("outline", "# A\n## B\n- c\n## D\n- e"),
    "outline_flat": ("outline", "a\nb"),
    "more_places": ("table", sketches.STAGES_ONLY),
    "table_unnamed": ("table", sketches.STAGES_ONLY),
    "feelings_guessed": ("table", sketches.STAGES_ONLY),
    "table_scale": ("table", sketches.WIDE),
    "table_lane": ("table", sketches.WIDE),
    "table_left_out": ("table", sketches.WIDE + "Targets,90%,,,\n"),
    "table_above": ("table", "Ghi chú,abc,,\n" + sketches.WIDE),
    "table_columns": ("table", sketches.BOARD),
    "table_too_large": ("table", "a,Điểm đau\n" + ("b,c" + "," * 100 + "d\n") * 2_000),
    "cell_too_long": ("table", 'a,"' + "x" * 140_000),
    "long_lane": ("csv", LONG + ",,nme,,,x\n"),
    "long_item": ("csv", LONG + "s,t,pains.text,x,,y\n"),
    "long_json": ("csv", LONG + "s,t,feeling.score,,json,{\n"),
    "long_twice": ("csv", LONG + "s,t,activity,,,x\ns,t,activity,,vi,y\n"),
    "mermaid_line": ("mermaid", sketches.MERMAID),
    "mermaid_remark": ("mermaid", sketches.MERMAID),
    "mermaid_range": ("mermaid", sketches.MERMAID),
    "mermaid_persona": ("mermaid", sketches.MERMAID),
    "mermaid_others": ("mermaid", sketches.MERMAID),
    "mermaid_score": ("mermaid", "journey\nsection a\nb: good: c"),
    "mermaid_actors": ("mermaid", OWN.replace("3: Lan, Website", "3: Lan")),
    "mermaid_json": ("mermaid", OWN.replace('"before"', '"before')),
    "mermaid_new_stage": ("mermaid", OWN + "section x\n"),
    "mermaid_new_step": ("mermaid", OWN + "x: 3\n"),
    "mermaid_stage_gone": ("mermaid", OWN.replace("section Mua\n", "\n")),
    "mermaid_step_gone": ("mermaid", OWN.replace("Giỏ hàng: 3: Lan, Website\n", "\n")),
    "xml_bad": ("cjml", "<CJML>"),
    "xml_doctype": ("cjml", '<!DOCTYPE a [<!ENTITY b "c">]><CJML>&b;</CJML>'),
    "xml_deep": ("cjml", "<a>" * 65),
    "xml_large": ("cjml", "<a>" + "<b/>" * 200_000),
    "cjml_none": ("cjml", "<html/>"),
    "cjml_more": ("cjml", sketches.CJML),
    "cjml_rating": ("cjml", sketches.CJML),
    "cjml_unknown": ("cjml", sketches.CJML),
}
ELSEWHERE = {  # of the command: tests/unit/cli/test_convert_command.py
    "converted", "lossy", "no_form", "no_source", "no_target", "same_file", "exists", "not_text", "bad_sheet",
    "untitled", "stage_number", "step_number",
}  # fmt: skip


@pytest.mark.parametrize("key", FAULTY)
def test_message(key: str) -> None:
    """The text brings the message out, once or more, in words of both languages."""
    name, text = FAULTY[key]
    form = form_named(name)
    assert form is not None
    journey, findings = form.read(text, "map.txt")
    met = [finding for finding in findings if finding.key == f"forms.{key}"]
    assert met
    assert (journey is None) == any(finding.severity == "error" for finding in findings)
    for finding in met:
        assert len({finding.line_of_text(lang) for lang in LANGS}) == 2
        assert finding.line_of_text("en").startswith("map.txt")


def test_every_message_is_met() -> None:
    """No message of the area is without a text that brings it out."""
    lanes = {key for key in catalogue("forms", "en") if key.startswith("lane_")}
    assert set(FAULTY) | ELSEWHERE | lanes == set(catalogue("forms", "en"))


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_endless_faults(form: Form) -> None:
    """However many faults a text has, about two hundred are told."""
    texts = {
        "mermaid": "journey\nsection a\nb: 3\n" + "?\n" * 5_000,
        "csv": LONG + ",,x,,,y\n" * 5_000,
        "table": "a,Điểm đau,Cảm xúc,Chủ đề\n" + "\n".join(f"b{i},c,9,d" for i in range(1_500)),
        "cjml": "<actualJourney>" + "<x>y</x>" * 5_000 + "</actualJourney>",
        "outline": "# a\n" + "- b\n  - Kênh: c; d; e\n" * 1_500,
    }
    _, findings = form.read(texts.get(form.name, texts["outline"]), "map")
    assert 1 <= len(findings) <= 202
