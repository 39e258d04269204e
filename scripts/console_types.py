"""Write the console's types of the API from its own description: `make client`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from fastapi import APIRouter, FastAPI

from artel.api.app import ROOMS

OUT = Path(__file__).resolve().parents[1] / "console" / "src" / "lib" / "schema.ts"
HEAD = "// Made of the API's description by `make client`; what is changed here is lost.\n"
METHODS = ("get", "post", "put", "patch", "delete")
JSON = "application/json"
SIMPLE = {"string": "string", "integer": "number", "number": "number", "boolean": "boolean"}

Row = dict[str, Any]


def described() -> Row:
    """Return the description of every room's routes."""
    app, api = FastAPI(), APIRouter(prefix="/api/v1")
    for room in ROOMS:
        api.include_router(room)
    app.include_router(api)
    return app.openapi()


def client(said: Row) -> str:
    """Return the TypeScript text: one interface a schema, and one entry a route."""
    schemas = said.get("components", {}).get("schemas", {})
    parts = [_declared(name, schemas[name]) for name in sorted(schemas) if "Error" not in name]
    routes = [
        _route(method, path, item[method])
        for path, item in sorted(said["paths"].items())
        for method in METHODS
        if method in item
    ]
    return "\n".join([HEAD, *parts, "export interface Routes {", *routes, "}\n"])


def _declared(name: str, schema: Row) -> str:
    if schema.get("type") == "object" and "properties" in schema:
        return f"export interface {_named(name)} {_fields(schema)}\n"
    return f"export type {_named(name)} = {_type(schema)};\n"


def _fields(schema: Row) -> str:
    needed = set(schema.get("required", ()))
    rows = [
        f"  {_key(name)}{'' if name in needed else '?'}: {_type(each)};"
        for name, each in schema["properties"].items()
    ]
    return "\n".join(["{", *rows, "}"])


def _route(method: str, path: str, said: Row) -> str:
    query = {p["name"]: p for p in said.get("parameters", ()) if p["in"] == "query"}
    asked = "; ".join(
        f"{_key(name)}{'' if each.get('required') else '?'}: {_type(each['schema'])}"
        for name, each in query.items()
    )
    body = said.get("requestBody", {}).get("content", {}).get(JSON, {}).get("schema")
    answers = [code for code in said["responses"] if code[0] in "23"]
    answer = said["responses"][answers[0]].get("content", {}).get(JSON, {}).get("schema")
    head = f"  '{method.upper()} {path.removeprefix('/api/v1')}'"
    told = _type(answer) if answer else "null"
    sent = _type(body) if body else "undefined"
    return f"{head}: {{ query: {{ {asked} }}; body: {sent}; answer: {told} }};"


def _type(schema: Row) -> str:
    for word, told in TOLD.items():
        if word in schema:
            return told(schema[word])
    kind = str(schema.get("type"))
    if kind in SHAPED:
        return SHAPED[kind](schema)
    return SIMPLE.get(kind, "unknown")


def _any(several: list[Row]) -> str:
    return " | ".join(dict.fromkeys(_type(each) for each in several))


def _array(schema: Row) -> str:
    if "prefixItems" in schema:
        return f"[{', '.join(_type(each) for each in schema['prefixItems'])}]"
    inner = _type(schema.get("items", {}))
    return f"({inner})[]" if " " in inner else f"{inner}[]"


def _object(schema: Row) -> str:
    if "properties" in schema:
        return _fields(schema)
    more = schema.get("additionalProperties")
    return f"Record<string, {_type(more) if isinstance(more, dict) else 'unknown'}>"


def _literal(value: Any) -> str:
    return f"'{value}'" if isinstance(value, str) else str(value).lower()


def _key(name: str) -> str:
    return name if name.isidentifier() else f"'{name}'"


def _named(name: str) -> str:
    return "".join(letter if letter.isalnum() else "_" for letter in name)


TOLD = {
    "$ref": lambda name: _named(name.rsplit("/", 1)[1]),
    "const": _literal,
    "enum": lambda values: " | ".join(_literal(each) for each in values),
    "anyOf": _any,
    "oneOf": _any,
}
SHAPED = {"null": lambda _: "null", "array": _array, "object": _object}

if __name__ == "__main__":
    text = client(described())
    if "--check" in sys.argv:
        sys.exit(0 if OUT.read_text() == text else "The console's types are old: make client.")
    OUT.write_text(text)
