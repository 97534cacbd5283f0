"""The demo company in a workspace of one's own: its files are made, imported like anybody's, and its map stands beside.

Only where nothing has happened yet: made-up people never mix with real ones.
"""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

from litestar import post
from litestar.di import NamedDependency
from litestar.response import Redirect

from hanhtrinh.access import Right, require
from hanhtrinh.app.maps.creating import from_text
from hanhtrinh.demo.company import Company
from hanhtrinh.demo.generate import JOURNEY, MAPPING, generate
from hanhtrinh.errors import InputError
from hanhtrinh.ports.accounts import Space
from hanhtrinh.values import datetime_of
from hanhtrinh.web.asking import Asking
from hanhtrinh.web.said import redirect
from hanhtrinh.web.services import Services

PEOPLE, SEED = 3_000, 7


@post("/w/{slug:str}/begin/demo")
async def load_demo(
    services: NamedDependency[Services], asking: NamedDependency[Asking], space: NamedDependency[Space]
) -> Redirect:
    """Make the demo company's files, let their import begin, and draw its journey."""
    for right in (Right.IMPORT, Right.EDIT_MAPS):
        require(asking.actor, space.id, right)
    await asyncio.to_thread(_refuse_used, services, space)
    with tempfile.TemporaryDirectory() as folder:
        await asyncio.to_thread(_make, services, space, Path(folder))
        job = await _import(services, asking, space, Path(folder))
        text = (Path(folder) / JOURNEY).read_text(encoding="utf-8")
    await asyncio.to_thread(from_text, asking.actor, space, services.desk, text, "")
    return redirect(asking, f"/w/{space.slug}/imports/{job}", "begin.demo_loading")


def _refuse_used(services: Services, space: Space) -> None:
    if services.maps(space).parts().event_count:
        raise InputError("begin.demo_not_empty")


def _make(services: Services, space: Space, folder: Path) -> None:
    """Write the company's exports as of the start of today."""
    today = datetime_of(services.clock(), services.zone(space)).replace(hour=0, minute=0, second=0, microsecond=0)
    generate(Company(), folder, people=PEOPLE, seed=SEED, as_of=today)


async def _import(services: Services, asking: Asking, space: Space, folder: Path) -> str:
    """Hand the files to an import and let it begin; return its id."""
    imports, actor, lang = services.imports, asking.actor, asking.lang
    job = await asyncio.to_thread(imports.begin, actor, space, lang)
    for path in sorted(folder.iterdir()):
        if path.name not in (MAPPING, JOURNEY):
            await imports.take(actor, space, job, path.name, _bytes_of(path))
    mapping = (folder / MAPPING).read_text(encoding="utf-8")
    await asyncio.to_thread(imports.preview, actor, space, job.id, mapping, {}, lang)
    await asyncio.to_thread(imports.start, actor, space, job.id, False)
    return job.id


async def _bytes_of(path: Path) -> AsyncIterator[bytes]:
    yield await asyncio.to_thread(path.read_bytes)
