"""The shape of a plan (`artel-plan/1`): every field, its kind, and nothing besides.

Instants become POSIX seconds here, since all that follows is arithmetic on them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BeforeValidator, ConfigDict, Field, ValidationError

from artel.commons.errors import InputError
from artel.commons.formats import check_stamp
from artel.commons.tables import Row, path_text
from artel.orbits.time import parse_epoch, posix_from_civil

FIRST, LAST = posix_from_civil(1957, 1, 1), posix_from_civil(2100, 1, 1)
"""Between them there are satellites, and the low-precision Sun is good."""
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z")


def _seconds(value: object) -> float:
    if not isinstance(value, str) or not _INSTANT.fullmatch(value):
        raise ValueError("an instant is written as 2026-10-05T06:00:00.000Z")
    seconds = parse_epoch(value)
    if not FIRST <= seconds < LAST:
        raise ValueError("an instant of a plan lies between 1957 and 2100")
    return seconds


Seconds = Annotated[float, BeforeValidator(_seconds)]
"""POSIX seconds of an instant with milliseconds and Z."""

Number = Annotated[float, Field(strict=True)]
Count = Annotated[int, Field(strict=True, ge=0, le=1_000_000_000)]
Name = Annotated[str, Field(min_length=1)]
Longitude = Annotated[float, Field(strict=True, ge=-180.0, le=180.0)]
Latitude = Annotated[float, Field(strict=True, ge=-90.0, le=90.0)]


class Part(Row):
    """A part of a plan: text is taken as it stands, or digests would not hold."""

    model_config = ConfigDict(str_strip_whitespace=False)


class Horizon(Part):
    """The day that was planned."""

    start: Seconds
    end: Seconds


class Copy(Part):
    """One input, copied whole, with the SHA-256 of its text."""

    sha256: str
    text: str


class EphemerisRow(Part):
    """Where the positions of a satellite came from, and when they end."""

    satellite: Name
    norad_id: int | None
    source: str
    epoch: Seconds | None
    start: Seconds | None
    end: Seconds | None
    ends: str | None


class VerdictRow(Part):
    """What one article says of an image."""

    outcome: Name
    article: Name
    reason: Name


class Image(Part):
    """One image as the plan states it."""

    id: Name
    order: Name
    piece: Name | None = None
    satellite: Name
    owner: Name
    sensor: Name
    class_: Name = Field(alias="class")
    start: Seconds
    end: Seconds
    roll_deg: Number
    pitch_deg: Number
    off_nadir_deg: Number
    incidence_deg: Number
    side: str | None
    sun_elevation_deg: Number
    gsd_m: Number
    finest_gsd_m: Number
    product_gsd_m: Number
    release_at: Seconds | None
    volume_gbit: Number
    value: Number
    chance: Number | None = None
    covered: Number | None = None
    footprint: tuple[tuple[Longitude, Latitude], ...]
    verdicts: tuple[VerdictRow, ...]
    upload: Name
    downlink: Name

    @property
    def middle(self) -> float:
        """The middle of the image, POSIX seconds."""
        return 0.5 * (self.start + self.end)


class Upload(Part):
    """One command upload, which may carry many images."""

    id: Name
    satellite: Name
    station: Name
    antenna: Name
    start: Seconds
    end: Seconds
    images: tuple[Name, ...]


class Downlink(Part):
    """One interval in which one image comes down."""

    id: Name
    satellite: Name
    station: Name
    antenna: Name
    radio: Name
    start: Seconds
    end: Seconds
    image: Name
    volume_gbit: Number


class Unplanned(Part):
    """An order that was not planned, with its reason."""

    order: Name
    class_: Name = Field(alias="class")
    value: Number
    code: Name
    article: str | None
    resource: str | None
    reason: Name
    counts: dict[str, Count]


class AreaRow(Part):
    """An area of which images cover a share: by whom, how fine, how far apart."""

    order: Name
    share: Number
    least_share: Number
    enough: bool
    by_owner: dict[str, Number]
    finest_gsd_m: Number
    coarsest_gsd_m: Number
    spread_h: Number
    images: tuple[Name, ...]


class VisitRow(Part):
    """A visit that is made."""

    visit: Count
    due: Seconds
    image: Name


class SeriesRow(Part):
    """A series of which visits are made, and those that the plan leaves out."""

    order: Name
    visits: Count
    made: tuple[VisitRow, ...]
    missed: tuple[Count, ...]


class ClassRow(Part):
    """What is served of classes that come first together, and what no plan can exceed of it.

    The bound holds for plans that serve the classes before them as well as this one.
    """

    classes: tuple[Name, ...]
    planned: Number
    bound: Number


class TraceRow(Part):
    """What was known at a moment of planning, in steps or in seconds."""

    moment: Number
    value: Number
    bound: Number
    gap: Number
    method: str


class Expected(Part):
    """What is to be expected of the plan by its chances, and what no plan can expect more."""

    planned: Number
    bound: Number
    gap: Number
    classes: tuple[ClassRow, ...]
    trace: tuple[TraceRow, ...]


class Value(Part):
    """What the plan is worth, what was offered, and what no plan can exceed."""

    planned: Number
    offered: Number
    bound: Number
    gap: Number
    method: str
    steps: int = 0
    classes: tuple[ClassRow, ...] = ()
    trace: tuple[TraceRow, ...] = ()
    expected: Expected | None = None


class AccountRow(Part):
    """What a party carried in, was entitled to, used and carries on, s of imaging."""

    member: Name
    article: Name
    carried_s: Number
    entitlement_s: Number
    use_s: Number
    balance_s: Number


class Fairness(Part):
    """What balances cost in value, and the accounts of their parties."""

    price: Number
    value_without_balances: Number
    accounts: tuple[AccountRow, ...]


class MemberRow(Part):
    """What one party brought and was served, in the pool and alone."""

    member: Name
    standing: str
    satellites: Count
    stations: Count
    orders: Count
    served: Count
    value: Number
    alone_served: Count
    alone_value: Number


class Hand(Part):
    """The orders that a planner locked, those that it left out, and a bound for such plans."""

    locks: tuple[Name, ...]
    leaves: tuple[Name, ...]
    bound: Number | None = None


class Plan(Part):
    """The whole document."""

    format: str
    pool: str
    horizon: Horizon
    inputs: dict[str, Copy]
    ephemerides: tuple[EphemerisRow, ...]
    images: tuple[Image, ...]
    uploads: tuple[Upload, ...]
    downlinks: tuple[Downlink, ...]
    unplanned: tuple[Unplanned, ...]
    areas: tuple[AreaRow, ...] = ()
    series: tuple[SeriesRow, ...] = ()
    value: Value
    fairness: Fairness | None = None
    members: tuple[MemberRow, ...]
    repairs: tuple[dict[str, Any], ...] = ()
    holds: tuple[dict[str, Any], ...] = ()
    hand: Hand | None = None


def read_plan(document: Mapping[str, Any]) -> tuple[Plan | None, tuple[tuple[str, str], ...]]:
    """Return the plan, or None and what is wrong with its shape as (field, sentence) pairs.

    Raises FormatError for a document of another format or a newer version, and InputError for
    what is no plan at all.
    """
    if not isinstance(document, Mapping):
        raise InputError(
            "The document is no plan: it is not a JSON object.",
            next_step="Give the plan.json that artel plan wrote.",
        )
    check_stamp(document.get("format"), "artel-plan", 1, "plan")
    try:
        return Plan.model_validate(dict(document)), ()
    except ValidationError as error:
        return None, tuple(_complaint(entry) for entry in error.errors(include_url=False))


def _complaint(entry: Any) -> tuple[str, str]:
    message = str(entry["msg"]).removeprefix("Value error, ").rstrip(".")
    given = entry["input"]
    plain = isinstance(given, str | int | float) and len(str(given)) < 60
    shown = f" The plan says {given!r}." if plain else ""
    return path_text(entry["loc"]), f"{message}.{shown} Have the plan made again."
