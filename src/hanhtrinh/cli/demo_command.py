"""`hanhtrinh demo`: a company with known truth, imported and drawn like any other."""

import socket
import sys
from argparse import Namespace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from hanhtrinh import bootstrap
from hanhtrinh.cli import draw_command
from hanhtrinh.cli.common import tell
from hanhtrinh.demo.company import Company
from hanhtrinh.demo.generate import Files, generate
from hanhtrinh.errors import InputError, WorkspaceError
from hanhtrinh.i18n import Lang, tr
from hanhtrinh.store.files import storage_errors
from hanhtrinh.store.workspace import DEFAULT_ZONE, FILE
from hanhtrinh.values import datetime_of

LEAST, MOST = 100, 2_000_000
_TRIES = 50


def run(arguments: Namespace, lang: Lang) -> int:
    """Make the company's files, import them, draw the map; on a terminal, serve it until told to stop."""
    if not LEAST <= arguments.people <= MOST:
        raise InputError("errors.bad_people", given=arguments.people, low=LEAST, high=MOST)
    folder: Path = arguments.workspace or Path("demo-workspace")
    tell(tr("run.demo_making", lang, people=f"{arguments.people:,}", folder=folder))
    files = _make_files(folder, arguments.people, arguments.seed)
    output = folder / "map.html"
    asked = Namespace(
        journey=files.journey,
        files=[files.mapping],
        data=None,
        replace=True,
        time_zone=None,
        workspace=folder,
        output=output,
        json=False,
        no_data=False,
        trend="auto",
        segment=None,
        begin=None,
        end=None,
        as_of=None,
        form=None,
        paper="a3",
        scale=1.0,
        lanes=None,
    )
    code = draw_command.run(asked, lang)
    if code == 0 and not arguments.no_serve and sys.stdin.isatty() and sys.stdout.isatty():
        _serve(output, arguments.port, lang)
    return code


def _make_files(folder: Path, people: int, seed: int) -> Files:
    """Write the company's exports as of the start of today; never into a workspace that holds anything else."""
    exports = folder / "exports"
    if (folder / FILE).exists() and not exports.is_dir():
        raise WorkspaceError("run.not_a_demo", folder=folder)
    today = datetime_of(bootstrap.now(), DEFAULT_ZONE).replace(hour=0, minute=0, second=0, microsecond=0)
    with storage_errors(folder):
        return generate(Company(), exports, people=people, seed=seed, as_of=today)


class _OnlyTheMap(SimpleHTTPRequestHandler):
    """Serves one file and nothing else, without a word in the log."""

    def translate_path(self, path: str) -> str:
        """Return the map for the root, and nothing for anything else."""
        name = "map.html" if path.split("?")[0] in ("/", "/map.html") else ".nothing"
        return str(Path(self.directory) / name)

    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet."""


def _serve(output: Path, port: int, lang: Lang) -> None:
    handler = partial(_OnlyTheMap, directory=str(output.parent))
    with _server(handler, port) as server:
        print(tr("run.serving", lang, address=f"http://127.0.0.1:{server.server_address[1]}/"), flush=True)
        server.serve_forever()


def _server(handler: partial[_OnlyTheMap], port: int) -> ThreadingHTTPServer:
    """Return a server on the first free port from `port` on."""
    for candidate in range(port, min(port + _TRIES, 65_535)):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if probe.connect_ex(("127.0.0.1", candidate)) == 0:
                continue
        return ThreadingHTTPServer(("127.0.0.1", candidate), handler)
    raise InputError("run.no_port", first=port, last=port + _TRIES)
