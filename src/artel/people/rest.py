"""Spells of duty out of the log, and what a labour pack says of each.

Each rule is judged for a whole spell as it begins; only the longest shift is judged as it goes on.
So whether a person is rested changes at the beginnings of spells, and once within each.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from artel.people.currency import midnight
from artel.people.tables import AbsentEvent, RosteredEvent, ShiftEvent, minutes_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from artel.people.events import Log
    from artel.people.reading import People
    from artel.people.tables import Labour, Rule

EARLY, LATE = timedelta(hours=3), timedelta(hours=6)
"""A shift begun so much before, or ended so much after, what was rostered is still that shift."""
WEEK = timedelta(days=7)
UNENDED = timedelta(hours=12)
"""How long a shift lasts that was begun outside the roster and never ended in the log."""


@dataclass(frozen=True, slots=True, order=True)
class Spell:
    """A person's time on duty at a place, [start, end)."""

    start: datetime
    end: datetime
    place: str
    position: str = ""

    @property
    def hours(self) -> float:
        """How long it lasts."""
        return (self.end - self.start).total_seconds() / 3600.0


@dataclass(frozen=True, slots=True)
class Breach:
    """A rule of rest that a spell does not keep."""

    rule: Rule
    sentence: str


def spells(people: People, log: Log, person: str, at: datetime) -> tuple[Spell, ...]:
    """Return the person's spells of duty as the log knows them at the instant, sorted."""
    rostered = {
        Spell(day + shift.begins, day + shift.begins + shift.length, shift.place, shift.position)
        for event in log.known(person, at, RosteredEvent)
        for shift in (people.shifts[event.shift],)
        for day in event.dates()
    }
    worked = _corrected(sorted(rostered), log.known(person, at, ShiftEvent))
    for absence in log.known(person, at, AbsentEvent):
        worked = [part for spell in worked for part in _without(spell, absence)]
    return tuple(sorted(worked))


def _corrected(rostered: list[Spell], events: Sequence[ShiftEvent]) -> list[Spell]:
    """Return the spells with their true beginnings and ends; some were on no roster."""
    found = list(rostered)
    for event in events:
        began = event.kind == "shift-start"
        early, late = (EARLY, timedelta()) if began else (timedelta(), LATE)
        for index, spell in enumerate(found):
            if spell.place == event.place and spell.start - early <= event.at <= spell.end + late:
                found[index] = _moved(spell, event.at, began=began)
                break
        else:
            if began:
                found.append(Spell(event.at, event.at + UNENDED, event.place))
    return [spell for spell in found if spell.start < spell.end]


def _moved(spell: Spell, at: datetime, *, began: bool) -> Spell:
    return replace(spell, start=at) if began else replace(spell, end=at)


def _without(spell: Spell, absence: AbsentEvent) -> list[Spell]:
    parts = [
        replace(spell, end=min(spell.end, absence.start)),
        replace(spell, start=max(spell.start, absence.end)),
    ]
    return [part for part in parts if part.start < part.end]


def breaches(pack: Labour, done: Sequence[Spell], spell: Spell) -> Iterator[Breach]:
    """Give each rule that the spell breaks as it begins, after the earlier spells done."""
    yield from _gap(pack, done, spell)
    yield from _weekly_rest(pack, done, spell)
    yield from _weekly_hours(pack, done, spell)
    yield from _night(pack, spell)


def longest(pack: Labour, spell: Spell) -> datetime:
    """Return when the spell becomes longer than a shift may be, or its end."""
    limit = pack.shift_max_h
    return min(spell.end, spell.start + timedelta(hours=limit.value)) if limit else spell.end


def _gap(pack: Labour, done: Sequence[Spell], spell: Spell) -> Iterator[Breach]:
    if not done:
        return
    last = max(done, key=lambda each: each.end)
    rest = (spell.start - last.end).total_seconds() / 3600.0
    if pack.daily_rest_h and rest < pack.daily_rest_h.value:
        said = f"{rest:g} h of rest before the shift, {pack.daily_rest_h.value:g} needed"
        yield Breach(pack.daily_rest_h, said)
    times = pack.daily_rest_shifts
    if times and rest < times.value * last.hours:
        said = f"{rest:g} h of rest after {last.hours:g} h, {times.value * last.hours:g} needed"
        yield Breach(times, said)
    if pack.no_two_shifts_running and rest < min(last.hours, spell.hours):
        said = f"two shifts running, {rest:g} h between them"
        yield Breach(pack.no_two_shifts_running, said)


def _weekly_rest(pack: Labour, done: Sequence[Spell], spell: Spell) -> Iterator[Breach]:
    """Find whether seven days that end with the spell hold one rest that is long enough."""
    rule = pack.weekly_rest_h
    if rule is None:
        return
    begins = spell.end - WEEK
    free_from = begins
    for each in sorted(each for each in [*done, spell] if each.end > begins):
        if (each.start - free_from).total_seconds() >= 3600.0 * rule.value:
            return
        free_from = max(free_from, each.end)
    yield Breach(rule, f"no rest of {rule.value:g} h in the seven days to the end of the shift")


def _weekly_hours(pack: Labour, done: Sequence[Spell], spell: Spell) -> Iterator[Breach]:
    """Find whether the weeks of days that end with the spell's hold too many hours."""
    rule = pack.weekly_hours
    if rule is None:
        return
    after = midnight(spell.start) - rule.over_weeks * WEEK + timedelta(days=1)
    hours = sum(each.hours for each in [*done, spell] if each.start >= after)
    most = rule.value * rule.over_weeks
    if hours > most:
        weeks = f"{rule.over_weeks} weeks" if rule.over_weeks > 1 else "a week"
        yield Breach(rule, f"{hours:g} h in {weeks} with this shift, at most {most:g}")


def _night(pack: Labour, spell: Spell) -> Iterator[Breach]:
    night = pack.night
    if night is None or night.max_h is None or spell.hours <= night.max_h:
        return
    hours = night_hours(pack, spell)
    if hours >= night.counts_from_h:
        said = f"a night shift of {spell.hours:g} h, at most {night.max_h:g}"
        yield Breach(night, said)


def night_hours(pack: Labour, spell: Spell) -> float:
    """Return how many hours of the spell lie in the pack's local night."""
    if pack.night is None:
        return 0.0
    offset = timedelta(hours=pack.utc_offset_h)
    start, end = spell.start + offset, spell.end + offset
    opens = timedelta(minutes=minutes_of(pack.night.start))
    length = timedelta(minutes=(minutes_of(pack.night.end) - minutes_of(pack.night.start)) % 1440)
    total = timedelta()
    day = midnight(start) - timedelta(days=1)
    while day < end:
        dusk = day + opens
        total += max(min(end, dusk + length) - max(start, dusk), timedelta())
        day += timedelta(days=1)
    return total.total_seconds() / 3600.0
