"""Chapters that come as plain pages: a sentence, tables, and bars beside their numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from artel.studies.brief.markup import NONE, Markup, element, joined, wide

if TYPE_CHECKING:
    from artel.studies.brief.figures import Figures
    from artel.studies.brief.model import Chapter
    from artel.studies.page import Bars, Cell, Sheet


def chapter_section(chapter: Chapter, figures: Figures) -> Markup:
    """Return the section of a chapter; its first table carries the figure's id and command."""
    page = chapter.page
    parts = [
        *(_bars(bars) for bars in page.bars),
        *(_sheet(sheet) for sheet in page.sheets),
    ]
    name = f"chapter-{chapter.key}"
    figure, caption = figures[name], figures.caption(name, *_more(chapter))
    return element(
        "section",
        element("h2", page.title, id=name),
        element("p", page.lead),
        element("figure", *parts, caption, data_figure=figure.id, class_="whole"),
        aria_labelledby=name,
        class_="new",
    )


def _more(chapter: Chapter) -> list[object]:
    """Return a hint at the command that says more."""
    return ["More: ", element("code", chapter.more), ". Again:"] if chapter.more else []


def _sheet(sheet: Sheet) -> Markup:
    numeric = [
        any(isinstance(row[i], int | float) for row in sheet.rows)
        for i in range(len(sheet.columns))
    ]
    heads = [
        element("th", name, scope="col", class_="number" if figures else None)
        for name, figures in zip(sheet.columns, numeric, strict=True)
    ]
    rows = [element("tr", *(_cell(value) for value in row)) for row in sheet.rows]
    table = element(
        "table",
        element("thead", element("tr", *heads)),
        element("tbody", *rows),
        class_="small",
    )
    return joined([element("h3", sheet.title), wide(table, sheet.title)])


def _cell(value: Cell) -> Markup:
    if value is None:
        return element("td", NONE)
    if isinstance(value, str):
        return element("td", value)
    return element("td", _number(value), class_="number")


def _number(value: float) -> str:
    """Return whole numbers plain and others with two places, thousands apart."""
    return f"{value:,.0f}" if value == int(value) else f"{value:,.2f}"


def _bars(bars: Bars) -> Markup:
    """Return bars as a table whose numbers say the same."""
    longest = max((value for _, values in bars.rows for value in values), default=0.0) or 1.0
    heads = [element("th", "", scope="col")]
    heads += [element("th", name, scope="col", class_="number") for name in bars.series]
    rows = [
        element("tr", element("th", name, scope="row"), *(_bar(v, longest) for v in values))
        for name, values in bars.rows
    ]
    table = element(
        "table",
        element("thead", element("tr", *heads)),
        element("tbody", *rows),
        class_="small",
    )
    title = f"{bars.title}, {bars.unit}" if bars.unit else bars.title
    return joined([element("h3", title), wide(table, title)])


def _bar(value: float, longest: float) -> Markup:
    width = 120.0 * max(value, 0.0) / longest
    drawn = element(
        "svg",
        element("rect", x="0", y="3", width=f"{width:.1f}", height="8", fill="currentColor"),
        viewBox="0 0 120 14",
        width="120",
        height="14",
        aria_hidden="true",
    )
    return element("td", f"{_number(value)} ", drawn, class_="number")
