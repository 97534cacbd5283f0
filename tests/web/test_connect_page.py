"""The page about connecting a site says what the script does."""

import re
from pathlib import Path

from hanhtrinh.app.sources import SCOPES
from hanhtrinh.web.sources.snippets import snippets
from hanhtrinh.web.tracker.script import FILE

PAGE = (Path(__file__).parents[2] / "docs" / "connect.md").read_text(encoding="utf-8")
SOURCE = {path.stem: path.read_text(encoding="utf-8") for path in (FILE.parent / "source").glob("*.js")}


def test_the_code_shown_is_the_code_given_out() -> None:
    """The snippet of the page is that of the product."""
    (html,) = snippets("html", "https://map.example.com", "hw_…")
    assert html.code in PAGE


def test_what_is_collected_is_written_down() -> None:
    """Every event, kind of link, word for secrets, method, option and name in storage of the source is on the page."""
    secrets = re.search(r"\(\?:(token[^)]*)\)", SOURCE["address"])[1].split("|")
    kinds = re.findall(r'"(call|mail|download|outgoing)"', SOURCE["clicks"])
    methods = re.search(r"export const methods = \{ (.*?) \}", SOURCE["methods"])[1].split(", ")
    stored = re.findall(r'const NAME = "(\w+)"', SOURCE["visitor"] + SOURCE["queue"])
    options = re.findall(r'option\("(\w+)"\)', SOURCE["script"])
    assert len(secrets) == 8
    assert len(kinds) == 4
    assert len(methods) == 7
    assert len(stored) == 2
    for word in [*secrets, *kinds, *methods, *stored, *options, *SCOPES]:
        assert re.search(rf"\b{word}\b", PAGE), word
