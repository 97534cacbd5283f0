"""Who is who, what is known of people, segments, erasures."""

from sqlalchemy import BigInteger, Column, Index, Table, Text

from hanhtrinh.store.sql.tables.base import METADATA, Serial, of_workspace

facts = Table(
    "facts",
    METADATA,
    # Facts about who is who (identified, aliased, merged), never changed, so that all can be folded again. What would
    # change nothing is left out: of a run of identifications of one user on one device, all but the first and last.
    Column("id", Serial, primary_key=True),
    of_workspace(),
    # Raw ids: the two sides of the fact.
    Column("first", Text, nullable=False),
    Column("second", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    # JSON of the fact (`events.event.Fact`); equal facts are stored once.
    Column("fact", Text, nullable=False),
    Index("uq_facts_workspace_fact", "workspace", "fact", unique=True),
    Index("ix_facts_workspace_first", "workspace", "first"),
    Index("ix_facts_workspace_second", "workspace", "second"),
)
traits = Table(
    "traits",
    METADATA,
    of_workspace(primary=True),
    # The raw id the traits were sent for.
    Column("person", Text, primary_key=True),
    # JSON: name of trait → [value, instant], the newest nobody vouched for; null for one that was taken away.
    Column("traits", Text, nullable=False),
    # The same, the newest somebody vouched for.
    Column("proven_traits", Text, nullable=False, server_default="{}"),
    # JSON: category → [allowed, instant], the newest nobody vouched for; the newest refusals among it.
    Column("consent", Text, nullable=False),
    Column("refused", Text, nullable=False, server_default="{}"),
    # The newest somebody vouched for.
    Column("proven_consent", Text, nullable=False, server_default="{}"),
    # The earliest instant at which anything was said of this raw id.
    Column("known_at", BigInteger, nullable=False),
    # Grows with every change in a workspace, in the order of commits: readers ask for what is newer.
    Column("change", BigInteger, nullable=False),
    Index("ix_traits_workspace_change", "workspace", "change"),
)
account_traits = Table(
    "account_traits",
    METADATA,
    of_workspace(primary=True),
    # The company (`group`) the traits were sent for.
    Column("account", Text, primary_key=True),
    # As in `traits`: the newest nobody, and the newest somebody vouched for.
    Column("traits", Text, nullable=False),
    Column("proven_traits", Text, nullable=False, server_default="{}"),
)
segments = Table(
    "segments",
    METADATA,
    of_workspace(primary=True),
    Column("key", Text, primary_key=True),
    Column("name", Text, nullable=False),
    # JSON of the typed rule.
    Column("rule", Text, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
)
erasures = Table(
    "erasures",
    METADATA,
    Column("id", Text, primary_key=True),
    of_workspace(),
    Column("at", BigInteger, nullable=False),
    Column("by", Text, nullable=False),
    # What was erased, by place and count, as JSON; nobody can be known again from it.
    Column("report", Text, nullable=False),
)
exports = Table(
    "exports",
    METADATA,
    # Files with personal data that left the product: listed, so that an erasure can name them.
    Column("id", Text, primary_key=True),
    of_workspace(),
    Column("at", BigInteger, nullable=False),
    Column("by", Text, nullable=False),
    Column("what", Text, nullable=False),
    # SHA-256 of each exported raw id under the workspace's own salt, as JSON list; empty: everybody.
    Column("people", Text, nullable=False),
)
forgotten = Table(
    "forgotten",
    METADATA,
    of_workspace(primary=True),
    # Hex of SHA-256 over the workspace's salt and an erased raw id.
    Column("digest", Text, primary_key=True),
    # JSON list of [start, end]: what happened from the first instant on and before the second is refused; null: open.
    Column("spans", Text, nullable=False),
)
salts = Table(
    "salts",
    METADATA,
    of_workspace(primary=True),
    # Hex of random bytes: without them digests of raw ids say nothing.
    Column("salt", Text, nullable=False),
)
