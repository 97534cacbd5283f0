"""Ports of this machine for servers of tests."""

import secrets
import socket
from contextlib import suppress


def free_port() -> int:
    """Return a port nobody listens at.

    The kernel gives connections theirs from 32,768 on: what is below stays free until it is used, and while a server is
    away.
    """
    while True:
        port = 20_000 + secrets.randbelow(10_000)
        with suppress(OSError), socket.socket() as probe:
            probe.bind(("127.0.0.1", port))
            return port
