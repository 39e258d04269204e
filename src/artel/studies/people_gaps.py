"""Gaps in certified people, and what they cost: passes that nobody may fly, orders left for it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from artel.commons.instants import instant_text, to_posix
from artel.studies.people import FILE
from artel.studies.planned import planned
from artel.studies.words import Count, Words

if TYPE_CHECKING:
    from artel.people.gate import Closed
    from artel.planner.contacts import Contacts
    from artel.studies.people import Staffing
    from artel.studies.planned import Day

    Pass = tuple[float, float, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A window in which a station has nobody for the satellites of these owners.

    `person` came furthest and was on shift; nobody was where it is None. `lost` passes fall whole
    into the window, `cut` in part.
    """

    station: str
    owners: tuple[str, ...]
    closed: Closed
    why: str
    lost: int
    cut: int


@dataclass(frozen=True, slots=True)
class Gaps:
    """The gaps of a planned day, how many passes each station has, and what the plan lost.

    `lost` are the passes that nobody may fly, each counted once; `orders` those that a plan with
    somebody always everywhere would serve beyond the plan as it is; `value` is what it would be
    worth more, which an unlucky plan may make negative.
    """

    gaps: tuple[Gap, ...]
    passes: dict[str, int]
    lost: dict[str, int]
    orders: tuple[str, ...]
    value: float


def gaps_of(day: Day) -> Gaps:
    """Return the gaps of a planned day; none for a pool without people.yaml."""
    staffing, contacts = day.staffing, day.problem.contacts
    if staffing is None:
        return Gaps((), {}, {}, (), 0.0)
    every = contacts.every or contacts
    owners = {each.name: each.owner for each in day.problem.satellites}
    flown = _passes(every)
    stations = sorted({station for station, _ in staffing.parts})
    gaps = tuple(_gaps(staffing, flown, owners))
    full = planned(replace(day.problem, contacts=every))
    served = {each.opportunity.order for each in day.outcome.bookings}
    more = {each.opportunity.order for each in full.bookings}
    return Gaps(
        gaps,
        {station: len(flown.get(station, ())) for station in stations},
        {station: _lost(staffing, station, flown.get(station, ()), owners) for station in stations},
        tuple(sorted(more - served)),
        full.value - day.outcome.value,
    )


def _passes(contacts: Contacts) -> dict[str, list[Pass]]:
    """Return by station its passes (start, end, satellite): contacts of any antenna as one."""
    pieces = sorted(
        (each.station, each.satellite, each.start, each.end)
        for by_name in (contacts.commands, contacts.downlinks)
        for group in by_name.values()
        for each in group
    )
    found: dict[str, list[Pass]] = {}
    for station, satellite, start, end in pieces:
        there = found.setdefault(station, [])
        if there and there[-1][2] == satellite and start <= there[-1][1]:
            there[-1] = (there[-1][0], max(there[-1][1], end), satellite)
        else:
            there.append((start, end, satellite))
    return found


def _gaps(staffing: Staffing, flown: dict[str, list[Pass]], owners: dict[str, str]) -> list[Gap]:
    """Return each closed window once, with all owners whose satellites it closes the station to."""
    windows: dict[tuple[str, Closed], list[str]] = {}
    for (station, owner), closed in staffing.closed().items():
        for each in closed:
            windows.setdefault((station, each), []).append(owner)
    return [
        _gap(staffing, (station, closed), tuple(sorted(names)), [
            each for each in flown.get(station, ()) if owners[each[2]] in names
        ])
        for (station, closed), names in sorted(
            windows.items(), key=lambda item: (item[0][0], item[0][1].start)
        )
    ]  # fmt: skip


def _gap(
    staffing: Staffing, window: tuple[str, Closed], owners: tuple[str, ...], flown: list[Pass]
) -> Gap:
    station, closed = window
    low, high = to_posix(closed.start), to_posix(closed.end)
    lost = sum(low <= start and end <= high for start, end, _ in flown)
    met = sum(start < high and low < end for start, end, _ in flown)
    why = staffing.sentence(station, closed)
    return Gap(
        station=station, owners=owners, closed=closed, why=why, lost=lost, cut=met - lost,
    )  # fmt: skip


def _lost(
    staffing: Staffing, station: str, flown: list[Pass] | tuple[()], owners: dict[str, str]
) -> int:
    """Return how many passes lie in closed windows from beginning to end."""
    windows = staffing.closed()
    return sum(
        _covered(start, end, [
            (to_posix(each.start), to_posix(each.end))
            for each in windows.get((station, owners[satellite]), ())
        ])
        for start, end, satellite in flown
    )  # fmt: skip


def _covered(start: float, end: float, windows: list[tuple[float, float]]) -> bool:
    """Whether windows in their order leave nothing of [start, end)."""
    for low, high in windows:
        if low <= start < high:
            start = high
    return start >= end


def gaps_mapping(day: Day, gaps: Gaps) -> dict[str, Any]:
    """Return the gaps as plain values."""
    return {
        "from": instant_text(day.start),
        "to": instant_text(day.end),
        "stations": [
            {"station": name, "passes": count, "lost": gaps.lost[name]}
            for name, count in gaps.passes.items()
        ],
        "gaps": [
            {
                "station": each.station,
                "owners": list(each.owners),
                "start": instant_text(each.closed.start),
                "end": instant_text(each.closed.end),
                "person": each.closed.person,
                "stage": each.closed.status.stage.name,
                "clause": each.closed.status.clause,
                "why": each.why,
                "passes_lost": each.lost,
                "passes_cut": each.cut,
            }
            for each in gaps.gaps
        ],
        "orders_lost": list(gaps.orders),
        "value_lost": gaps.value,
    }


def lead_of(day: Day, gaps: Gaps) -> str:
    """Return the gaps in one sentence."""
    if day.staffing is None:
        return f"The pool has no {FILE}: no station needs anybody."
    passes, lost = sum(gaps.passes.values()), sum(gaps.lost.values())
    held = sum(each.lost for each in gaps.gaps if each.closed.person is not None)
    return Words(
        "Of {passes} passes over the {stations} stations that need people, {lost} cannot be flown:"
        " {empty} while nobody is on shift, {held} although somebody is. It costs the plan"
        " {orders}.",
        passes=passes, stations=len(gaps.passes), lost=lost, empty=lost - min(held, lost),
        held=min(held, lost), orders=Count(len(gaps.orders), "order", "loses"),
    )  # fmt: skip
