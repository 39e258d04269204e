"""The description of the API, OpenAPI: every route with the problems that it may answer with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from artel.api.problems import MEDIA_TYPE, TITLES

if TYPE_CHECKING:
    from fastapi import FastAPI

    Row = dict[str, Any]

ANYWHERE = (400, 401, 403, 404, 405, 406, 408, 409, 413, 414, 415, 422, 429, 503)
"""Problems that any route may answer with."""
NAME = "ProblemDocument"
_TEXT = {"type": "string"}
PROBLEM: Row = {
    "title": NAME,
    "description": "What went wrong, RFC 9457. Other members may be there besides.",
    "type": "object",
    "required": ["type", "title", "status", "detail", "instance"],
    "properties": {
        "type": {"type": "string", "pattern": "^urn:artel:problem:"},
        "title": _TEXT,
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "detail": _TEXT,
        "instance": _TEXT,
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["detail"],
                "properties": {"pointer": _TEXT, "detail": _TEXT},
            },
        },
    },
}
_METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


def describe(app: FastAPI) -> None:
    """Let the application's description name the problem documents of every route."""
    plain = app.openapi

    def whole() -> Row:
        described = plain()
        schemas = described.setdefault("components", {}).setdefault("schemas", {})
        if NAME not in schemas:
            schemas[NAME] = PROBLEM
            for path in described["paths"].values():
                for method in _METHODS:
                    if method in path:
                        _add_problems(path[method]["responses"])
            for unused in ("HTTPValidationError", "ValidationError"):
                schemas.pop(unused, None)
        return described

    app.openapi = whole  # type: ignore[method-assign]


def _add_problems(responses: Row) -> None:
    said = {"schema": {"$ref": f"#/components/schemas/{NAME}"}}
    for status in ANYWHERE:
        if status == 422 or str(status) not in responses:
            responses[str(status)] = {
                "description": TITLES[status],
                "content": {MEDIA_TYPE: said},
            }
