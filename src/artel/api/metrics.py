"""What is counted of the service, as Prometheus reads it, and a log line for each request."""

from __future__ import annotations

import logging
import re
import threading
import time
import uuid
from collections import Counter
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse

from artel.api.auth import TheDesk
from artel.api.problems import ours
from artel.commons.log import ACTOR, bound
from artel.store import journal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from artel.store.connections import Unit

router = APIRouter(tags=["service"])
log = logging.getLogger("artel.requests")
STEPS = (0.01, 0.05, 0.1, 0.5, 1.0, 5.0, 30.0)
TEXT = "text/plain; version=0.0.4"
_PLAIN = re.compile(rb"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")


class Counts:
    """Requests by method, route and status, and how long they took, since the start."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._answers: Counter[tuple[str, str, int]] = Counter()
        self._within: Counter[tuple[str, float]] = Counter()
        self._seconds: dict[str, float] = {}

    def add(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request that was answered."""
        with self._lock:
            self._answers[method, route, status] += 1
            self._seconds[route] = self._seconds.get(route, 0.0) + seconds
            for step in STEPS:
                self._within[route, step] += seconds <= step

    def lines(self) -> Iterator[str]:
        """Yield the counts as Prometheus reads them."""
        with self._lock:
            answers, within = dict(self._answers), dict(self._within)
            seconds = dict(self._seconds)
        yield "# TYPE artel_requests_total counter"
        for (method, route, status), number in sorted(answers.items()):
            yield _line(
                "artel_requests_total",
                {"method": method, "route": route, "status": str(status)},
                number,
            )
        yield "# TYPE artel_request_seconds histogram"
        for route, spent in sorted(seconds.items()):
            total = sum(number for key, number in answers.items() if key[1] == route)
            for step in STEPS:
                labels = {"route": route, "le": str(step)}
                yield _line("artel_request_seconds_bucket", labels, within[route, step])
            yield _line("artel_request_seconds_bucket", {"route": route, "le": "+Inf"}, total)
            yield _line("artel_request_seconds_sum", {"route": route}, spent)
            yield _line("artel_request_seconds_count", {"route": route}, total)


class Counted:
    """Gives each request an id, counts it, and logs it: never its headers, query or body."""

    def __init__(self, app: ASGIApp, counts: Counts) -> None:
        self.app, self.counts = app, counts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or hand on what is none."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        name, began, status = _name_of(scope), time.monotonic(), 0

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], (b"x-request-id", name.encode())]
            await send(message)

        with bound(request_id=name):
            try:
                await self.app(scope, receive, noting)
            except Exception as error:
                if status:  # half an answer is out: the server can only end it
                    raise
                await ours(Request(scope), error)(scope, receive, noting)
            finally:
                self._told(scope, status or 499, time.monotonic() - began)

    def _told(self, scope: Scope, status: int, seconds: float) -> None:
        """Count and log an answer; 499 stands for a client that went before it."""
        # A method is a word of the client's own: only those that we know are repeated.
        method = scope["method"] if scope["method"] in METHODS else "OTHER"
        route = route_of(scope)
        self.counts.add(method, route, status, seconds)
        said = {"method": method, "route": route, "status": status, "ms": round(seconds * 1000, 1)}
        actor = scope.get("state", {}).get(ACTOR)
        log.info("%s %s %d", method, route, status, extra=said | ({ACTOR: actor} if actor else {}))


METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})


def _name_of(scope: Scope) -> str:
    """Return the id that the client gave the request where it is plain, or a new one."""
    given: list[bytes] = [value for name, value in scope["headers"] if name == b"x-request-id"]
    if len(given) == 1 and _PLAIN.fullmatch(given[0]):
        return given[0].decode()
    return uuid.uuid4().hex


def route_of(scope: Scope) -> str:
    """Return the route as it is described, with holes for ids; `none` where there is no such."""
    return str(getattr(scope.get("route"), "path", "none"))


def _line(name: str, labels: Mapping[str, str], value: float) -> str:
    said = ",".join(f'{key}="{text}"' for key, text in labels.items())
    return f"{name}{{{said}}} {value:g}" if said else f"{name} {value:g}"


@router.get("/metrics", response_class=PlainTextResponse)
def metrics(request: Request, desk: TheDesk) -> PlainTextResponse:
    """Say what is counted, for Prometheus. It names nobody and no order."""
    lines = list(request.app.state.counts.lines())
    with desk.unit() as unit:
        lines += _of_desk(unit)
    return PlainTextResponse("\n".join(lines) + "\n", media_type=TEXT)


def _of_desk(unit: Unit) -> Iterator[str]:
    groups = {"artel_orders": "orders_by_state", "artel_jobs": "jobs_by_state"}
    for name, query in (groups | {"artel_runs": "runs_by_state"}).items():
        yield f"# TYPE {name} gauge"
        for row in unit.rows(query):
            yield _line(name, {"state": row["state"]}, row["number"])
    yield "# TYPE artel_journal_entries gauge"
    yield _line("artel_journal_entries", {}, journal.size_of(unit))
    yield from _of_plan(unit.row("plan_newest_published"))


def _of_plan(row: Mapping[str, Any] | None) -> Iterator[str]:
    if row is None:
        return
    value, bound = float(row["value"]), float(row["bound"])
    gap = max(0.0, (bound - value) / bound) if bound else 0.0
    for name, number in (("value", value), ("bound", bound), ("gap", gap)):
        yield f"# TYPE artel_plan_{name} gauge"
        yield _line(f"artel_plan_{name}", {}, number)
