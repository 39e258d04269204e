"""A page of the brief in plain values: what a study found, for whoever draws it."""

from __future__ import annotations

from dataclasses import dataclass

Cell = str | int | float | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: what it is called, its columns, and its rows."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Bars:
    """Lengths side by side: a name and, for each series, a value in one unit."""

    title: str
    unit: str
    series: tuple[str, ...]
    rows: tuple[tuple[str, tuple[float, ...]], ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A title, one sentence with its figures, the tables behind it, and bars perhaps."""

    title: str
    lead: str
    sheets: tuple[Sheet, ...]
    bars: tuple[Bars, ...] = ()
