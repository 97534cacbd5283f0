"""A server process with a shop's map, to be killed and started again on the same folder and port.

python -m tests.e2e.editing_server FOLDER PORT
"""

import sys
from pathlib import Path

import uvicorn

from hanhtrinh.bootstrap import now
from tests.web import world as worlds
from tests.web.apps import app_over
from tests.web.living import with_shop


def main(home: Path, port: int) -> None:
    """Serve; the cast and the journey are made where there are none yet."""
    kept = home / "journeys" / "shop.yaml"
    text = kept.read_text(encoding="utf-8") if kept.exists() else None
    if text is None:
        world = worlds.world_at(home)
    else:
        world = worlds.World(home, worlds.Database.at(home))
        world.now = now()
    with_shop(world) if text is None else with_shop(world, text)
    world.services = worlds.replace(world.services, clock=now)
    uvicorn.run(app_over(world.services), host="127.0.0.1", port=port, lifespan="off", log_level="error")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
