"""Holds as they are read again, out of their files or a plan: what is planned around them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from artel.commons.errors import InputError
from artel.commons.figures import Text
from artel.commons.formats import check_stamp
from artel.commons.ids import pretty_json
from artel.commons.instants import parse_instant, posix_text, to_posix
from artel.commons.tables import Instant, Row, check, load
from artel.orders.orders import Order
from artel.planner.midday import Midday
from artel.planner.problem import Problem
from artel.planner.values import Booking, Hold
from artel.studies.pool import Pool
from artel.studies.quote import read_order
from artel.studies.standing import Standing, link_of, look_like, with_orders
from artel.studies.tracks import Tracks

FORMAT, VERSION = "artel-hold", 1
ORDERS_FORMAT = "artel-orders/1"
LEAVE_OUT = "Leave out that --held."


class ImageRow(Row):
    """The look that is held."""

    satellite: Text
    sensor: Text
    start: Instant
    end: Instant
    roll_deg: float
    pitch_deg: float


class LinkRow(Row):
    """A part of a pass that is held, for the command or for the data."""

    satellite: Text
    station: Text
    antenna: Text
    radio: Text
    start: Instant
    end: Instant


class HoldFile(Row):
    """The file of a hold."""

    format: str
    pool: Text
    until: Instant
    order: dict[str, Any]
    image: ImageRow
    upload: LinkRow
    downlink: LinkRow


@dataclass(frozen=True, slots=True)
class Held:
    """A hold as it was read: its pool, its order, its rows as given, and its end, POSIX s."""

    pool: str
    order: Order
    rows: Mapping[str, Any]
    until: float

    def booking(self, standing: Standing) -> Booking:
        """Return the booking that is held. Raises InputError where the plan's inputs differ."""
        problem = standing.problem
        looks = (each for each in problem.opportunities if each.order == self.order.id)
        look = look_like(self.rows["image"], looks)
        if look is None:
            raise InputError(
                f"The look held for '{self.order.id}' is none that the plan's inputs allow.",
                next_step="Name the plan that it was held in, or one made of the same inputs.",
            )
        up = link_of(self.rows["upload"], problem.contacts.commands)
        return Booking(look, up, link_of(self.rows["downlink"], problem.contacts.downlinks))


def read_hold(text: str) -> Held:
    """Return the hold of a text. Raises TableError or FormatError for what is none."""
    table = load(text, "hold.json")
    found = table.value.get("format") if isinstance(table.value, dict) else None
    check_stamp(found, FORMAT, VERSION, "hold.json")
    row = check(table, HoldFile)
    return Held(row.pool, _order(row.order), table.value, to_posix(row.until))


def held_of(plan: Mapping[str, Any]) -> list[Held]:
    """Return the holds that a plan document was made around."""
    return [
        Held(plan["pool"], _order(row["order"]), row, to_posix(parse_instant(row["until"])))
        for row in plan.get("holds", ())
    ]


def _order(feature: Mapping[str, Any]) -> Order:
    whole = {"type": "FeatureCollection", "format": ORDERS_FORMAT, "features": [feature]}
    return read_order(pretty_json(whole))


def running(holds: Iterable[Held], at: float) -> list[Held]:
    """Return the holds that run at an instant, POSIX s."""
    return [held for held in holds if at < held.until]


def check_running(held: Held, at: float) -> None:
    """Raise InputError where a hold has ended at an instant, POSIX s."""
    if not running([held], at):
        raise InputError(
            f"The hold on '{held.order.id}' ended at {posix_text(held.until)}.",
            next_step="Ask for a quote again.",
        )


def ended(holds: Iterable[Held], at: float) -> list[str]:
    """Return a sentence for each hold that has ended at an instant, POSIX s."""
    return [
        f"The hold on '{held.order.id}' ended at {posix_text(held.until)}: nothing is kept for it."
        for held in holds
        if held.until <= at
    ]


def around(standing: Standing, holds: Iterable[Held]) -> Standing:
    """Return a standing plan whose problem keeps the holds that run at its instant.

    Raises InputError for a hold of another pool or another day, for one that the plan's inputs do
    not allow, and for two of one order or of one place.
    """
    given = list(holds)
    for held in given:
        _check_pool(held, standing.pool.settings.name)
    kept = running(given, standing.at)
    for held in kept:
        _check_span(held, standing.problem.span)
    found = _booked(standing, kept)
    return replace(standing, problem=replace(standing.problem, holds=found))


def keeping(holds: Sequence[Held]) -> Callable[[Pool, Tracks, Problem], Problem]:
    """Return what plans a fresh day around the holds that run as it begins; see `around`."""

    def found(pool: Pool, tracks: Tracks, problem: Problem) -> Problem:
        fresh = Standing(pool, tracks, None, problem, (), problem.span[0])
        return around(fresh, holds).problem

    return found


def keeping_those_that_can(
    holds: Sequence[Held],
) -> Callable[[Pool, Tracks, Problem], Problem]:
    """Return what plans around holds, as `keeping`; those that have no place any more are left.

    A satellite that was lost takes its holds with it.
    """

    def found(pool: Pool, tracks: Tracks, problem: Problem) -> Problem:
        try:
            return keeping(holds)(pool, tracks, problem)
        except InputError:
            return _one_by_one(holds, pool, tracks, problem)

    return found


def _one_by_one(holds: Sequence[Held], pool: Pool, tracks: Tracks, problem: Problem) -> Problem:
    kept: list[Held] = []
    around_those = problem
    for held in holds:
        try:
            around_those = keeping([*kept, held])(pool, tracks, problem)
        except InputError:
            continue
        kept.append(held)
    return around_those


def _booked(standing: Standing, holds: Sequence[Held]) -> tuple[Hold, ...]:
    """Return what is held, each beside the others."""
    if not holds:
        return ()
    alone = replace(standing, bookings=())
    wide = with_orders(alone, [held.order for held in holds])
    midday, found = Midday(wide.problem, standing.at), []
    for held in holds:
        booking = held.booking(wide)
        if booking.opportunity.key in midday.bookings or not midday.stands(booking):
            raise InputError(
                f"The hold on '{held.order.id}' has no place beside the others.",
                next_step=LEAVE_OUT,
            )
        midday.hold(booking)
        found.append(Hold(booking, held.until, held.order))
    return tuple(found)


def _check_pool(held: Held, pool: str) -> None:
    if held.pool != pool:
        raise InputError(
            f"The hold on '{held.order.id}' is of the pool '{held.pool}', and this is '{pool}'.",
            next_step=LEAVE_OUT,
        )


def _check_span(held: Held, span: tuple[float, float]) -> None:
    first, last = (
        to_posix(parse_instant(held.rows[name][end]))
        for name, end in (("upload", "start"), ("downlink", "end"))
    )
    if first < span[0] or span[1] < last:
        raise InputError(
            f"The hold on '{held.order.id}' is from {posix_text(first)} to {posix_text(last)}, and"
            f" the plan from {posix_text(span[0])} to {posix_text(span[1])}.",
            next_step=LEAVE_OUT,
        )
