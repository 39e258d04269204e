"""Chapters that come as plain pages: a sentence, tables, and bars beside their numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from artel.studies.brief.markup import NONE, Markup, element, heads, joined, phrase, wide
from artel.studies.words import Money, Numeral

if TYPE_CHECKING:
    from artel.studies.brief.figures import Figures
    from artel.studies.brief.language import Language
    from artel.studies.brief.model import Chapter
    from artel.studies.page import Bars, Cell, Sheet

_NUMBERS = int, float, Money, Numeral


def chapter_section(chapter: Chapter, figures: Figures) -> Markup:
    """Return the section of a chapter; its first table carries the figure's id and command."""
    language, page = figures.language, chapter.page
    parts = [
        *(_bars(bars, language) for bars in page.bars),
        *(_sheet(sheet, language) for sheet in page.sheets),
    ]
    name = f"chapter-{chapter.key}"
    figure, caption = figures[name], figures.caption(name, *_more(chapter, language))
    return element(
        "section",
        element("h2", language.of(page.title), id=name),
        element("p", language.of(page.lead)),
        element("figure", *parts, caption, data_figure=figure.id),
        aria_labelledby=name,
        class_="new",
    )


def _more(chapter: Chapter, language: Language) -> list[object]:
    """Return a hint at the command that says more."""
    if not chapter.more:
        return []
    return [phrase(language.say("More: {command} Again:"), command=element("code", chapter.more))]


def _sheet(sheet: Sheet, language: Language) -> Markup:
    numeric = [
        any(isinstance(row[i], _NUMBERS) for row in sheet.rows) for i in range(len(sheet.columns))
    ]
    names, title = map(language.of, sheet.columns), language.of(sheet.title)
    above = heads(names, [index for index, is_one in enumerate(numeric) if is_one])
    rows = [element("tr", *(_cell(value, language) for value in row)) for row in sheet.rows]
    table = element("table", above, element("tbody", *rows), class_="small")
    return joined([element("h3", title), wide(table, title)])


def _cell(value: Cell, language: Language) -> Markup:
    if value is None:
        return element("td", NONE)
    if isinstance(value, str):
        kind = "number" if isinstance(value, _NUMBERS) else None
        return element("td", language.of(value), class_=kind)
    return element("td", language.number(_number(value)), class_="number")


def _number(value: float) -> str:
    """Return whole numbers plain and others with two places, thousands apart."""
    return f"{value:,.0f}" if value == int(value) else f"{value:,.2f}"


def _bars(bars: Bars, language: Language) -> Markup:
    """Return bars as a table whose numbers say the same."""
    longest = max((value for _, values in bars.rows for value in values), default=0.0) or 1.0
    of = language.of
    above = heads(("", *map(of, bars.series)), range(1, len(bars.series) + 1))
    rows = [
        element(
            "tr",
            element("th", of(name), scope="row"),
            *(_bar(value, longest, language) for value in values),
        )
        for name, values in bars.rows
    ]
    table = element("table", above, element("tbody", *rows), class_="small")
    title = f"{of(bars.title)}, {of(bars.unit)}" if bars.unit else of(bars.title)
    return joined([element("h3", title), wide(table, title)])


def _bar(value: float, longest: float, language: Language) -> Markup:
    width = 120.0 * max(value, 0.0) / longest
    drawn = element(
        "svg",
        element("rect", x="0", y="3", width=f"{width:.1f}", height="8", fill="currentColor"),
        viewBox="0 0 120 14",
        width="120",
        height="14",
        aria_hidden="true",
    )
    return element("td", f"{language.number(_number(value))} ", drawn, class_="number")
