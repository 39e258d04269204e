"""The file people.yaml: positions, endorsements, people, stations' needs, labour packs, events."""

import re
from datetime import datetime, timedelta
from typing import Annotated, Literal, TypeAlias

from pydantic import Discriminator, Field, field_validator, model_validator

from artel.commons.figures import Text
from artel.commons.names import matches
from artel.commons.tables import Instant, Row

Patterns: TypeAlias = Annotated[tuple[Text, ...], Field(min_length=1)]
Hours: TypeAlias = Annotated[float, Field(gt=0, le=24 * 14)]
_CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")
_MONTH = re.compile(r"20\d\d-(0[1-9]|1[0-2])")


def minutes_of(clock: str) -> int:
    """Return minutes after midnight of `hh:mm`."""
    return 60 * int(clock[:2]) + int(clock[3:])


def _clock(text: str) -> str:
    if not _CLOCK.fullmatch(text):
        raise ValueError("A time of day is written as hh:mm, in quotes")
    return text


class Position(Row):
    """A place at a console that somebody has to fill."""

    id: Text
    name: Text


class Kind(Row):
    """A kind of endorsement: for which position, how long it is good, how it is kept current.

    Current means at least `exercises` passes within the last `within_days` days, or an issue,
    refresher or passed assessment within them. Days are counted in UTC.
    """

    id: Text
    position: Text
    valid_months: Annotated[int, Field(ge=1, le=600)]
    exercises: Annotated[int, Field(ge=0, le=100)]
    within_days: Annotated[int, Field(ge=1, le=3650)]
    refresher_months: Annotated[int, Field(ge=1, le=600)] | None = None
    clause: Text
    source: Text
    verified: bool = False


class Restriction(Row):
    """Assets for which an endorsement does not hold, until an instant or for good."""

    assets: Patterns
    until: Instant | None = None
    text: Text


class Endorsement(Row):
    """What a person may do: a kind, over a class of assets (patterns) of one owner."""

    person: Text
    kind: Text
    assets: Patterns
    owner: Text
    issued: Instant
    expires: Instant | None = None
    restrictions: tuple[Restriction, ...] = ()

    @model_validator(mode="after")
    def _expires_after_issue(self) -> "Endorsement":
        if self.expires is not None and self.expires <= self.issued:
            raise ValueError("expires must be later than issued")
        return self


class Person(Row):
    """Somebody: home party, labour pack, and the owners whose assets and passes are open."""

    id: Text
    name: Text
    home: Text
    labour: Text
    cleared_for: Patterns


class Need(Row):
    """What stations of these names need for a pass; the first row that covers a station speaks.

    Attended: a person on shift at the station. Remote: one on shift at `run_from`. Automatic:
    nobody.
    """

    stations: Patterns
    mode: Literal["attended", "remote", "automatic"]
    position: Text | None = None
    run_from: Text | None = None
    clause: Text

    @model_validator(mode="after")
    def _mode_has_its_fields(self) -> "Need":
        wanted = {"attended": ("position",), "remote": ("position", "run_from"), "automatic": ()}
        for name in ("position", "run_from"):
            if name in wanted[self.mode] and getattr(self, name) is None:
                raise ValueError(f"The mode '{self.mode}' needs '{name}'")
            if name not in wanted[self.mode] and getattr(self, name) is not None:
                raise ValueError(f"The mode '{self.mode}' takes no '{name}'")
        return self

    def covers(self, station: str) -> bool:
        """Whether the station of this name is meant."""
        return matches(self.stations, station)

    def place(self, station: str) -> str:
        """Return where the person has to be on shift."""
        return self.run_from or station


class Rule(Row):
    """A clause of labour law: where it stands, who says so, and whether a lawyer has checked it."""

    clause: Text
    source: Text
    verified: bool = False


class Limit(Rule):
    """A rule with a figure in hours, or a multiple where its name says so."""

    value: Hours


class WeeklyHours(Limit):
    """Hours a week on the average of so many weeks."""

    over_weeks: Annotated[int, Field(ge=1, le=52)] = 1


