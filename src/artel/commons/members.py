"""Members, partners and observers of a pool."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Standing(StrEnum):
    """How a state or agency stands to the pool."""

    MEMBER = "member"
    PARTNER = "partner"
    OBSERVER = "observer"


@dataclass(frozen=True, slots=True)
class Site:
    """A named place on the ground, in degrees."""

    name: str
    lat_deg: float
    lon_deg: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Who brings assets or orders: a member, a partner (outside agency) or an observer.

    `id` is the ISO 3166 code of the state; `currency` is the ISO 4217 code it reports in;
    `site` is the place whose revisit the brief shows, its capital as a rule.
    """

    id: str
    name: str
    standing: Standing
    agency: str = ""
    currency: str = ""
    site: Site | None = None
    rights: tuple[str, ...] = ()
