"""Sends what the demo company's customers do right now, through the collection API like any website."""

import base64
import http.client
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import polars as pl

from hanhtrinh.demo.company import WINDOW_DAYS
from hanhtrinh.demo.exports import DAY_ONLY, OFFSET, ORDERS
from hanhtrinh.demo.street import Order, Street

_TIMEOUT_SECONDS = 10
_MOST_ORDERS = 2_000
NEW_CUSTOMERS = 900_001
"""The number of the first customer who comes by while somebody looks on; the books end before it."""


class Stream:
    """A thread that sends deeds when they are due; what cannot be sent is dropped, as a closed tab would."""

    def __init__(self, street: Street, host: str, port: int, key: str, new_id: Callable[[], str]) -> None:
        self._street, self._host, self._port, self._new_id = street, host, port, new_id
        self._login = base64.b64encode(f"{key}:".encode()).decode()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="demo-stream", daemon=True)
        self.sent = 0

    def start(self) -> None:
        """Begin to send."""
        self._thread.start()

    def close(self) -> None:
        """Stop sending."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(_TIMEOUT_SECONDS)

    def _run(self) -> None:
        connection = http.client.HTTPConnection(self._host, self._port, timeout=_TIMEOUT_SECONDS)
        for deed in self._street.deeds():
            if self._stop.wait(max(0.0, deed.at - time.time())):
                break
            try:
                self._send(connection, deed.message)
            except (OSError, http.client.HTTPException):
                connection.close()
        with suppress(OSError):
            connection.close()

    def _send(self, connection: http.client.HTTPConnection, message: Mapping[str, Any]) -> None:
        moment = datetime.now(UTC).isoformat(timespec="milliseconds")
        body = {**message, "messageId": self._new_id(), "timestamp": moment, "sentAt": moment}
        headers = {"content-type": "application/json", "authorization": f"Basic {self._login}"}
        connection.request("POST", f"/v1/{message['type']}", msgspec.json.encode(body), headers)
        answer = connection.getresponse()
        answer.read()
        self.sent += answer.status == http.HTTPStatus.OK


def orders_under_way(exports: Path, now: float) -> list[Order]:
    """Return the newest orders of the demo company's books that have not been delivered and still may be."""
    path = exports / ORDERS
    if not path.is_file():
        return []
    today = datetime.fromtimestamp(now + OFFSET, UTC).date()
    promised = pl.col("promised_date").str.to_date(DAY_ONLY, strict=False)
    book = pl.read_csv(path, infer_schema=False).filter(
        pl.col("delivered_at").is_null() & (promised > today - timedelta(days=WINDOW_DAYS))
    )
    rows = book.select("customer", "order_id", "product", promised < today).drop_nulls().tail(_MOST_ORDERS).iter_rows()
    return [Order(*row) for row in rows]
