"""The table of each state: what it brings, and what it gets alone and together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from artel.studies.brief.markup import (
    Markup,
    cell,
    element,
    head,
    hours,
    number,
    wide,
)

if TYPE_CHECKING:
    from artel.studies.brief.figures import Figures
    from artel.studies.brief.language import Language
    from artel.studies.brief.model import Brief, Party
    from artel.studies.brief.palette import Palette

_BAR = 120.0
_COLUMNS = 12


def parties_table(brief: Brief, palette: Palette, figures: Figures) -> Markup:
    """Return members first, their sum, then partners and observers."""
    members = [party for party in brief.parties if party.standing == "member"]
    others = [party for party in brief.parties if party.standing != "member" and _there(party)]
    most = max((party.orders for party in brief.parties), default=0)
    language, say = figures.language, figures.language.say
    rows = [_row(party, palette, figures, most) for party in members]
    rest = [_row(party, palette, figures, most) for party in others]
    bodies = [element("tbody", *rows, _sum(members, language))]
    if rest:
        words = element("th", say("Partners and observers"), colspan=_COLUMNS, scope="rowgroup")
        bodies.append(element("tbody", element("tr", words, class_="group"), *rest))
    table = element("table", _heads(language), *bodies, class_="parties")
    return wide(table, say("What each state brings and gains"))


def _there(party: Party) -> bool:
    return bool(party.orders or party.satellites or party.stations)


def _heads(language: Language) -> Markup:
    say = language.say
    above = element(
        "tr",
        element("td"),
        head(element("span", say("Brings")), "group", colspan="3"),
        head(element("span", say("Orders served")), "group", colspan="3"),
        head(element("span", say("Planning value")), "group", colspan="3"),
        head(element("span", say("Hours between looks")), "group", colspan="2"),
    )
    below = element(
        "tr",
        head(say("State")),
        head(say("satellites"), "number"),
        head(say("stations"), "number"),
        head(say("orders"), "number"),
        head(say("alone"), "number"),
        head(say("together"), "number"),
        element("td"),
        head(say("alone"), "number"),
        head(say("together"), "number"),
        head(say("gain"), "number"),
        head(say("alone"), "number"),
        head(say("together"), "number"),
    )
    return element("thead", above, below)


def _row(party: Party, palette: Palette, figures: Figures, most: int) -> Markup:
    language = figures.language
    return element(
        "tr",
        element("th", palette.chip(party.id), " ", party.name, scope="row"),
        *(cell(language.whole(each)) for each in (party.satellites, party.stations, party.orders)),
        cell(language.whole(party.alone_served)),
        cell(element("strong", language.whole(party.served))),
        cell(_bar(party, most), f"bar {palette.of(party.id)}"),
        cell(language.whole(party.alone_value)),
        cell(element("strong", language.whole(party.value))),
        _gain(party.value - party.alone_value, language),
        *_looks(party, language),
        data_figure=figures[f"party {party.id}"].id,
    )


def _sum(members: list[Party], language: Language) -> Markup:
    names = ("satellites", "stations", "orders", "alone_served", "served")
    counts = [sum(getattr(party, name) for party in members) for name in names]
    alone = sum(party.alone_value for party in members)
    together = sum(party.value for party in members)
    return element(
        "tr",
        element("th", language.say("All members"), scope="row"),
        *(cell(language.whole(count)) for count in counts),
        element("td"),
        cell(language.whole(alone)),
        cell(language.whole(together)),
        _gain(together - alone, language),
        element("td", colspan="2"),
        class_="sum",
    )


def _gain(gain: float, language: Language) -> Markup:
    if gain < 0:
        return cell(f"\N{MINUS SIGN}{language.whole(-gain)}", "number less")
    return cell(f"+{language.whole(gain)}" if gain else "0", "number more" if gain else "number")


def _looks(party: Party, language: Language) -> list[Markup]:
    if not party.site:
        return [element("td", colspan="2")]
    together = element("strong", language.of(hours(party.pooled_gap_h)))
    return [cell(language.of(hours(party.alone_gap_h))), cell(together)]


def _bar(party: Party, most: int) -> Markup:
    """Return orders brought (pale), served together (colour), served alone (dark line)."""
    unit = _BAR / max(most, 1)
    parts = (("brought", party.orders, 2.0, 10.0), ("together", party.served, 2.0, 10.0),
             ("alone", party.alone_served, 5.0, 4.0))  # fmt: skip
    drawn = [
        element(
            "rect", class_=name, x="0", y=number(top), width=number(count * unit),
            height=number(tall),
        )
        for name, count, top, tall in parts
    ]  # fmt: skip
    return element("svg", *drawn, viewBox=f"0 0 {number(_BAR)} 14", aria_hidden="true")
