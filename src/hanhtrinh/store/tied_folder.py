"""A folder that is kept in step with a workspace elsewhere (`ports.remote.Tied`), and what it knows of it.

`.hanhtrinh/remote.toml` holds the address and the version of each file both sides last had, `.hanhtrinh/base/` their
texts, `.hanhtrinh/key` the secret key where somebody asked for it to be kept. All of it is this computer's own affair,
so git is told to leave the folder alone.
"""

import os
import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

from hanhtrinh.app.journey_files import read_bytes
from hanhtrinh.errors import InputError
from hanhtrinh.journey.yaml_text import decode_text
from hanhtrinh.store.files import storage_errors, write_atomically

OWN, REMOTE, KEY = ".hanhtrinh", "remote.toml", "key"
THEIRS = ".theirs.yaml"
_KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_PICTURE = re.compile(r"[^\W_][\w .()-]{0,119}\.(?:webp|png|jpe?g|gif)", re.IGNORECASE)
_VERSION = re.compile(r"[0-9a-f]{64}")


class TiedFolder:
    """The files of one folder. `address` is empty until it is tied to a workspace."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._own = path / OWN
        self.address, self._bases = self._read()

    def _read(self) -> tuple[str, dict[str, str]]:
        file = self._own / REMOTE
        if not file.is_file():
            return "", {}
        try:
            found = tomllib.loads(read_bytes(file).decode())
            bases = {str(key): str(version) for key, version in dict(found.get("base", {})).items()}
            return str(found["address"]), {key: v for key, v in bases.items() if _KEY.fullmatch(key)}
        except (ValueError, KeyError, TypeError) as error:
            raise InputError("sync.bad_remote", file=str(file), detail=str(error)) from None

    def tie(self, address: str) -> None:
        """Remember the workspace the folder belongs to."""
        self.address = address
        self._save()

    def _save(self) -> None:
        ignored = self._own / ".gitignore"
        with storage_errors(self._own):
            self._own.mkdir(parents=True, exist_ok=True)
        if not ignored.is_file():
            write_atomically(ignored, b"*\n")
        lines = [f'address = "{self.address}"', "", "[base]"]
        lines += [f'{key} = "{version}"' for key, version in sorted(self._bases.items()) if _VERSION.fullmatch(version)]
        write_atomically(self._own / REMOTE, ("\n".join(lines) + "\n").encode())

    def key(self) -> str:
        """Return the secret key that was kept, empty where none was."""
        file = self._own / KEY
        return file.read_text("ascii", "replace").strip() if file.is_file() else ""

    def keep_key(self, key: str) -> None:
        """Keep the secret key, readable by its owner alone."""
        file = self._own / KEY
        with storage_errors(file):
            self._own.mkdir(parents=True, exist_ok=True)
            file.unlink(missing_ok=True)
            handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w", encoding="ascii", errors="replace") as opened:
                opened.write(f"{key}\n")

    def keys(self) -> Sequence[str]:
        """Return the names of the journey files here; what lies beside one as theirs is none."""
        return sorted(path.stem for path in self.path.glob("*.yaml") if _KEY.fullmatch(path.stem))

    def text(self, key: str) -> str | None:
        """Return a file, None where there is none."""
        path = self.path / f"{key}.yaml"
        return decode_text(read_bytes(path), path.name) if _KEY.fullmatch(key) and path.is_file() else None

    def write(self, key: str, text: str) -> None:
        """Write a file in one step."""
        write_atomically(self.path / f"{_checked(key)}.yaml", text.encode())

    def bases(self) -> Mapping[str, str]:
        """Return the version of each file both sides last had."""
        return dict(self._bases)

    def base(self, key: str) -> str | None:
        """Return the text both sides last had."""
        path = self._own / "base" / f"{key}.yaml"
        return decode_text(read_bytes(path), path.name) if key in self._bases and path.is_file() else None

    def keep_base(self, key: str, version: str, text: str) -> None:
        """Remember what both sides have now."""
        path = self._own / "base" / f"{_checked(key)}.yaml"
        if self._bases.get(key) == version and path.is_file():
            return
        with storage_errors(path):
            path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, text.encode())
        self._bases[key] = version
        self._save()

    def theirs(self, key: str) -> bool:
        """Tell whether the server's version of a file still lies beside it."""
        return (self.path / f"{key}{THEIRS}").exists()

    def write_theirs(self, key: str, text: str) -> None:
        """Put the server's version beside a file."""
        write_atomically(self.path / f"{_checked(key)}{THEIRS}", text.encode())

    def has_picture(self, file: str) -> bool:
        """Tell whether a picture is here; a name that is no plain one counts as here, so that nothing is fetched."""
        return not _PICTURE.fullmatch(file) or (self.path / "pictures" / file).exists()

    def write_picture(self, file: str, data: bytes) -> None:
        """Keep a picture."""
        if _PICTURE.fullmatch(file):
            path = self.path / "pictures" / file
            with storage_errors(path):
                path.parent.mkdir(exist_ok=True)
            write_atomically(path, data)


def _checked(key: str) -> str:
    if not _KEY.fullmatch(key):
        raise InputError("draft.bad_key", given=key[:80])
    return key
