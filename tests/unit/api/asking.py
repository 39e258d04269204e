"""Ask an application by its own protocol, byte by byte, and every route by its own description.

What is asked is made of the application's OpenAPI: a route that is added is asked without an edit.
"""

from __future__ import annotations

import asyncio
import json
import re
from dataclasses import dataclass, field

from tests.desk_fixtures import wish

SAFE = ("get", "head")
METHODS = (*SAFE, "post", "put", "patch", "delete")
PATIENCE_S = 60.0


@dataclass(frozen=True)
class Answer:
    """What came back: all of it, head and body."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    @property
    def whole(self):
        head = "\n".join(f"{name}: {value}" for name, value in self.headers)
        return head + "\n" + self.body.decode(errors="replace")

    @property
    def media_type(self):
        return dict(self.headers).get("content-type", "").partition(";")[0]

    def json(self):
        return json.loads(self.body)


@dataclass(frozen=True)
class Operation:
    """One route with one method, and what its description says."""

    method: str
    path: str
    said: dict = field(compare=False, hash=False)
    schemas: dict = field(compare=False, hash=False)

    def __str__(self):
        return f"{self.method.upper()} {self.path}"

    @property
    def safe(self):
        return self.method in SAFE

    @property
    def holes(self):
        return re.findall(r"{(\w+)", self.path)

    def filled(self, value):
        """Return the path with a value in each hole."""
        return re.sub(r"{[^}]*}", str(value), self.path)

    def body(self):
        """Return a body that the description allows, as bytes with its type; None without one."""
        content = self.said.get("requestBody", {}).get("content", {})
        if not content:
            return None
        kind = next(iter(content))
        if kind != "application/json":
            return b"", kind
        value = BODIES.get((self.method, self.path))
        if value is None:
            value = example(content[kind]["schema"], self.schemas)
        return json.dumps(value).encode(), kind


def operations(app):
    """Return every operation that the application describes."""
    described = app.openapi()
    schemas = described.get("components", {}).get("schemas", {})
    return [
        Operation(method, path, item[method], schemas)
        for path, item in described["paths"].items()
        for method in METHODS
        if method in item
    ]


BODIES = {
    ("post", "/api/v1/orders"): wish(),
    ("patch", "/api/v1/orders/{name}"): {"name": "Another name"},
    ("post", "/api/v1/quotes"): wish(),
    ("post", "/api/v1/journal/countersignatures"): {
        "day": "2026-10-04",
        "size": 1,
        "member": "BY",
        "signature": "00" * 64,
    },
}
"""Bodies of which the description says little: a wish is described in docs/orders.md."""

INSTANTS = {"start": "2026-10-05T01:00:00Z", "at": "2026-10-05T00:30:00Z"}


def example(schema, schemas, name=""):
    """Return the least value that a schema allows."""
    if "$ref" in schema:
        schema = schemas[schema["$ref"].rsplit("/", 1)[1]]
    for known in ("const", "default", "enum", "examples"):
        if known in schema and schema[known] not in (None, []):
            value = schema[known]
            return value[0] if known in ("enum", "examples") else value
    for several in ("oneOf", "anyOf", "allOf"):
        if several in schema:
            return example(schema[several][0], schemas, name)
    return _of_type(schema, schemas, name)


def _of_type(schema, schemas, name):
    match schema.get("type"):
        case "object":
            required = schema.get("required", ())
            fields = schema.get("properties", {})
            return {each: example(fields[each], schemas, each) for each in required}
        case "array":
            return [example(schema["items"], schemas, name)] * schema.get("minItems", 0)
        case "string":
            return _text(schema, name)
        case "integer" | "number":
            return max(schema.get("minimum", 1), schema.get("exclusiveMinimum", 0) + 1)
        case "boolean":
            return False
        case _:
            return {}


def _text(schema, name):
    match schema.get("format"):
        case "date-time":
            return INSTANTS.get(name, "2026-10-05T02:00:00Z")
        case "date":
            return "2026-10-05"
        case "uri":
            return "https://hooks.example.org/artel"
        case "email":
            return "somebody@example.org"
        case _:
            return "word".ljust(schema.get("minLength", 1), "x")[: schema.get("maxLength", 200)]


class Asked:
    """An application that is asked, one request at a time, as its server would."""

    def __init__(self, app):
        self.app = app
        self._runner = asyncio.Runner()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self._runner.close()

    def ask(self, method, path, key="", body=b"", headers=(), query=b"", patience=PATIENCE_S):
        """Return what the application answers. `body` is bytes, or an iterator of pieces."""
        own = [(b"host", b"desk.example.org")]
        if key:
            own.append((b"authorization", f"Bearer {key}".encode()))
        if isinstance(body, bytes) and body:
            own.append((b"content-length", str(len(body)).encode()))
        own += [(name.lower().encode(), _bytes(value)) for name, value in headers]
        scope = {
            "type": "http", "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1", "method": method.upper(), "scheme": "http",
            "path": path, "raw_path": path.encode("utf-8", "surrogateescape"),
            "query_string": query, "root_path": "", "headers": own,
            "client": ("127.0.0.1", 50000), "server": ("127.0.0.1", 8000), "state": {},
        }  # fmt: skip
        pieces = iter([body]) if isinstance(body, bytes) else body
        return self._runner.run(self._answer(scope, pieces, patience))

    async def _answer(self, scope, pieces, patience):
        exchange = _Exchange(pieces)
        whole = self.app(scope, exchange.receive, exchange.send)
        task = asyncio.create_task(whole)
        done, _ = await asyncio.wait({task}, timeout=patience)
        if not done:
            exchange.gone.set()
            task.cancel()
            await asyncio.wait({task}, timeout=5)
        # An error is raised once more when it was answered: that is for the server to log.
        error = task.exception() if task in done else None
        if error is not None and not exchange.ended:
            raise error
        return Answer(exchange.status, tuple(exchange.headers), b"".join(exchange.sent))


class _Exchange:
    """One request and its answer, as the protocol hands them over."""

    def __init__(self, pieces):
        self.pieces, self.status, self.headers, self.sent = pieces, 0, [], []
        self.gone, self.ended, self.taken, self._over = asyncio.Event(), False, 0, False

    async def receive(self):
        if self._over:
            await self.gone.wait()
            return {"type": "http.disconnect"}
        piece = next(self.pieces, None)
        self._over = piece is None
        self.taken += len(piece or b"")
        return {"type": "http.request", "body": piece or b"", "more_body": piece is not None}

    async def send(self, message):
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = [(n.decode(), v.decode("latin-1")) for n, v in message["headers"]]
        else:
            self.sent.append(message.get("body", b""))
            self.ended = not message.get("more_body", False)
            if self.ended:
                self.gone.set()


def _bytes(value):
    return value if isinstance(value, bytes) else value.encode()
