"""An owner's control centre through a folder that both can reach: `out/` to it, `in/` from it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from artel.commons.errors import InputError
from artel.commons.ids import pretty_json
from artel.feeds.delivered_files import keep_file
from artel.feeds.outputs import write_text
from artel.feeds.owner_complaints import complaint_document, complaint_state_of
from artel.feeds.owner_station import asked_document
from artel.feeds.owner_tasks import (
    NoAnswer,
    Refused,
    TaskState,
    checked_id,
    delivery_of,
    outcome_of,
    recall_document,
    recall_outcome,
    sorted_out,
    state_of,
)
from artel.feeds.small_json import LARGEST_JSON, object_of
from artel.feeds.stac_items import image_href

if TYPE_CHECKING:
    from collections.abc import Callable

    from artel.feeds.delivered_files import Kept
    from artel.feeds.owner_complaints import Complaint, ComplaintState
    from artel.feeds.owner_station import StationTask
    from artel.feeds.owner_tasks import Deliveries, Delivery, Outcome, Task

_MOST_AT_ONCE = 100
_LOOK_EVERY_S = 0.05


@dataclass(frozen=True, slots=True)
class FolderCentre:
    """A control centre that reads `out/` and writes `in/`; it is waited for `patience_s`."""

    folder: Path
    patience_s: float = 0.0

    def send(self, task: Task | StationTask) -> Outcome:
        """Write `out/tasks/ID.json` and look for the answer; the same task again is the same file.

        Raises InputError where the folder cannot be written.
        """
        document = asked_document(task)
        write_text(self._out("tasks", task.id), pretty_json(document))
        return self._waited(task.id, task.exercise, outcome_of)

    def state(self, task: str, *, exercise: bool) -> TaskState | NoAnswer:
        """Return how far a task is at its owner, by `in/states/ID.json`."""
        path = self.folder / "in" / "states" / f"{checked_id(task)}.json"
        if not path.exists():
            return NoAnswer(task, "The owner has not written an answer yet.")
        try:
            return state_of(_read(path), task, exercise=exercise)
        except InputError as error:
            return NoAnswer(task, error.message)

    def recall(self, task: str, reason: str, *, exercise: bool) -> Outcome:
        """Write `out/recalls/ID.json` and look whether the task is recalled.

        Until the owner has written again nothing is refused: the task may have gone on meanwhile.
        """
        document = recall_document(task, reason, exercise=exercise)
        write_text(self._out("recalls", task), pretty_json(document))
        outcome = self._waited(task, exercise, recall_outcome, done=_not_refused)
        if isinstance(outcome, Refused) and not self._flown(task, exercise=exercise):
            return NoAnswer(task, "The owner has not answered the recall yet.")
        return outcome

    def complain(self, complaint: Complaint) -> ComplaintState | NoAnswer:
        """Write `out/complaints/ID.json` and look for the answer; the same again is the same file.

        Raises InputError where the folder cannot be written.
        """
        document = complaint_document(complaint)
        write_text(self._out("complaints", complaint.id), pretty_json(document))
        return self.complaint(complaint.id, exercise=complaint.exercise)

    def complaint(self, name: str, *, exercise: bool) -> ComplaintState | NoAnswer:
        """Return what the owner says of a complaint, by `in/complaints/ID.json`."""
        path = self.folder / "in" / "complaints" / f"{checked_id(name)}.json"
        if not path.exists():
            return NoAnswer(name, "The owner has not written an answer yet.")
        try:
            return complaint_state_of(_read(path), name, exercise=exercise)
        except InputError as error:
            return NoAnswer(name, error.message)

    def deliveries(self, after: str = "") -> Deliveries:
        """Return what stands in `in/deliveries` after a file's name, in order of names."""
        place = self.folder / "in" / "deliveries"
        names = sorted(path.name for path in place.glob("[!.]*.json")) if place.is_dir() else []
        later = [name for name in names if name > after][:_MOST_AT_ONCE]
        readers = [partial(_delivery, place / name) for name in later]
        return sorted_out(readers, later[-1] if later else after)

    def image(self, delivery: Delivery, folder: Path) -> Kept:
        """Copy the image of a delivery from `in/assets` into a folder; see `keep_file`."""
        href = PurePosixPath(image_href(delivery.item))
        if href.parts[:1] != ("assets",) or len(href.parts) != 2 or href.name == "..":
            raise InputError(
                f"The image's href '{href}' is not within the exchange folder.",
                next_step="Write the image to in/assets and give assets/NAME as its href.",
            )
        assets = self.folder / "in" / "assets"
        if assets.is_symlink():
            raise InputError("in/assets is a link.", next_step="Make it a folder.")
        return keep_file(folder, assets / href.name)

    def _out(self, kind: str, task: str) -> Path:
        return self.folder / "out" / kind / f"{checked_id(task)}.json"

    def _flown(self, task: str, *, exercise: bool) -> bool:
        state = self.state(task, exercise=exercise)
        flown = ("acquired", "downlinked", "delivered", "failed")
        return isinstance(state, TaskState) and state.state in flown

    def _waited(
        self,
        task: str,
        exercise: bool,  # noqa: FBT001 - handed on as it came
        judge: Callable[[TaskState], Outcome],
        done: Callable[[Outcome], bool] | None = None,
    ) -> Outcome:
        """Return the outcome as soon as it is decided, or what stands when patience ends."""
        until = time.monotonic() + self.patience_s  # A stopwatch, not the time of day.
        while True:
            state = self.state(task, exercise=exercise)
            outcome = state if isinstance(state, NoAnswer) else judge(state)
            decided = not isinstance(outcome, NoAnswer) and (done is None or done(outcome))
            if decided or time.monotonic() >= until:
                return outcome
            time.sleep(_LOOK_EVERY_S)


def _not_refused(outcome: Outcome) -> bool:
    return not isinstance(outcome, Refused)


def _delivery(path: Path) -> Delivery:
    try:
        return delivery_of(_read(path))
    except InputError as error:
        raise InputError(f"{path.name}: {error.message}", next_step=error.next_step) from None


def _read(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            return object_of(file.read(LARGEST_JSON + 1), path.name)
    except OSError as error:
        said = (error.strerror or "unreadable").lower()
        raise InputError(f"{path.name} cannot be read: {said}.", next_step="Ask again.") from None
