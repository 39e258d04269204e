"""How long each place waits to be looked at: alone, together, and in every coalition."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from artel.studies.brief.figures import length_words
from artel.studies.brief.markup import (
    NONE,
    Markup,
    cell,
    element,
    head,
    hours,
    joined,
    number,
    picture,
    wide,
)
from artel.studies.words import Count, Numeral, Words

if TYPE_CHECKING:
    from artel.studies.brief.figures import Figures
    from artel.studies.brief.language import Language
    from artel.studies.brief.model import Brief, Coalition, Party, Place
    from artel.studies.brief.palette import Palette

_WIDTH, _GUTTER, _RIGHT = 880.0, 150.0, 60.0
_TOP, _LANE, _FOOT = 26.0, 40.0, 14.0
_NICE = (0.5, 1, 2, 3, 4, 6, 12, 24, 48, 96, 168)
_MOST_TICKS = 9
_BAR = 200.0


def dumbbells(brief: Brief, palette: Palette, figures: Figures) -> Markup:
    """Return the picture of each place: the mean time between looks, alone and together."""
    owners = {party.id: party for party in brief.parties}
    rows = [(place, owners[place.owner]) for place in brief.places if place.owner in owners]
    longest = max((_longest(party) for _, party in rows), default=1.0) or 1.0
    height = _TOP + _LANE * len(rows) + _FOOT
    say = brief.language.say
    title = say("Mean time between two looks at each place, alone and together")
    told = "; ".join(
        say("{place}: alone {alone}, together {together}", place=place.name,
            alone=_alone(party, brief), together=hours(party.pooled_gap_h))
        for place, party in rows
    )  # fmt: skip
    lanes = [
        _lane(place, party, _TOP + _LANE * index, (longest, brief, palette, figures))
        for index, (place, party) in enumerate(rows)
    ]
    drawn = picture(
        "revisit", (_WIDTH, height), (title, told), _axis(longest, height, brief.language), *lanes
    )
    return wide(drawn, title)


def coalition_table(brief: Brief, place: Place, palette: Palette) -> Markup:
    """Return every coalition at a place, the best first, each with its bar."""
    rows = sorted(
        (row for row in brief.coalitions if row.place == place.name),
        key=lambda row: (row.mean_gap_h is None, row.mean_gap_h or 0.0, len(row.owners),
                         row.owners),
    )  # fmt: skip
    longest = max((row.mean_gap_h or 0.0 for row in rows), default=0.0) or 1.0
    most = max((len(row.owners) for row in rows), default=0)
    language, say = brief.language, brief.language.say
    made = [_coalition(row, (longest, most), palette, language) for row in rows]
    heads = element(
        "tr", head(say("Whose satellites")), head(say("looks"), "number"),
        head(say("mean gap"), "number"), head("", "bar"), head(say("longest gap"), "number"),
    )  # fmt: skip
    table = element("table", element("thead", heads), element("tbody", *made), class_="coalitions")
    return wide(table, say("Looks at {place} by every coalition", place=place.name))


def featured(brief: Brief) -> Place | None:
    """Return the place that gains the most from the pool, the first of equals."""
    owners = {party.id: party for party in brief.parties}
    shown = [place for place in brief.places if place.owner in owners]
    return max(shown, key=lambda place: _gain(owners[place.owner]), default=None)


def _gain(party: Party) -> float:
    if party.pooled_gap_h is None:
        return 0.0
    return (party.alone_gap_h or 0.0) / max(party.pooled_gap_h, 1e-3)


def _longest(party: Party) -> float:
    return max(party.alone_gap_h or 0.0, party.pooled_gap_h or 0.0)


def _alone(party: Party, brief: Brief) -> str:
    if party.alone_gap_h is not None:
        return hours(party.alone_gap_h)
    if not party.satellites:
        return Words("no satellite of its own")
    return Words("fewer than two looks in {length}", length=length_words(brief.revisit_span))


def _at(value: float, longest: float) -> float:
    return _GUTTER + value / longest * (_WIDTH - _GUTTER - _RIGHT)


def _axis(longest: float, height: float, language: Language) -> Markup:
    step = next((each for each in _NICE if longest / each <= _MOST_TICKS), _NICE[-1])
    marks = []
    for k in range(math.floor(longest / step) + 1):
        x = number(_at(k * step, longest))
        line = element("line", x1=x, x2=x, y1=number(_TOP - 4), y2=number(height - _FOOT))
        tick = language.of(Words("{hours}\u202fh", hours=Numeral(f"{k * step:g}")))
        words = element("text", tick, x=x, y=number(_TOP - 11))
        marks += [line, words]
    return element("g", *marks, class_="axis")


def _lane(
    place: Place, party: Party, top: float, how: tuple[float, Brief, Palette, Figures]
) -> Markup:
    longest, brief, palette, figures = how
    y = top + _LANE / 2.0
    name = element("text", place.name, x=number(_GUTTER - 14), y=number(y - 1), class_="lane")
    state = element("text", party.name, x=number(_GUTTER - 14), y=number(y + 12),
                    class_="lane code")  # fmt: skip
    marks = _dumbbell(party, y, longest, brief)
    figure = figures[f"gap {place.name}"].id
    return element("g", name, state, *marks, class_=palette.of(party.id), data_figure=figure)


def _dumbbell(party: Party, y: float, longest: float, brief: Brief) -> list[Markup]:
    of, say = brief.language.of, brief.language.say
    alone, pooled, at = party.alone_gap_h, party.pooled_gap_h, number(y)
    if pooled is None:
        return [
            element("text", say("fewer than two looks"), x=number(_GUTTER + 6), y=number(y + 4))
        ]
    near = _at(pooled, longest)
    marks = []
    if alone is None:
        words = say("{together} together; alone: {alone}",
                    together=hours(pooled), alone=_alone(party, brief))  # fmt: skip
        marks.append(element("text", words, x=number(near + 12), y=number(y + 4)))
    else:
        far = _at(alone, longest)
        marks.append(element("line", x1=number(near), x2=number(far), y1=at, y2=at, class_="span"))
        marks.append(element("circle", cx=number(far), cy=at, r="5.5", class_="alone"))
        marks.append(element("text", of(hours(alone)), x=number(far + 11), y=number(y + 4)))
        marks.append(
            element("text", of(hours(pooled)), x=number(near), y=number(y - 10), class_="near")
        )
    marks.append(element("circle", cx=number(near), cy=at, r="6.5", class_="together"))
    return marks


def _coalition(
    row: Coalition, most_of: tuple[float, int], palette: Palette, language: Language
) -> Markup:
    longest, most = most_of
    kind = "all" if len(row.owners) == most > 1 else None
    if len(row.owners) == 1:
        kind = f"one {palette.of(row.owners[0])}"
    chips = joined((palette.chip(owner) for owner in sorted(row.owners, key=palette.rank)), " ")
    width = number((row.mean_gap_h or 0.0) / longest * _BAR)
    bar = element(
        "svg", element("rect", x="0", y="3", width=width, height="8"),
        viewBox=f"0 0 {number(_BAR)} 14", aria_hidden="true",
    )  # fmt: skip
    mean = language.of(hours(row.mean_gap_h))
    return element(
        "tr",
        element("th", chips, scope="row"),
        cell(language.whole(row.looks)),
        cell(element("strong", mean) if row.mean_gap_h is not None else NONE),
        cell(bar, "bar"),
        cell(language.of(hours(row.max_gap_h))),
        class_=kind,
    )


def spoken(brief: Brief) -> str:
    """Return the sentence above the picture."""
    kinds = len({row.owners for row in brief.coalitions})
    return brief.language.say(
        "Counted over {length}: from the end of one look to the start of the next, by whatever "
        "sensor can see the place. {coalitions} of owners are compared.",
        coalitions=Count(kinds, "coalition"), length=length_words(brief.revisit_span),
    )  # fmt: skip
