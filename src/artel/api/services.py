"""Routes of what is sold besides new images: time of stations, and images of the archive."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Response
from fastapi.responses import FileResponse
from pydantic import BaseModel, ConfigDict, Field

from artel.api.auth import Asking, TheDesk
from artel.desk import archive, station_time

router = APIRouter(tags=["orders"])

Name = Annotated[str, Field(min_length=1, max_length=200)]


class FreeTime(BaseModel):
    """A piece of time of an antenna."""

    antenna: str
    start: datetime
    end: datetime
    minutes: float


class StationOffer(BaseModel):
    """What a station could give an order: the pieces that would be held, or all that is free."""

    order: str
    station: str
    minutes: float
    free_minutes: float
    enough: bool
    windows: list[FreeTime]
    price_minor: int | None
    currency: str
    tariff: str | None


class StationHold(BaseModel):
    """For how long to hold."""

    model_config = ConfigDict(extra="forbid")
    minutes: Annotated[int, Field(ge=1, le=24 * 60)]


class StationTimeOut(BaseModel):
    """A piece of a station's time that an order has, or had."""

    id: str
    station: str
    antenna: str
    start: datetime
    end: datetime
    state: Literal["held", "booked", "released", "expired", "withdrawn", "lost", "given"]
    until: datetime
    task: str | None
    reason: str
    ended: datetime | None


class StationTimeList(BaseModel):
    """The pieces of time of an order, in order of time."""

    pieces: list[StationTimeOut]


class ArchiveOfferOut(BaseModel):
    """An image that was delivered before: how much of the place it shows, and its price."""

    delivery: str
    owner: str
    satellite: str
    sensor: str
    start: datetime
    gsd_m: float
    share: float
    area_km2: float
    price_minor: int | None
    currency: str
    tariff: str | None


class LeftOut(BaseModel):
    """An article by which images are not offered."""

    article: str
    reason: str


class ArchiveOffers(BaseModel):
    """What could be given for an order of the archive."""

    order: str
    offers: list[ArchiveOfferOut]
    left_out: list[LeftOut]


class ArchiveChoice(BaseModel):
    """Which of the offers to take, by `delivery`."""

    model_config = ConfigDict(extra="forbid")
    deliveries: Annotated[list[Name], Field(min_length=1, max_length=200)]


class ArchiveImage(BaseModel):
    """An image that was given again; its Item names neither the task nor the order before."""

    id: str
    order_id: str
    exercise: bool
    owner: str
    item: dict[str, Any]
    sha256: str
    area_km2: float
    price_minor: int | None
    currency: str
    at: datetime


class ArchiveImages(BaseModel):
    """The images that an order of the archive was given."""

    images: list[ArchiveImage]


@router.get("/orders/{name}/station-time/offer", response_model=StationOffer)
def station_offer(name: str, desk: TheDesk, actor: Asking) -> dict[str, Any]:
    """Ask what the station could give now, and what it would cost. Nothing is stored."""
    return station_time.offers(desk, actor, name)


@router.get("/orders/{name}/station-time", response_model=StationTimeList)
def station_pieces(name: str, desk: TheDesk, actor: Asking) -> dict[str, Any]:
    """List the time that an order has, or had."""
    with desk.unit(actor) as unit:
        return {"pieces": station_time.of_order(unit, name)}


@router.post("/orders/{name}/station-time", status_code=201, response_model=StationTimeList)
def hold_station(
    name: str, wanted: StationHold, desk: TheDesk, actor: Asking, response: Response
) -> dict[str, Any]:
    """Hold the earliest time that is enough for an order that is accepted."""
    rows = station_time.hold(desk, actor, name, timedelta(minutes=wanted.minutes))
    response.headers["Location"] = f"/api/v1/orders/{name}/station-time"
    return {"pieces": rows}


@router.post("/orders/{name}/station-time/book", response_model=StationTimeList)
def book_station(name: str, desk: TheDesk, actor: Asking) -> dict[str, Any]:
    """Book what is held: plans keep off it, and the station's owner is asked to give it."""
    return {"pieces": station_time.book(desk, actor, name)}


@router.post("/orders/{name}/station-time/release", response_model=StationTimeList)
def release_station(name: str, desk: TheDesk, actor: Asking) -> dict[str, Any]:
    """Give back what is held."""
    return {"pieces": station_time.release(desk, actor, name)}


@router.get("/orders/{name}/archive/offer", response_model=ArchiveOffers)
def archive_offer(name: str, desk: TheDesk, actor: Asking) -> dict[str, Any]:
    """Ask which images that were delivered before fit an order. Nothing is stored."""
    return archive.offers(desk, actor, name)


@router.get("/orders/{name}/archive", response_model=ArchiveImages)
def archive_images(name: str, desk: TheDesk, actor: Asking) -> dict[str, Any]:
    """List the images that an order of the archive was given."""
    with desk.unit(actor) as unit:
        return {"images": archive.of_order(unit, name)}


@router.post("/orders/{name}/archive", status_code=201, response_model=ArchiveImages)
def take_from_archive(
    name: str, choice: ArchiveChoice, desk: TheDesk, actor: Asking, response: Response
) -> dict[str, Any]:
    """Take images of the offer: they are given at once, and the order is delivered."""
    rows = archive.give(desk, actor, name, choice.deliveries)
    response.headers["Location"] = f"/api/v1/orders/{name}/archive"
    return {"images": rows}


@router.get("/archive-images/{name}", response_class=FileResponse)
def archive_image(name: str, desk: TheDesk, actor: Asking) -> FileResponse:
    """Fetch an image that was given again, a GeoTIFF; its ETag is the file's sha256."""
    with desk.unit(actor) as unit:
        path = archive.image_of(desk, unit, name)
    return FileResponse(
        path,
        media_type="image/tiff; application=geotiff",
        filename=f"{name}.tif",
        headers={"ETag": f'"{path.name}"'},
    )
