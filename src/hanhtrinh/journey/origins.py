"""Which file says what: the journey's own, or the library's it takes from."""

from collections.abc import Iterable

import msgspec

from hanhtrinh.journey.yaml_text import Document, Path, in_file_order, located
from hanhtrinh.values import Finding, Severity


class Origins(msgspec.Struct, frozen=True, kw_only=True):
    """The documents behind a journey; `taken` names what (field and key) stands in the library's."""

    own: Document | None = None
    library: Document | None = None
    taken: frozenset[tuple[str, str]] = frozenset()

    def located(self, severity: Severity, key: str, path: Path, params: dict[str, object]) -> Finding:
        """Return a finding placed in the file that says what stands at a path."""
        return located(self.library if path[:2] in self.taken else self.own, severity, key, path, params)

    def in_order(self, findings: Iterable[Finding]) -> tuple[Finding, ...]:
        """Return findings by file, the journey's own first, then by line."""
        own = self.own.file if self.own else ""
        return tuple(sorted(in_file_order(findings), key=lambda finding: finding.file != own))


def origins(of: "Document | Origins | None") -> Origins:
    """Return the origins of a journey that stands in one document."""
    return of if isinstance(of, Origins) else Origins(own=of)
