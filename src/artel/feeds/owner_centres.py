"""Owners' control centres: by HTTP or through a folder, asked in the same words.

Either has `send(task)`, `state(task)`, `recall(task, reason)`, `complain(complaint)`,
`complaint(name)`, `deliveries(after)` and `image(delivery, folder)`. A task counts as tasked only
when its outcome is Acknowledged.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from artel.feeds.outbound import Allowed
from artel.feeds.owner_folder import FolderCentre
from artel.feeds.owner_http import HttpCentre
from artel.feeds.urls import is_url

if TYPE_CHECKING:
    from artel.feeds.delivered_files import Kept
    from artel.feeds.owner_complaints import Complaint, ComplaintState
    from artel.feeds.owner_station import StationTask
    from artel.feeds.owner_tasks import (
        Deliveries,
        Delivery,
        NoAnswer,
        Outcome,
        Task,
        TaskState,
    )


class Centre(Protocol):
    """An owner's control centre, however it is reached."""

    def send(self, task: Task | StationTask) -> Outcome:
        """Send a task; the same id again is the same task."""
        ...

    def state(self, task: str, *, exercise: bool) -> TaskState | NoAnswer:
        """Return how far a task is."""
        ...

    def recall(self, task: str, reason: str, *, exercise: bool) -> Outcome:
        """Take a task back; acknowledged when it will not be flown."""
        ...

    def complain(self, complaint: Complaint) -> ComplaintState | NoAnswer:
        """Send a complaint about a delivery; the same id again is the same complaint."""
        ...

    def complaint(self, name: str, *, exercise: bool) -> ComplaintState | NoAnswer:
        """Return what the owner says of a complaint."""
        ...

    def deliveries(self, after: str = "") -> Deliveries:
        """Return what was handed over after a cursor."""
        ...

    def image(self, delivery: Delivery, folder: Path) -> Kept:
        """Take the image of a delivery in, into a folder of images by their sha256."""
        ...


def centre_at(place: str, key: str = "", allowed: Allowed | None = None) -> Centre:
    """Return the centre at an address (https, or http where allowed) or in an exchange folder."""
    if is_url(place):
        return HttpCentre(place, key, allowed or Allowed())
    return FolderCentre(Path(place))
