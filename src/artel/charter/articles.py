"""The articles of the charter as data: six kinds, dated, with id and parties."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal, TypeAlias, TypeVar

from pydantic import Field, field_validator, model_validator
from shapely.geometry import MultiPolygon

from artel.commons.classes import OrderClass
from artel.commons.errors import InputError, TableError
from artel.commons.figures import Positive, Text
from artel.commons.formats import check_stamp
from artel.commons.names import hint, matches
from artel.commons.shapes import area_of_rings
from artel.commons.tables import Instant, Row, Table, check
from artel.commons.windows import Window

Names: TypeAlias = Annotated[tuple[Text, ...], Field(min_length=1)]
KINDS = ("priority", "reserve", "territory", "owner-veto", "residency", "block-out")


class ArticleBase(Row):
    """What every article has: id, parties, the dates between which it is in force, its text."""

    id: Text
    parties: Names
    in_force_from: Annotated[Instant, Field(alias="from")]
    in_force_until: Annotated[Instant | None, Field(alias="until")] = None
    text: Text

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> "ArticleBase":
        if self.in_force_until is not None and self.in_force_until <= self.in_force_from:
            raise ValueError("until must be later than from")
        return self

    def in_force(self, at: datetime) -> bool:
        """Whether the article applies to what starts at this instant: in [from, until)."""
        ended = self.in_force_until is not None and at >= self.in_force_until
        return self.in_force_from <= at and not ended


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


Article: TypeAlias = Priority | Reserve | Territory | OwnerVeto | Residency | BlockOut
ArticleType = TypeVar("ArticleType", bound=ArticleBase)


class CharterTable(Row):
    """The file charter.yaml."""

    format: str
    areas: dict[str, list[list[list[float]]]] = Field(default_factory=dict)
    articles: tuple[Annotated[Article, Field(discriminator="kind")], ...]


@dataclass(frozen=True, slots=True)
class Charter:
    """The articles and the areas they speak of, as shapes in degrees (lon, lat)."""

    areas: dict[str, MultiPolygon]
    articles: tuple[Article, ...]

    def of(self, kind: type[ArticleType], at: datetime) -> tuple[ArticleType, ...]:
        """Return the articles of one kind that are in force at the instant."""
        return tuple(row for row in self.articles if isinstance(row, kind) and row.in_force(at))


def read_charter(table: Table) -> Charter:
    """Return the charter of charter.yaml.

    Raises TableError (file, line, field) for anything unknown, missing, out of range or twice,
    for an area that is not drawn, and for two priority articles in force at once.
    """
    stamp = table.value.get("format") if isinstance(table.value, dict) else None
    check_stamp(stamp, "artel-charter", 1, table.file)
    _known_kinds(table)
    rows = check(table, CharterTable)
    areas, found = _areas(table, rows.areas)
    found += _twice(table, [article.id for article in rows.articles])
    found += _undrawn(table, rows)
    found += _rival_priorities(table, rows.articles)
    if found:
        raise TableError(tuple(found))
    return Charter(areas, rows.articles)


def _known_kinds(table: Table) -> None:
    articles: Any = table.value.get("articles") if isinstance(table.value, dict) else None
    rows = articles if isinstance(articles, list) else ()
    kinds = [row.get("kind") for row in rows if isinstance(row, dict)]
    found = tuple(
        table.finding(("articles", index, "kind"), f"no article is of kind '{kind}'; {_near(kind)}")
        for index, kind in enumerate(kinds)
        if isinstance(kind, str) and kind not in KINDS
    )
    if found:
        raise TableError(found)


def _near(kind: str) -> str:
    return hint(kind, KINDS)


def _areas(
    table: Table, rings: dict[str, list[list[list[float]]]]
) -> tuple[dict[str, MultiPolygon], list[str]]:
    areas: dict[str, MultiPolygon] = {}
    found: list[str] = []
    for name, outline in rings.items():
        try:
            areas[name] = area_of_rings(outline)
        except InputError as error:
            found.append(table.finding(("areas", name), str(error)))
    return areas, found


def _twice(table: Table, ids: list[str]) -> list[str]:
    return [
        table.finding(("articles", index, "id"), f"the id '{name}' stands twice.")
        for index, name in enumerate(ids)
        if name in ids[:index]
    ]


def _undrawn(table: Table, rows: CharterTable) -> list[str]:
    return [
        table.finding(
            ("articles", index, "area"),
            f"the area '{article.area}' is not drawn; {hint(article.area, rows.areas)}",
        )
        for index, article in enumerate(rows.articles)
        if isinstance(article, Territory) and article.area not in rows.areas
    ]


def _rival_priorities(table: Table, articles: tuple[Article, ...]) -> list[str]:
    ranked = [(index, row) for index, row in enumerate(articles) if isinstance(row, Priority)]
    return [
        table.finding(
            ("articles", index, "from"),
            f"the priority article '{other.id}' is in force at the same time; end one of them.",
        )
        for position, (index, article) in enumerate(ranked)
        for _, other in ranked[:position]
        if article.in_force(other.in_force_from) or other.in_force(article.in_force_from)
    ]
