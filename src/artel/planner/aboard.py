"""What a satellite has aboard while a plan grows: its recorder, what waits there, its battery."""

from __future__ import annotations

from typing import TYPE_CHECKING

from artel.planner.battery import charge_of
from artel.planner.bookings import Store
from artel.planner.queue import Queue
from artel.planner.values import Obstacle, Reason

if TYPE_CHECKING:
    from artel.fleet.satellites import Imager
    from artel.planner.flights import Flight
    from artel.planner.queue import Waiting
    from artel.planner.values import Booking


class Aboard:
    """The recorder, the queue and the battery of one satellite, with what is booked of them.

    Data waits in a queue only where the recorder sends by class.
    """

    def __init__(self, satellite: Imager, flight: Flight | None) -> None:
        self.name = satellite.name
        self.store = Store(satellite.recorder.capacity_gbit)
        self.queue = Queue(satellite.recorder.first_down == "class")
        self.charge = charge_of(satellite, flight)

    def refuses(self, booking: Booking, waiting: Waiting | None) -> Obstacle | None:
        """Return what stands in the way of a booking with these links, or None."""
        taken, down, name = booking.opportunity, booking.downlink, self.name
        if not self.store.room(taken.start, down.end, taken.volume_gbit):
            return Obstacle(Reason.RECORDER, f"the recorder of {name} is full", resource=name)
        other = self.queue.overtakes(waiting) if waiting is not None else None
        if other is not None:
            said = f"data of {other.order}, of a later class, comes down from {name} before it"
            return Obstacle(Reason.RECORDER, said, resource=name)
        charge = self.charge
        if charge is None or charge.room(taken, down):
            return None
        level, least = charge.lowest(taken, down), charge.least
        said = f"the battery of {name} would fall to {level:.1f} Wh; {least:.1f} Wh are kept"
        return Obstacle(Reason.BATTERY, said, resource=name)

    def add(self, booking: Booking, waiting: Waiting | None) -> None:
        """Book what an image and its downlink take."""
        taken, down = booking.opportunity, booking.downlink
        self.store.add(taken.start, down.end, taken.volume_gbit)
        if waiting is not None:
            self.queue.add(waiting)
        if self.charge is not None:
            self.charge.add(taken, down)

    def remove(self, booking: Booking, waiting: Waiting | None) -> None:
        """Give back what an image and its downlink take."""
        taken, down = booking.opportunity, booking.downlink
        self.store.remove(taken.start, down.end, taken.volume_gbit)
        if waiting is not None:
            self.queue.remove(waiting)
        if self.charge is not None:
            self.charge.remove(taken, down)
