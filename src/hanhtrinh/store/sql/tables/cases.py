"""Cases, their history, what became of every trigger, and the rules that open them."""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, Table, Text

from hanhtrinh.store.sql.tables.base import METADATA, of_workspace

cases = Table(
    "cases",
    METADATA,
    Column("id", Text, primary_key=True),
    of_workspace(),
    # Counts within the workspace: what people call the case by.
    Column("number", Integer, nullable=False),
    Column("person", Text, nullable=False),
    Column("journey", Text, nullable=False),
    Column("step", Text, nullable=False),
    # The rule that opened it; empty: a person did, or the rule is gone.
    Column("rule", Text, nullable=False),
    # JSON of what made the person unhappy (`voice.cases.model.Trigger`).
    Column("trigger", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("priority", Text, nullable=False),
    # A user's id; empty: nobody's.
    Column("owner", Text, nullable=False),
    Column("opened_at", BigInteger, nullable=False),
    Column("due_at", BigInteger, nullable=False),
    Column("changed_at", BigInteger, nullable=False),
    Column("replied_at", BigInteger),
    Column("closed_at", BigInteger),
    Column("reason", Text, nullable=False),
    Column("reopened", Integer, nullable=False),
    Column("reask_survey", Text, nullable=False),
    Column("reask_at", BigInteger),
    Column("again_at", BigInteger),
    # JSON of what they answered afterwards: feeling, score, text.
    Column("again", Text, nullable=False),
    Column("told_overdue", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
    # SHA-256 over person and place while the case is open, null when it is closed: one open case for each.
    Column("open_key", Text),
    Index("uq_cases_workspace_number", "workspace", "number", unique=True),
    Index("uq_cases_workspace_open_key", "workspace", "open_key", unique=True),
    Index("ix_cases_workspace_state", "workspace", "state", "due_at"),
    Index("ix_cases_workspace_person", "workspace", "person"),
)
case_events = Table(
    "case_events",
    METADATA,
    Column("id", Text, primary_key=True),
    of_workspace(),
    Column("case", Text, ForeignKey("cases.id", ondelete="CASCADE"), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("text", Text, nullable=False),
    # The id of the letter that went out with it (`mails`), or of the one that came in.
    Column("letter", Text, nullable=False),
    # JSON
    Column("details", Text, nullable=False),
    Index("ix_case_events_case", "case", "at"),
    Index("ix_case_events_letter", "workspace", "letter"),
)
case_triggers = Table(
    "case_triggers",
    METADATA,
    of_workspace(primary=True),
    # The answer (its event's key) or the broken promise: each is dealt with once.
    Column("key", Text, primary_key=True),
    Column("rule", Text, nullable=False),
    # open, caught (opened by catching up), join, rest, held
    Column("outcome", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("case", Text, ForeignKey("cases.id", ondelete="CASCADE")),
    Index("ix_case_triggers_rule", "workspace", "rule", "outcome", "at"),
)
case_rules = Table(
    "case_rules",
    METADATA,
    of_workspace(primary=True),
    Column("id", Text, primary_key=True),
    # JSON of `voice.cases.model.CaseRule`.
    Column("rule", Text, nullable=False),
    Column("turn", Integer, nullable=False),
)
case_settings = Table(
    "case_settings",
    METADATA,
    of_workspace(primary=True),
    # JSON of `ports.cases.CaseSettings`.
    Column("settings", Text, nullable=False),
)
case_digests = Table(
    "case_digests",
    METADATA,
    of_workspace(primary=True),
    # Lower case.
    Column("address", Text, primary_key=True),
    # The day of the last digest, as ISO text.
    Column("day", Text, nullable=False),
)
