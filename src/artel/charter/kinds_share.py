"""Kinds of articles that say who gets how much: whose turn, whose day, whose part."""

from typing import Annotated, Literal

from pydantic import Field, field_validator

from artel.charter.base import ArticleBase, Names
from artel.commons.classes import OrderClass
from artel.commons.figures import Positive, Text
from artel.commons.names import matches
from artel.commons.tables import Instant, Row

Fraction = Annotated[float, Field(ge=0, le=1)]


class Priority(ArticleBase):
    """In which order the classes of orders are served."""

    kind: Literal["priority"]
    classes: tuple[OrderClass, ...]

    @field_validator("classes")
    @classmethod
    def _each_class_stands_once(cls, classes: tuple[OrderClass, ...]) -> tuple[OrderClass, ...]:
        if sorted(classes) != sorted(OrderClass):
            raise ValueError(f"Each class stands once: {', '.join(OrderClass)}")
        return classes


class Reserve(ArticleBase):
    """A share of the asset's imaging per UTC day is its owner's; the rest is pooled."""

    kind: Literal["reserve"]
    assets: Names
    share: Annotated[float, Field(ge=0, le=1)]
    accepts_emergency: bool = False

    def covers(self, asset: str) -> bool:
        """Whether the asset of this name is meant."""
        return matches(self.assets, asset)


class Donate(ArticleBase):
    """This share of the asset's imaging per UTC day is given free for disasters.

    It is taken from the pooled part: orders of others, neither disasters nor emergencies, leave it.
    """

    kind: Literal["donate"]
    assets: Names
    share: Annotated[float, Field(gt=0, le=1)]

    def covers(self, asset: str) -> bool:
        """Whether the asset of this name is meant."""
        return matches(self.assets, asset)


class Share(ArticleBase):
    """Each party's part of the pooled capacity, of the revenue, or of both.

    `parts` are amounts paid in (investment) or fractions that sum to one (stated).
    """

    kind: Literal["share"]
    of: Annotated[tuple[Literal["capacity", "revenue"], ...], Field(min_length=1)] = (
        "capacity",
        "revenue",
    )
    rule: Literal["investment", "equal", "stated"]
    parts: dict[Text, Annotated[float, Field(ge=0)]] = Field(default_factory=dict)

    def fraction(self, party: str) -> float:
        """Return the party's part, 0 to 1; 0 for one that is not party to the article."""
        if self.rule == "equal":
            return (party in self.parties) / len(set(self.parties))
        whole = sum(self.parts.values())
        return self.parts.get(party, 0.0) / whole if whole else 0.0


class Carried(Row):
    """What a party carries over, s of imaging: above nought it lent, below it borrowed."""

    party: Text
    seconds: float
    since: Instant


class Balance(ArticleBase):
    """Use above or below a party's share is carried, within a limit, and repaid in time.

    Each UTC day a part of it decays. A credit older than `repaid_within_days` lapses; from the
    day on which a debt is that old, the party's balance may not end a day below nought.
    """

    kind: Literal["balance"]
    limit_s: Positive
    repaid_within_days: Annotated[int, Field(ge=1, le=3660)]
    decay_per_day: Annotated[float, Field(ge=0, lt=1)] = 0.0
    carried: tuple[Carried, ...] = ()
