"""What a planned day says, gathered for the brief."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from artel.commons.instants import from_posix, parse_instant, to_posix
from artel.orbits.frames import itrf_to_geodetic
from artel.orbits.tracks import state
from artel.studies.brief.model import (
    Article,
    Brief,
    Coalition,
    Contact,
    Craft,
    Image,
    Left,
    Party,
    Pass,
    Place,
    PlanValue,
)
from artel.studies.chapters import chapters_of
from artel.studies.places import Place as Ground
from artel.studies.revisit import coalition_rows, looks_by_sensors
from artel.studies.tracks import tracks_of
from artel.studies.words import Count

if TYPE_CHECKING:
    from artel.orbits.tracks import Track
    from artel.studies.planned import Day
    from artel.studies.pool import Pool

    Span = tuple[float, float]

REVISIT_DAYS = 7.0
_AROUND = 240.0
_STEP = 30.0


def _value(row: dict[str, Any]) -> PlanValue:
    names = ("planned", "offered", "bound", "gap", "method")
    return PlanValue(**{name: row[name] for name in names})


def brief_of(day: Day, plan: dict[str, Any], folder: str) -> Brief:
    """Return the brief of a planned day; revisit is counted over a week from its start.

    `folder` is the pool as it is named in commands, empty for the bundled one.
    """
    pool, start = day.pool, to_posix(day.start)
    span = (start, start + REVISIT_DAYS * 86400.0)
    coalitions = _coalitions(pool, span)
    orders = {order.id: order for order in pool.orders}
    return Brief(
        pool=pool.settings.name,
        folder=folder,
        span=(day.start, day.end),
        revisit_span=(day.start, from_posix(span[1])),
        parties=_parties(pool, plan, coalitions),
        value=_value(plan["value"]),
        crafts=_crafts(pool),
        images=tuple(_image(row, orders) for row in plan["images"]),
        contacts=_contacts(plan),
        stations=tuple(
            Place(each.name, each.owner, each.lat_deg, each.lon_deg) for each in pool.stations
        ),
        passes=_passes(day, plan),
        places=_places(pool),
        coalitions=coalitions,
        articles=tuple(Article(each.id, each.text) for each in pool.charter.articles),
        left=tuple(_left(row, orders) for row in plan["unplanned"]),
        chapters=chapters_of(day, folder),
    )


def _places(pool: Pool) -> tuple[Place, ...]:
    members = [(party.id, party.site) for party in pool.settings.members]
    return tuple(
        Place(site.name, owner, site.lat_deg, site.lon_deg) for owner, site in members if site
    )


def _coalitions(pool: Pool, span: Span) -> tuple[Coalition, ...]:
    places = [Ground("site", each.name, each.lat_deg, each.lon_deg) for each in _places(pool)]
    tracks = tracks_of(pool, pool.imagers, span).by_name
    flat, looks = looks_by_sensors(tracks, pool.imagers, places, span)
    owners = {each.name: each.owner for each in pool.imagers}
    rows = coalition_rows(looks, [owners[track.name] for track in flat], places, span)
    return tuple(
        Coalition(
            place=row["site"],
            owners=tuple(row["coalition"]),
            looks=row["looks"],
            mean_gap_h=row["mean_gap_h"],
            max_gap_h=row["max_gap_h"],
        )
        for row in rows
    )


def _parties(
    pool: Pool, plan: dict[str, Any], coalitions: tuple[Coalition, ...]
) -> tuple[Party, ...]:
    known = {party.id: party for party in pool.settings.parties}
    everyone = tuple(sorted({each.owner for each in pool.imagers}))
    gaps = {(each.place, each.owners): each.mean_gap_h for each in coalitions}
    out = []
    for row in plan["members"]:
        party = known[row["member"]]
        site = party.site.name if party.site else ""
        said = {key: value for key, value in row.items() if key != "member"}
        out.append(
            Party(
                id=party.id,
                name=party.name,
                site=site,
                alone_gap_h=gaps.get((site, (party.id,))),
                pooled_gap_h=gaps.get((site, everyone)),
                **said,
            )
        )
    return tuple(out)


def _crafts(pool: Pool) -> tuple[Craft, ...]:
    order = [party.id for party in pool.settings.parties]
    ranked = sorted(pool.imagers, key=lambda each: order.index(each.owner))
    return tuple(Craft(each.name, each.owner) for each in ranked)


def _image(row: dict[str, Any], orders: dict[str, Any]) -> Image:
    return Image(
        id=row["id"],
        order=row["order"],
        satellite=row["satellite"],
        owner=row["owner"],
        brought_by=orders[row["order"]].brought_by,
        start=parse_instant(row["start"]),
        end=parse_instant(row["end"]),
        gsd_m=round(row["product_gsd_m"], 2),
        footprint=tuple((lon, lat) for lon, lat in row["footprint"]),
    )


def _contacts(plan: dict[str, Any]) -> tuple[Contact, ...]:
    uploads = [
        _contact("upload", row, Count(len(row["images"]), "image")) for row in plan["uploads"]
    ]
    downlinks = [_contact("downlink", row, row["image"]) for row in plan["downlinks"]]
    return (*uploads, *downlinks)


def _contact(kind: str, row: dict[str, Any], told: str) -> Contact:
    return Contact(
        kind=kind,
        satellite=row["satellite"],
        station=row["station"],
        start=parse_instant(row["start"]),
        end=parse_instant(row["end"]),
        told=told,
    )


def _passes(day: Day, plan: dict[str, Any]) -> tuple[Pass, ...]:
    """Return the stretches of ground track on which images are taken."""
    owners = {each.name: each.owner for each in day.pool.imagers}
    return tuple(
        Pass(name, owner, line)
        for name, owner in owners.items()
        for track in day.tracks.by_name[name]
        for line in _stretches(track, _spans(name, plan))
    )


def _spans(satellite: str, plan: dict[str, Any]) -> list[Span]:
    spans: list[Span] = []
    for row in plan["images"]:
        if row["satellite"] == satellite:
            start, end = (to_posix(parse_instant(row[key])) for key in ("start", "end"))
            if spans and start - _AROUND <= spans[-1][1]:
                spans[-1] = (spans[-1][0], end + _AROUND)
            else:
                spans.append((start - _AROUND, end + _AROUND))
    return spans


def _stretches(track: Track, spans: list[Span]) -> list[tuple[tuple[float, float], ...]]:
    lines = []
    for start, end in spans:
        low, high = max(start, track.start), min(end, track.end)
        if high - low > _STEP:
            times = np.arange(low, high, _STEP)
            lat, lon, _ = itrf_to_geodetic(state(track, times)[0])
            pairs = zip(np.degrees(lon).round(3), np.degrees(lat).round(3), strict=True)
            lines.append(tuple((float(x), float(y)) for x, y in pairs))
    return lines


def _left(row: dict[str, Any], orders: dict[str, Any]) -> Left:
    return Left(
        order=row["order"],
        brought_by=orders[row["order"]].brought_by,
        order_class=row["class"],
        value=row["value"],
        code=row["code"],
        article=row["article"],
        reason=row["reason"],
        resource=row["resource"],
    )
