"""A Markdown page with the journey as a Mermaid diagram in it: drawn by GitHub, GitLab and most editors."""

from hanhtrinh.i18n import Lang
from hanhtrinh.journey.forms.mermaid import MERMAID
from hanhtrinh.journey.forms.mermaid.write import write as write_diagram
from hanhtrinh.journey.forms.shapes import Form
from hanhtrinh.journey.model import Journey


def _write(journey: Journey, lang: Lang) -> str:
    return f"```mermaid\n{write_diagram(journey, lang)}```\n"


def _recognises(text: str, name: str) -> bool:
    return False  # read as what it holds: a diagram, a table or an outline


MARKDOWN = Form("markdown", (".md", ".markdown"), _recognises, MERMAID.read, _write, lossless=True)
