"""Routes of what passes between the desk, the owners and the customers: consents, tasks, images."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse
from pydantic import BaseModel, ConfigDict, Field

from artel.api import paging
from artel.api.auth import Asking, TheDesk
from artel.api.orders import Link
from artel.desk import complaints, consents, deliveries, dispatch
from artel.desk import orders as desk_orders

router = APIRouter()

Name = Annotated[str, Field(min_length=1, max_length=200)]


class ConsentOut(BaseModel):
    """A question to a party: may an image be made that an article asks about."""

    id: str
    order_id: str
    exercise: bool
    kind: Literal["consent", "veto"]
    article: str
    party: str
    state: Literal["asked", "granted", "refused", "lapsed"]
    question: dict[str, Any]
    asked: datetime
    deadline: datetime
    answered: datetime | None
    answered_by: str | None


class ConsentList(BaseModel):
    """Questions, the most urgent first."""

    consents: list[ConsentOut]


class Answer(BaseModel):
    """A party's answer. The reason stays with the party: nobody else reads it."""

    model_config = ConfigDict(extra="forbid")
    granted: bool
    reason: Annotated[str, Field(max_length=1000)] = ""


class Reason(BaseModel):
    """Why a party answered so, told to itself alone."""

    reason: str | None


class TaskOut(BaseModel):
    """A task to an owner: of an image of a plan, or of a station's time."""

    id: str
    kind: Literal["image", "station"]
    plan: int | None
    order_id: str
    exercise: bool
    owner: str
    satellite: str
    body: dict[str, Any]
    cutoff: datetime
    state: str
    tries: int
    sent: datetime | None
    answered: datetime | None
    reason: str
    report: dict[str, Any] | None


class TaskPage(BaseModel):
    """Tasks, the newest first."""

    tasks: list[TaskOut]
    links: list[Link]


class DeliveryOut(BaseModel):
    """A delivery, and what the desk found in it."""

    id: str
    task: str
    order_id: str
    exercise: bool
    owner: str
    item: dict[str, Any]
    sha256: str
    arrived: datetime
    verdict: Literal["accepted", "complaint"]
    faults: list[dict[str, Any]]


class DeliveryPage(BaseModel):
    """Deliveries, the newest first."""

    deliveries: list[DeliveryOut]
    links: list[Link]


class ComplaintOut(BaseModel):
    """A complaint about a delivery: what was wrong, what the owner says, what was decided."""

    id: str
    delivery: str
    task: str
    order_id: str
    exercise: bool
    owner: str
    body: dict[str, Any]
    state: Literal[
        "waiting", "sent", "acknowledged", "accepted", "disputed", "unanswered", "upheld",
        "dismissed", "remedied",
    ]  # fmt: skip
    remedy: Literal["fly-again", "credit"] | None
    reason: str
    decision: str
    made: datetime
    answer_by: datetime
    answered: datetime | None
    closed: datetime | None


class ComplaintPage(BaseModel):
    """Complaints, the newest first."""

    complaints: list[ComplaintOut]
    links: list[Link]


class ComplaintAnswer(BaseModel):
    """The owner's answer: a remedy where it agrees, a reason where it does not."""

    model_config = ConfigDict(extra="forbid")
    remedy: Literal["fly-again", "credit"] | None = None
    reason: Annotated[str, Field(max_length=500)] = ""


class ComplaintDecision(BaseModel):
    """The operator's decision: upheld by a remedy; dismissed where none is given."""

    model_config = ConfigDict(extra="forbid")
    remedy: Literal["fly-again", "credit"] | None = None
    reason: Annotated[str, Field(min_length=1, max_length=500)]


class NoticeOut(BaseModel):
    """What a customer is told of its order: moved or displaced, by which article, what credit."""

    id: str
    kind: str
    sentence: str
    article: str | None
    credit_minor: int
    currency: str
    at: datetime


class NoticeList(BaseModel):
    """The notices of an order, the oldest first."""

    notices: list[NoticeOut]


@router.get("/consents", tags=["owners"], response_model=ConsentList)
def asked(
    desk: TheDesk,
    actor: Asking,
    state: Literal["asked", "granted", "refused", "lapsed"] | None = None,
) -> dict[str, Any]:
    """List the questions that you may see."""
    with desk.unit(actor) as unit:
        return {"consents": consents.page(unit, state)}


