"""Plans at the desk: computed outside of any transaction, judged, stored, and published in one."""

from __future__ import annotations

import json
import zlib
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from psycopg.types.range import TimestamptzRange

from artel.commons.errors import Conflict, InputError
from artel.commons.ids import canonical_json, digest, pretty_json
from artel.commons.instants import instant_text, parse_instant
from artel.desk import held_looks
from artel.desk.orders import found, stored_wish
from artel.desk.permissions import permit
from artel.desk.pool_files import pool_of
from artel.desk.publishing import put_in_force
from artel.orders.wishes import feature_of
from artel.planner.best import Effort
from artel.studies.day import plan_of, solve_day
from artel.studies.events import Emergency
from artel.studies.planned import Work
from artel.studies.repair import repair_plan
from artel.validator.check import validate

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from artel.commons.actors import Actor
    from artel.desk.desk import Desk
    from artel.planner.values import Line
    from artel.store.connections import Unit
    from artel.studies.events import Event
    from artel.validator.report import Report

    Row = dict[str, Any]
    Hear = Callable[[Line], None]

PAGE = 200


def make(  # noqa: PLR0913 - what is planned, how hard, who hears, what goes with it
    desk: Desk,
    actor: Actor,
    span: tuple[datetime, datetime],
    effort: Effort | None = None,
    hear: Hear | None = None,
    *,
    exercise: bool = False,
    kept: Callable[[Unit, int], None] = lambda *_: None,
) -> int:
    """Plan a span for the orders that the desk accepted, and return the version of the draft.

    `kept` is called with the version in the transaction that keeps the draft. Raises InputError
    for a span that cannot be planned.
    """
    with desk.unit(actor) as unit:
        permit(actor, "plan.make")
        pool = pool_of(unit, exercise=exercise, after=span[0])
        keep = held_looks.keeper(unit, span, exercise=exercise)
    pool = replace(pool, kept=desk.tracks)
    document = plan_of(solve_day(pool, span, None, Work(effort or Effort(), hear), keep))
    return keep_draft(desk, actor, document, None, exercise=exercise, kept=kept)


def repaired(
    desk: Desk,
    actor: Actor,
    version: int,
    event: Event,
    at: datetime,
    *,
    kept: Callable[[Unit, int], None] = lambda *_: None,
) -> int:
    """Mend a plan after an event and return the version of the draft. Raises InputError.

    `kept` is called with the version in the transaction that keeps the draft.
    """
    with desk.unit(actor) as unit:
        permit(actor, "plan.make")
        head = found(unit.row("plan_head", version=version), str(version))
        base = document_of(unit, version)
        span = head["horizon"].lower, head["horizon"].upper
        keep = held_looks.keeper(unit, span, exercise=head["exercise"])
    mended = repair_plan(base, event, at, keep)
    return keep_draft(
        desk, actor, mended.document, base_of(head), exercise=head["exercise"], kept=kept
    )


def base_of(head: Row) -> int | None:
    """Return which plan gives way when a plan made from this one comes into force.

    A draft made from a draft takes the place of the plan that the first was made from.
    """
    return head["base"] if head["state"] == "draft" else int(head["version"])


def emergency_of(unit: Unit, orders: Sequence[str]) -> Emergency:
    """Return the emergency that these orders declare, as a repair takes it. Raises NotFound."""
    permit(unit.actor, "plan.make")
    rows = [found(unit.row("order_by_id", id=name), name) for name in orders]
    features = [feature_of(stored_wish(row), row["id"]) for row in rows]
    head = {"type": "FeatureCollection", "format": "artel-orders/1"}
    return Emergency(pretty_json({**head, "features": features}))


def keep_draft(
    desk: Desk,
    actor: Actor,
    document: Row,
    base: int | None,
    *,
    exercise: bool,
    kept: Callable[[Unit, int], None] = lambda *_: None,
) -> int:
    """Judge a plan and store it as a draft, valid or not; only a valid one can be published."""
    report = report_row(validate(document))
    text = canonical_json(document)
    start, end = (parse_instant(document["horizon"][name]) for name in ("start", "end"))
    value = document["value"]
    with desk.unit(actor) as unit:
        row = unit.row(
            "plan_added",
            exercise=exercise,
            base=base,
            horizon=TimestamptzRange(start, end),
            value=value["planned"],
            bound=value["bound"],
            method=value["method"],
            sha256=digest(text),
            document=zlib.compress(text.encode()),
            report=canonical_json(report),
            at=unit.now,
            by=actor.account,
        )
        version = int(found(row, "plan")["version"])
        unit.enter(
            "plan.made",
            f"plan-{version}",
            {
                "version": version,
                "base": base,
                "sha256": digest(text),
                "value": value["planned"],
                "bound": value["bound"],
                "valid": report["valid"],
            },
        )
        kept(unit, version)
    return version


