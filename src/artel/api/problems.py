"""Every error of the API as a problem document, RFC 9457; nothing of the inside shows."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from artel.commons.errors import (
    ArtelError,
    Conflict,
    InputError,
    NotAllowed,
    NotFound,
    TableError,
    Unavailable,
)
from artel.orders.wishes import WishError

if TYPE_CHECKING:
    from collections.abc import Mapping

log = logging.getLogger("artel.api")

MEDIA_TYPE = "application/problem+json"
TITLES = {
    400: "The request cannot be read",
    401: "Who asks is not known",
    403: "Not allowed",
    404: "Not found",
    405: "Not possible here",
    406: "Not available in this form",
    408: "Too slow",
    409: "Not as things stand",
    412: "Changed meanwhile",
    413: "Too large",
    414: "The address is too long",
    415: "Not in this form",
    422: "Something is wrong in it",
    428: "A condition is missing",
    429: "Too many requests",
    500: "An error of ours",
    503: "Not ready",
}
RETRY_AFTER_S = "2"
"""A database that went away is back within seconds, or an operator has to look."""
STATUS: tuple[tuple[type[ArtelError], int], ...] = (
    (Unavailable, 503),
    (NotAllowed, 403),
    (NotFound, 404),
    (Conflict, 409),
    (InputError, 422),
)


class Problem(Exception):
    """A problem document that a route answers with."""

    def __init__(
        self,
        status: int,
        detail: str,
        *,
        errors: tuple[Mapping[str, str], ...] = (),
        headers: Mapping[str, str] | None = None,
        **members: Any,
    ) -> None:
        super().__init__(detail)
        self.status, self.detail, self.errors = status, detail, errors
        self.headers, self.members = dict(headers or {}), members


def answer(request: Request, problem: Problem) -> JSONResponse:
    """Return the problem as a response."""
    body: dict[str, Any] = {
        "type": f"urn:artel:problem:{problem.status}",
        "title": TITLES.get(problem.status, "Error"),
        "status": problem.status,
        "detail": problem.detail,
        "instance": request.url.path[:200].encode(errors="replace").decode(),
        **problem.members,
    }
    if problem.errors:
        body["errors"] = [dict(each) for each in problem.errors]
    return JSONResponse(
        body, status_code=problem.status, headers=problem.headers, media_type=MEDIA_TYPE
    )


def problem_of(error: ArtelError) -> Problem:
    """Return what is told of an error that a sentence can explain."""
    status = next((number for kind, number in STATUS if isinstance(error, kind)), 500)
    if isinstance(error, WishError):
        rows = [{"pointer": each.pointer, "detail": each.sentence} for each in error.problems]
        return Problem(status, error.message, errors=tuple(rows))
    if isinstance(error, TableError):
        return Problem(status, str(error), errors=tuple({"detail": f} for f in error.findings))
    again = {"Retry-After": RETRY_AFTER_S} if status == 503 else {}
    return Problem(status, str(error), headers=again)


def add_problems(app: FastAPI) -> None:
    """Let every error of the application be told as a problem document."""

    @app.exception_handler(Problem)
    def _problem(request: Request, error: Problem) -> JSONResponse:
        return answer(request, error)

    @app.exception_handler(ArtelError)
    def _artel(request: Request, error: ArtelError) -> JSONResponse:
        return answer(request, problem_of(error))

    @app.exception_handler(RequestValidationError)
    def _invalid(request: Request, error: RequestValidationError) -> JSONResponse:
        rows = [
            {"pointer": _pointer(each["loc"]), "detail": str(each["msg"])}
            for each in error.errors()
        ]
        unreadable = any(each["type"] == "json_invalid" for each in error.errors())
        status, detail = (400, "The body is no JSON.") if unreadable else (422, rows[0]["detail"])
        return answer(request, Problem(status, detail, errors=tuple(rows)))

    @app.exception_handler(HTTPException)
    def _http(request: Request, error: HTTPException) -> JSONResponse:
        problem = Problem(error.status_code, str(error.detail), headers=error.headers)
        return answer(request, problem)

    app.add_exception_handler(Exception, ours)


def ours(request: Request, error: Exception) -> JSONResponse:
    """Log an error that no client should cause, and tell only that it was logged."""
    log.error("an error of ours", exc_info=error)
    return answer(request, Problem(500, "The error was logged; nothing was changed."))


def _pointer(place: tuple[Any, ...]) -> str:
    return "".join(f"/{part}" for part in place)
