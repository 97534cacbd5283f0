"""The signs pages ask for by name."""

import re
from pathlib import Path

import hanhtrinh.web
from hanhtrinh.draw.vendored import resolve

NAMED = re.compile(r'(?:icon=|sign\(|empty\(\s*)"([a-z0-9-]+)"')


def test_every_icon_a_page_names_is_there():
    """A name that is none would be drawn as a dot that says nothing."""
    sources = [path.read_text(encoding="utf-8") for path in Path(hanhtrinh.web.__path__[0]).rglob("*.py")]
    named = {name for text in sources for name in NAMED.findall(text)}
    assert len(named) > 30
    assert [name for name in sorted(named) if resolve(name) != name] == []
