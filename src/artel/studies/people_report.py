"""Everybody of a pool at an instant: endorsed, current, on shift, rested; and who lapses when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from artel.commons.instants import instant_text
from artel.people.currency import NEVER, validity
from artel.people.gate import job_of
from artel.people.status import Stage, covers, standing, status
from artel.studies.people import people_of

if TYPE_CHECKING:
    from datetime import datetime

    from artel.people.currency import Validity
    from artel.people.events import Log
    from artel.people.reading import People
    from artel.people.status import Job, Status
    from artel.people.tables import Endorsement
    from artel.studies.pool import Pool

READY = "ready"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One endorsement of a person at an instant, or that the person holds none.

    `answers` are those to the questions cleared, endorsed, on shift and rested, for the first
    station that the endorsement is needed at; `said` is the first that is no, with its clause.
    """

    person: str
    name: str
    home: str
    kind: str
    assets: tuple[str, ...]
    place: str
    answers: dict[str, Status]
    said: str
    validity: Validity | None

    def yes(self, question: str) -> bool | None:
        """Return the answer to a question, or None where it cannot be asked."""
        if question in ("endorsed", "current"):
            stage = self.answers["endorsed"].stage if self.answers else Stage.ENDORSED
            if question == "endorsed":
                return stage in (Stage.CURRENT, Stage.READY)
            return stage is Stage.READY
        return self.answers[question].ok if self.answers else None

    @property
    def ends(self) -> tuple[datetime, str] | None:
        """When the endorsement stops holding, should nothing happen, and what ends then."""
        if self.validity is None or self.validity.ends >= NEVER:
            return None
        facts = self.validity
        named = {"expires": facts.expires, "lapses": facts.lapses,
                 "wants its refresher": facts.refresher_due}  # fmt: skip
        return facts.ends, min(named, key=lambda name: named[name])


def standings_of(pool: Pool, at: datetime) -> tuple[Standing, ...]:
    """Return a row for each endorsement, and for each person without one, in the file's order."""
    people, log = people_of(pool)
    stations = [(station.name, station.owner) for station in pool.stations]
    jobs = [job for name, owner in stations if (job := job_of(people, name, owner)) is not None]
    rows: list[Standing] = []
    for person in people.people.values():
        held = people.held_by(person.id)
        rows += [_row(people, log, each, (jobs, at)) for each in held]
        if not held:
            rows.append(Standing(
                person=person.id, name=person.name, home=person.home, kind="", assets=(),
                place="", answers={}, said="holds no endorsement", validity=None,
            ))  # fmt: skip
    return tuple(rows)


def _row(
    people: People, log: Log, held: Endorsement, asked: tuple[list[Job], datetime]
) -> Standing:
    jobs, at = asked
    person = people.people[held.person]
    job = next((job for job in jobs if covers(people, held, job)), None)
    said = "no station needs it"
    answers: dict[str, Status] = {}
    if job is not None:
        answers = standing(people, log, person.id, job, at)
        said = _said(people, log, (person.id, job), at)
    return Standing(
        person=person.id, name=person.name, home=person.home, kind=held.kind, assets=held.assets,
        place=job.place if job else "", answers=answers, said=said,
        validity=validity(people, log, held, at),
    )  # fmt: skip


def _said(people: People, log: Log, who: tuple[str, Job], at: datetime) -> str:
    person, job = who
    said = status(people, log, person, job, at)
    if said.ok:
        return READY
    if said.stage is not Stage.ON_SHIFT:
        return f"{said.sentence} ({said.clause})"
    others = standing(people, log, person, job, at)
    bad = next((others[name] for name in ("cleared", "endorsed") if not others[name].ok), None)
    return f"off shift; {bad.sentence} ({bad.clause})" if bad else "off shift"


def standing_mapping(row: Standing) -> dict[str, Any]:
    """Return a row as plain values."""
    facts, ends = row.validity, row.ends
    return {
        "person": row.person,
        "name": row.name,
        "home": row.home,
        "kind": row.kind or None,
        "assets": list(row.assets),
        "place": row.place or None,
        **{
            name.replace(" ", "_"): row.yes(name)
            for name in ("cleared", "endorsed", "current", "on shift", "rested")
        },
        "ready": row.said == READY,
        "said": row.said,
        "passes_counted": facts.exercised if facts else None,
        "expires": _text(facts.expires) if facts else None,
        "lapses": _text(facts.lapses) if facts else None,
        "refresher_due": _text(facts.refresher_due) if facts else None,
        "ends": _text(ends[0]) if ends else None,
        "ends_because_it": ends[1] if ends else None,
    }


def _text(at: datetime) -> str | None:
    return instant_text(at) if at < NEVER else None
