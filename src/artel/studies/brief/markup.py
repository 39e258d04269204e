"""HTML and SVG in which nothing given can escape its place, and numbers for people."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from artel.studies.words import Numeral, Words

if TYPE_CHECKING:
    from collections.abc import Container, Iterable
    from datetime import datetime

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_VOID = {"meta", "br", "hr", "circle", "rect", "line", "path", "polyline", "use"}
NONE = "\N{EN DASH}"
"""Stands where a figure is not known."""


class Markup(str):
    """Text that is markup already; everything else is escaped on its way into an element."""

    __slots__ = ()


def escaped(value: object) -> Markup:
    """Return the value as text for an element or an attribute, unless it is markup already.

    Characters that XML cannot hold are left out.
    """
    if isinstance(value, Markup):
        return value
    return Markup(html.escape(_NOT_XML.sub("", str(value)), quote=True))


def element(tag: str, *children: object, **attributes: object) -> Markup:
    """Return `<tag attribute="…">children</tag>`; None leaves an attribute or child out.

    `class_` is written class, and other underlines as hyphens.
    """
    said = "".join(
        f' {name.rstrip("_").replace("_", "-")}="{escaped(str(value))}"'
        for name, value in attributes.items()
        if value is not None
    )
    if tag in _VOID and not children:
        return Markup(f"<{tag}{said}/>")
    return Markup(f"<{tag}{said}>{joined(children)}</{tag}>")


def joined(children: Iterable[object], between: str = "") -> Markup:
    """Return children one after another, escaped where they are not markup."""
    return Markup(escaped(between).join(escaped(child) for child in children if child is not None))


def picture(
    name: str, size: tuple[float, float], words: tuple[str, str], *children: object
) -> Markup:
    """Return an SVG of that size in its own units, with title and description for readers.

    It grows with the page; `name` makes its ids unique.
    """
    title, description = words
    return element(
        "svg",
        element("title", title, id=f"{name}-title"),
        element("desc", description, id=f"{name}-desc"),
        *children,
        xmlns=None,
        class_=f"picture {name}",
        viewBox=f"0 0 {number(size[0])} {number(size[1])}",
        role="img",
        aria_labelledby=f"{name}-title {name}-desc",
    )


def wide(child: Markup, label: str) -> Markup:
    """Return something wide in a frame that scrolls on a narrow screen, also by keyboard."""
    return element("div", child, class_="wide", role="region", aria_label=label, tabindex="0")


def row(tag: str, cells: Iterable[object]) -> Markup:
    """Return a table row; a cell that is an element of its own stays as it is."""
    made = [
        cell
        if isinstance(cell, Markup) and cell.startswith(("<td", "<th"))
        else element(tag, cell, scope="col" if tag == "th" else None)
        for cell in cells
    ]
    return element("tr", *made)


def cell(value: object, kind: str = "number", **attributes: object) -> Markup:
    """Return a table cell whose class says how to set it."""
    return element("td", value, class_=kind, **attributes)


def head(value: object, kind: str | None = None, **attributes: object) -> Markup:
    """Return a column's head whose class says how to set it."""
    return element("th", value, class_=kind, scope="col", **attributes)


def heads(names: Iterable[object], numeric: Container[int]) -> Markup:
    """Return a table's row of heads; `numeric` are the columns that hold numbers."""
    made = (
        element("th", name, scope="col", class_="number" if index in numeric else None)
        for index, name in enumerate(names)
    )
    return element("thead", element("tr", *made))


def number(value: float) -> str:
    """Return a coordinate with a tenth at most, without a useless zero."""
    return f"{round(value, 1) + 0.0:.1f}".removesuffix(".0")


def phrase(sentence: str, **values: object) -> Markup:
    """Return a sentence whose {names} are filled with markup, or with text that is escaped."""
    return Markup(escaped(sentence).format(**{k: escaped(each) for k, each in values.items()}))


def whole(value: float) -> Numeral:
    """Return a count or a value with commas between thousands."""
    return Numeral(f"{value:,.0f}")


def hours(value: float | None) -> str:
    """Return hours as people say them, or a dash where they are not known."""
    if value is None:
        return NONE
    said = Numeral(f"{value:.1f}" if value < 100 else f"{value:.0f}")
    return Words("{hours}\u202fh", hours=said)


def clock(instant: datetime) -> str:
    """Return the time of day, to the second."""
    return instant.strftime("%H:%M:%S")
