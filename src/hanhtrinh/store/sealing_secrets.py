"""Secrets of other people's servers (mailbox passwords, signing secrets), encrypted before they reach the database.

The key stands in a file of its own beside the workspace, readable by the server alone, and is left out of backups: who
gets hold of the database or of a backup has no password. After a restore without that file they are typed in anew.
"""

import os
from base64 import b64decode, b64encode
from contextlib import suppress
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from hanhtrinh.errors import StorageError

FILE = ".secrets.key"
_BYTES, _NONCE = 32, 12


class SecretBox:
    """Encrypts and opens secrets with AES-256-GCM; each is tied to its place, so that none can be put elsewhere."""

    def __init__(self, home: Path) -> None:
        self._path = home / FILE
        self._key: bytes | None = None

    def shut(self, secret: str, place: str) -> str:
        """Return a secret as it may be kept; empty stays empty."""
        if not secret:
            return ""
        nonce = os.urandom(_NONCE)
        return b64encode(nonce + AESGCM(self._whole_key()).encrypt(nonce, secret.encode(), place.encode())).decode()

    def open(self, kept: str, place: str) -> str:
        """Return a secret that was kept; empty where it was made with another key, for another place, or spoilt."""
        with suppress(InvalidTag, ValueError):
            raw = b64decode(kept, validate=True)
            if raw:
                return AESGCM(self._whole_key()).decrypt(raw[:_NONCE], raw[_NONCE:], place.encode()).decode()
        return ""

    def _whole_key(self) -> bytes:
        if self._key is None:
            self._key = self._read() or self._made()
        return self._key

    def _read(self) -> bytes | None:
        try:
            raw = self._path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise StorageError("storage.disk", path=str(self._path), detail=error.strerror or str(error)) from error
        if len(raw) != _BYTES:
            raise StorageError("taking_in.key_damaged", path=str(self._path))
        return raw

    def _made(self) -> bytes:
        """Make the key, whole or not at all; whoever was first wins."""
        staged = self._path.with_name(f"{FILE}.{os.getpid()}")
        try:
            file = os.open(staged, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(file, "wb") as opened:
                opened.write(os.urandom(_BYTES))
                opened.flush()
                os.fsync(opened.fileno())
            with suppress(FileExistsError):
                os.link(staged, self._path)
        except OSError as error:
            raise StorageError("storage.disk", path=str(self._path), detail=error.strerror or str(error)) from error
        finally:
            staged.unlink(missing_ok=True)
        return self._read() or self._made()
