"""The articles of the charter as data: twelve kinds, dated, with id and parties."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, TypeAlias, TypeVar, get_args

from pydantic import Field
from shapely.geometry import MultiPolygon

from artel.charter.base import ArticleBase
from artel.charter.contradictions import contradictions
from artel.charter.kinds_permission import BlockOut, OwnerVeto, Residency, Span, Territory
from artel.charter.kinds_share import Balance, Carried, Donate, Priority, Reserve, Share
from artel.charter.kinds_terms import Amendment, Factor, Price, Promise, ServiceLevel
from artel.commons.errors import InputError, TableError
from artel.commons.formats import check_stamp
from artel.commons.names import hint
from artel.commons.shapes import area_of_rings
from artel.commons.tables import Row, Table, check

__all__ = [
    "KINDS", "Amendment", "Article", "ArticleBase", "Balance", "BlockOut", "Carried", "Charter",
    "CharterTable", "Donate", "Factor", "OwnerVeto", "Price", "Priority", "Promise", "Reserve",
    "Residency", "ServiceLevel", "Share", "Span", "Territory", "read_charter",
]  # fmt: skip

Article: TypeAlias = (
    Priority
    | Reserve
    | Donate
    | Territory
    | OwnerVeto
    | Residency
    | BlockOut
    | Share
    | Balance
    | Price
    | ServiceLevel
    | Amendment
)
KINDS = tuple(get_args(kind.model_fields["kind"].annotation)[0] for kind in get_args(Article))
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
    for an area that is not drawn, and for what articles contradict each other in.
    """
    stamp = table.value.get("format") if isinstance(table.value, dict) else None
    check_stamp(stamp, "artel-charter", 1, table.file)
    _known_kinds(table)
    rows = check(table, CharterTable)
    areas, found = _areas(table, rows.areas)
    found += _twice(table, [article.id for article in rows.articles])
    found += _undrawn(table, rows)
    found += contradictions(table, rows.articles)
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
