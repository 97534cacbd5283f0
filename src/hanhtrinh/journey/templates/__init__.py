"""Journeys to start from, as text that a team makes its own."""

from importlib.resources import files

from hanhtrinh.errors import InputError

_NAMES = ("online-retail", "digital", "three-phase", "experience", "b2b-sales", "survey-only", "map-only", "blank")


def template_names() -> tuple[str, ...]:
    """Return the names of the templates, the most complete first."""
    return _NAMES


def template_text(name: str) -> str:
    """Return the YAML of a template; raises InputError, naming those there are, when there is none of that name."""
    if name not in _NAMES:
        raise InputError("check.unknown_template", given=name, known=", ".join(_NAMES))
    return (files(__package__) / f"{name}.yaml").read_text(encoding="utf-8")
