"""`hanhtrinh demo`: a company with known truth, imported, drawn and served like any other."""

from argparse import Namespace
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from hanhtrinh import bootstrap
from hanhtrinh.cli import draw_command
from hanhtrinh.cli.common import tell
from hanhtrinh.demo.company import Company
from hanhtrinh.demo.generate import Files, generate
from hanhtrinh.draw.words import Words
from hanhtrinh.errors import InputError, WorkspaceError
from hanhtrinh.i18n import Lang, tr
from hanhtrinh.store.files import storage_errors
from hanhtrinh.store.workspace import DEFAULT_ZONE, FILE
from hanhtrinh.values import datetime_of

if TYPE_CHECKING:
    from hanhtrinh.bootstrap.demo_past import Recalling
    from hanhtrinh.demo.stream import Stream

LEAST, MOST = 100, 2_000_000


def run(arguments: Namespace, lang: Lang) -> int:
    """Make the company's files, import them, draw the map, and serve them until told to stop."""
    if not LEAST <= arguments.people <= MOST:
        raise InputError("errors.bad_people", given=arguments.people, low=LEAST, high=MOST)
    folder: Path = arguments.workspace or Path("demo-workspace")
    tell(tr("run.demo_making", lang, people=Words(lang).number(arguments.people), folder=folder))
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
    if code == 0 and not arguments.no_serve:
        return _serve(arguments, folder, files, lang)
    return code


def _make_files(folder: Path, people: int, seed: int) -> Files:
    """Write the company's exports as of the start of today; never into a workspace that holds anything else."""
    exports = folder / "exports"
    if (folder / FILE).exists() and not exports.is_dir():
        raise WorkspaceError("run.not_a_demo", folder=folder)
    today = datetime_of(bootstrap.now(), DEFAULT_ZONE).replace(hour=0, minute=0, second=0, microsecond=0)
    with storage_errors(folder):
        return generate(Company(), exports, people=people, seed=seed, as_of=today)


def _serve(arguments: Namespace, folder: Path, files: Files, lang: Lang) -> int:
    """Start the server on the demo company, with its customers coming by, until told to stop."""
    from hanhtrinh.bootstrap.demonstrating import prepared
    from hanhtrinh.bootstrap.running import Running
    from hanhtrinh.cli.serve_command import read_settings, serve
    from hanhtrinh.settings import ServerSettings

    going: list[Stream | Recalling] = []

    def prepare(running: Running, settings: ServerSettings) -> Callable[[], None]:
        token, ongoing = prepared(running, settings, files.folder, lang, arguments.seed)
        going.extend(ongoing)

        def ready() -> None:
            for one in ongoing:
                one.start()
            address = f"{settings.public_address}/enter/{token}"
            print(tr("serve.demo_enter", lang, address=address), flush=True)

        return ready

    given = {"port": arguments.port, "role": "all", "host": "127.0.0.1", "log_format": "console"}
    settings = read_settings(folder, given)
    try:
        return serve(settings, lang, exact=False, prepare=prepare)
    finally:
        for one in going:
            one.close()
