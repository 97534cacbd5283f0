"""The server's own description of its API (`/api/openapi.json`): each area tells its part in a `Section`."""

from importlib.metadata import version
from typing import Any

import msgspec
from litestar import MediaType, Request, Response, get
from litestar.handlers import BaseRouteHandler

from hanhtrinh.web.api_section import Section
from hanhtrinh.web.collecting.openapi import SECTION as COLLECTING
from hanhtrinh.web.versions.openapi import SECTION as VERSIONS

SECTIONS: tuple[Section, ...] = (COLLECTING, VERSIONS)
"""What every area says of its addresses."""


def document(address: str) -> dict[str, Any]:
    """Return the OpenAPI 3.1 document of a server at an address."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Hanhtrinh",
            "version": version("hanhtrinh"),
            "description": "The living customer journey map: sending events in.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": address}],
        "tags": [{"name": section.tag, "description": section.description} for section in SECTIONS],
        "paths": {path: what for section in SECTIONS for path, what in section.paths.items()},
        "components": {
            "schemas": {name: schema for section in SECTIONS for name, schema in section.schemas.items()},
            "securitySchemes": {name: one for section in SECTIONS for name, one in section.security.items()},
        },
    }


@get("/api/openapi.json", sync_to_thread=False)
def openapi_document(request: Request[Any, Any, Any]) -> Response[bytes]:
    """Return the document."""
    settings = request.app.state.services.settings
    return Response(msgspec.json.encode(document(settings.public_address)), media_type=MediaType.JSON)


HANDLERS: tuple[BaseRouteHandler, ...] = (openapi_document,)
"""This area's routes."""
