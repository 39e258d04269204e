"""The day, a lane for each satellite: images, uploads and downlinks."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from artel.studies.brief.markup import (
    NONE,
    Markup,
    clock,
    element,
    heads,
    joined,
    number,
    picture,
    wide,
)
from artel.studies.words import Count, Numeral

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from artel.studies.brief.language import Language
    from artel.studies.brief.model import Brief, Contact, Craft, Image
    from artel.studies.brief.palette import Palette

_WIDTH, _GUTTER, _MARGIN = 880.0, 148.0, 24.0
_HEAD, _LANE, _FOOT = 34.0, 25.0, 10.0
_GROUP = 8.0
_STEPS = (1, 2, 3, 6, 12, 24, 48)
_MOST_TICKS = 13
_LEAST_IMAGE, _LEAST_LINK = 2.6, 2.0
_APART = timedelta(seconds=90)


@dataclass(frozen=True, slots=True)
class Axis:
    """From instants to the units of the picture."""

    start: datetime
    end: datetime

    def at(self, instant: datetime) -> float:
        """Return where an instant stands."""
        part = (instant - self.start) / (self.end - self.start)
        return _GUTTER + part * (_WIDTH - _GUTTER - _MARGIN)


def timeline(brief: Brief, palette: Palette) -> Markup:
    """Return the picture of the day, satellites of one owner together."""
    axis = Axis(*brief.span)
    tops, height = _tops(brief.crafts)
    say = brief.language.say
    title = say("The plan over time, a lane for each satellite")
    told = say(
        "{images} and {contacts} of {satellites}; the table below it tells the same.",
        images=Count(len(brief.images), "image"),
        contacts=Count(len(brief.contacts), "contact"),
        satellites=Count(len(brief.crafts), "satellite", "of"),
    )
    lanes = [
        _lane(craft, top, brief, (axis, palette))
        for craft, top in zip(brief.crafts, tops, strict=True)
    ]
    drawn = picture(
        "timeline", (_WIDTH, height), (title, told), _ruler(axis, height, brief.language), *lanes
    )
    return wide(drawn, title)


def key(language: Language) -> Markup:
    """Return what the marks of the timeline mean, each drawn beside its words."""
    say = language.say
    marks = (
        (say("image"), element("rect", x="1", y="2", width="5", height="12", class_="any")),
        (say("downlink"), element("rect", x="0", y="6", width="14", height="5", class_="downlink")),
        (say("upload of commands"), element("path", d=_triangle(7.0, 4.0), class_="upload")),
    )
    items = []
    for words, mark in marks:
        drawn = element("svg", mark, viewBox="0 0 16 16", aria_hidden="true", class_="key")
        items.append(element("li", drawn, " ", words))
    return element("ul", *items, class_="legend")


def lanes_table(brief: Brief, palette: Palette) -> Markup:
    """Return the twin of the picture: each satellite with what it does and when."""
    rows = [_row(craft, brief, palette) for craft in brief.crafts]
    say = brief.language.say
    names = (
        say("Satellite"), say("Owner"), say("Images"), say("First"), say("Last"), say("Uploads"),
        say("Downlinks"),
    )  # fmt: skip
    above = heads(names, range(2, len(names)))
    return element("table", above, element("tbody", *rows), class_="small")


def _row(craft: Craft, brief: Brief, palette: Palette) -> Markup:
    images = [image for image in brief.images if image.satellite == craft.name]
    links = [contact for contact in brief.contacts if contact.satellite == craft.name]
    starts = sorted(image.start for image in images)
    ends = [_moment(starts[0], brief), _moment(starts[-1], brief)] if starts else [NONE, NONE]
    uploads = sum(contact.kind == "upload" for contact in links)
    cells = [len(images), *ends, uploads, len(links) - uploads]
    return element(
        "tr",
        element("th", craft.name, scope="row"),
        element("td", palette.chip(craft.owner)),
        *(element("td", cell, class_="number") for cell in cells),
    )


def _moment(instant: datetime, brief: Brief) -> str:
    longer = brief.span[1] - brief.span[0] > timedelta(days=1)
    day = brief.language.day(instant, "short")
    return f"{day} {clock(instant)}" if longer else clock(instant)


def _tops(crafts: Iterable[Craft]) -> tuple[list[float], float]:
    """Return the top of each lane, with a gap between owners, and the height of it all."""
    tops, top, before = [], _HEAD, None
    for craft in crafts:
        top += _GROUP if before not in {None, craft.owner} else 0.0
        tops.append(top)
        top, before = top + _LANE, craft.owner
    return tops, top + _FOOT


def _ruler(axis: Axis, height: float, language: Language) -> Markup:
    """Return the hours: a hairline and a time each, with the date where a day begins."""
    span = (axis.end - axis.start) / timedelta(hours=1)
    step = next((each for each in _STEPS if span / each <= _MOST_TICKS), _STEPS[-1])
    first = axis.start.replace(minute=0, second=0, microsecond=0)
    first -= timedelta(hours=first.hour % min(step, 24))
    marks = []
    for k in range(int(span // step) + 2):
        tick = first + timedelta(hours=k * step)
        if axis.start <= tick <= axis.end:
            day = language.day(tick, "short") if tick.hour == 0 else None
            marks.append(_tick(tick, axis.at(tick), height, day))
    return element("g", *marks, class_="axis")


def _tick(tick: datetime, x: float, height: float, day: str | None) -> Markup:
    at = number(x)
    line = element("line", x1=at, x2=at, y1=number(_HEAD - 6), y2=number(height - _FOOT))
    words = [element("text", f"{tick:%H:%M}", x=at, y=number(_HEAD - 11))]
    if day:
        words.append(element("text", day, x=at, y=number(_HEAD - 23), class_="day"))
    return joined([line, *words])


def _lane(craft: Craft, top: float, brief: Brief, how: tuple[Axis, Palette]) -> Markup:
    (axis, palette), language = how, brief.language
    links = [contact for contact in brief.contacts if contact.satellite == craft.name]
    marks = [
        *(_downlink(each, axis, top, language) for each in _merged(links, "downlink")),
        *(_upload(each, axis, top, language) for each in _merged(links, "upload")),
        *(
            _image(image, axis, top, language)
            for image in brief.images
            if image.satellite == craft.name
        ),
    ]
    name = element("text", craft.name, x=number(_GUTTER - 36), y=number(top + 16), class_="lane")
    code = element(
        "text", craft.owner, x=number(_GUTTER - 8), y=number(top + 16), class_="lane code"
    )
    base = element(
        "line", class_="base", x1=number(_GUTTER), x2=number(_WIDTH - _MARGIN),
        y1=number(top + _LANE - 0.5), y2=number(top + _LANE - 0.5),
    )  # fmt: skip
    return element("g", base, name, code, *marks, class_=palette.of(craft.owner))


def _image(image: Image, axis: Axis, top: float, language: Language) -> Markup:
    words = language.say(
        "Image {id}, {order}: {start} to {end} UTC, {gsd} m, for {customer}",
        id=image.id, order=image.order, start=clock(image.start), end=clock(image.end),
        gsd=Numeral(f"{image.gsd_m:g}"), customer=image.brought_by,
    )  # fmt: skip
    return _bar(image.start, image.end, axis, (top + 3.0, 12.0, _LEAST_IMAGE), ("image", words))


def _downlink(group: tuple[Contact, ...], axis: Axis, top: float, language: Language) -> Markup:
    first, last = group[0], group[-1]
    told = ", ".join(language.of(each.told) for each in group if each.told)
    words = language.say(
        "Downlink over {station}: {start} to {end} UTC",
        station=first.station, start=clock(first.start), end=clock(last.end),
    )  # fmt: skip
    place = (top + 17.0, 5.0, _LEAST_LINK)
    said = f"{words}: {told}" if told else words
    return _bar(first.start, last.end, axis, place, ("downlink", said))


def _upload(group: tuple[Contact, ...], axis: Axis, top: float, language: Language) -> Markup:
    first = group[0]
    words = language.say(
        "Upload over {station}: {start} UTC", station=first.station, start=clock(first.start)
    )
    told = f"{words}: {language.of(first.told)}" if first.told else words
    said = element("title", told)
    x = (axis.at(first.start) + axis.at(group[-1].end)) / 2.0
    return element("path", said, class_="upload", d=_triangle(x, top + 15.5))


def _bar(
    start: datetime,
    end: datetime,
    axis: Axis,
    place: tuple[float, float, float],
    said: tuple[str, str],
) -> Markup:
    top, tall, least = place
    x, width = axis.at(start), axis.at(end) - axis.at(start)
    x -= max(least - width, 0.0) / 2.0
    return element(
        "rect", element("title", said[1]), class_=said[0], x=f"{x:.2f}", y=number(top),
        width=f"{max(width, least):.2f}", height=number(tall),
    )  # fmt: skip


def _triangle(x: float, top: float) -> str:
    return f"M{number(x)},{number(top)} l4,7.5 h-8 Z"


def _merged(links: list[Contact], kind: str) -> list[tuple[Contact, ...]]:
    """Return contacts of one kind in groups: those over one station, a moment apart."""
    mine = sorted(
        (link for link in links if link.kind == kind), key=lambda link: (link.station, link.start)
    )
    groups: list[tuple[Contact, ...]] = []
    for _, each in itertools.groupby(mine, key=lambda link: link.station):
        for link in each:
            near = groups and groups[-1][-1].station == link.station
            if near and link.start - groups[-1][-1].end <= _APART:
                groups[-1] = (*groups[-1], link)
            else:
                groups.append((link,))
    return groups
