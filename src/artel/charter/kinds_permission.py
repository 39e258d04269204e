"""Kinds of articles that say what may be done: over whose land, with what, where data may go."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from artel.charter.base import ArticleBase, Names
from artel.commons.figures import Positive, Text
from artel.commons.names import matches
from artel.commons.tables import Instant, Row
from artel.commons.windows import Window


class Territory(ArticleBase):
    """Over this area, finer than this GSD: refuse, delay, degrade, or ask a party."""

    kind: Literal["territory"]
    area: Text
    finer_than_m: Positive
    effect: Literal["refuse", "delay", "degrade", "ask"]
    hours: Positive | None = None
    gsd_m: Positive | None = None
    party: Text | None = None
    exempt: tuple[Text, ...] = ()

    @model_validator(mode="after")
    def _effect_has_its_figure(self) -> "Territory":
        wanted = {"refuse": None, "delay": "hours", "degrade": "gsd_m", "ask": "party"}[self.effect]
        for name in ("hours", "gsd_m", "party"):
            if name == wanted and getattr(self, name) is None:
                raise ValueError(f"The effect '{self.effect}' needs '{name}'")
            if name != wanted and getattr(self, name) is not None:
                raise ValueError(f"The effect '{self.effect}' takes no '{name}'")
        return self


class OwnerVeto(ArticleBase):
    """The owner of the asset may refuse tasks of these purposes; here it did, for these orders."""

    kind: Literal["owner-veto"]
    assets: Names
    purposes: tuple[Text, ...] = ()
    within_h: Positive
    exercised: tuple[Text, ...] = ()

    def covers(self, asset: str) -> bool:
        """Whether the asset of this name is meant."""
        return matches(self.assets, asset)


class Residency(ArticleBase):
    """Data of these orders is received only at stations standing in these states.

    Where both `orders_of` and `purposes` are given, an order must match both.
    """

    kind: Literal["residency"]
    orders_of: tuple[Text, ...] = ()
    purposes: tuple[Text, ...] = ()
    states: Names

    @model_validator(mode="after")
    def _says_which_orders(self) -> "Residency":
        if not self.orders_of and not self.purposes:
            raise ValueError("Say which orders: orders_of, purposes or both")
        return self

    def covers(self, brought_by: str, purpose: str) -> bool:
        """Whether an order of this party with this purpose is meant."""
        theirs = not self.orders_of or brought_by in self.orders_of
        return theirs and (not self.purposes or purpose in self.purposes)


class Span(Row):
    """A window written in the charter."""

    start: Instant
    end: Instant

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> "Span":
        if not self.start < self.end:
            raise ValueError("A window's end must be later than its start")
        return self


class BlockOut(ArticleBase):
    """The asset, a satellite or a station, is not available in these windows.

    An owner that withholds its reason need not write it down; if it does, nobody is told.
    """

    kind: Literal["block-out"]
    assets: Names
    windows: Annotated[tuple[Span, ...], Field(min_length=1)]
    reason: str = ""
    withheld: bool = False

    @model_validator(mode="after")
    def _gives_or_withholds_its_reason(self) -> "BlockOut":
        if not self.reason and not self.withheld:
            raise ValueError("Give a reason, or say withheld: true")
        return self

    def covers(self, asset: str) -> bool:
        """Whether the asset of this name is meant."""
        return matches(self.assets, asset)

    def blocks(self, window: Window) -> bool:
        """Whether any instant of the window lies in a window of the article."""
        return any(span.start < window.end and window.start < span.end for span in self.windows)
