"""The application: every room's routes under /api/v1, problems, and the limits of a request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter, FastAPI

from artel.api import (
    accounts,
    activations,
    affairs,
    areas,
    events,
    governance,
    handover,
    journal,
    limits,
    metrics,
    oidc,
    orders,
    owners,
    plans,
    quotes,
    rework,
    runs,
    service,
    services,
    sessions,
    sky,
    webhooks,
)
from artel.api.description import describe
from artel.api.problems import add_problems
from artel.api.readable import Readable
from artel.store.listening import Bell

if TYPE_CHECKING:
    from artel.desk.desk import Desk

ROOMS = (
    sessions.router,
    oidc.router,
    accounts.router,
    accounts.keys,
    orders.router,
    areas.router,
    services.router,
    # Before plans: /plans/runs is no version.
    runs.router,
    runs.repairs,
    rework.router,
    plans.router,
    quotes.router,
    affairs.router,
    owners.router,
    activations.router,
    governance.router,
    events.router,
    webhooks.router,
    journal.router,
    sky.router,
    handover.router,
)


def application(desk: Desk, version: str, limited: limits.Limits | None = None) -> FastAPI:
    """Return the application that serves a desk; `limited` says how often it may be asked."""
    app = FastAPI(
        title="artel",
        version=version,
        summary="The joint operator's desk.",
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
    )
    app.state.desk = desk
    app.state.bell = Bell(desk.store.uri)
    app.state.ending = lambda: False  # who serves it says when it stops: event streams end then
    app.state.counts = metrics.Counts()
    app.state.limits = limited or limits.Limits()
    add_problems(app)
    api = APIRouter(prefix="/api/v1")
    for room in ROOMS:
        api.include_router(room)
    app.include_router(api)
    app.include_router(service.router)
    app.include_router(metrics.router)
    # The last one added stands outermost: it sees what all the others answer.
    app.add_middleware(Readable)
    app.add_middleware(limits.Limited, limits=app.state.limits)
    app.add_middleware(metrics.Counted, counts=app.state.counts)
    app.add_middleware(limits.Guarded)
    describe(app)
    return app