class Night(Rule):
    """When it is night, in the pack's local time, and how long a night shift may last if limited.

    A shift is a night shift when at least `counts_from_h` hours of it lie in the night.
    """

    start: str
    end: str
    counts_from_h: Hours = 3.0
    max_h: Hours | None = None

    _is_clock = field_validator("start", "end")(_clock)


class Labour(Row):
    """A labour pack: the rules of rest of one state from a date on. A rule left out is no rule."""

    id: Text
    in_force_from: Annotated[Instant, Field(alias="from")]
    utc_offset_h: Annotated[float, Field(ge=-12, le=14)]
    weekly_hours: WeeklyHours | None = None
    shift_max_h: Limit | None = None
    daily_rest_h: Limit | None = None
    daily_rest_shifts: Limit | None = None
    weekly_rest_h: Limit | None = None
    no_two_shifts_running: Rule | None = None
    night: Night | None = None


class ShiftType(Row):
    """A shift that a place wants each day, in UTC; an end before its start is the next day's."""

    id: Text
    place: Text
    position: Text
    start: str
    end: str
    people: Annotated[int, Field(ge=1, le=100)] = 1

    _is_clock = field_validator("start", "end")(_clock)

    @property
    def begins(self) -> timedelta:
        """After midnight UTC."""
        return timedelta(minutes=minutes_of(self.start))

    @property
    def length(self) -> timedelta:
        """How long it lasts: a whole day where end and start are the same."""
        return timedelta(minutes=(minutes_of(self.end) - minutes_of(self.start) - 1) % 1440 + 1)


class EventRow(Row):
    """Something that happened to a person at an instant."""

    at: Instant
    person: Text


class PassEvent(EventRow):
    """A pass that the person flew; it exercises endorsements of the position over the asset."""

    kind: Literal["pass"]
    position: Text
    asset: Text


class TrainingEvent(EventRow):
    """A training towards a kind of endorsement, or the refresher of one."""

    kind: Literal["training", "refresher"]
    of: Text
    by: Text


class AssessmentEvent(EventRow):
    """An assessment, by somebody who did not train: passed it renews, failed it suspends."""

    kind: Literal["assessment"]
    of: Text
    by: Text
    passed: bool


class ShiftEvent(EventRow):
    """A shift really begun or ended at a place; it corrects the roster."""

    kind: Literal["shift-start", "shift-end"]
    place: Text


class RosteredEvent(EventRow):
    """A published roster: the person works this shift on these days of a month."""

    kind: Literal["rostered"]
    shift: Text
    month: str
    days: Annotated[tuple[Annotated[int, Field(ge=1, le=31)], ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _days_are_of_the_month(self) -> "RosteredEvent":
        if not _MONTH.fullmatch(self.month):
            raise ValueError("A month is written as 2026-10, in quotes")
        for day in self.days:
            try:
                datetime.fromisoformat(f"{self.month}-{day:02d}")
            except ValueError:
                raise ValueError(f"{self.month} has no day {day}") from None
        return self

    def dates(self) -> tuple[datetime, ...]:
        """Return midnight UTC of each day."""
        return tuple(
            datetime.fromisoformat(f"{self.month}-{day:02d}T00:00:00+00:00") for day in self.days
        )


class AbsentEvent(EventRow):
    """The person does not work from start to end, whatever the roster says."""

    kind: Literal["absent"]
    start: Instant
    end: Instant
    reason: str = ""

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> "AbsentEvent":
        if self.end <= self.start:
            raise ValueError("end must be later than start")
        return self


Event: TypeAlias = Annotated[
    PassEvent | TrainingEvent | AssessmentEvent | ShiftEvent | RosteredEvent | AbsentEvent,
    Discriminator("kind"),
]


class PeopleTable(Row):
    """The file people.yaml."""

    format: str
    positions: Annotated[tuple[Position, ...], Field(min_length=1)]
    kinds: tuple[Kind, ...]
    people: tuple[Person, ...]
    endorsements: tuple[Endorsement, ...] = ()
    needs: tuple[Need, ...] = ()
    labour: tuple[Labour, ...]
    shifts: tuple[ShiftType, ...] = ()
    events: tuple[Event, ...] = ()