def report_row(report: Report) -> Row:
    """Return what the validator said as plain values."""
    findings = [
        {
            "code": str(each.code),
            "subject": each.subject,
            "article": each.article,
            "sentence": each.sentence,
        }
        for each in report.findings
    ]
    return {"valid": report.valid, "findings": findings, "checked": dict(report.checked)}


def document_of(unit: Unit, version: int) -> Row:
    """Return a plan document, artel-plan/1. Raises NotFound."""
    permit(unit.actor, "plan.read")
    row = found(unit.row("plan_document", version=version), f"plan {version}")
    return dict(json.loads(zlib.decompress(row["document"])))


def head_of(unit: Unit, version: int) -> Row:
    """Return what is known of a plan besides its document. Raises NotFound."""
    permit(unit.actor, "plan.read")
    return found(unit.row("plan_head", version=version), f"plan {version}")


def page(unit: Unit, after: int | None, limit: int) -> list[Row]:
    """Return at most `limit` plans, the newest first, below this version."""
    permit(unit.actor, "plan.read")
    return unit.rows("plans_page", after=after, limit=min(limit, PAGE))


def in_force(unit: Unit, at: datetime, *, exercise: bool = False) -> int | None:
    """Return the version of the plan that holds at an instant, if there is one."""
    row = unit.row("plan_published_at", at=at, exercise=exercise)
    return None if row is None else int(row["version"])


def publish(unit: Unit, version: int, *, same_images: bool = False) -> Row:
    """Put a draft in force: orders scheduled, resources booked, tasks and questions written.

    With `same_images` it is the plan in force with other inputs, so that what is held stays.
    Raises Conflict where it is no valid draft, or where another plan came into force over its
    horizon that it was not made from.
    """
    permit(unit.actor, "plan.make")
    row = found(unit.row("plan_locked", version=version), f"plan {version}")
    _check_ready(row)
    document = dict(json.loads(zlib.decompress(row["document"])))
    old = _replaced(unit, row)
    if not same_images:
        held_looks.settle(unit, row, document)
    put_in_force(unit, row, document, old)
    start, end = (parse_instant(document["horizon"][name]) for name in ("start", "end"))
    said = {"version": version, "sha256": row["sha256"], "replaces": old}
    unit.enter("plan.published", f"plan-{version}", said, parties=_members(document))
    horizon = {"start": instant_text(start), "end": instant_text(end)}
    unit.tell("plan.published", f"plan-{version}", [], {**said, "horizon": horizon})
    return head_of(unit, version)


def _members(document: Row) -> list[str]:
    return [row["member"] for row in document["members"] if row["standing"] == "member"]


def _check_ready(row: Row) -> None:
    if row["state"] != "draft":
        raise Conflict(f"Plan {row['version']} is {row['state']} and cannot be published.")
    if not row["report"]["valid"]:
        raise Conflict(
            f"The validator refuses plan {row['version']}.", next_step="Read its report."
        )


def _replaced(unit: Unit, row: Row) -> int | None:
    """Let the plan in force over this horizon give way, and return its version."""
    over = unit.rows("plans_published_over", exercise=row["exercise"], horizon=row["horizon"])
    versions = [each["version"] for each in over]
    if len(versions) > 1:
        raise Conflict(f"Plans {versions} are in force over this horizon.")
    if versions and row["base"] not in versions:
        raise Conflict(
            f"Plan {versions[0]} is in force, and plan {row['version']} was not made from it.",
            next_step="Repair the plan in force, or plan a horizon of its own.",
        )
    if row["base"] is not None and not versions:
        raise InputError(f"Plan {row['base']} is not in force any more.")
    for version in versions:
        unit.run("plan_state", version=version, state="superseded")
    return versions[0] if versions else None
