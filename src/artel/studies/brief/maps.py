"""The maps: the region of the members close up, and the world around it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from artel.studies.brief.canvas import frame_of, region, world
from artel.studies.brief.labels import place_labels
from artel.studies.brief.markup import (
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
    from artel.studies.brief.canvas import Canvas
    from artel.studies.brief.language import Language
    from artel.studies.brief.model import Brief, Image, Place
    from artel.studies.brief.palette import Palette

_LETTERS = 11.5


def region_map(brief: Brief, palette: Palette) -> Markup:
    """Return the region that holds the members' stations and places, drawn close."""
    paper = region_of(brief)
    seen = [image for image in brief.images if _on(paper, image)]
    say = brief.language.say
    title = say("The members' region: images, passes and stations")
    told = say(
        "Equal-area map of the members' region with {images} as their true footprints, the passes "
        "that take them, and the ground stations by name.",
        images=Count(len(seen), "planned image", "with"),
    )
    stations = [each for each in brief.stations if paper.holds(each.lon_deg, each.lat_deg)]
    drawn = [
        paper.ground(),
        _passes(brief, paper, palette),
        element(
            "g",
            *(_footprint(image, paper, palette, brief.language) for image in seen),
            class_="footprints",
        ),
        _stations(stations, paper, palette),
    ]
    return wide(picture("region", paper.size, (title, told), *drawn), title)


def world_map(brief: Brief, palette: Palette) -> Markup:
    """Return the Earth with every image, every pass that takes one, and every station."""
    near = region_of(brief)
    paper = world(round(near.projection.centre / 10.0) * 10.0)
    say = brief.language.say
    title = say("The world: every image of the plan")
    told = say(
        "Equal Earth map with {images} as dots in the colour of the satellite's owner; the frame "
        "is the region shown above.",
        images=Count(len(brief.images), "planned image", "with"),
    )
    far = [each for each in brief.stations if not near.holds(each.lon_deg, each.lat_deg)]
    marks = [_dot(image, paper, palette, brief.language) for image in brief.images]
    drawn = [
        paper.ground(),
        element("path", class_="frame", d=paper.line(frame_of(near))),
        _passes(brief, paper, palette),
        element("g", *marks, class_="dots"),
        _stations(far, paper, palette),
    ]
    return wide(picture("world", paper.size, (title, told), *drawn), title)


def stations_table(brief: Brief, palette: Palette) -> Markup:
    """Return the twin of the maps: each station with what is booked there."""
    language, say, rows = brief.language, brief.language.say, []
    for each in brief.stations:
        booked = [contact for contact in brief.contacts if contact.station == each.name]
        uploads = sum(contact.kind == "upload" for contact in booked)
        cells = [
            element("th", each.name, scope="row"),
            element("td", palette.chip(each.owner)),
            element("td", language.number(f"{each.lat_deg:.2f}"), class_="number"),
            element("td", language.number(f"{each.lon_deg:.2f}"), class_="number"),
            element("td", uploads, class_="number"),
            element("td", len(booked) - uploads, class_="number"),
        ]
        rows.append(element("tr", *cells))
    names = (
        say("Station"), say("Owner"), say("Latitude °"), say("Longitude °"), say("Uploads"),
        say("Downlinks"),
    )  # fmt: skip
    above = heads(names, range(2, len(names)))
    return element("table", above, element("tbody", *rows), class_="small")


def region_of(brief: Brief) -> Canvas:
    """Return the paper that holds what the members have on the ground, or all there is."""
    members = {party.id for party in brief.parties if party.standing == "member"}
    ground = [*brief.stations, *brief.places]
    mine = [place for place in ground if place.owner in members] or ground
    where = [(place.lon_deg, place.lat_deg) for place in mine] or [(0.0, 0.0)]
    lon, lat = np.array(where).T
    return region(lon, lat)


def _middle(image: Image) -> tuple[float, float]:
    lon, lat = np.array(image.footprint).T
    turned = lon[0] + (lon - lon[0] + 180.0) % 360.0 - 180.0
    return float(turned.mean()), float(lat.mean())


def _on(paper: Canvas, image: Image) -> bool:
    return paper.holds(*_middle(image))


def _words(image: Image, palette: Palette, language: Language) -> str:
    return language.say(
        "{order}: {satellite} of {owner} for {customer}, {clock} UTC, {gsd} m",
        order=image.order, satellite=image.satellite, owner=palette.name(image.owner),
        customer=palette.name(image.brought_by), clock=clock(image.start),
        gsd=Numeral(f"{image.gsd_m:g}"),
    )  # fmt: skip


def _footprint(image: Image, paper: Canvas, palette: Palette, language: Language) -> Markup:
    words = element("title", _words(image, palette, language))
    return element("path", words, class_=palette.of(image.owner), d=paper.area(image.footprint))


def _dot(image: Image, paper: Canvas, palette: Palette, language: Language) -> Markup | None:
    lon, lat = _middle(image)
    if not paper.holds(lon, lat):
        return None
    x, y = paper.points(np.array([lon]), np.array([lat]))
    words = element("title", _words(image, palette, language))
    return element(
        "circle", words, class_=palette.of(image.owner),
        cx=number(float(x[0])), cy=number(float(y[0])), r="2.6",
    )  # fmt: skip


def _passes(brief: Brief, paper: Canvas, palette: Palette) -> Markup:
    lines = []
    for each in brief.passes:
        path = paper.line(each.positions)
        if path:
            words = element("title", f"{each.satellite}, {palette.name(each.owner)}")
            lines.append(element("path", words, class_=palette.of(each.owner), d=path))
    return element("g", *lines, class_="passes")


def _stations(stations: list[Place], paper: Canvas, palette: Palette) -> Markup | None:
    if not stations:
        return None
    lon = np.array([each.lon_deg for each in stations])
    lat = np.array([each.lat_deg for each in stations])
    xs, ys = (np.round(each, 1).tolist() for each in paper.points(lon, lat))
    marks = [_station(*each, palette) for each in zip(stations, xs, ys, strict=True)]
    named = [(each.name, x, y) for each, x, y in zip(stations, xs, ys, strict=True)]
    west, south, east, north = paper.outline.bounds
    frame = (west + 4.0, south + 4.0, east - 4.0, north - 4.0)
    labels = place_labels(named, frame, _LETTERS)
    leaders = [_leader(label.leader) for label in labels if label.leader]
    names = [element("text", each.text, x=number(each.x), y=number(each.y)) for each in labels]
    return element("g", joined(leaders), joined(marks), joined(names), class_="stations")


def _station(station: Place, x: float, y: float, palette: Palette) -> Markup:
    words = element("title", f"{station.name}, {palette.name(station.owner)}")
    path = f"M{number(x)},{number(y - 4.6)} l4.4,7.6 h-8.8 Z"
    return element("path", words, class_=palette.of(station.owner), d=path)


def _leader(ends: tuple[float, float, float, float]) -> Markup:
    x1, y1, x2, y2 = map(number, ends)
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2)
