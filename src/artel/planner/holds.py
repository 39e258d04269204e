"""Firm holds: a look that is kept for a customer until a stated time.

A hold is a booking of the engine like any other, with an end. Whatever is planned meanwhile is
planned around it, for an engine gives nothing away that is booked; so accepting it takes nothing
anew and cannot fail. A plan made from the start is made around the holds of its problem.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from artel.commons.errors import InputError
from artel.commons.instants import posix_text
from artel.planner.values import Hold

if TYPE_CHECKING:
    from collections.abc import Iterable

    from artel.planner.engine import Engine
    from artel.planner.values import Booking


def hold(engine: Engine, booking: Booking, until: float) -> Hold:
    """Book what `engine.fit` returned, and return it as a hold.

    Raises InputError where the hold would outlast the last moment to send the command.
    """
    if until > booking.upload.start:
        raise InputError(
            f"The command of that look is sent at {posix_text(booking.upload.start)}.",
            next_step="Hold it no longer than that.",
        )
    engine.book(booking)
    return Hold(booking, until, engine.orders[booking.opportunity.order])


def accept(engine: Engine, held: Hold, at: float) -> Booking:
    """Return the booking of a hold that runs at an instant, POSIX s; it is in the engine already.

    Raises InputError where the hold has ended.
    """
    if not held.runs(at) or held.key not in engine.bookings:
        raise InputError(
            f"The hold on '{held.key[0]}' ended at {posix_text(held.until)}.",
            next_step="Ask for a quote again.",
        )
    return engine.bookings[held.key]


def release(engine: Engine, held: Hold) -> None:
    """Give back what is held."""
    engine.unbook(held.key)


def lapse(engine: Engine, holds: Iterable[Hold], at: float) -> tuple[Hold, ...]:
    """Give back every hold that has ended at an instant, POSIX s; return those that run."""
    running = []
    for held in holds:
        if held.runs(at):
            running.append(held)
        else:
            release(engine, held)
    return tuple(running)
