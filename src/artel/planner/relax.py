"""The terms of an order that may be loosened: how far a look asks for it, and what that costs.

Every look of an order asks for certain terms; those that are stricter are what keeps it out. The
least loosening is read from the look itself, rounded so that it suffices.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from artel.charter.articles import Territory
from artel.commons.classes import OrderClass
from artel.commons.instants import from_posix, to_posix
from artel.commons.verdicts import Outcome
from artel.orders.orders import Consent

if TYPE_CHECKING:
    from collections.abc import Iterable

    from artel.charter.articles import Charter
    from artel.orders.orders import Order
    from artel.planner.values import Booking, Opportunity

DAY = 86400.0
HOUR = 3600.0
DEGREES = 10.0
"""Degrees of the Sun, or off nadir, that cost as much as a day."""
SENSOR = CONSENT = 1.0
"""Another kind of sensor, or a party's consent, costs as much as a day."""
CLASS = 2.0
"""Each step towards the first class costs as much as two days."""
SHARP = 100.0
"""Figures are rounded to hundredths, to the looser side."""
LOOSEST_GSD_M = 1e6
LONGEST_S = 366 * DAY


@dataclass(frozen=True, slots=True)
class Change:
    """One term of an order from what is ordered to what would do, and what that costs.

    The cost is 1 for a day of time, for each doubling of the GSD or of the value, for ten degrees.
    """

    term: str
    old: Any
    new: Any
    cost: float


def loosest(order: Order, charter: Charter, span: tuple[float, float]) -> Order:
    """Return the order with every term as loose as a plan over [start, end) can use.

    Its value and its class stay; the first visit of a series still falls due at not_before.
    """
    first, last = from_posix(span[0]), from_posix(span[1])
    asked = {(row.id, row.party) for row in charter.articles if isinstance(row, Territory)}
    consents = tuple(
        Consent(article=article, party=party)
        for article, party in sorted((a, p) for a, p in asked if p is not None)
    )
    series = order.series
    return replace(
        order,
        not_before=order.not_before if series else min(order.not_before, first),
        not_after=max(order.not_after, last),
        deliver_by=max(order.deliver_by, from_posix(span[1] + LONGEST_S)),
        sensors=("optical", "radar"),
        max_gsd_m=LOOSEST_GSD_M,
        min_sun_elevation_deg=None,
        max_off_nadir_deg=None,
        consents=consents,
        series=series.model_copy(update={"tolerance_h": series.every_h}) if series else None,
    )


def term_changes(order: Order, look: Opportunity, guard: float = 0.0) -> tuple[Change, ...]:
    """Return what a look asks the order for, were its command, data and articles no question.

    `guard` is how early or late, s, the satellite may be.
    """
    found = [
        *_window(order, look.start - guard, look.end + guard, look.piece),
        *_sensor(order, look),
        *_detail(order, max(look.gsd, look.product_gsd)),
        *_angles(order, look),
    ]
    return tuple(found)


def consent_changes(order: Order, look: Opportunity) -> tuple[Change, ...]:
    """Return the consents, not given yet, under which the articles let a look through."""
    needed = [
        {"article": verdict.article, "party": verdict.party}
        for verdict in look.verdicts
        if verdict.outcome is Outcome.ALLOWED
        and verdict.party is not None
        and (verdict.article, verdict.party) not in order.agreed
    ]
    if not needed:
        return ()
    old = [consent.model_dump() for consent in order.consents]
    return (Change("consents", old, [*old, *needed], CONSENT * len(needed)),)


def delivery_changes(order: Order, booking: Booking) -> tuple[Change, ...]:
    """Return how much later a booking asks the order to take its image, if at all."""
    taken = booking.opportunity
    return _later(order, "deliver_by", max(booking.downlink.end, taken.end + taken.delay))


def changed(order: Order, changes: Iterable[Change]) -> Order:
    """Return the order with these terms."""
    given: dict[str, Any] = {change.term: change.new for change in changes}
    if "consents" in given:
        given["consents"] = tuple(Consent(**row) for row in given["consents"])
    if "sensors" in given:
        given["sensors"] = tuple(given["sensors"])
    if "class" in given:
        given["order_class"] = OrderClass(given.pop("class"))
    late = given.pop("tolerance_h", None)
    if late is not None and order.series is not None:
        given["series"] = order.series.model_copy(update={"tolerance_h": late})
    return replace(order, **given)


def _window(order: Order, start: float, end: float, piece: str) -> list[Change]:
    out: list[Change] = []
    first = to_posix(order.not_before)
    if order.series is None:
        if start < first:
            new = math.floor(start)
            cost = (first - new) / DAY
            out.append(Change("not_before", order.not_before, from_posix(new), cost))
    elif piece:
        due = first + (int(piece) - 1) * order.series.every_h * HOUR
        old, new_h = order.series.tolerance_h, _up((end - due) / HOUR)
        if new_h > old and end > due + old * HOUR:
            out.append(Change("tolerance_h", old, new_h, (new_h - old) * HOUR / DAY))
    return [*out, *_later(order, "not_after", end)]


def _later(order: Order, term: str, end: float) -> tuple[Change, ...]:
    old = getattr(order, term)
    if end <= to_posix(old):
        return ()
    new = math.ceil(end)
    return (Change(term, old, from_posix(new), (new - to_posix(old)) / DAY),)


def _sensor(order: Order, look: Opportunity) -> list[Change]:
    kind = "optical" if look.side is None else "radar"
    if kind in order.sensors:
        return []
    return [Change("sensors", list(order.sensors), [*order.sensors, kind], SENSOR)]


def _detail(order: Order, gsd: float) -> list[Change]:
    if gsd <= order.max_gsd_m:
        return []
    new = _up(gsd)
    return [Change("max_gsd_m", order.max_gsd_m, new, math.log2(new / order.max_gsd_m))]


def _angles(order: Order, look: Opportunity) -> list[Change]:
    out = []
    sun, old = math.degrees(look.sun_elevation), order.min_sun_elevation_deg
    if old is not None and sun < old:
        new = math.floor(sun * SHARP) / SHARP
        out.append(Change("min_sun_elevation_deg", old, new, (old - new) / DEGREES))
    off, most = math.degrees(look.off_nadir), order.max_off_nadir_deg
    if most is not None and off > most:
        new = _up(off)
        out.append(Change("max_off_nadir_deg", most, new, (new - most) / DEGREES))
    return out


def _up(figure: float) -> float:
    """Return the figure, rounded up to hundredths."""
    return math.ceil(figure * SHARP) / SHARP
