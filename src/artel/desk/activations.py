"""Activations for disasters: called, checked, told to an officer, planned, managed, closed.

As the International Charter on disasters does it: an authorised user calls, the On-Duty Operator
checks who it is and the form, and within the hour of the call the Emergency On-Call Officer knows.
An exercise goes the same way; whatever belongs to it is marked, and the database keeps it from
what is real.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from artel.commons.actors import Role
from artel.commons.errors import Conflict, InputError, NotAllowed
from artel.commons.ids import canonical_json
from artel.commons.instants import instant_text
from artel.desk.desk import new_id
from artel.desk.orders import found
from artel.desk.permissions import permit
from artel.orders.geometry import GeometryError, read_place

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from artel.commons.actors import Actor
    from artel.desk.desk import Desk
    from artel.store.connections import Unit

    Row = dict[str, Any]

PAGE = 200


class Stage(StrEnum):
    """Where an activation stands."""

    CALLED = "called"
    CHECKED = "checked"
    ASSIGNED = "assigned"
    PLANNED = "planned"
    MANAGED = "managed"
    CLOSED = "closed"
    REFUSED = "refused"


DUTIES = {
    Stage.CALLED: "authorised user",
    Stage.CHECKED: "on-duty operator",
    Stage.ASSIGNED: "on-duty operator",
    Stage.PLANNED: "emergency on-call officer",
    Stage.MANAGED: "emergency on-call officer",
    Stage.CLOSED: "project manager",
    Stage.REFUSED: "on-duty operator",
}
"""Whose step it is that leads to each stage."""
DUE = {
    Stage.CHECKED: timedelta(minutes=30),
    Stage.ASSIGNED: timedelta(hours=1),
    Stage.PLANNED: timedelta(hours=4),
    Stage.MANAGED: timedelta(hours=24),
    Stage.CLOSED: timedelta(days=30),
}
"""How long after the call each step is due. The hour is the Charter's; the others are our own."""
BEFORE = {
    Stage.CHECKED: (Stage.CALLED,),
    Stage.ASSIGNED: (Stage.CHECKED,),
    Stage.PLANNED: (Stage.ASSIGNED, Stage.PLANNED, Stage.MANAGED),
    Stage.MANAGED: (Stage.PLANNED,),
    Stage.CLOSED: (Stage.MANAGED,),
    Stage.REFUSED: (Stage.CALLED, Stage.CHECKED),
}
"""From where each stage is reached. A plan may be added to as long as it is worked on."""
_PATH = (*DUE,)


class Disaster(StrEnum):
    """What happened, in the words of the International Charter's form."""

    CYCLONE = "cyclone"
    EARTHQUAKE = "earthquake"
    FIRE = "fire"
    FLOOD = "flood"
    ICE = "ice"
    LANDSLIDE = "landslide"
    OIL_SPILL = "oil spill"
    SNOW = "snow"
    TSUNAMI = "tsunami"
    VOLCANO = "volcano"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What an authorised user says: what happened, where, since when, and how to reach them.

    `area` is a GeoJSON geometry. `contact` is personal and stands apart in the journal.
    """

    disaster: Disaster
    place: str
    area: Mapping[str, Any]
    since: datetime
    contact: str
    note: str = ""
    exercise: bool = False


def call(unit: Unit, form: Form) -> Row:
    """Call an activation as an authorised user. Raises NotAllowed for everybody else."""
    permit(unit.actor, "activation.call")
    _check_authorised(unit)
    body = _form_body(unit, form)
    row = unit.row(
        "activation_added",
        id=new_id(unit, "V", exercise=form.exercise),
        exercise=form.exercise,
        by=unit.actor.account,
        party=unit.actor.party,
        body=canonical_json({**body, "contact": form.contact}),
        at=unit.now,
        due=unit.now + DUE[Stage.CHECKED],
    )
    made = found(row, "activation")
    _write_step(unit, made, Stage.CALLED, form.note, None)
    said = {**body, "exercise": form.exercise}
    member = member_of(unit.actor)
    unit.enter("activation.called", made["id"], said, [member], personal={"contact": form.contact})
    _tell(unit, made)
    return made


def _check_authorised(unit: Unit) -> None:
    if not unit.actor.party or unit.row("may_call", id=unit.actor.account) is None:
        raise NotAllowed(
            f"{unit.actor.name} is no authorised user and may not call an activation.",
            next_step="Ask the operator who is authorised in your state.",
        )


def _form_body(unit: Unit, form: Form) -> Row:
    if form.since > unit.now:
        raise InputError("'since' lies ahead.", next_step="Say since when it has been going on.")
    if not form.place.strip():
        raise InputError("'place' is empty.", next_step="Say where it is.")
    try:
        area = read_place(form.area).value
    except GeometryError as error:
        raise InputError(f"area{error.pointer}: {error}") from None
    return {
        "disaster": str(form.disaster),
        "place": form.place.strip(),
        "area": area,
        "since": instant_text(form.since),
        "note": form.note,
    }


def member_of(actor: Actor) -> str:
    """Return the member that an actor belongs to, or nothing: the journal counts members alone."""
    return actor.party if actor.role is Role.OWNER else ""


def check(unit: Unit, name: str, note: str = "") -> Row:
    """Say that the caller is who it says, and that the form is whole. The On-Duty Operator's."""
    return step(unit, name, Stage.CHECKED, note)


