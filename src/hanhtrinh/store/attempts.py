"""Attempts at signing in, counted in the database."""

import hashlib
from collections.abc import Sequence

from sqlalchemy import delete, func, insert, select

from hanhtrinh.ports.accounts import DAY
from hanhtrinh.store.commit_points import CommitPoint
from hanhtrinh.store.sql.database import Database
from hanhtrinh.store.sql.tables.accounts import attempts


class SqlAttempts:
    """The attempts' part of `ports.accounts.Accounts`. Buckets stand there by their SHA-256: nobody is named."""

    _database: Database

    def attempt(self, buckets: Sequence[str], now: int, since: int) -> Sequence[int]:
        """Count an attempt in each bucket and return how many there were since an instant, this one among them."""
        names = [_name(bucket) for bucket in buckets]
        with self._database.writing(CommitPoint.SESSION) as connection:
            connection.execute(delete(attempts).where(attempts.c.at < now - DAY))
            connection.execute(insert(attempts), [{"bucket": name, "at": now} for name in names])
            counting = select(attempts.c.bucket, func.count()).where(
                attempts.c.bucket.in_(names), attempts.c.at > since
            )
            found = {row[0]: row[1] for row in connection.execute(counting.group_by(attempts.c.bucket))}
        return [found[name] for name in names]

    def forget_attempts(self, bucket: str) -> None:
        """Begin counting a bucket anew."""
        with self._database.writing(CommitPoint.SESSION) as connection:
            connection.execute(delete(attempts).where(attempts.c.bucket == _name(bucket)))


def _name(bucket: str) -> str:
    return hashlib.sha256(bucket.encode()).hexdigest()
