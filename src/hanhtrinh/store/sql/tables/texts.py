"""What a workspace teaches about texts. No text that a customer wrote stands here: corrections go by digests."""

from sqlalchemy import BigInteger, Boolean, Column, Float, Integer, LargeBinary, Table, Text

from hanhtrinh.store.sql.tables.base import METADATA, of_workspace

text_themes = Table(
    "text_themes",
    METADATA,
    of_workspace(primary=True),
    Column("version", Integer, primary_key=True),
    # YAML as people wrote it.
    Column("text", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("by", Text, nullable=False),
)
text_corrections = Table(
    "text_corrections",
    METADATA,
    of_workspace(primary=True),
    Column("digest", Text, primary_key=True),
    # Counts up with every correction in the workspace.
    Column("number", Integer, nullable=False),
    # JSON: keys of themes, or each with its own feeling (null: that of the text); null where left as they were read.
    Column("themes", Text),
    Column("feeling", Float),
    Column("at", BigInteger, nullable=False),
    Column("by", Text, nullable=False),
)
text_models = Table(
    "text_models",
    METADATA,
    of_workspace(primary=True),
    # themes, feeling
    Column("kind", Text, primary_key=True),
    Column("model", LargeBinary, nullable=False),
    Column("n", Integer, nullable=False),
    Column("used", Boolean, nullable=False),
    # JSON: what it reached on held-out texts.
    Column("report", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
)