def refuse(unit: Unit, name: str, reason: str) -> Row:
    """Refuse an activation: not an authorised user after all, or no disaster."""
    return step(unit, name, Stage.REFUSED, _said(reason, "why it is refused"))


def assign(unit: Unit, name: str, officer: str, note: str = "") -> Row:
    """Write down that the Emergency On-Call Officer was told: an account of the operator."""
    permit(unit.actor, "activation.conduct")
    if unit.row("officer_of_desk", id=officer) is None:
        raise InputError(f"'{officer}' is no planner of this desk.", next_step="Name one who is.")
    return step(unit, name, Stage.ASSIGNED, note, officer=officer)


def manage(unit: Unit, name: str, manager: str, note: str = "") -> Row:
    """Name the Project Manager, who sees the images to those who need them: any account."""
    permit(unit.actor, "activation.conduct")
    if unit.row("active_account", id=manager) is None:
        raise InputError(f"There is no account '{manager}'.", next_step="Name one that is active.")
    return step(unit, name, Stage.MANAGED, note, manager=manager)


def close(unit: Unit, name: str, report: str) -> Row:
    """Close an activation with the Project Manager's report."""
    text = _said(report, "what came of it")
    return step(unit, name, Stage.CLOSED, "closed with a report", report=text)


def _said(text: str, what: str) -> str:
    if not text.strip():
        raise InputError(f"Say {what}.")
    return text.strip()


def step(unit: Unit, name: str, to: Stage, note: str, **kept: str) -> Row:
    """Take one step of an activation, on time or late, and write it down. Raises Conflict."""
    permit(unit.actor, "activation.conduct")
    row = found(unit.row("activation_locked", id=name), name)
    before = Stage(row["state"])
    if before not in BEFORE[to]:
        raise Conflict(
            f"{name} is {before} and cannot be {to} now.",
            next_step=f"It is {to} after {' or '.join(BEFORE[to])}.",
        )
    after = before if to is Stage.PLANNED and before is Stage.MANAGED else to
    changed = unit.row(
        "activation_moved",
        id=name,
        state=str(after),
        due=_due_after(row, after),
        **{each: kept.get(each) for each in ("officer", "manager", "report")},
    )
    again = to is Stage.PLANNED and before is not Stage.ASSIGNED
    due = row["called"] + DUE[to] if to in DUE and not again else None
    _write_step(unit, row, to, note, due)
    said = {"from": before, "state": to, "note": note, "exercise": row["exercise"]}
    unit.enter(f"activation.{to}", name, said, [_member(unit, row)])
    _tell(unit, found(changed, name))
    return found(changed, name)


def _member(unit: Unit, row: Row) -> str:
    """Return the party that called, where it is a member."""
    called = unit.row("caller_of", id=row["called_by"])
    return row["party"] if called is not None and called["role"] == Role.OWNER else ""


def _due_after(row: Row, stage: Stage) -> datetime | None:
    if stage in (Stage.CLOSED, Stage.REFUSED):
        return None
    following = _PATH[_PATH.index(stage) + 1]
    due: datetime = row["called"] + DUE[following]
    return due


def _write_step(unit: Unit, row: Row, stage: Stage, note: str, due: datetime | None) -> None:
    unit.run(
        "activation_step_added",
        activation=row["id"],
        state=str(stage),
        at=unit.now,
        actor=unit.actor.account,
        duty=DUTIES[stage],
        note=note,
        due=due,
        late=due is not None and unit.now > due,
    )


def _tell(unit: Unit, row: Row, kind: str = "activation.state") -> None:
    said = {"activation": row["id"], "state": row["state"], "exercise": row["exercise"]}
    due = row["due"]
    more = {} if due is None else {"due": instant_text(due)}
    unit.tell(kind, row["id"], [row["party"]], {**said, **more})


def alert(desk: Desk) -> list[str]:
    """Tell of every activation whose next step is late, once for each step; return their ids."""
    with desk.unit() as unit:
        rows = unit.rows("activations_late", at=unit.now)
        for row in rows:
            body = {"state": row["state"], "due": instant_text(row["due"])}
            said = {**body, "exercise": row["exercise"]}
            unit.enter("activation.late", row["id"], said, [_member(unit, row)])
            _tell(unit, row, "activation.late")
    return sorted(row["id"] for row in rows)


def get(unit: Unit, name: str) -> Row:
    """Return an activation with its steps and its orders. Raises NotFound."""
    permit(unit.actor, "activation.read")
    row = found(unit.row("activation_by_id", id=name), name)
    steps = unit.rows("steps_of_activation", activation=name)
    orders = unit.rows("orders_of_activation", activation=name)
    return {**row, "steps": steps, "orders": orders}


def page(
    unit: Unit,
    after: str | None,
    limit: int,
    state: str | None = None,
    *,
    exercise: bool | None = None,
) -> list[Row]:
    """Return at most `limit` activations that this actor may see, the newest first."""
    permit(unit.actor, "activation.read")
    asked = {"after": after, "limit": min(limit, PAGE), "state": state, "exercise": exercise}
    return unit.rows("activations_page", **asked)
