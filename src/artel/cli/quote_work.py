"""Asking for a quote of a plan that stands or is made now; holding a look, and accepting it."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from artel import bootstrap
from artel.cli.judge_work import read_plan_text
from artel.cli.plan_work import read_holds
from artel.commons.errors import InputError
from artel.commons.ids import pretty_json
from artel.commons.instants import from_posix, parse_duration, parse_instant, to_posix
from artel.feeds.outputs import write_text
from artel.feeds.source import read_source
from artel.studies.day import solve_day
from artel.studies.explain import read_plan
from artel.studies.held import around, check_running, held_of, keeping
from artel.studies.holding import accepted, hold_of
from artel.studies.pool import check_orders
from artel.studies.quote import quoted, read_order
from artel.studies.skies import sky_of
from artel.studies.standing import standing_of_day, standing_of_plan

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime
    from pathlib import Path

    from artel.orders.orders import Order
    from artel.studies.held import Held
    from artel.studies.quote import Quoted
    from artel.studies.standing import Standing

    Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person asked: where the plan comes from, of which order, and knowing what."""

    folder: str | None
    order: str | None
    plan: str | None
    begin: str | None
    length: str
    forecast: str | None
    held: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of a wish to hold a look: a sentence, and the file, if it could be held."""

    sentence: str
    file: Path | None = None


def ask(asked: Asked, progress: Progress | None = None) -> Quoted:
    """Return the quote of an order. Raises InputError for what was asked wrongly."""
    if asked.order is None:
        raise InputError("No order is named.", next_step="Give --order FILE, or -.")
    forecast = asked.forecast
    said = read_source(forecast, sys.stdin.buffer) if forecast is not None else None
    holds = read_holds(asked.held)
    with bootstrap.naming(asked.order):
        order = read_order(read_source(asked.order, sys.stdin.buffer))
        standing = _standing(asked, order, holds, progress)
    if any(order.id == each.order.id for each in standing.problem.holds):
        raise InputError(f"'{order.id}' is held already.", next_step="Accept that hold, or wait.")
    return quoted(standing, order, sky_of(standing.pool, said))


def _standing(
    asked: Asked, order: Order, holds: Sequence[Held], progress: Progress | None
) -> Standing:
    if asked.plan is not None:
        plan = read_plan(read_plan_text(asked.plan))
        named = {each.order.id for each in holds}
        of_plan = [each for each in held_of(plan) if each.order.id not in named]
        return _of_plan(plan, order, asked.begin, [*of_plan, *holds])
    pool = bootstrap.read_pool_at(asked.folder or bootstrap.bundled_pool())
    span = bootstrap.span_of(asked.begin, asked.length, pool.settings.epoch)
    check_orders(pool, [order], span[0])
    day = solve_day(pool, span, progress, keep=keeping(holds))
    return standing_of_day(day, [order])


def _of_plan(
    plan: dict[str, Any], order: Order, begin: str | None, holds: Sequence[Held]
) -> Standing:
    """Return a plan as it stands with an order more, around the holds that run then."""
    standing = standing_of_plan(plan, [order], to_posix(_at(plan, begin)))
    check_orders(standing.pool, [order], from_posix(standing.problem.span[0]))
    return around(standing, holds)


def _at(plan: dict[str, Any], begin: str | None) -> datetime:
    """Return when it is asked: by default as the plan begins."""
    return bootstrap.instant_of(begin, parse_instant(plan["horizon"]["start"]))


def check_wish(hold: str | None, out: Path | None) -> None:
    """Raise InputError where a look is to be held for no duration, or in no file."""
    if hold is not None:
        parse_duration(hold)
        if out is None:
            raise InputError("A hold is a file.", next_step="Give --out FILE.")
    elif out is not None:
        raise InputError("A quote alone writes no file.", next_step="Give --hold 2h too.")


def keep(found: Quoted, length: str, out: Path) -> Kept:
    """Hold the best free look of a quote for so long, and write the hold into a file."""
    seconds = parse_duration(length).total_seconds()
    document = hold_of(found, found.standing.at + seconds)
    if document is None:
        why = "no look costs the plan nothing and can be commanded after that"
        return Kept(f"{found.order.id} cannot be held for {length}: {why}.")
    write_text(out, pretty_json(document))
    look = document["image"]
    return Kept(
        f"{out}: {look['satellite']} at {look['start']} is held for {found.order.id} until"
        f" {document['until']}.",
        out,
    )


def into_plan(hold: str, plan: str | None, begin: str | None, out: Path | None) -> str:
    """Accept a hold: write the plan with it, and say so."""
    if plan is None or out is None:
        raise InputError(
            "A hold is accepted into a plan.", next_step="Give --plan PLAN and --out FILE."
        )
    (held,) = read_holds([hold])
    document = read_plan(read_plan_text(plan))
    check_running(held, to_posix(_at(document, begin)))
    others = [each for each in held_of(document) if each.order.id != held.order.id]
    standing = _of_plan(document, held.order, begin, others)
    after = accepted(document, standing, held)
    write_text(out, pretty_json(after))
    image = next(each for each in after["images"] if each["order"] == held.order.id)
    return f"{out}: {held.order.id} is planned, {image['satellite']} at {image['start']}."
