"""An owner's control centre over HTTP: tasks out, states and deliveries back."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import httpx

from artel.commons.errors import InputError
from artel.commons.ids import canonical_json
from artel.feeds.decode import MIB
from artel.feeds.delivered_files import LARGEST_FILE, keep
from artel.feeds.outbound import (
    Allowed,
    Answer,
    Ask,
    UnreachableError,
    asked,
    checked_url,
    streamed,
)
from artel.feeds.owner_complaints import complaint_document, complaint_state_of
from artel.feeds.owner_station import asked_document
from artel.feeds.owner_tasks import (
    LONGEST_REASON,
    NoAnswer,
    Refused,
    TaskState,
    checked_id,
    deliveries_of,
    outcome_of,
    recall_outcome,
    state_of,
)
from artel.feeds.small_json import object_of
from artel.feeds.stac_items import image_href
from artel.feeds.urls import Bounds

if TYPE_CHECKING:
    from pathlib import Path

    from artel.feeds.delivered_files import Kept
    from artel.feeds.owner_complaints import Complaint, ComplaintState
    from artel.feeds.owner_station import StationTask
    from artel.feeds.owner_tasks import Deliveries, Delivery, Outcome, Task

_LATER = frozenset({408, 425, 429, 500, 502, 503, 504})
"""What is worth asking again, with the same id."""
_NO_KEY = frozenset({401, 403})
_PROBLEM = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Patience:
    """How an owner is waited for: how long for one answer, how often, and how long in between."""

    answer: Bounds = field(default_factory=lambda: Bounds(4 * MIB, 20.0, 60.0))
    image: Bounds = field(default_factory=lambda: Bounds(LARGEST_FILE, 60.0, 3600.0))
    tries: int = 3
    pause_s: float = 2.0


@dataclass(frozen=True, slots=True)
class HttpCentre:
    """A control centre at an address, asked with the key that its owner gave the desk."""

    address: str
    key: str = field(default="", repr=False)
    allowed: Allowed = field(default_factory=Allowed)
    patience: Patience = field(default_factory=Patience)

    def send(self, task: Task | StationTask) -> Outcome:
        """Send a task, again under the same id while nobody answers; see `Outcome`.

        Raises InputError where the centre's address is none that may be asked.
        """
        document = asked_document(task)
        ask = Ask("POST", {"Idempotency-Key": task.id}, canonical_json(document).encode())
        return _decided(self._tried("tasks", ask), task.id, exercise=task.exercise)

    def state(self, task: str, *, exercise: bool) -> TaskState | NoAnswer:
        """Return how far a task is at its owner."""
        came = self._tried(f"tasks/{checked_id(task)}", Ask())
        if isinstance(came, str):
            return NoAnswer(task, came)
        try:
            return state_of(_found(came), task, exercise=exercise)
        except InputError as error:
            return NoAnswer(task, error.message)

    def recall(self, task: str, reason: str, *, exercise: bool) -> Outcome:
        """Take a task back, with the reason; acknowledged when it will not be flown."""
        query = httpx.QueryParams({"reason": reason[:LONGEST_REASON]})
        came = self._tried(f"tasks/{checked_id(task)}?{query}", Ask("DELETE"))
        return _decided(came, task, exercise=exercise, recall=True)

    def complain(self, complaint: Complaint) -> ComplaintState | NoAnswer:
        """Send a complaint, again under the same id while nobody answers; see ComplaintState."""
        document = complaint_document(complaint)
        ask = Ask("POST", {"Idempotency-Key": complaint.id}, canonical_json(document).encode())
        came = self._tried("complaints", ask)
        return _said_of(came, complaint.id, exercise=complaint.exercise)

    def complaint(self, name: str, *, exercise: bool) -> ComplaintState | NoAnswer:
        """Return what the owner says of a complaint by now."""
        came = self._tried(f"complaints/{checked_id(name)}", Ask())
        return _said_of(came, name, exercise=exercise)

    def deliveries(self, after: str = "") -> Deliveries:
        """Return what was handed over after a cursor; none given means from the beginning.

        Raises UnreachableError where the owner does not answer, InputError where it does so
        otherwise than published.
        """
        query = httpx.QueryParams({"after": after})
        came = self._tried(f"deliveries?{query}", Ask())
        if isinstance(came, str):
            raise UnreachableError(came, next_step="Ask again later.")
        return deliveries_of(_found(came), after)

    def image(self, delivery: Delivery, folder: Path) -> Kept:
        """Fetch the image of a delivery into a folder, named by its sha256; see `keep`.

        The key goes to the centre's own host and port only. Raises UnreachableError where it may
        go well later, and InputError where the image is none or is not there.
        """
        base = httpx.URL(f"{self.address.rstrip('/')}/")
        checked = checked_url(_joined(base, image_href(delivery.item)), self.allowed)
        own = _origin(checked.url) == _origin(base)
        ask = Ask(headers=self._key() if own else {})
        with streamed(checked, ask, self.patience.image) as (answer, parts):
            if answer.status_code != HTTPStatus.OK:
                kind = UnreachableError if answer.status_code in _LATER else InputError
                raise kind(
                    f"{checked.shown} answered {answer.status_code}.",
                    next_step="Ask the owner for the image again.",
                )
            return keep(folder, parts, checked.shown, limit=self.patience.image.limit)

    def _key(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key}"} if self.key else {}

    def _tried(self, path: str, ask: Ask) -> Answer | str:
        """Return the first answer worth having, or why there is none."""
        url = f"{self.address.rstrip('/')}/{path}"
        heads = {"Content-Type": "application/json", **self._key(), **ask.headers}
        why = ""
        for tried in range(self.patience.tries):
            if tried:
                time.sleep(self.patience.pause_s)
            came = self._once(url, Ask(ask.method, heads, ask.content))
            if isinstance(came, Answer) and came.status not in _LATER:
                return came
            why = came if isinstance(came, str) else f"The owner answered {came.status}."
        return why

    def _once(self, url: str, ask: Ask) -> Answer | str:
        try:
            checked = checked_url(url, self.allowed)
        except UnreachableError as error:
            return error.message
        try:
            return asked(checked, ask, self.patience.answer)
        except InputError as error:
            return error.message


def _joined(base: httpx.URL, href: str) -> str:
    try:
        return str(base.join(href))
    except httpx.InvalidURL:
        raise InputError("The image's href is no address.", next_step="Ask the owner.") from None


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host.lower().rstrip("."), url.port


def _decided(came: Answer | str, task: str, *, exercise: bool, recall: bool = False) -> Outcome:
    """Return what an answer to a task or to its recall comes to."""
    if isinstance(came, str):
        return NoAnswer(task, came)
    if came.status in _NO_KEY:
        return NoAnswer(task, f"The owner does not accept the desk's key ({came.status}).")
    try:
        if 400 <= came.status < 500:
            return Refused(task, _problem(came))
        state = state_of(_found(came), task, exercise=exercise)
    except InputError as error:
        return NoAnswer(task, error.message)
    return recall_outcome(state) if recall else outcome_of(state)


def _said_of(came: Answer | str, name: str, *, exercise: bool) -> ComplaintState | NoAnswer:
    if isinstance(came, str):
        return NoAnswer(name, came)
    try:
        return complaint_state_of(_found(came), name, exercise=exercise)
    except InputError as error:
        return NoAnswer(name, error.message)


def _found(came: Answer) -> dict[str, Any]:
    if came.status not in (HTTPStatus.OK, HTTPStatus.CREATED, HTTPStatus.ACCEPTED):
        raise InputError(f"The owner answered {came.status}.", next_step="Ask the owner.")
    return object_of(came.body, "The owner's answer")


def _problem(came: Answer) -> str:
    """Return the reason of a problem document (RFC 9457)."""
    if not came.headers.get("content-type", "").startswith(_PROBLEM):
        raise InputError(
            f"The owner answered {came.status} without a problem document.",
            next_step="Refuse a task with application/problem+json.",
        )
    problem = object_of(came.body, "The owner's problem document")
    reason = problem.get("detail") or problem.get("title") or f"status {came.status}"
    return str(reason)[:LONGEST_REASON]
