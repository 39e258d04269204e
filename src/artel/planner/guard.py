"""Room on both sides of windows and contacts, for satellites that come early or late.

Elements age, and a satellite then comes before or after its time (`fleet.timing`). A plan that is
to hold all the same uses of each contact only what is there either way, and takes of each order's
window only images that stay inside it either way. What lies between on the same satellite needs
no room: an image, the next one and the contact after it come early or late together.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

from artel.commons.instants import to_posix
from artel.planner.values import Obstacle, Reason

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from artel.orders.orders import Order
    from artel.planner.contacts import Contacts
    from artel.planner.problem import Problem
    from artel.planner.values import Contact, Opportunity

    Guard: TypeAlias = Callable[[str, float], float]
    """How early or late, s, a satellite may be at an instant, POSIX s."""


def guarded(problem: Problem, guard: Guard) -> Problem:
    """Return the problem with less of each contact, and without images that may slip out.

    Orders that lose an image have it noted. A guard of 0 s changes nothing.
    """
    orders = {order.id: order for order in problem.orders}
    ledger, kept = problem.ledger.copy(), []
    for opportunity in problem.opportunities:
        seconds = guard(opportunity.satellite, opportunity.start)
        if _stays(opportunity, orders[opportunity.order], seconds):
            kept.append(opportunity)
        else:
            said = (
                f"{opportunity.satellite} may come {seconds:.1f} s early or late by the age of its"
                " elements, and then it misses the window"
            )
            ledger.note(opportunity.order, Obstacle(Reason.NO_WINDOW, said))
    contacts = _narrowed(problem.contacts, guard)
    return replace(problem, opportunities=kept, ledger=ledger, contacts=contacts)


def _stays(opportunity: Opportunity, order: Order, seconds: float) -> bool:
    first, last = to_posix(order.not_before), to_posix(order.not_after)
    return opportunity.start - seconds >= first and opportunity.end + seconds <= last


def _narrowed(contacts: Contacts, guard: Guard) -> Contacts:
    every, uncut = contacts.every, contacts.uncut
    return replace(
        contacts,
        commands=_less(contacts.commands, guard),
        downlinks=_less(contacts.downlinks, guard),
        every=_narrowed(every, guard) if every is not None else None,
        uncut=_narrowed(uncut, guard) if uncut is not None else None,
    )


def _less(given: Mapping[str, tuple[Contact, ...]], guard: Guard) -> dict[str, tuple[Contact, ...]]:
    out = {}
    for name, contacts in given.items():
        sure = (_sure(contact, guard(name, contact.start)) for contact in contacts)
        out[name] = tuple(contact for contact in sure if contact.end > contact.start)
    return out


def _sure(contact: Contact, seconds: float) -> Contact:
    return replace(contact, start=contact.start + seconds, end=contact.end - seconds)
