"""A real SMTP server for tests, in a thread: it keeps what it is given, or refuses as it is told."""

import email
import email.policy
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from tests.ports import free_port


@dataclass
class Post:
    """What arrived, and how to answer: `says` stands instead of "250 OK"."""

    port: int = 0
    says: str = ""
    messages: list[email.message.EmailMessage] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    users: list[bytes] = field(default_factory=list)

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 - aiosmtpd calls it so
        """Take a receiver, or refuse it."""
        if self.says:
            return self.says
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - aiosmtpd calls it so
        """Keep a message."""
        self.raw.append(envelope.original_content)
        self.messages.append(email.message_from_bytes(envelope.original_content, policy=email.policy.default))
        return "250 taken"


@contextmanager
def post_office(port: int = 0, password: bytes = b"") -> Iterator[Post]:
    """Give a running server; with a password it wants to be signed in to, in the clear (it stays on this machine)."""
    post = Post()

    def let_in(server, session, envelope, mechanism, data):
        post.users.append(data.login)
        return AuthResult(success=data.password == password, handled=False)

    more = {"authenticator": let_in, "auth_require_tls": False} if password else {}
    controller = Controller(post, hostname="127.0.0.1", port=port or free_port(), ready_timeout=60, **more)
    controller.start()
    post.port = controller.port
    try:
        yield post
    finally:
        controller.stop(no_assert=True)
