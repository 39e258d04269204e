"""Routes of the day: its geometry for a map and a timeline, and what it comes to."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel

from artel.api.auth import Asking, TheDesk
from artel.desk import sky as desk_sky
from artel.desk import today as desk_today
from artel.desk.permissions import permit

router = APIRouter(tags=["sky"])

Version = Annotated[
    int | None, Query(ge=1, le=2**53, description="Of this plan; without it, of that in force.")
]
Hundredths = list[int]


class Stretch(BaseModel):
    """Samples without a gap, in hundredths of a degree: the first, then differences."""

    first: int
    lon: Hundredths
    lat: Hundredths


class SkySatellite(BaseModel):
    """A satellite, where it is at each step, and how high it flies in the mean."""

    name: str
    owner: str
    service: str
    height_km: float
    parts: list[Stretch]


class SkyStation(BaseModel):
    """A ground station."""

    name: str
    owner: str
    lon_deg: float
    lat_deg: float
    antennas: list[str]


class SkyParty(BaseModel):
    """A party of the pool."""

    id: str
    name: str
    standing: str


class SkyImage(BaseModel):
    """A planned image; the ring is its footprint, degrees."""

    id: str
    order: str
    satellite: str
    owner: str
    class_: str
    start: float
    end: float
    gsd_m: float
    ring: list[tuple[float, float]]


class SkyContact(BaseModel):
    """An upload or a downlink, and the images that it serves."""

    kind: Literal["upload", "downlink"]
    id: str
    satellite: str
    station: str
    antenna: str
    start: float
    end: float
    images: list[str]


class Sun(BaseModel):
    """Where the Sun is in the zenith, hundredths of a degree: the first, then differences."""

    step_s: float
    lon: Hundredths
    lat: Hundredths


class Sky(BaseModel):
    """The geometry of a day; instants are POSIX seconds, UTC."""

    version: int | None
    state: str | None
    horizon: tuple[float, float] | None
    start: float
    end: float
    step_s: float
    parties: list[SkyParty]
    satellites: list[SkySatellite]
    stations: list[SkyStation]
    images: list[SkyImage]
    contacts: list[SkyContact]
    sun: Sun


class Land(BaseModel):
    """The land: polygons of rings, clockwise outside, hundredths of a degree, lon, lat in turn."""

    polygons: list[list[Hundredths]]


class DayValue(BaseModel):
    """The planning value of the day; gap 0 to 1."""

    planned: float
    offered: float
    bound: float
    gap: float


class DayLeft(BaseModel):
    """An order that the plan leaves out, and why; `counts` are looks by what stood against them."""

    order: str
    name: str
    brought_by: str
    class_: str
    value: float
    code: str
    article: str | None
    resource: str | None
    reason: str
    counts: dict[str, int]


class Share(BaseModel):
    """What a party has of the day; seconds of use and entitlement by the article named."""

    member: str
    standing: str
    satellites: int
    stations: int
    orders: int
    served: int
    value: float
    alone_served: int
    alone_value: float
    article: str | None
    entitlement_s: float | None
    use_s: float | None
    balance_s: float | None


class Today(BaseModel):
    """The account of a day; `seq` is the newest event that it knows of."""

    version: int | None
    now: datetime
    seq: int
    value: DayValue | None
    left: list[DayLeft]
    shares: list[Share]


@router.get("/sky", response_model=Sky)
def sky(request: Request, desk: TheDesk, actor: Asking, plan: Version = None) -> Response:
    """Read where satellites, stations, images and contacts of the day are, as far as yours."""
    return _answer(request, desk_sky.sky(desk, actor, plan))


@router.get("/sky/land", response_model=Land)
def land(request: Request, actor: Asking) -> Response:
    """Read the outlines of the land."""
    permit(actor, "sky.read")
    return _answer(request, desk_sky.outlines())


@router.get("/today", response_model=Today)
def today(desk: TheDesk, actor: Asking, plan: Version = None) -> dict[str, Any]:
    """Read what the day comes to: value, orders left out and why, shares, as far as yours."""
    return desk_today.today(desk, actor, plan)


def _answer(request: Request, packed: desk_sky.Packed) -> Response:
    """Answer with a packed text, or with nothing where the asker has it already."""
    # Another account may use the same browser: what is kept is asked about each time.
    tag = f'"{packed.tag}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache", "Vary": "Cookie, Authorization"}
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return Response(packed.text(), headers=headers, media_type="application/json")
    headers["Content-Encoding"] = "gzip"
    return Response(packed.body, headers=headers, media_type="application/json")
