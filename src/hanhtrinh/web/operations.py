"""`/health` and `/metrics`: what the people who run the server look at."""

import hmac
from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency

from hanhtrinh.errors import NotFound
from hanhtrinh.web.account.entering import on_this_machine
from hanhtrinh.web.metrics import CONTENT_TYPE
from hanhtrinh.web.services import Services


@get("/health/live", sync_to_thread=False)
def live() -> dict[str, str]:
    """Tell that the process answers."""
    return {"status": "ok"}


@get("/health", sync_to_thread=True)
def ready(services: NamedDependency[Services]) -> Response[dict[str, Any]]:
    """Tell whether the server can do its work: 503, with what is wrong, when it cannot."""
    checks = {name: check() for name, check in services.health.items()}
    good = all(not wrong for wrong in checks.values())
    said = {"status": "ok" if good else "failing", "checks": {name: wrong or "ok" for name, wrong in checks.items()}}
    return Response(said, status_code=200 if good else 503)


@get("/metrics", sync_to_thread=True)
def measures(request: Request, services: NamedDependency[Services]) -> Response[bytes]:  # type: ignore[type-arg]
    """Show the measures to this machine, and to whoever brings the token; to nobody else."""
    token = services.settings.metrics_token
    given = request.headers.get("authorization", "").removeprefix("Bearer ")
    if not (hmac.compare_digest(given.encode(), token.encode()) if token else on_this_machine(request)):
        raise NotFound("web.no_page")
    services.measure()
    return Response(services.metrics.text(), media_type=CONTENT_TYPE)


HANDLERS = (live, ready, measures)
