"""What every check is handed: the plan, the facts, the motions and the notebook."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from artel.commons.instants import from_posix, posix_text
from artel.validator.report import Code

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from artel.validator.document import Downlink, Image, Plan, Upload
    from artel.validator.facts import Facts, Order, Satellite
    from artel.validator.positions import Motion
    from artel.validator.report import Notebook


_FAR_OFF = 1e11
"""Seconds: the year 5138."""


@dataclass(frozen=True)
class Case:
    """A plan before the judge."""

    plan: Plan
    facts: Facts
    motions: Mapping[str, Motion]
    book: Notebook

    @cached_property
    def images(self) -> dict[str, Image]:
        """Images by id."""
        return {image.id: image for image in self.plan.images}

    @cached_property
    def uploads(self) -> dict[str, Upload]:
        """Uploads by id."""
        return {upload.id: upload for upload in self.plan.uploads}

    @cached_property
    def downlinks(self) -> dict[str, Downlink]:
        """Downlinks by id."""
        return {downlink.id: downlink for downlink in self.plan.downlinks}

    def satellite(self, name: str, subject: str) -> Satellite | None:
        """Return an operational satellite, or None with a finding."""
        satellite = self.facts.satellites.get(name)
        known = self.book.require(
            satellite is not None,
            Code.SATELLITE,
            subject,
            f"The plan says satellite '{name}'; the inputs have none of that name. Remove it.",
        )
        if satellite is None or not known:
            return None
        working = self.book.require(
            satellite.status == "operational",
            Code.SATELLITE,
            subject,
            f"The plan uses {name}, whose status is {satellite.status}; only an operational"
            " satellite takes part. Remove it.",
        )
        return satellite if working else None

    def as_ordered(self, order: Order, class_: str, value: float) -> None:
        """Note where a list says another class or value of an order than the order itself."""
        self.book.require(
            (class_, value) == (order.terms.class_, order.terms.value),
            Code.ORDER,
            order.id,
            f"The list says class {class_} and value {value:g}; the order says"
            f" {order.terms.class_} and {order.terms.value:g}.",
        )

    def unique(self, ids: Iterable[str], what: str) -> None:
        """Note every id that stands twice."""
        seen: set[str] = set()
        for name in ids:
            self.book.require(
                name not in seen,
                Code.IDENTITY,
                name,
                f"The id {name} stands twice among the {what}; each needs its own.",
            )
            seen.add(name)

    def inside(self, start: float, end: float, subject: str) -> bool:
        """Note an interval that is empty or leaves the horizon, and return whether it is fine."""
        horizon = self.plan.horizon
        forward = self.book.require(
            start < end,
            Code.HORIZON,
            subject,
            f"It starts at {when(start)} and ends at {when(end)}, which is not after."
            " Put it right.",
        )
        return forward and self.book.require(
            horizon.start <= start and end <= horizon.end,
            Code.HORIZON,
            subject,
            f"It runs from {when(start)} to {when(end)}, outside the horizon"
            f" {when(horizon.start)} to {when(horizon.end)}. Leave it out.",
        )


def when(seconds: float) -> str:
    """Return an instant as text, whatever it is."""
    return posix_text(seconds) if abs(seconds) < _FAR_OFF else "a time that never comes"


def instant(seconds: float) -> datetime:
    """Return the aware instant of POSIX seconds, as the charter's articles take it."""
    return from_posix(seconds)
