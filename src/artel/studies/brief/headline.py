"""The sentence that sells, and the figures that lead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from artel.studies.brief.figures import served
from artel.studies.brief.markup import Markup, element, phrase, whole
from artel.studies.words import Count, Words

if TYPE_CHECKING:
    from artel.studies.brief.figures import Figures
    from artel.studies.brief.language import Language
    from artel.studies.brief.model import Brief, Party


def headline(brief: Brief) -> str:
    """Return the brief in one sentence."""
    together, alone = served(brief)
    orders, less = Count(together, "order"), whole(alone)
    if together > alone:
        words = Words("Together, {orders} served instead of {alone}", orders=orders, alone=less)
    else:
        words = Words("Together, {orders} served; alone, {alone}", orders=orders, alone=less)
    return brief.language.of(words)


def lead(brief: Brief) -> str:
    """Return what each member gains, in figures."""
    say = brief.language.say
    members = [party for party in brief.parties if party.standing == "member" and party.orders]
    if not members:
        return say("No member has brought an order.")
    told = [_member(party, brief.language, first=index == 0) for index, party in enumerate(members)]
    return f"{'; '.join(told)}. {_places(brief)}".strip()


def _member(party: Party, language: Language, *, first: bool) -> str:
    say, orders = language.say, Count(party.orders, "order", "of")
    said = (
        say("{name} has {served} of its {orders} served", name=party.name, served=party.served,
            orders=orders)
        if first
        else say("{name} {served}", name=party.name, served=party.served)
    )  # fmt: skip
    if party.served == party.alone_served:
        return say("{said}, as many as alone", said=said)
    instead = party.alone_served or say("none")
    return say("{said} instead of {alone}", said=said, alone=instead)


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
    together, alone = (
        brief.language.measure(f"{gap:.1f}" if gap < 10 else f"{gap:.0f}", "hour")
        for gap in (best.pooled_gap_h or 0.0, best.alone_gap_h or 0.0)
    )
    return brief.language.say(
        "{site} is seen every {together} instead of every {alone}.",
        site=best.site, together=together, alone=alone,
    )  # fmt: skip


def tiles(brief: Brief, figures: Figures) -> Markup:
    """Return the leading figures, each with its id."""
    say, value = brief.language.say, brief.value
    alone = element("span", figures.value("alone"), data_figure=figures["alone"].id)
    both = say("of the members' orders served together; {alone} if each stood alone")
    rest = (
        ("together", phrase(both, alone=alone)),
        ("images", say("orders of all parties in the plan; each of the others has a reason")),
        ("value", say("of the planning value offered: {planned} of {offered}",
                      planned=whole(value.planned), offered=whole(value.offered))),
        ("bound", say("of the proven bound: no plan can be worth more than {bound}",
                      bound=whole(value.bound))),
    )  # fmt: skip
    return element("dl", *(_tile(key, words, figures) for key, words in rest), class_="tiles")


def _tile(key: str, words: str, figures: Figures) -> Markup:
    figure = figures[key]
    shown = element("dd", figures.value(key), data_figure=figure.id)
    return element("div", shown, element("dt", words, " ", element("b", figure.id)))
