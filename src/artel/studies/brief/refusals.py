"""Why orders were left: by reason and article, and one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from artel.studies.brief.language import ENGLISH
from artel.studies.brief.markup import Markup, cell, element, head, wide
from artel.studies.explain import MEANINGS

if TYPE_CHECKING:
    from artel.studies.brief.language import Language
    from artel.studies.brief.model import Brief, Left
    from artel.studies.brief.palette import Palette


def reasons_table(brief: Brief) -> Markup:
    """Return each reason and article with how many orders it stopped, the most first."""
    language, say = brief.language, brief.language.say
    texts = {article.id: article.text for article in brief.articles}
    groups: dict[tuple[str, str], list[Left]] = {}
    for left in brief.left:
        groups.setdefault((left.code, left.article or ""), []).append(left)
    ordered = sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))
    most = max(map(len, groups.values()), default=1)
    rows = [_reason(code, article, orders, (texts, most, language))
            for (code, article), orders in ordered]  # fmt: skip
    heads = element(
        "tr", head(say("Reason")), head(say("Article")), head(say("What the article says")),
        head(say("orders"), "number"), head("", "bar"), head(say("value"), "number"),
    )  # fmt: skip
    table = element("table", element("thead", heads), element("tbody", *rows), class_="reasons")
    return wide(table, say("Why orders were left, by reason and article"))


def _reason(
    code: str, article: str, orders: list[Left], how: tuple[dict[str, str], int, Language]
) -> Markup:
    texts, most, language = how
    bar = element(
        "svg", element("rect", x="0", y="3", width=f"{len(orders) / most * 80:.1f}", height="8"),
        viewBox="0 0 80 14", aria_hidden="true",
    )  # fmt: skip
    return element(
        "tr",
        element("th", language.say(MEANINGS.get(code, code)).rstrip("."), scope="row"),
        element("td", article, class_="article"),
        element("td", texts.get(article, ""), class_="text"),
        cell(language.whole(len(orders))),
        cell(bar, "bar"),
        cell(language.whole(sum(order.value for order in orders))),
    )


def orders_table(brief: Brief, palette: Palette) -> Markup:
    """Return each order left, with the sentence that says why."""
    say = brief.language.say
    rows = [_order(left, palette, brief.language) for left in brief.left]
    heads = element(
        "tr", head(say("Order")), head(say("Of")), head(say("Class")), head(say("value"), "number"),
        head(say("Article")), head(say("Why it is not in the plan")),
    )  # fmt: skip
    table = element("table", element("thead", heads), element("tbody", *rows), class_="small")
    return wide(table, say("The orders that were left, one by one"))


def why(left: Left, language: Language) -> str:
    """Return the sentence that says why an order was left.

    In another language, a sentence of the planner that its file does not know is said by its code.
    """
    if language.code == ENGLISH.code:
        said = left.reason
    else:
        known = language.understood(left.reason)
        said = known or _by_code(left, language)
    return said[:1].upper() + said[1:]


def _by_code(left: Left, language: Language) -> str:
    if left.code not in MEANINGS:
        return left.reason
    said = language.say(MEANINGS[left.code]).rstrip(".")
    return f"{said}: {left.resource}" if left.resource else said


def _order(left: Left, palette: Palette, language: Language) -> Markup:
    return element(
        "tr",
        element("th", left.order, scope="row"),
        element("td", palette.chip(left.brought_by)),
        element("td", language.say(left.order_class)),
        cell(language.whole(left.value)),
        element("td", left.article or "", class_="article"),
        element("td", why(left, language), class_="text"),
    )
