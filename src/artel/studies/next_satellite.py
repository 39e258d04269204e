"""What the next satellite of each member would add: a twin of one that it has, half an orbit away.

The twin is an operational satellite of the member, flown again on the same orbit with its mean
anomaly half a turn on, under the same permissions; the day is planned anew with it by the same
steps. Articles that name satellites one by one bind the twin only where their pattern covers it.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from artel.commons.instants import to_posix
from artel.fleet.dated import Permission, covered
from artel.planner.opportunities import by_time
from artel.studies.day import problem_of
from artel.studies.page import Page, Sheet
from artel.studies.places import Place
from artel.studies.planned import planned
from artel.studies.revisit import coalition_rows, looks_by_sensors
from artel.studies.tracks import tracks_of
from artel.studies.words import Numeral, Words, names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from artel.fleet.dated import Patterns
    from artel.fleet.satellites import Imager
    from artel.fleet.stations import Station
    from artel.orbits.tracks import Track
    from artel.planner.problem import Problem
    from artel.planner.values import Outcome
    from artel.studies.page import Cell
    from artel.studies.planned import Day
    from artel.studies.pool import Pool

    Progress = Callable[[str, int, int], None]

TWIN = " NEXT"
DAYS = 7.0
COLUMNS = names(
    "", "a twin of", "planning value adds", "orders served add", "of them its own",
    "hours between looks at its place", "with the twin",
)  # fmt: skip
_STAGE = "next satellites"
_NUMBER = 900_000_000
"""Twins have numbers from here on, which no catalogue uses."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What a member's next satellite would add to the pool's day, and to looks at its place.

    `value` and `orders` are by how much more is served; `own` counts the member's own orders.
    Gaps are the mean hours between two looks of the whole pool over a week; None where unknown.
    """

    member: str
    like: str
    value: float
    orders: int
    own: int
    gap_h: float | None
    gap_with_h: float | None


def next_satellites(day: Day, progress: Progress | None = None) -> tuple[Added, ...]:
    """Return what each member's next satellite would add to a planned day.

    Members without a satellite that makes images, or without elements of it, are left out.
    """
    candidates, before = list(_candidates(day)), _served(day, day.outcome)
    week = to_posix(day.start), to_posix(day.start) + DAYS * 86400.0
    tracks = tracks_of(day.pool, day.pool.imagers, week).by_name
    out = []
    for number, (member, like) in enumerate(candidates, 1):
        twin = _twin_alone(day.pool, like)
        outcome = planned(_with(day, twin))
        after = _served(day, outcome)
        own = tracks_of(twin, twin.imagers, week).by_name
        gaps = [_gap(day.pool, member, each, week) for each in (tracks, {**tracks, **own})]
        out.append(
            Added(
                member=member,
                like=like.name,
                value=outcome.value - day.outcome.value,
                orders=after.total() - before.total(),
                own=after[member] - before[member],
                gap_h=gaps[0],
                gap_with_h=gaps[1],
            )
        )
        if progress:
            progress(_STAGE, number, len(candidates))
    return tuple(out)


def page_of(added: Iterable[Added]) -> Page | None:
    """Return the brief's page of next satellites; None where no member has one to repeat."""
    rows: list[tuple[Cell, ...]] = [
        (each.member, each.like, round(each.value, 2), each.orders, each.own, each.gap_h,
         each.gap_with_h)
        for each in added
    ]  # fmt: skip
    if not rows:
        return None
    best = max(added, key=lambda each: (each.value, each.member))
    lead = Words(
        "One satellite more of a kind that its member flies, on the same orbit half a turn on. "
        "The most is added by {member}'s next {like}: {value} of planning value and {orders} "
        "orders served in the day.",
        member=best.member, like=best.like,
        value=Numeral(f"{best.value:+,.0f}"), orders=Numeral(f"{best.orders:+d}"),
    )  # fmt: skip
    sheet = Sheet(Words("One satellite more"), COLUMNS, tuple(rows))
    return Page(title=Words("What the next satellite adds"), lead=lead, sheets=(sheet,))


def _twin_alone(pool: Pool, like: Imager) -> Pool:
    """Return a pool of one satellite: the same as another, half an orbit away."""
    name, number = like.name + TWIN, _NUMBER + like.norad_id
    elements = tuple(
        replace(
            record, name=name, norad_id=number, object_id="",
            mean_anomaly=(record.mean_anomaly + math.pi) % math.tau,
        )
        for record in pool.elements
        if record.norad_id == like.norad_id
    )  # fmt: skip
    return replace(
        pool,
        satellites=(like.model_copy(update={"name": name, "norad_id": number}),),
        elements=elements,
        ephemerides=(),
        stations=tuple(_also(station, like.name, name) for station in pool.stations),
    )


def _with(day: Day, twin: Pool) -> Problem:
    """Return what there is to plan with a twin besides, whose looks and contacts are new."""
    base = day.problem
    new, _ = problem_of(twin, base.span, day.staffing)
    (name,) = (each.name for each in new.satellites)
    both = [*base.opportunities, *new.opportunities]
    return replace(
        base,
        satellites=[*base.satellites, *new.satellites],
        stations=new.stations,
        opportunities=sorted(both, key=by_time),
        contacts=base.contacts.renewed(new.contacts, name, base.span[0]),
        flights={**base.flights, **new.flights},
    )


def _also(station: Station, like: str, name: str) -> Station:
    """Return a station that may serve a satellite as it may another one."""
    lists = {
        field: (*given, *_copied(given, like, name))
        for field, given in (("decoders", station.decoders), ("permits", station.permits))
    }
    return station.model_copy(update=lists)


def _copied(given: Patterns, like: str, name: str) -> Iterator[str | Permission]:
    if covered(given, name):
        return
    for entry in given:
        if covered((entry,), like):
            if isinstance(entry, Permission):
                yield entry.model_copy(update={"satellites": name})
            else:
                yield name


def _candidates(day: Day) -> Iterator[tuple[str, Imager]]:
    """Yield each member with the satellite of its own that makes most images in the plan."""
    made = Counter(booking.opportunity.satellite for booking in day.outcome.bookings)
    known = {record.norad_id for record in day.pool.elements}
    for member in day.pool.settings.members:
        own = [
            each
            for each in day.pool.imagers
            if each.owner == member.id and each.norad_id in known
        ]  # fmt: skip
        if own:
            yield member.id, max(own, key=lambda each: (made[each.name], each.name))


def _served(day: Day, outcome: Outcome) -> Counter[str]:
    """Return how many orders are served, by who brought them."""
    served = {booking.opportunity.order for booking in outcome.bookings}
    return Counter(order.brought_by for order in day.pool.orders if order.id in served)


def _gap(
    pool: Pool, member: str, tracks: Mapping[str, Sequence[Track]], week: tuple[float, float]
) -> float | None:
    """Return the mean hours between looks of all these satellites at a member's place."""
    site = next(party.site for party in pool.settings.members if party.id == member)
    if site is None:
        return None
    places = [Place("site", site.name, site.lat_deg, site.lon_deg)]
    kinds = {each.name: each for each in pool.imagers}
    flown = [
        kinds[name.removesuffix(TWIN)].model_copy(update={"name": name})
        for name in tracks
        if name.removesuffix(TWIN) in kinds
    ]
    flat, looks = looks_by_sensors(tracks, flown, places, week)
    # All are one coalition here: whose a look is does not matter.
    rows = coalition_rows(looks, ["all"] * len(flat), places, week)
    gap = rows[-1]["mean_gap_h"]
    return None if gap is None else float(gap)
