"""What befell a plan: as it is asked and kept with a run, and as a repair takes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from artel.commons.errors import InputError
from artel.commons.instants import parse_instant
from artel.desk.plans import emergency_of
from artel.studies.events import Cancellation, Event, Loss, NewElements, Recall

if TYPE_CHECKING:
    from collections.abc import Mapping

    from artel.store.connections import Unit


def event_of(unit: Unit, said: Mapping[str, Any]) -> Event:
    """Return the event that is said so: {"kind", "at", and the kind's own fields}.

    Raises NotFound for an emergency's order that is not there.
    """
    match said["kind"]:
        case "loss":
            return Loss(said["asset"])
        case "recall":
            return Recall(said["asset"], parse_instant(said["start"]), parse_instant(said["end"]))
        case "cancellation":
            return Cancellation(said["order"])
        case "emergency":
            return emergency_of(unit, said["orders"])
        case "elements":
            return NewElements(said["text"])
        case kind:
            raise InputError(f"No plan is repaired by a '{kind}'.")
