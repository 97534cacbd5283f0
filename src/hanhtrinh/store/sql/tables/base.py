"""What all tables share."""

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, MetaData, Text

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)
Serial = BigInteger().with_variant(Integer(), "sqlite")
"""A counting primary key: SQLite counts only `INTEGER`."""


def of_workspace(*, primary: bool = False) -> Column[str]:
    """Return the column that says whose row it is."""
    return Column(
        "workspace", Text, ForeignKey("workspaces.id", ondelete="CASCADE"), nullable=False, primary_key=primary
    )
