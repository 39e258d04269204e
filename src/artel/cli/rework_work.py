"""From what a person wants changed by hand to a changed plan, and the looks there are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import typer

from artel import bootstrap
from artel.cli import common
from artel.cli.judge_work import read_plan_text
from artel.cli.plan_effort import asked as effort_asked
from artel.commons.errors import InputError
from artel.commons.instants import parse_instant, to_posix
from artel.studies.explain import read_plan
from artel.studies.hand import hand_of
from artel.studies.held import around, held_of, keeping_those_that_can, running
from artel.studies.rework import Take, Wanted, looks_at, rework_plan
from artel.studies.standing import standing_of_plan

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from typing import Any

    from artel.studies.planned import Work
    from artel.studies.repair import Mended

Names = tuple[str, ...]
HOW = "Write it so: minsk-fields='KANOPUS-V 3@2026-10-05T08:12:30Z'."


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person typed."""

    take: Names
    leave: Names
    lock: Names
    free: Names
    back_to: str | None
    at: str | None
    steps: int | None
    anew: bool
    watch: bool


def change(plan: str, asked: Asked) -> Mended:
    """Return the plan that a person named, changed by hand. Raises InputError."""
    document = read_plan(read_plan_text(plan))
    _check(asked)
    at = _instant(document, asked.at)
    keep = keeping_those_that_can(running(held_of(document), to_posix(at)))
    if not (asked.anew or asked.steps is not None):
        return rework_plan(document, _wanted(document, asked), at, keep)
    with effort_asked(asked.steps, None, None, watch=asked.watch) as work:
        return rework_plan(document, _wanted(document, asked, work), at, keep)


def _check(asked: Asked) -> None:
    wished = (*asked.take, *asked.leave, *asked.lock, *asked.free)
    if asked.back_to is not None and (wished or asked.anew or asked.steps is not None):
        raise InputError(
            "--back-to takes the looks of another plan, and goes with no other change.",
            next_step="Change the plan that it gives.",
        )
    if not (wished or asked.back_to or asked.anew or asked.steps is not None):
        raise InputError(
            "Nothing is to be changed.",
            next_step="Give --take, --leave, --lock, --free, --anew or --back-to.",
        )


def _wanted(document: Mapping[str, Any], asked: Asked, work: Work | None = None) -> Wanted:
    if asked.back_to is not None:
        return Wanted(back_to=read_plan(read_plan_text(asked.back_to)))
    locks, leaves = hand_of(document)
    freed = frozenset(asked.free)
    takes = tuple(_take(each) for each in asked.take)
    taken = {each.order for each in takes}
    return Wanted(
        takes=takes,
        leaves=(leaves - freed - taken) | set(asked.leave),
        locks=(locks - freed) | set(asked.lock),
        work=work,
    )


def _take(text: str) -> Take:
    """Return what ORDER=SATELLITE@INSTANT or ORDER=SATELLITE/SENSOR@INSTANT says.

    Raises InputError.
    """
    order, equals, look = text.partition("=")
    satellite, at, instant = look.rpartition("@")
    if not (order and equals and satellite and at):
        raise InputError(f"'{text}' is no look.", next_step=HOW)
    satellite, _, sensor = satellite.partition("/")
    return Take(order, satellite, to_posix(parse_instant(instant)), sensor or None)


def _instant(document: Mapping[str, Any], text: str | None) -> datetime:
    return bootstrap.instant_of(text, parse_instant(document["horizon"]["start"]))


def list_looks(plan: str, order: str, at: str | None, *, as_json: bool) -> None:
    """Print every look at an order that the plan could take, and what stands in its way."""
    document = read_plan(read_plan_text(plan))
    instant = to_posix(_instant(document, at))
    standing = standing_of_plan(document, [], instant)
    rows = looks_at(around(standing, running(held_of(document), instant)), order)
    if as_json:
        common.echo_json({"order": order, "looks": rows})
        return
    free = sum(row["free"] for row in rows)
    typer.echo(f"{order}: {len(rows)} looks, {free} of them free beside all else that is planned.")
    columns = (
        "begins",
        "satellite/sensor",
        "piece",
        "off nadir",
        "GSD m",
        "received",
        "in its way",
    )
    common.table(order, columns, [_line(row) for row in rows])


def _line(row: Mapping[str, Any]) -> tuple[object, ...]:
    way = "taken" if row["taken"] else row["reason"] or "free"
    received = row["received_at"]
    return (
        row["start"][:19],
        f"{row['satellite']}/{row['sensor']}",
        row["piece"],
        row["off_nadir_deg"],
        row["gsd_m"],
        received and received[:19],
        way,
    )
