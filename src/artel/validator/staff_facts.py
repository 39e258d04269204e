"""What the validator reads of people.yaml, and who is on duty, certified and rested at an instant.

All in POSIX seconds; the rules are those of the page on the pool folder, worked out anew.
"""

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

from pydantic import Field

from artel.commons.formats import check_stamp
from artel.commons.instants import to_posix
from artel.commons.tables import Instant, check, load
from artel.validator.facts import Fact, matches

HOUR, DAY, WEEK = 3600.0, 86400.0, 7 * 86400.0
Duty = tuple[float, float, str, str]
"""Start, end, place and position (empty where no roster said it)."""


class Need(Fact):
    """What stations need for a pass."""

    stations: tuple[str, ...]
    mode: str
    position: str | None = None
    run_from: str | None = None
    clause: str


class _Kind(Fact):
    id: str
    position: str
    valid_months: int
    exercises: int
    within_days: int
    refresher_months: int | None = None


class _Person(Fact):
    id: str
    labour: str
    cleared_for: tuple[str, ...]


class _Restriction(Fact):
    assets: tuple[str, ...]
    until: Instant | None = None

    def binds(self, station: str, t: float) -> bool:
        """Whether it keeps the endorsement from the station at the instant."""
        over = self.until is not None and t >= to_posix(self.until)
        return not over and matches(station, self.assets)


class _Endorsement(Fact):
    person: str
    kind: str
    assets: tuple[str, ...]
    owner: str
    issued: Instant
    expires: Instant | None = None
    restrictions: tuple[_Restriction, ...] = ()


class _Limit(Fact):
    value: float
    over_weeks: int = 1


class _Night(Fact):
    start: str
    end: str
    counts_from_h: float = 3.0
    max_h: float | None = None


class _Labour(Fact):
    id: str
    begins: Annotated[Instant, Field(alias="from")]
    utc_offset_h: float
    weekly_hours: _Limit | None = None
    shift_max_h: _Limit | None = None
    daily_rest_h: _Limit | None = None
    daily_rest_shifts: _Limit | None = None
    weekly_rest_h: _Limit | None = None
    no_two_shifts_running: Fact | None = None
    night: _Night | None = None


class _Shift(Fact):
    id: str
    place: str
    position: str
    start: str
    end: str


class _Event(Fact):
    at: Instant
    person: str
    kind: str
    position: str = ""
    asset: str = ""
    of: str = ""
    passed: bool = False
    place: str = ""
    shift: str = ""
    month: str = ""
    days: tuple[int, ...] = ()
    start: Instant | None = None
    end: Instant | None = None


class _File(Fact):
    format: str
    kinds: tuple[_Kind, ...]
    people: tuple[_Person, ...]
    endorsements: tuple[_Endorsement, ...] = ()
    needs: tuple[Need, ...] = ()
    labour: tuple[_Labour, ...]
    shifts: tuple[_Shift, ...] = ()
    events: tuple[_Event, ...] = ()


@dataclass(frozen=True, slots=True)
class Pass:
    """What is asked of a person: over which station, from where, for whom."""

    station: str
    place: str
    position: str
    owners: tuple[str, ...]
    station_owner: str


def clock(text: str) -> float:
    """Return seconds after midnight of hh:mm."""
    return HOUR * int(text[:2]) + 60.0 * int(text[3:])


def later(instant: datetime, months: int) -> float:
    """Return the midnight so many months later, on the same day or the month's last."""
    count = instant.year * 12 + instant.month - 1 + months
    year, month = count // 12, count % 12 + 1
    day = min(instant.day, calendar.monthrange(year, month)[1])
    return to_posix(datetime(year, month, day, tzinfo=UTC))


