"""May this person do this job at this instant: a pure function of the log as known then.

Five questions in turn, and the first that is answered with no is the status: on shift there,
cleared for the owners, endorsed for the asset, current, rested.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

from artel.commons.names import matches
from artel.people.currency import NEVER, validity
from artel.people.rest import breaches, longest, spells

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from artel.people.currency import Validity
    from artel.people.events import Log
    from artel.people.reading import People
    from artel.people.rest import Spell
    from artel.people.tables import Endorsement, Kind, Labour


class Stage(IntEnum):
    """How far a person comes before something stands in the way."""

    ON_SHIFT = 0
    CLEARED = 1
    ENDORSED = 2
    CURRENT = 3
    RESTED = 4
    READY = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What is to be done: a position over an asset of an owner, from a place.

    `serves` are further owners whose work it is, such as the owner of the satellite in a pass.
    `clause` is what asks for the position.
    """

    position: str
    asset: str
    owner: str
    place: str
    clause: str = ""
    serves: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Status:
    """Which stage failed, by which clause, in words; or that none did."""

    stage: Stage
    clause: str = ""
    sentence: str = ""

    @property
    def ok(self) -> bool:
        """Whether the person may."""
        return self.stage is Stage.READY


READY = Status(Stage.READY)


def status(people: People, log: Log, person: str, job: Job, at: datetime) -> Status:
    """Return whether the person may do the job at the instant, and what stands in the way."""
    for question in (_on_shift, _cleared, _endorsed, _rested):
        answer = question(people, log, person, job, at)
        if not answer.ok:
            return answer
    return READY


def standing(people: People, log: Log, person: str, job: Job, at: datetime) -> dict[str, Status]:
    """Return the answer to each question by itself, as a list of people shows it."""
    questions: dict[str, Callable[[People, Log, str, Job, datetime], Status]] = {
        "cleared": _cleared, "endorsed": _endorsed, "on shift": _on_shift, "rested": _rested,
    }  # fmt: skip
    return {name: asked(people, log, person, job, at) for name, asked in questions.items()}


def _on_shift(people: People, log: Log, person: str, job: Job, at: datetime) -> Status:
    there = any(
        spell.start <= at < spell.end
        and spell.place == job.place
        and spell.position in ("", job.position)
        for spell in spells(people, log, person, at)
    )
    return READY if there else nobody_at(job)


def nobody_at(job: Job) -> Status:
    """Return what is said of a job whose place has nobody on shift."""
    return Status(Stage.ON_SHIFT, job.clause, f"nobody is on shift at {job.place}")


def _cleared(people: People, log: Log, person: str, job: Job, at: datetime) -> Status:
    del log, at
    cleared = people.people[person].cleared_for
    for owner in (job.owner, *job.serves):
        if not matches(cleared, owner):
            said = f"who is on shift at {job.place} is not cleared for {owner}"
            return Status(Stage.CLEARED, job.clause, said)
    return READY


def _endorsed(people: People, log: Log, person: str, job: Job, at: datetime) -> Status:
    """Return the best answer that one of the person's endorsements gives."""
    missing = Status(
        Stage.ENDORSED, job.clause,
        f"who is on shift at {job.place} holds no endorsement for {job.asset}",
    )  # fmt: skip
    answers = [_holds(people, log, held, job, at) for held in people.held_by(person)]
    return max((each for each in answers if each), key=lambda each: each.stage, default=missing)


def covers(people: People, held: Endorsement, job: Job) -> bool:
    """Whether an endorsement is for the job's position, asset and owner, dates apart."""
    right = people.kinds[held.kind].position == job.position and held.owner == job.owner
    return right and matches(held.assets, job.asset)


def _holds(people: People, log: Log, held: Endorsement, job: Job, at: datetime) -> Status | None:
    """Return what one endorsement says of the job, or None where it is about something else."""
    if not covers(people, held, job) or at < held.issued:
        return None
    kind = people.kinds[held.kind]
    for limit in held.restrictions:
        if matches(limit.assets, job.asset) and (limit.until is None or at < limit.until):
            return Status(Stage.ENDORSED, kind.clause, f"restricted: {limit.text}")
    facts = validity(people, log, held, at)
    if facts.suspended is not None:
        said = f"the assessment of {facts.suspended:%F} was not passed"
        return Status(Stage.ENDORSED, kind.clause, said)
    if at >= facts.expires:
        said = f"the endorsement expired on {facts.expires:%F}"
        return Status(Stage.ENDORSED, kind.clause, said)
    if at >= facts.refresher_due:
        said = f"the refresher was due on {facts.refresher_due:%F}"
        return Status(Stage.ENDORSED, kind.clause, said)
    return _kept(facts, kind, at)


def _kept(facts: Validity, kind: Kind, at: datetime) -> Status:
    """Return whether enough was flown of late, or learnt anew."""
    if at < facts.lapses:
        return READY
    said = (
        f"the endorsement lapsed on {facts.lapses:%F}: {facts.exercised} passes"
        f" in {kind.within_days} days, {kind.exercises} needed"
    )
    return Status(Stage.CURRENT, kind.clause, said)


def _rested(people: People, log: Log, person: str, job: Job, at: datetime) -> Status:
    worked = spells(people, log, person, at)
    for index, spell in enumerate(worked):
        if spell.start <= at < spell.end:
            pack = people.pack_of(person, spell.start)
            if pack is None:
                said = f"no labour pack of {person} is in force"
                return Status(Stage.RESTED, job.clause, said)
            return _fit(pack, worked[:index], spell, at)
    return READY


def _fit(pack: Labour, done: Sequence[Spell], spell: Spell, at: datetime) -> Status:
    for breach in breaches(pack, done, spell):
        said = f"not rested: {breach.sentence}"
        return Status(Stage.RESTED, f"{pack.id} {breach.rule.clause}", said)
    if pack.shift_max_h is not None and at >= longest(pack, spell):
        said = f"on shift for more than {pack.shift_max_h.value:g} h"
        return Status(Stage.RESTED, f"{pack.id} {pack.shift_max_h.clause}", said)
    return READY


def holds_until(people: People, log: Log, person: str, job: Job, at: datetime) -> datetime:
    """Return when the person's endorsement for the job stops holding, should nothing happen."""
    ends = [
        validity(people, log, held, at).ends
        for held in people.held_by(person)
        if covers(people, held, job) and at >= held.issued
    ]
    return max(ends, default=NEVER)
