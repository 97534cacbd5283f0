"""What the list for shops finds in English: no labelled set exists, so texts written for this say what they mean."""

from pathlib import Path

from hanhtrinh.app.themes.readers import shipped

SAID = Path(__file__).parent / "english_said.txt"
"""A text and its themes a line, as customers of a shop write; *Overall* and *The store* are not counted."""


def test_the_shops_list_finds_what_english_texts_speak_of() -> None:
    """Of the themes of 229 texts more than nine in ten are found, and hardly one that is not there."""
    rows = [line.split(" | ") for line in SAID.read_text("utf-8").splitlines()]
    reader = shipped()
    found = [set(sense.themes) - reader.taxonomy.general for sense in reader.read([text for text, _ in rows])]
    meant = [set(themes.split()) for _, themes in rows]
    hits = sum(len(one & other) for one, other in zip(found, meant, strict=True))
    assert len(rows) == 229
    assert hits / sum(map(len, meant)) >= 0.9
    assert hits / sum(map(len, found)) >= 0.93
