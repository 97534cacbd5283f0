"""The forms in which journeys are kept elsewhere, each read into a journey and some written from one.

| form | what it is | read | written |
|---|---|---|---|
| `yaml` | the journey file | exactly | exactly |
| `mermaid`, `markdown` | a Mermaid `journey`, alone or in Markdown | ours exactly, others as a sketch | exactly |
| `csv`, `tsv` | the long table | exactly | exactly |
| `table` | a wide table: CSV, TSV, Markdown, a spreadsheet's cells | as a sketch | |
| `cjml` | CJML 2.0 XML | as a sketch | |
| `outline` | headings, bullets, pasted lines | as a sketch | stages, steps and notes |

Reading is by text: no file is opened here.
"""

from hanhtrinh.journey.forms.cjml import CJML
from hanhtrinh.journey.forms.markdown import MARKDOWN
from hanhtrinh.journey.forms.mermaid import MERMAID
from hanhtrinh.journey.forms.outline import OUTLINE
from hanhtrinh.journey.forms.shapes import Form, Result, Row
from hanhtrinh.journey.forms.table import LONG, TABLE, TSV, read_rows
from hanhtrinh.journey.forms.yaml_form import YAML

__all__ = ["FORMS", "Form", "Result", "Row", "form_named", "form_of_suffix", "form_of_text", "read_rows"]

FORMS: tuple[Form, ...] = (YAML, MERMAID, MARKDOWN, LONG, TSV, CJML, TABLE, OUTLINE)
"""Every form, in the order in which they are asked whether a text is theirs; the outline takes what is left."""


def form_of_text(text: str, name: str) -> Form:
    """Return the form a text is in, given the name of its file in small letters (empty where there is none)."""
    return next((form for form in FORMS if form.recognises(text, name)), OUTLINE)


def form_named(name: str) -> Form | None:
    """Return the form of a name, None where there is none."""
    return next((form for form in FORMS if form.name == name), None)


def form_of_suffix(suffix: str) -> Form | None:
    """Return the form that files of a suffix (`.mmd`) are written in, None where nothing is."""
    return next((form for form in FORMS if suffix in form.suffixes and form.write is not None), None)
