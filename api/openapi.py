"""The contract that is generated from the routes: OpenAPI 3.1."""

from collections import Counter
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import flask_smorest
from apispec.ext.marshmallow import MarshmallowPlugin
from apispec.ext.marshmallow.common import resolve_schema_cls
from flask import Flask

from api.problems import ProblemSchema, http_problem
from store.clock import utc_now
from store.settings import read_settings

VERSION = "0.1.0"
PROBLEM = "application/problem+json"
INTRODUCTION = """\
Roadreel shows somebody who bought a car where it is, what comes next, and short videos of that very car on its way.

Every refusal is a problem document (RFC 9457) with a stable `code`. Lists come a page at a time with opaque cursors.
Times are RFC 3339 with offset, durations end in `_s`, sizes are bytes. Answers may grow: ignore what you do not know.
"""
TAGS = {
    "Signing in": "Codes by phone, keys of machines, tokens (RFC 6749, RFC 7009), and who one is.",
    "Running it": "Whether this installation is alive and ready.",
}
SECURITY_SCHEMES = {
    "bearer": {
        "type": "http",
        "scheme": "bearer",
        "description": "An access token from POST /v1/auth/token. The words beside it: the audiences that may call.",
    },
    "playback": {
        "type": "apiKey",
        "in": "query",
        "name": "t",
        "description": "A token from POST /v1/orders/{order_id}/playback, for players that cannot send a header.",
    },
    "client": {
        "type": "http",
        "scheme": "basic",
        "description": "client_id and client_secret of a carrier or partner, at the token endpoint only.",
    },
}


class Api(flask_smorest.Api):
    """flask-smorest with our refusals in place of its own."""

    ERROR_SCHEMA = ProblemSchema

    def handle_http_exception(self, error: Any) -> Any:
        """The same shape as every other refusal."""
        return http_problem(error)


def schema_name(schema: Any) -> str:
    """`CaseSchema` -> `Case`; schemas that differ only by what they leave out get a number."""
    return str(resolve_schema_cls(schema).__name__).removesuffix("Schema")


def make_api(app: Flask) -> Api:
    """The generator, bound to `app`; blueprints are registered on it."""
    app.config |= {
        "API_TITLE": "Roadreel",
        "API_VERSION": VERSION,
        "OPENAPI_VERSION": "3.1.0",
        "API_SPEC_OPTIONS": {
            "info": {
                "description": INTRODUCTION,
            },
            "servers": [{"url": "/", "description": "The installation that serves this document"}],
            "security": [],
            "components": {"securitySchemes": SECURITY_SCHEMES},
        },
    }
    return Api(app, spec_kwargs={"marshmallow_plugin": MarshmallowPlugin(schema_name_resolver=schema_name)})


def finished(api: Api) -> dict[str, Any]:
    """The whole document; refusals carry their own content type, which the library does not know of."""
    document = cast("dict[str, Any]", api.spec.to_dict())
    for response in document.get("components", {}).get("responses", {}).values():
        content = response.get("content", {})
        if content.get("application/json", {}).get("schema", {}).get("$ref", "").endswith("/Problem"):
            content[PROBLEM] = content.pop("application/json")
    document.get("components", {}).get("schemas", {}).pop("PaginationMetadata", None)  # not how lists work here
    for tag in document.get("tags", []):
        tag["description"] = tag.get("description") or TAGS.get(tag["name"], "")
    operations = [
        operation
        for path in document.get("paths", {}).values()
        for method, operation in path.items()
        if method != "parameters"
    ]
    for operation in operations:
        operation.setdefault("security", [])
    name_apart(operations)
    return document


def name_apart(operations: list[dict[str, Any]]) -> None:
    """Functions of two resources may have the same name; operations may not."""
    uses = Counter(operation["operationId"] for operation in operations)
    for operation in operations:
        if uses[operation["operationId"]] > 1:
            resource = operation["tags"][0].lower().replace(" ", "_")
            operation["operationId"] = f"{resource}_{operation['operationId']}"


def document() -> dict[str, Any]:
    """The contract without any part running: nothing is connected to."""
    from api.app import create_app

    settings = read_settings({"ROADREEL_SECRET_KEYS": "only-to-write-the-contract"}, Path.cwd())
    services = SimpleNamespace(settings=settings, database=None, objects=None, clock=utc_now, sender=None)
    app = create_app(cast("Any", services))
    return finished(app.extensions["roadreel.api"])
