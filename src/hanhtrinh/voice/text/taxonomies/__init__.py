"""Themes to start from, one line of business a file, as text that a workspace makes its own."""

from importlib.resources import files

from hanhtrinh.errors import InputError

FIRST = "retail"
"""What a workspace has until it chooses."""
_NAMES = (FIRST, "electronics", "hospitality", "education")


def taxonomy_names() -> tuple[str, ...]:
    """Return the names of the shipped taxonomies, the most general first."""
    return _NAMES


def taxonomy_text(name: str) -> str:
    """Return the YAML of a shipped taxonomy; InputError, naming those there are, when there is none of that name."""
    if name not in _NAMES:
        raise InputError("themes.unknown_taxonomy", given=name, known=", ".join(_NAMES))
    return (files(__package__) / f"{name}.yaml").read_text(encoding="utf-8")
