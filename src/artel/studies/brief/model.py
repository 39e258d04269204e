"""What the brief shows, as plain values that were computed elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from artel.studies.brief.language import ENGLISH

if TYPE_CHECKING:
    from datetime import datetime

    from artel.studies.brief.language import Language
    from artel.studies.page import Page

Position = tuple[float, float]
"""Longitude and latitude, degrees."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """A state or agency: what it brings, and what it gets alone and together.

    `standing` is member, partner or observer. Values are planning values of the orders that the
    party brought. Gaps are mean hours between looks at its site (`site` is empty where it has
    none), by its own satellites alone and by all; None where there are fewer than two looks.
    """

    id: str
    name: str
    standing: str = "member"
    satellites: int = 0
    stations: int = 0
    orders: int = 0
    alone_served: int = 0
    alone_value: float = 0.0
    served: int = 0
    value: float = 0.0
    site: str = ""
    alone_gap_h: float | None = None
    pooled_gap_h: float | None = None


@dataclass(frozen=True, slots=True)
class PlanValue:
    """Planning value of the plan, of all orders, and the proven bound; `gap` 0 to 1."""

    planned: float
    offered: float
    bound: float
    gap: float
    method: str


@dataclass(frozen=True, slots=True)
class Craft:
    """A satellite with a lane in the timeline, and its owner's id."""

    name: str
    owner: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """A planned image; the footprint is a ring that may step over the antimeridian."""

    id: str
    order: str
    satellite: str
    owner: str
    brought_by: str
    start: datetime
    end: datetime
    gsd_m: float
    footprint: tuple[Position, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """An upload or a downlink over a station; `told` says which images it is for."""

    kind: str
    satellite: str
    station: str
    start: datetime
    end: datetime
    told: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A station, or another named place on the ground; `owner` is a party's id."""

    name: str
    owner: str
    lat_deg: float
    lon_deg: float


@dataclass(frozen=True, slots=True)
class Pass:
    """A stretch of ground track, its positions close enough to join by straight lines."""

    satellite: str
    owner: str
    positions: tuple[Position, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Coalition:
    """How often a group of owners, with only its own satellites, looks at a place.

    Hours are None where there are fewer than two looks in the span.
    """

    place: str
    owners: tuple[str, ...]
    looks: int
    mean_gap_h: float | None
    max_gap_h: float | None


@dataclass(frozen=True, slots=True)
class Article:
    """An article of the charter, in its own sentence."""

    id: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """An order that was not planned, and why.

    `code` is the planner's, `article` the one of the charter that spoke, `resource` what was
    wanted in vain, and `reason` the planner's own sentence.
    """

    order: str
    brought_by: str
    order_class: str
    value: float
    code: str
    article: str | None
    reason: str
    resource: str | None = None


@dataclass(frozen=True, slots=True)
class Chapter:
    """A further part of the mission: its page, the command for it, and one that says more."""

    key: str
    page: Page
    command: str
    more: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """Everything the brief shows.

    `folder` is the pool as it is named in commands, empty for the bundled one. `span` is that of
    the plan, `revisit_span` that over which looks were counted. `places` are those whose revisit
    is shown, with the party they belong to. What it says is said in `language`.
    """

    pool: str
    folder: str
    span: tuple[datetime, datetime]
    revisit_span: tuple[datetime, datetime]
    parties: tuple[Party, ...]
    value: PlanValue
    crafts: tuple[Craft, ...]
    images: tuple[Image, ...]
    contacts: tuple[Contact, ...]
    stations: tuple[Place, ...]
    passes: tuple[Pass, ...]
    places: tuple[Place, ...]
    coalitions: tuple[Coalition, ...]
    articles: tuple[Article, ...]
    left: tuple[Left, ...]
    chapters: tuple[Chapter, ...] = ()
    language: Language = ENGLISH
