"""Who may ask for what: every route of the server is declared here, one module an area, and a new one must be.

A module holds `ROUTES`: `Public` ones anybody may ask for, `Gated` ones that belong to a workspace. `roles`
are those who get through the gate; other members get 403, a stranger 404, nobody 401 (a page: the way to signing in).
"""

import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import import_module

OWNER = frozenset({"owner"})
EDITORS = OWNER | {"editor"}
COMMENTERS = EDITORS | {"commenter"}
EVERYBODY = COMMENTERS | {"viewer"}


@dataclass(frozen=True)
class Public:
    """A route that needs no membership, and why that is right."""

    method: str
    path: str
    why: str
    signed_in: bool = False
    """Whether one must at least have signed in."""
    own_proof: bool = False
    """Whether the address itself holds a secret no other site knows, and the session counts for nothing."""


@dataclass(frozen=True)
class Gated:
    """A route of a workspace. `params` fill the path, `data` is the form, `sent` a JSON body.

    `given` makes in a world what the path names and returns the parameters: then members of another workspace, asking
    there for the same object, must find nothing.
    """

    method: str
    path: str
    roles: frozenset[str]
    params: Mapping[str, str] = field(default_factory=dict)
    data: Mapping[str, str] | None = None
    sent: object = None
    given: Callable[[object], Mapping[str, str]] | None = None


def declared() -> list[Public | Gated]:
    """Return what all areas declare."""
    names = [module.name for module in pkgutil.iter_modules(__path__)]
    return [route for name in names for route in import_module(f"{__name__}.{name}").ROUTES]
