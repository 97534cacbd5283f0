"""Mermaid `journey` diagrams: drawn by every Markdown viewer, and lossless through comment lines."""

from hanhtrinh.journey.forms.mermaid.grammar import looks_like_mermaid
from hanhtrinh.journey.forms.mermaid.read import read
from hanhtrinh.journey.forms.mermaid.write import write
from hanhtrinh.journey.forms.shapes import Form

MERMAID = Form("mermaid", (".mmd", ".mermaid"), looks_like_mermaid, read, write, lossless=True)
