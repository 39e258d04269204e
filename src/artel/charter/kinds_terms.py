"""Kinds of articles that bind no plan: what is promised and paid, and how articles change."""

from typing import Annotated, Literal

from pydantic import Field

from artel.charter.base import ArticleBase
from artel.commons.figures import Positive, Text
from artel.commons.tables import Row


class Promise(Row):
    """A level of service: within how many hours of the order, and what a miss pays back.

    Without `within_h` it promises no time. `paid_back` is the part of the price, 0 to 1.
    """

    level: Text
    within_h: Positive | None = None
    paid_back: Annotated[float, Field(ge=0, le=1)]


class ServiceLevel(ArticleBase):
    """What is promised to customers, and what is paid when it is not kept."""

    kind: Literal["service-level"]
    promises: Annotated[tuple[Promise, ...], Field(min_length=1)]


class Factor(Row):
    """What a level of service costs, as a multiple of the tariff's price."""

    level: Text
    times: Positive


class Price(ArticleBase):
    """What the levels of service cost beside the tariff."""

    kind: Literal["price"]
    factors: Annotated[tuple[Factor, ...], Field(min_length=1)]


class Amendment(ArticleBase):
    """How articles change: who votes, when it enters into force, who may come and go.

    `quorum` parties must vote; by consensus none of them may be against, by majority
    `in_favour` must be for it. `accession` is how a new member is voted in.
    """

    kind: Literal["amendment"]
    vote: Literal["consensus", "majority"]
    quorum: Annotated[int, Field(ge=1)]
    in_favour: Annotated[int, Field(ge=1)] | None = None
    enters_after_days: Annotated[int, Field(ge=0)]
    accession: Literal["consensus", "majority"]
    withdrawal_days: Annotated[int, Field(ge=0)]
