"""Why orders were left: by reason and article, and one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from artel.studies.brief.markup import Markup, cell, element, head, whole, wide
from artel.studies.explain import MEANINGS

if TYPE_CHECKING:
    from artel.studies.brief.model import Brief, Left
    from artel.studies.brief.palette import Palette


def reasons_table(brief: Brief) -> Markup:
    """Return each reason and article with how many orders it stopped, the most first."""
    texts = {article.id: article.text for article in brief.articles}
    groups: dict[tuple[str, str], list[Left]] = {}
    for left in brief.left:
        groups.setdefault((left.code, left.article or ""), []).append(left)
    ordered = sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))
    most = max(map(len, groups.values()), default=1)
    rows = [_reason(code, article, orders, (texts, most))
            for (code, article), orders in ordered]  # fmt: skip
    heads = element(
        "tr", head("Reason"), head("Article"), head("What the article says"),
        head("orders", "number"), head("", "bar"), head("value", "number"),
    )  # fmt: skip
    table = element("table", element("thead", heads), element("tbody", *rows), class_="reasons")
    return wide(table, "Why orders were left, by reason and article")


def _reason(code: str, article: str, orders: list[Left], how: tuple[dict[str, str], int]) -> Markup:
    texts, most = how
    bar = element(
        "svg", element("rect", x="0", y="3", width=f"{len(orders) / most * 80:.1f}", height="8"),
        viewBox="0 0 80 14", aria_hidden="true",
    )  # fmt: skip
    return element(
        "tr",
        element("th", MEANINGS.get(code, code).rstrip("."), scope="row"),
        element("td", article, class_="article"),
        element("td", texts.get(article, ""), class_="text"),
        cell(len(orders)),
        cell(bar, "bar"),
        cell(whole(sum(order.value for order in orders))),
    )


def orders_table(brief: Brief, palette: Palette) -> Markup:
    """Return each order left, with the sentence that says why."""
    rows = [_order(left, palette) for left in brief.left]
    heads = element(
        "tr", head("Order"), head("Of"), head("Class"), head("value", "number"), head("Article"),
        head("Why it is not in the plan"),
    )  # fmt: skip
    table = element("table", element("thead", heads), element("tbody", *rows), class_="small")
    return wide(table, "The orders that were left, one by one")


def _order(left: Left, palette: Palette) -> Markup:
    return element(
        "tr",
        element("th", left.order, scope="row"),
        element("td", palette.chip(left.brought_by)),
        element("td", left.order_class),
        cell(whole(left.value)),
        element("td", left.article or "", class_="article"),
        element("td", left.reason[:1].upper() + left.reason[1:], class_="text"),
    )