class Staff:
    """The people of a plan's inputs."""

    def __init__(self, text: str) -> None:
        table = load(text, "people.yaml")
        found = table.value.get("format") if isinstance(table.value, dict) else None
        check_stamp(found, "artel-people", 1, "people.yaml")
        self.file = check(table, _File)
        self.kinds = {kind.id: kind for kind in self.file.kinds}
        self.shifts = {shift.id: shift for shift in self.file.shifts}

    def need(self, station: str) -> Need | None:
        """Return what the station needs: the first row that covers it; None for nobody."""
        for need in self.file.needs:
            if matches(station, need.stations):
                return None if need.mode == "automatic" else need
        return None

    def anybody(self, job: Pass, t: float) -> bool:
        """Whether anybody may fly the pass at the instant."""
        return any(self.may(person, job, t) for person in self.file.people)

    def may(self, person: _Person, job: Pass, t: float) -> bool:
        """Whether the person may: on duty there, cleared, endorsed, current and rested."""
        duties = self.duties(person.id, t)
        now = [duty for duty in duties if duty[0] <= t < duty[1]]
        there = any(duty[2] == job.place and duty[3] in ("", job.position) for duty in now)
        return (
            there
            and all(matches(owner, person.cleared_for) for owner in job.owners)
            and any(self._holds(row, job, t) for row in self.file.endorsements
                    if row.person == person.id)
            and self._rested(person, duties, now[0], t)
        )  # fmt: skip

    def known(self, person: str, t: float) -> list[_Event]:
        """Return what had happened to the person by then, oldest first."""
        mine = [e for e in self.file.events if e.person == person and to_posix(e.at) <= t]
        return sorted(mine, key=lambda event: event.at)

    def duties(self, person: str, t: float) -> list[Duty]:
        """Return the person's times on duty by what is known then."""
        events = self.known(person, t)
        duties = sorted({duty for event in events for duty in self.rostered(event)})
        for event in events:
            if event.kind in ("shift-start", "shift-end"):
                _correct(duties, event)
        for event in events:
            if event.kind == "absent" and event.start and event.end:
                duties = list(_less(duties, to_posix(event.start), to_posix(event.end)))
        return sorted(duty for duty in duties if duty[0] < duty[1])

    def rostered(self, event: _Event) -> Iterable[Duty]:
        """Return the times on duty that an event of the roster publishes."""
        shift = self.shifts.get(event.shift) if event.kind == "rostered" else None
        if shift is None:
            return
        year, month = map(int, event.month.split("-"))
        for day in event.days:
            start = to_posix(datetime(year, month, day, tzinfo=UTC)) + clock(shift.start)
            length = (clock(shift.end) - clock(shift.start)) % DAY or DAY
            yield start, start + length, shift.place, shift.position

    def _holds(self, row: _Endorsement, job: Pass, t: float) -> bool:
        """Whether the endorsement is for the pass, in date, not suspended, and current."""
        kind = self.kinds[row.kind]
        right = kind.position == job.position and row.owner == job.station_owner
        if not right or not matches(job.station, row.assets) or t < to_posix(row.issued):
            return False
        if any(each.binds(job.station, t) for each in row.restrictions):
            return False
        events = self.known(row.person, t)
        judged = [e for e in events if e.kind == "assessment" and e.of == kind.id
                  and e.at >= row.issued]  # fmt: skip
        if judged and not judged[-1].passed:
            return False
        passed = [event.at for event in judged if event.passed]
        learnt = [event.at for event in events if event.kind == "refresher" and event.of == kind.id]
        newest = max([row.issued, *passed, *learnt])
        first = to_posix(row.expires) if row.expires else later(row.issued, kind.valid_months)
        ends = max([first, *(later(each, kind.valid_months) for each in passed)])
        due = later(newest, kind.refresher_months) if kind.refresher_months else t + 1.0
        oldest = t // DAY * DAY - kind.within_days * DAY
        flown = sum(
            event.kind == "pass" and event.position == job.position
            and matches(event.asset, row.assets) and to_posix(event.at) >= oldest
            for event in events
        )  # fmt: skip
        current = flown >= kind.exercises or to_posix(newest) >= oldest
        return t < ends and t < due and current

    def _rested(self, person: _Person, duties: list[Duty], duty: Duty, t: float) -> bool:
        """Whether the duty keeps every rule of the labour pack in force as it begins."""
        rows = [row for row in self.file.labour
                if row.id == person.labour and to_posix(row.begins) <= duty[0]]  # fmt: skip
        if not rows:
            return False
        law = max(rows, key=lambda row: row.begins)
        done = duties[: duties.index(duty)]
        return (
            (law.shift_max_h is None or t < duty[0] + HOUR * law.shift_max_h.value)
            and _gap_kept(law, done, duty)
            and _week_kept(law, done, duty)
            and _night_kept(law, duty)
        )


