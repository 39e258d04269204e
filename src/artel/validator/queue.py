"""Whose data comes down first, where a recorder sends by class.

The rule: A and B are images of one satellite, and A's class goes before B's by the priority article
in force as the plan begins. B's downlink does not begin between the end of A and the beginning of
A's downlink, at a station standing where A's data may be received.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from artel.charter.articles import Priority, Residency
from artel.validator import tolerances as tol
from artel.validator.case import instant, when
from artel.validator.report import Code

if TYPE_CHECKING:
    from artel.validator.case import Case
    from artel.validator.document import Downlink, Image
    from artel.validator.facts import Satellite


def check_queue(case: Case, satellite: Satellite, images: list[Image]) -> None:
    """Check every pair of images of different classes on a recorder that sends by class."""
    if satellite.recorder is None or satellite.recorder.first_down != "class":
        return
    articles = case.facts.charter.of(Priority, instant(case.plan.horizon.start))
    classes = [str(name) for article in articles for name in article.classes]
    rank = {name: classes.index(name) for name in classes}
    for first in images:
        for later in images:
            if rank.get(first.class_, 0) < rank.get(later.class_, 0):
                _pair(case, first, later)


def _pair(case: Case, first: Image, later: Image) -> None:
    own, other = case.downlinks.get(first.downlink), case.downlinks.get(later.downlink)
    if own is None or other is None:
        return
    waits = first.end + tol.INSTANT_S <= other.start < own.start - tol.INSTANT_S
    case.book.require(
        not (waits and _may_receive(case, first, other)),
        Code.RECORDER,
        later.id,
        f"Its data comes down from {when(other.start)}, before {first.id} of class {first.class_}"
        f" does from {when(own.start)}; {first.satellite} sends by class. Change the two.",
    )


def _may_receive(case: Case, image: Image, link: Downlink) -> bool:
    """Whether the station of a link stands where the data of an image may be received."""
    order, station = case.facts.orders.get(image.order), case.facts.stations.get(link.station)
    if order is None or station is None:
        return False
    return all(
        station.state in article.states
        for article in case.facts.charter.of(Residency, instant(image.start))
        if article.covers(order.terms.brought_by, order.terms.purpose)
    )
