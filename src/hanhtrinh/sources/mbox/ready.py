"""The ready mapping of a mailbox."""

from collections import Counter
from collections.abc import Sequence

from hanhtrinh.sources.examined import Examined, Guess
from hanhtrinh.sources.form import Proposal
from hanhtrinh.sources.mbox.table import COLUMNS, MailboxTable
from hanhtrinh.sources.said.rules import instruments, said_rule

_PAIRS = (("email", ""),)


def ready(file: Examined, others: Sequence[Examined]) -> Proposal | None:
    """Return the mapping of a mailbox's letters; None for any other file."""
    if not isinstance(file.table, MailboxTable):
        return None
    own = owner_of(file)
    file.table.leave_out([own] if own else [])
    rule = said_rule(file.name, "mbox", _PAIRS, COLUMNS, own=(own,) if own else ())  # type: ignore[arg-type]
    guesses = [Guess(file.name, "elsewhere_files.guess_mbox", {})]
    if own:
        guesses.append(Guess(file.name, "elsewhere_files.guess_own", {"address": own}))
    return Proposal(rule, instruments(_PAIRS), tuple(guesses))  # type: ignore[arg-type]


def owner_of(file: Examined) -> str:
    """Return the address that writes with most others, whom most conversations begin with; empty for a lone letter."""
    others: dict[str, set[str]] = {}
    begun: Counter[str] = Counter()
    for sender, receivers, own, thread in file.rows.select("person", "receivers", "id", "thread").rows():
        given = [one for one in (receivers or "").split(", ") if one]
        begun.update(given if thread in (None, own) else ())
        for one in given:
            others.setdefault(one, set()).add(sender)
            others.setdefault(sender, set()).add(one)
    if file.rows.height < 2 or not begun:
        return ""
    best = max(others, key=lambda address: (len(others[address]), begun[address], address))
    return best if begun[best] else ""
