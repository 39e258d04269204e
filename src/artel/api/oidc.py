"""Routes of signing in by a provider of one's own: the browser goes there, and comes back."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse
from pydantic import BaseModel

from artel.api.auth import NOBODY, TheDesk, set_session
from artel.api.problems import Problem
from artel.commons.errors import NotAllowed
from artel.desk import identities

router = APIRouter(prefix="/sessions/oidc", tags=["people"])

COOKIE = "artel_sign_in"
PATH = "/api/v1/sessions/oidc"
Told = Annotated[str | None, Query(max_length=4096)]


class Trusted(BaseModel):
    """The host of the provider that the operator trusts; null where people have passwords alone."""

    host: str | None


@router.get("/provider", openapi_extra=NOBODY, response_model=Trusted)
def provider(desk: TheDesk) -> dict[str, str | None]:
    """Read by whom one may sign in, besides a password."""
    trusted = desk.provider
    return {"host": None if trusted is None else urlsplit(trusted.settings.issuer).netloc}


@router.get("", status_code=302, openapi_extra=NOBODY, response_class=RedirectResponse)
def begin(request: Request, desk: TheDesk) -> RedirectResponse:
    """Go and sign in by the provider that the operator trusts."""
    redirect = f"{request.url.scheme}://{request.url.netloc}{PATH}/callback"
    address, browser = identities.begin(desk, redirect)
    answer = RedirectResponse(address, 302)
    answer.set_cookie(
        COOKIE,
        browser,
        max_age=int(identities.LASTS.total_seconds()),
        path=PATH,
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="lax",
    )
    return answer


@router.get("/callback", status_code=302, openapi_extra=NOBODY, response_class=RedirectResponse)
def callback(
    request: Request,
    desk: TheDesk,
    state: Told = None,
    code: Told = None,
    error: Annotated[str | None, Query(max_length=200)] = None,
) -> RedirectResponse:
    """Come back from the provider, and open a session for whom it says this is."""
    if error is not None:
        raise Problem(401, "The provider did not sign you in. Begin again.")
    if not state or not code:
        raise Problem(422, "This is not how a provider sends somebody back. Begin again.")
    try:
        secret = identities.finish(desk, request.cookies.get(COOKIE, ""), state, code)
    except NotAllowed as refused:
        raise Problem(401, str(refused)) from None
    answer = RedirectResponse("/", 302)
    set_session(request, answer, secret)
    answer.delete_cookie(COOKIE, path=PATH)
    return answer