def _correct(duties: list[Duty], event: _Event) -> None:
    """Let a shift really begun or ended move the rostered one; one on no roster is added."""
    at, began = to_posix(event.at), event.kind == "shift-start"
    before, after = (3 * HOUR, 0.0) if began else (0.0, 6 * HOUR)
    for index, (start, end, place, position) in enumerate(duties):
        if place == event.place and start - before <= at <= end + after:
            duties[index] = (at, end, place, position) if began else (start, at, place, position)
            return
    if began:
        duties.append((at, at + 12 * HOUR, event.place, ""))


def _less(duties: list[Duty], low: float, high: float) -> Iterable[Duty]:
    for start, end, place, position in duties:
        for a, b in ((start, min(end, low)), (max(start, high), end)):
            if a < b:
                yield a, b, place, position


def _gap_kept(law: _Labour, done: list[Duty], duty: Duty) -> bool:
    if not done:
        return True
    last = max(done, key=lambda each: each[1])
    rest, worked = duty[0] - last[1], last[1] - last[0]
    wanted = [0.0] if law.no_two_shifts_running is None else [min(worked, duty[1] - duty[0])]
    if law.daily_rest_h is not None:
        wanted.append(HOUR * law.daily_rest_h.value)
    if law.daily_rest_shifts is not None:
        wanted.append(law.daily_rest_shifts.value * worked)
    free = law.daily_rest_h or law.daily_rest_shifts or law.no_two_shifts_running
    return free is None or rest >= max(wanted)


def _week_kept(law: _Labour, done: list[Duty], duty: Duty) -> bool:
    if law.weekly_hours is not None:
        since = duty[0] // DAY * DAY - law.weekly_hours.over_weeks * WEEK + DAY
        worked = sum(each[1] - each[0] for each in [*done, duty] if each[0] >= since)
        if worked > HOUR * law.weekly_hours.value * law.weekly_hours.over_weeks:
            return False
    if law.weekly_rest_h is None:
        return True
    free, rests = duty[1] - WEEK, [0.0]
    for start, end, *_ in [*done, duty]:
        if end > duty[1] - WEEK:
            rests.append(start - free)
            free = max(free, end)
    return max(rests) >= HOUR * law.weekly_rest_h.value


def _night_kept(law: _Labour, duty: Duty) -> bool:
    night = law.night
    if night is None or night.max_h is None or duty[1] - duty[0] <= HOUR * night.max_h:
        return True
    start, end = duty[0] + HOUR * law.utc_offset_h, duty[1] + HOUR * law.utc_offset_h
    length = (clock(night.end) - clock(night.start)) % DAY
    dusks = [(start // DAY + n) * DAY + clock(night.start) for n in range(-1, 3)]
    dark = sum(max(min(end, dusk + length) - max(start, dusk), 0.0) for dusk in dusks)
    return dark < HOUR * night.counts_from_h


def moments(staff: Staff, start: float, end: float) -> list[float]:
    """Return every instant in [start, end) at which anything said of anybody may change."""
    found = {start}
    found |= {start // DAY * DAY + DAY * n for n in range(int((end - start) // DAY) + 2)}
    for event in staff.file.events:
        found.add(to_posix(event.at))
        found |= {to_posix(each) for each in (event.start, event.end) if each is not None}
    limits = {HOUR * row.shift_max_h.value for row in staff.file.labour if row.shift_max_h}
    for person in staff.file.people:
        for a, b, *_ in staff.duties(person.id, end):
            found |= {a, b, *(a + limit for limit in limits)}
        for event in staff.known(person.id, end):
            for a, b, *_ in staff.rostered(event):
                found |= {a, b}
    for row in staff.file.endorsements:
        dates = [row.issued, row.expires, *(each.until for each in row.restrictions)]
        found |= {to_posix(each) for each in dates if each is not None}
    return sorted(t for t in found if start <= t < end)
