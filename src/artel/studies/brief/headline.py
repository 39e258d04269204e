"""The sentence that sells, and the figures that lead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from artel.studies.brief.figures import served
from artel.studies.brief.markup import Markup, counted, element, spoken_hours, whole

if TYPE_CHECKING:
    from collections.abc import Iterable

    from artel.studies.brief.figures import Figures
    from artel.studies.brief.model import Brief, Party


def headline(brief: Brief) -> str:
    """Return the brief in one sentence."""
    together, alone = served(brief)
    if together > alone:
        return f"Together, {counted(together, 'order')} served instead of {whole(alone)}"
    return f"Together, {counted(together, 'order')} served; alone, {whole(alone)}"


def lead(brief: Brief) -> str:
    """Return what each member gains, in figures."""
    members = [party for party in brief.parties if party.standing == "member" and party.orders]
    if not members:
        return "No member has brought an order."
    told = [_member(party, first=index == 0) for index, party in enumerate(members)]
    listed = "; ".join(told)
    return f"{listed}. {_places(brief)}".strip()


def _member(party: Party, *, first: bool) -> str:
    verb = "has" if first else ""
    counts = f"{party.served} of its {counted(party.orders, 'order')} served" if first else ""
    said = f"{party.name} {verb} {counts}" if first else f"{party.name} {party.served}"
    if party.served == party.alone_served:
        return f"{said}, as many as alone"
    instead = str(party.alone_served) if party.alone_served else "none"
    return f"{said} instead of {instead}"


def _places(brief: Brief) -> str:
    """Return the sentence about the place that gains the most in looks."""
    gained = [
        party
        for party in brief.parties
        if party.site and party.alone_gap_h and party.pooled_gap_h and party.standing == "member"
    ]
    if not gained:
        return ""
    best = max(gained, key=lambda party: (party.alone_gap_h or 0) / (party.pooled_gap_h or 1))
    together, alone = best.pooled_gap_h or 0.0, best.alone_gap_h or 0.0
    often = f"every {spoken_hours(together)} instead of every {spoken_hours(alone)}"
    return f"{best.site} is seen {often}."


def tiles(brief: Brief, figures: Figures) -> Markup:
    """Return the leading figures, each with its id."""
    value = brief.value
    offered = f"{whole(value.planned)} of {whole(value.offered)}"
    alone = element("span", figures["alone"].value, data_figure=figures["alone"].id)
    rest = (
        ("together", "of the members' orders served together; ", alone, " if each stood alone"),
        ("images", "orders of all parties in the plan; each of the others has a reason"),
        ("value", f"of the planning value offered: {offered}"),
        ("bound", f"of the proven bound: no plan can be worth more than {whole(value.bound)}"),
    )  # fmt: skip
    return element("dl", *(_tile(key, words, figures) for key, *words in rest), class_="tiles")


def _tile(key: str, words: Iterable[object], figures: Figures) -> Markup:
    figure = figures[key]
    shown = element("dd", figure.value, data_figure=figure.id)
    return element("div", shown, element("dt", *words, " ", element("b", figure.id)))