@router.post("/consents/{name}/answer", tags=["owners"], response_model=ConsentOut)
def answer(name: str, given: Answer, desk: TheDesk, actor: Asking) -> dict[str, Any]:
    """Answer a question as the party that was asked."""
    with desk.unit(actor) as unit:
        return consents.answer(unit, name, granted=given.granted, reason=given.reason)


@router.get("/consents/{name}/reason", tags=["owners"], response_model=Reason)
def reason(name: str, desk: TheDesk, actor: Asking) -> dict[str, Any]:
    """Read why your party answered so."""
    with desk.unit(actor) as unit:
        return {"reason": consents.reason_of(unit, name)}


@router.get("/tasks", tags=["owners"], response_model=TaskPage)
def tasks(
    request: Request,
    desk: TheDesk,
    actor: Asking,
    limit: paging.Limit = 50,
    cursor: paging.Cursor = None,
    state: Annotated[str | None, Field(max_length=40)] = None,
) -> dict[str, Any]:
    """List the tasks that you may see."""
    with desk.unit(actor) as unit:
        rows = dispatch.page(unit, paging.after(cursor), limit, state)
    return paging.page(request, "tasks", rows, limit)


@router.get("/deliveries", tags=["deliveries"], response_model=DeliveryPage)
def delivered(
    request: Request,
    desk: TheDesk,
    actor: Asking,
    limit: paging.Limit = 50,
    cursor: paging.Cursor = None,
    order: Name | None = None,
) -> dict[str, Any]:
    """List the deliveries that you may see."""
    with desk.unit(actor) as unit:
        rows = deliveries.page(unit, paging.after(cursor), limit, order)
    return paging.page(request, "deliveries", rows, limit)


@router.get("/deliveries/{name}", tags=["deliveries"], response_model=DeliveryOut)
def one_delivery(name: str, desk: TheDesk, actor: Asking) -> dict[str, Any]:
    """Read one delivery."""
    with desk.unit(actor) as unit:
        return deliveries.get(unit, name)


@router.get("/deliveries/{name}/image", tags=["deliveries"], response_class=FileResponse)
def image(name: str, desk: TheDesk, actor: Asking) -> FileResponse:
    """Fetch a delivered image, a GeoTIFF; its ETag is the file's sha256."""
    with desk.unit(actor) as unit:
        path = deliveries.image_of(desk, unit, name)
    return FileResponse(
        path,
        media_type="image/tiff; application=geotiff",
        filename=f"{name}.tif",
        headers={"ETag": f'"{path.name}"'},
    )


@router.get("/complaints", tags=["deliveries"], response_model=ComplaintPage)
def complained(
    request: Request,
    desk: TheDesk,
    actor: Asking,
    limit: paging.Limit = 50,
    cursor: paging.Cursor = None,
    state: Annotated[str | None, Field(max_length=40)] = None,
) -> dict[str, Any]:
    """List the complaints that you may see: as who ordered, the owner or the operator."""
    with desk.unit(actor) as unit:
        rows = complaints.page(unit, paging.after(cursor), limit, state)
    return paging.page(request, "complaints", rows, limit)


@router.get("/complaints/{name}", tags=["deliveries"], response_model=ComplaintOut)
def one_complaint(name: str, desk: TheDesk, actor: Asking) -> dict[str, Any]:
    """Read one complaint."""
    with desk.unit(actor) as unit:
        return complaints.get(unit, name)


@router.post("/complaints/{name}/answer", tags=["deliveries"], response_model=ComplaintOut)
def answer_complaint(
    name: str, given: ComplaintAnswer, desk: TheDesk, actor: Asking
) -> dict[str, Any]:
    """Answer a complaint as the owner, where your centre has not answered it."""
    return complaints.answer(desk, actor, name, remedy=given.remedy, reason=given.reason)


@router.post("/complaints/{name}/decide", tags=["deliveries"], response_model=ComplaintOut)
def decide_complaint(
    name: str, given: ComplaintDecision, desk: TheDesk, actor: Asking
) -> dict[str, Any]:
    """Decide a complaint that the owner disputes, or has not answered in time."""
    return complaints.decide(desk, actor, name, reason=given.reason, remedy=given.remedy)


@router.get("/orders/{name}/notices", tags=["orders"], response_model=NoticeList)
def notices(name: str, desk: TheDesk, actor: Asking) -> dict[str, Any]:
    """Read what became of an order's place in the plan."""
    with desk.unit(actor) as unit:
        desk_orders.get(unit, name)
        return {"notices": unit.rows("notices_of_order", order_id=name)}
