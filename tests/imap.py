"""A small honest IMAP server for tests: real sockets, real TLS, a few commands, one folder.

It answers what a reader needs (CAPABILITY, AUTHENTICATE PLAIN, EXAMINE, UID SEARCH, UID FETCH, LOGOUT) and notes what
it was asked; anything else is BAD. Nothing can be changed through it.
"""

import base64
import contextlib
import datetime
import ipaddress
import re
import socketserver
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

USER, PASSWORD = "cskh@shop.vn", 'mật "khẩu'
_NAME = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])


@dataclass
class MailServer:
    """The server's state: letters by UID, what was asked, how many UIDs there are."""

    port: int = 0
    letters: dict[int, bytes] = field(default_factory=dict)
    validity: int = 1
    asked: list[str] = field(default_factory=list)
    break_after: int | None = None

    def add(self, raw: bytes) -> int:
        """Put a letter into the folder and return its UID."""
        uid = max(self.letters, default=0) + 1
        self.letters[uid] = raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
        return uid


def certificate(folder: Path) -> tuple[Path, Path]:
    """Make a certificate of 127.0.0.1 that is its own authority; return it and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder().subject_name(_NAME).issuer_name(_NAME).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    cert, private = folder / "cert.pem", folder / "key.pem"
    cert.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    private.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain))
    return cert, private


@contextlib.contextmanager
def mail_server(folder: Path) -> Iterator[tuple[MailServer, ssl.SSLContext]]:
    """Run a server on this machine; yield its state and a context that trusts it."""
    cert, key = certificate(folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    state = MailServer()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            with contextlib.suppress(OSError):
                _talk(state, self.rfile, self.wfile)

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        allow_reuse_address = True

        def get_request(self):
            plain, address = super().get_request()
            return context.wrap_socket(plain, server_side=True), address

        def handle_error(self, request, client_address) -> None:
            """A client that does not trust the certificate goes away."""

    with Server(("127.0.0.1", 0), Handler) as server:
        state.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield state, ssl.create_default_context(cafile=str(cert))
        finally:
            server.shutdown()
            thread.join(5)


def _talk(state: MailServer, incoming, outgoing) -> None:
    def say(line: str) -> None:
        outgoing.write(line.encode() + b"\r\n")
        outgoing.flush()

    say("* OK ready")
    for raw in incoming:
        line = raw.decode().rstrip("\r\n")
        tag, _, rest = line.partition(" ")
        command = rest.split(" ")[0].upper()
        state.asked.append(rest)
        match command:
            case "CAPABILITY":
                say("* CAPABILITY IMAP4rev1 AUTH=PLAIN")
                say(f"{tag} OK done")
            case "AUTHENTICATE":
                say("+ ")
                given = base64.b64decode(incoming.readline().strip()).decode()
                say(f"{tag} OK in" if given == f"\0{USER}\0{PASSWORD}" else f"{tag} NO refused")
            case "EXAMINE":
                if "INBOX" not in rest:
                    say(f"{tag} NO none")
                    continue
                say(f"* {len(state.letters)} EXISTS")
                say(f"* OK [UIDVALIDITY {state.validity}] valid")
                say(f"{tag} OK [READ-ONLY] done")
            case "UID":
                _uid(state, tag, rest, say, outgoing)
            case "LOGOUT":
                say("* BYE")
                say(f"{tag} OK bye")
                return
            case _:
                say(f"{tag} BAD unknown")


def _uid(state: MailServer, tag: str, rest: str, say, outgoing) -> None:
    first = int(re.search(r"UID (?:SEARCH UID |FETCH )(\d+)", rest)[1])
    if " SEARCH " in f" {rest} ":
        newest = max(state.letters, default=0)
        found = [uid for uid in sorted(state.letters) if uid >= first] or ([newest] if newest else [])
        say("* SEARCH " + " ".join(map(str, found)))
    else:
        if state.break_after is not None:
            state.break_after -= 1
            if state.break_after < 0:
                raise OSError
        raw = state.letters[first]
        outgoing.write(f"* 1 FETCH (UID {first} BODY[]<0> {{{len(raw)}}}\r\n".encode() + raw + b")\r\n")
    say(f"{tag} OK done")
