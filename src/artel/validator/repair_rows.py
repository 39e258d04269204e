"""The shape of what a plan says of its repairs, and of the notices that it carries."""

from typing import ClassVar, Literal

from pydantic import Field

from artel.commons.tables import Instant
from artel.validator.document import Count, Name, Number, Part, Seconds
from artel.validator.facts import Fact


class Where(Part):
    """How an image is taken, commanded and received."""

    satellite: Name
    sensor: Name
    start: Seconds
    end: Seconds
    commanded_by: Name
    command_at: Seconds
    received_by: Name
    received_at: Seconds

    @property
    def look(self) -> tuple[str, str, float]:
        """What tells one look from another."""
        return self.satellite, self.sensor, self.start


class Before(Where):
    """An image as it was planned before a repair."""

    order: Name
    piece: Name | None


class Shifted(Part):
    """An image that a repair did not leave as it was, and why."""

    order: Name
    piece: Name | None
    class_: Name = Field(alias="class")
    value: Number
    was: Where = Field(alias="from")
    why: Name
    article: Name | None


class Changed(Shifted):
    """An image that a repair moved, or gave other links."""

    to: Where


class Dropped(Shifted):
    """An image that a repair left out, and the credit of its order."""

    credit: Number


class Added(Part):
    """An image that a repair put in."""

    order: Name
    piece: Name | None
    to: Where
    why: Name


class Withdrawn(Part):
    """A command that was sent and is taken back, and the upload that does it."""

    order: Name
    piece: Name | None
    satellite: Name
    station: Name
    antenna: Name
    start: Seconds
    end: Seconds


class Cause(Part):
    """What a repair was made for; `satellites` are those that have new elements."""

    kind: Literal["loss", "recall", "emergency", "cancellation", "elements", "hold", "hand"]
    name: Name | None
    article: Name | None
    orders: tuple[Name, ...]
    satellites: tuple[Name, ...] = ()


class Repair(Part):
    """One repair: of which plan, when, why, and what it changed."""

    base: str
    at: Seconds
    cause: Cause
    sentence: Name
    before: tuple[Before, ...]
    kept: Count
    relinked: tuple[Changed, ...]
    moved: tuple[Changed, ...]
    dropped: tuple[Dropped, ...]
    added: tuple[Added, ...]
    withdrawn: tuple[Withdrawn, ...]


class Notice(Fact):
    """What befell an asset: lost from an instant on, or recalled between two."""

    id: Name
    kind: Literal["loss", "recall"]
    asset: Name
    owner: Name
    since: Instant = Field(alias="from")
    until: Instant | None = None
    text: Name


class Notices(Fact):
    """The file notices.yaml."""

    format_name: ClassVar[str] = "artel-notices"

    notices: tuple[Notice, ...]
