"""The collection API's part of the API's description."""

from typing import Any

import msgspec

from hanhtrinh.collect.ids import PLACEHOLDERS
from hanhtrinh.collect.limits import MAX_MESSAGES
from hanhtrinh.web.api_section import Section
from hanhtrinh.web.collecting.messages import CALLS, Accepted, Refused

_REF = "#/components/schemas/"
_PLAIN_NAMES = {"pattern": r"^[^\u0000-\u001f\u007f-\u009f\u2028\u2029]*$"}
_VALUE = {
    "description": "A value of a property: text, number, truth, null, a list or an object of these.",
    "anyOf": [
        {"type": "string", "maxLength": 1_000}, {"type": "number", "minimum": -1e300, "maximum": 1e300},
        {"type": "boolean"}, {"type": "null"},
        {"type": "array", "maxItems": 20, "items": {"type": ["string", "number", "boolean"], "maximum": 1e300}},
        {"type": "object", "maxProperties": 10, "propertyNames": _PLAIN_NAMES,
         "additionalProperties": {"type": "string"}},
    ],
}  # fmt: skip
_NOT_PLACEHOLDER = {"not": {"enum": sorted(PLACEHOLDERS)}}
_STATUSES = {
    "400": "The message or the whole batch was refused or is too large; it is kept and shown with the reason.",
    "401": "The write key is missing, unknown or revoked.",
    "403": "The page's origin may not send with this key.",
    "408": "The body took too long to arrive.",
    "415": "The content encoding is not known.",
    "429": "Too much was sent; `Retry-After` says when to try again.",
    "503": "The server cannot write at the moment; `Retry-After` says when to try again.",
}


def _answers() -> dict[str, Any]:
    refused = {"application/json": {"schema": {"$ref": f"{_REF}Refused"}}}
    accepted = {"application/json": {"schema": {"$ref": f"{_REF}Accepted"}}}
    found: dict[str, Any] = {"200": {"description": "Accepted, and on disk.", "content": accepted}}
    for status, text in _STATUSES.items():
        found[status] = {"description": text, "content": refused}
        if status in ("429", "503"):
            found[status]["headers"] = {"Retry-After": {"schema": {"type": "integer", "minimum": 1}}}
    return found


def _operation(name: str, summary: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {
        "post": {
            "operationId": name,
            "tags": ["collect"],
            "summary": summary,
            "security": [{"writeKey": []}, {}],
            "requestBody": {"required": True, "content": {"application/json": {"schema": schema}}},
            "responses": _answers(),
        }
    }


def _one(name: str) -> dict[str, Any]:
    schema: dict[str, Any] = {"$ref": f"{_REF}{CALLS[name].__name__}"}
    return schema if name == "alias" else {"allOf": [schema, {"$ref": f"{_REF}Somebody"}]}


def _in_batch(name: str) -> dict[str, Any]:
    typed = {"type": "object", "required": ["type"], "properties": {"type": {"const": name}}}
    return {"allOf": [typed, *_one(name).get("allOf", [_one(name)])]}


def _batch() -> dict[str, Any]:
    messages = {"type": "array", "maxItems": MAX_MESSAGES, "items": {"oneOf": [_in_batch(name) for name in CALLS]}}
    properties = {
        "batch": messages,
        "sentAt": {"type": "string", "format": "date-time"},
        "writeKey": {"type": "string"},
    }
    return {"type": "object", "required": ["batch"], "properties": properties}


def _schemas() -> dict[str, Any]:
    _, found = msgspec.json.schema_components((*CALLS.values(), Accepted, Refused), ref_template=_REF + "{name}")
    named = {"type": "string", **_NOT_PLACEHOLDER}
    somebody = [{"required": [field], "properties": {field: named}} for field in ("userId", "anonymousId")]
    return {**found, "Value": _VALUE, "Somebody": {"type": "object", "anyOf": somebody}, "Batch": _batch()}


def _paths() -> dict[str, Any]:
    calls = {f"/v1/{name}": _operation(name, str(CALLS[name].__doc__), _one(name)) for name in CALLS}
    summary = f"Up to {MAX_MESSAGES} messages in one request."
    return {**calls, "/v1/batch": _operation("batch", summary, {"$ref": f"{_REF}Batch"})}


SECTION = Section(
    tag="collect",
    description="The Segment tracking protocol. Each address has a one-letter form too (`/v1/t`).",
    paths=_paths(),
    schemas=_schemas(),
    security={"writeKey": {"type": "http", "scheme": "basic", "description": "The write key as the user."}},
)
