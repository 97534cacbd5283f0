"""Surveys as they are answered: links, invitations, responses and the files sent with them."""

from sqlalchemy import BigInteger, Column, Index, Integer, Table, Text

from hanhtrinh.store.sql.tables.base import METADATA, of_workspace

survey_links = Table(
    "survey_links",
    METADATA,
    of_workspace(primary=True),
    Column("survey", Text, primary_key=True),
    # open, kiosk
    Column("kind", Text, primary_key=True),
    # Of an open link the code that stands in its address; of a kiosk the digest of its token.
    Column("code", Text, nullable=False, unique=True),
    # What the tokens of its forms are made with.
    Column("secret", Text, nullable=False),
    Column("made_at", BigInteger, nullable=False),
    Column("made_by", Text, nullable=False),
)
survey_invitations = Table(
    "survey_invitations",
    METADATA,
    # SHA-256 of the token; the token itself stands in the link alone.
    Column("digest", Text, primary_key=True),
    of_workspace(),
    Column("survey", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("channel", Text, nullable=False),
    # A raw id, as in events.
    Column("person", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("expires", BigInteger, nullable=False),
    Column("step", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("lang", Text, nullable=False),
    # Of an anonymous survey the day alone, and no response says that it came by this invitation.
    Column("answered_at", BigInteger),
    Index("ix_survey_invitations_workspace_survey", "workspace", "survey"),
    Index("ix_survey_invitations_workspace_person", "workspace", "person"),
)
survey_responses = Table(
    "survey_responses",
    METADATA,
    of_workspace(primary=True),
    Column("id", Text, primary_key=True),
    Column("survey", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("channel", Text, nullable=False),
    # A raw id; empty where the survey is anonymous.
    Column("person", Text, nullable=False),
    # Of an anonymous survey all instants are the beginning of a day.
    Column("began_at", BigInteger, nullable=False),
    Column("changed_at", BigInteger, nullable=False),
    Column("lang", Text, nullable=False),
    # Digest of the invitation's token, empty for open links and anonymous surveys.
    Column("invitation", Text, nullable=False),
    Column("step", Text, nullable=False),
    Column("page", Text, nullable=False),
    # JSON.
    Column("answers", Text, nullable=False),
    Column("consent", Text, nullable=False),
    Column("finished_at", BigInteger),
    # When its answers were made events; null again when it changes afterwards.
    Column("told_at", BigInteger),
    # How often it was told before it was finished: what is told then replaces that.
    Column("tellings", Integer, nullable=False),
    # JSON of what was told then (`ports.surveys.Told`).
    Column("told", Text, nullable=False, server_default="{}"),
    # The numbers of its first and its newest change, among those of the survey (`surveys.changes`).
    Column("number", BigInteger, nullable=False, server_default="0"),
    Column("change", BigInteger, nullable=False, server_default="0"),
    Index("ix_survey_responses_blocks", "workspace", "survey", "number", "change", "told_at"),
    Index("ix_survey_responses_workspace_survey_began_at", "workspace", "survey", "began_at"),
    Index("ix_survey_responses_workspace_person", "workspace", "person"),
    Index("ix_survey_responses_told_at_changed_at", "told_at", "changed_at"),
    Index("ix_survey_responses_workspace_invitation", "workspace", "invitation"),
)
survey_files = Table(
    "survey_files",
    METADATA,
    # The random name of the file on disk.
    Column("id", Text, primary_key=True),
    of_workspace(),
    Column("response", Text, nullable=False),
    Column("question", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("bytes", BigInteger, nullable=False),
    Column("at", BigInteger, nullable=False),
    Index("ix_survey_files_workspace_response", "workspace", "response"),
    Index("ix_survey_files_at", "at"),
)
