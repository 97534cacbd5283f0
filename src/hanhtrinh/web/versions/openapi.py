"""The part of the API's description about journey files."""

from typing import Any

from hanhtrinh.web.api_section import Section

_KEY = {"name": "key", "in": "path", "required": True, "schema": {"type": "string"}}
_SLUG = {"name": "slug", "in": "path", "required": True, "schema": {"type": "string"}}
_FILE = {
    "type": "object",
    "required": ["key", "version", "text"],
    "properties": {name: {"type": "string"} for name in ("key", "version", "text")},
}


def _answers(description: str, **more: str) -> dict[str, Any]:
    refused = {"401": "The secret key is missing, unknown or revoked.", "403": "The key may not do this.",
               "404": "There is no such workspace or file."}  # fmt: skip
    said = {"200": description} | refused | {name.lstrip("_"): text for name, text in more.items()}
    return {status: {"description": text} for status, text in said.items()}


def _operation(name: str, summary: str, answers: dict[str, Any], *parameters: dict[str, Any]) -> dict[str, Any]:
    return {
        "operationId": name, "tags": ["journeys"], "summary": summary, "security": [{"secretKey": []}],
        "parameters": list(parameters), "responses": answers,
    }  # fmt: skip


_MATCH = {"name": "If-Match", "in": "header", "description": "The version the text was made from; none: a new file.",
          "schema": {"type": "string"}}  # fmt: skip
_PUT = _operation(
    "putJourney", "Send a file; it is merged by edits with what others made of it meanwhile.",
    _answers("Written, perhaps merged.", _201="A new file.", _400="The file has errors.",
             _409="Both sides disagree; nothing was written. Both sayings and theirs are in the body."),
    _SLUG, _KEY, _MATCH,
)  # fmt: skip
_BODY = {"type": "object", "required": ["text"],
         "properties": {"text": {"type": "string"}, "base_text": {"type": ["string", "null"]}}}  # fmt: skip
SECTION = Section(
    tag="journeys",
    description="Journeys and libraries of a workspace as YAML files (`hanhtrinh pull` and `push`).",
    paths={
        "/api/w/{slug}/journeys": {
            "get": _operation("listJourneys", "List the files with their versions.", _answers("The files."), _SLUG)
        },
        "/api/w/{slug}/journeys/{key}": {
            "get": _operation("getJourney", "Get a file; its version is the ETag.", _answers("The file."), _SLUG, _KEY),
            "put": _PUT | {"requestBody": {"required": True, "content": {"application/json": {"schema": _BODY}}}},
        },
    },
    schemas={"JourneyFile": _FILE},
    security={"secretKey": {"type": "http", "scheme": "bearer", "description": "A secret key of the workspace."}},
)
