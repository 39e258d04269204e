"""Routes of orders: place, read, amend, accept, reject, cancel."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Body, Header, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from artel.api import paging
from artel.api.auth import Asking, TheDesk
from artel.api.problems import Problem
from artel.desk import orders as desk_orders
from artel.desk.idempotency import once
from artel.desk.pool_files import known_to
from artel.orders.life import State
from artel.store.connections import Unit

router = APIRouter(prefix="/orders", tags=["orders"])


IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=200,
        pattern=r"^[\x21-\x7e]+$",
        description="A word of yours for this request: sent again with it, the work is done once.",
    ),
]


class Reason(BaseModel):
    """Why."""

    model_config = ConfigDict(extra="forbid")
    reason: Annotated[str, Field(min_length=1, max_length=1000)]


class StepOut(BaseModel):
    """One step of an order's life."""

    number: int
    from_state: State | None
    state: State
    at: datetime
    actor: str
    reason: str
    article: str | None


class OrderOut(BaseModel):
    """An order as it stands."""

    id: str
    exercise: bool
    brought_by: str
    customer: str
    kind: str
    order_class: Annotated[str, Field(serialization_alias="class")]
    state: State
    version: int
    wish: dict[str, Any]
    not_before: datetime
    not_after: datetime
    deliver_by: datetime
    made: datetime
    changed: datetime


class OrderWithSteps(OrderOut):
    """An order with the steps of its life."""

    steps: list[StepOut]


class Link(BaseModel):
    """A link to follow."""

    rel: str
    href: str


class Batch(BaseModel):
    """Many orders, of which all are taken or none."""

    model_config = ConfigDict(extra="forbid")
    orders: Annotated[
        list[dict[str, Any]],
        Field(min_length=1, max_length=1000, description="What is wanted; see docs/orders.md."),
    ]


class BatchOut(BaseModel):
    """The orders of a batch, in the order in which they were given."""

    orders: list[OrderOut]


class OrderPage(BaseModel):
    """Orders, the newest first."""

    orders: list[OrderOut]
    links: list[Link]


def shown(row: dict[str, Any]) -> dict[str, Any]:
    """Return an order's row as the wire shows it."""
    return {**row, "order_class": row["class"]}


@router.post("", status_code=201, response_model=OrderOut)
def place(
    wish: Annotated[dict[str, Any], Body(description="What is wanted; see docs/orders.md.")],
    desk: TheDesk,
    actor: Asking,
    key: IdempotencyKey = None,
) -> Response:
    """Place an order. With an Idempotency-Key the same request sent again is one order."""
    known = known_to(desk, actor)
    with desk.unit(actor) as unit:
        answer = once(
            unit, key, {"place": wish}, lambda: _text(desk_orders.place(unit, wish, known))
        )
    head = {"Location": f"/api/v1/orders/{json.loads(answer.body)['id']}"}
    if answer.replayed:
        head["Idempotent-Replayed"] = "true"
    return Response(answer.body, 201, head, "application/json")


@router.post("/batch", status_code=201, response_model=BatchOut)
def place_many(batch: Batch, desk: TheDesk, actor: Asking, key: IdempotencyKey = None) -> Response:
    """Place many orders at once: all of them, or none where one is wrong."""
    known = known_to(desk, actor)

    def work(unit: Unit) -> str:
        rows = desk_orders.place_many(unit, batch.orders, known)
        given = [OrderOut.model_validate(shown(row)) for row in rows]
        return BatchOut(orders=given).model_dump_json(by_alias=True)

    with desk.unit(actor) as unit:
        answer = once(unit, key, {"batch": batch.orders}, lambda: work(unit))
    head = {"Idempotent-Replayed": "true"} if answer.replayed else {}
    return Response(answer.body, 201, head, "application/json")


def _text(row: dict[str, Any]) -> str:
    """Return an order as it goes over the wire."""
    return OrderOut.model_validate(shown(row)).model_dump_json(by_alias=True)


@router.get("", response_model=OrderPage)
def listed(
    request: Request,
    desk: TheDesk,
    actor: Asking,
    limit: paging.Limit = 50,
    cursor: paging.Cursor = None,
    state: State | None = None,
) -> dict[str, Any]:
    """List the orders that you may see."""
    with desk.unit(actor) as unit:
        rows = desk_orders.page(unit, paging.after(cursor), limit, state)
    return paging.page(request, "orders", [shown(row) for row in rows], limit)


@router.get("/{name}", response_model=OrderWithSteps)
def one(name: str, desk: TheDesk, actor: Asking, response: Response) -> dict[str, Any]:
    """Read one order and the steps of its life."""
    with desk.unit(actor) as unit:
        row = desk_orders.get(unit, name)
    response.headers["ETag"] = f'"{row["version"]}"'
    return shown(row)


@router.patch("/{name}", response_model=OrderOut)
def amend(
    name: str,
    patch: Annotated[dict[str, Any], Body(description="The fields of the wish that change.")],
    desk: TheDesk,
    actor: Asking,
    if_match: Annotated[str | None, Header(max_length=40)] = None,
) -> dict[str, Any]:
    """Amend an order that is not planned yet."""
    known = known_to(desk, actor)
    with desk.unit(actor) as unit:
        return shown(desk_orders.amend(unit, name, patch, known, _version(if_match)))


def _version(tag: str | None) -> int | None:
    if tag is None or tag.strip() == "*":
        return None
    digits = tag.strip().strip('"')
    if not (digits.isascii() and digits.isdigit()):
        raise Problem(422, 'If-Match is the ETag of the order, such as "1".')
    return int(digits)


@router.post("/{name}/accept", response_model=OrderOut)
def accept(name: str, desk: TheDesk, actor: Asking) -> dict[str, Any]:
    """Accept an order for planning."""
    with desk.unit(actor) as unit:
        return shown(desk_orders.accept(unit, name))


@router.post("/{name}/reject", response_model=OrderOut)
def reject(name: str, why: Reason, desk: TheDesk, actor: Asking) -> dict[str, Any]:
    """Reject an order, with the reason that its customer is told."""
    with desk.unit(actor) as unit:
        return shown(desk_orders.reject(unit, name, why.reason))


@router.post("/{name}/cancel", response_model=OrderOut)
def cancel(name: str, why: Reason, desk: TheDesk, actor: Asking) -> dict[str, Any]:
    """Cancel an order."""
    with desk.unit(actor) as unit:
        return shown(desk_orders.cancel(unit, name, why.reason))
