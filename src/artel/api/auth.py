"""Who asks: a machine by its key, a person by a session. The actor is all a route learns of it.

A page of somebody else may make a browser send our cookie: what changes anything must tell the
session's token too, which only our own pages can read.
"""

from __future__ import annotations

from typing import Annotated, Any, TypeAlias
from urllib.parse import urlsplit

from fastapi import Depends, Request, Response, Security
from fastapi.security import APIKeyCookie, HTTPAuthorizationCredentials, HTTPBearer

from artel.api.limits import known
from artel.api.problems import Problem
from artel.commons.actors import Actor
from artel.commons.errors import NotAllowed
from artel.desk.accounts import actor_of, actor_of_key
from artel.desk.desk import Desk
from artel.desk.sessions import LONGEST, is_csrf_of, session_of

COOKIE = "artel_session"
CSRF_HEADER = "X-CSRF-Token"
KEY = HTTPBearer(scheme_name="key", auto_error=False, description="A key, as it was issued.")
SESSION = APIKeyCookie(
    name=COOKIE,
    scheme_name="session",
    auto_error=False,
    description=(
        "A session, as POST /sessions opens it. Whatever changes anything sends the token of"
        f" GET /me along, in {CSRF_HEADER}."
    ),
)
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
NOBODY: dict[str, Any] = {"security": []}
"""What the description says of a route that may be asked without saying who asks."""


def desk_of(request: Request) -> Desk:
    """Return the desk that this application serves."""
    desk: Desk = request.app.state.desk
    return desk


def asking(request: Request) -> Actor:
    """Return who asks. Raises Problem 401 where that is not known, 403 for a forged request."""
    try:
        actor = _actor(request)
    except NotAllowed as error:
        raise _unknown(str(error)) from None
    known(request, actor)
    return actor


def _actor(request: Request) -> Actor:
    secret = secret_of(request)
    if secret is not None:
        _not_forged(request, secret)
        with desk_of(request).unit() as unit:
            return actor_of(session_of(unit, secret).account)
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not key:
        raise _unknown("Say who asks: sign in, or send Authorization: Bearer KEY.")
    with desk_of(request).unit() as unit:
        return actor_of_key(unit, key.strip())


def secret_of(request: Request) -> str | None:
    """Return the secret of the session that asks; None where a key asks, or nobody."""
    if "authorization" in request.headers:
        return None
    return request.cookies.get(COOKIE) or None


def check_origin(request: Request) -> None:
    """Raise Problem 403 where a browser says that a page of another place made the request."""
    origin = request.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc.lower() != _host(request):
        raise Problem(403, "This was asked by a page of another place.")


def _host(request: Request) -> str:
    return request.headers.get("host", "").lower()


def _not_forged(request: Request, secret: str) -> None:
    if request.method in SAFE:
        return
    check_origin(request)
    if not is_csrf_of(secret, request.headers.get(CSRF_HEADER, "")):
        raise Problem(403, f"Send the token of GET /api/v1/me along, in {CSRF_HEADER}.")


def set_session(request: Request, response: Response, secret: str) -> None:
    """Have the browser keep a session's secret, where no page can read it."""
    response.set_cookie(
        COOKIE,
        secret,
        max_age=int(LONGEST.total_seconds()),
        path="/",
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="lax",
    )


def drop_session(response: Response) -> None:
    """Have the browser forget the session's secret."""
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="lax")


def address_of(request: Request) -> str:
    """Return the address that asks, as failures to sign in are counted by it."""
    return request.client.host if request.client else ""


def _unknown(detail: str) -> Problem:
    return Problem(401, detail, headers={"WWW-Authenticate": "Bearer"})


def _declared(
    request: Request,
    _key: Annotated[HTTPAuthorizationCredentials | None, Security(KEY)],
    _session: Annotated[str | None, Security(SESSION)],
) -> Actor:
    """Return who asks, and let the description say by what a route is guarded."""
    return asking(request)


TheDesk: TypeAlias = Annotated[Desk, Depends(desk_of)]
Asking: TypeAlias = Annotated[Actor, Depends(_declared)]
