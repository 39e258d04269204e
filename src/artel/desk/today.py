"""What a day comes to: the plan's value and its bound, what was left out and why, who has what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from artel.desk.permissions import permit
from artel.desk.sky import plan_shown, seen_by

if TYPE_CHECKING:
    from collections.abc import Mapping

    from artel.commons.actors import Actor
    from artel.desk.desk import Desk
    from artel.desk.sky import Seen

    Row = dict[str, Any]

FIGURES = ("planned", "offered", "bound", "gap")


def today(desk: Desk, actor: Actor, version: int | None = None) -> Row:
    """Return the account of the plan in force, or of a plan that the actor may read.

    `left` are the orders that it leaves out, each with its reason; `shares` what each party has
    of the day. A party reads of its own orders and its own share; the operator of all.
    """
    with desk.unit(actor) as unit:
        permit(actor, "sky.read" if version is None else "plan.read")
        newest = unit.row("newest_event")
        now = unit.now
    with desk.unit() as unit:
        plan = plan_shown(unit, version)
    seq = int(newest["seq"]) if newest else 0
    if not plan:
        return {"version": None, "now": now, "seq": seq, "value": None, "left": [], "shares": []}
    with desk.unit(actor) as unit:
        seen = seen_by(unit, plan)
        names = [row["order"] for row in plan["unplanned"]]
        known = {row["id"]: row for row in unit.rows("orders_shown", ids=names)}
    left = [_left(row, known) for row in plan["unplanned"] if _told(row, seen)]
    return {
        "version": plan["version"],
        "now": now,
        "seq": seq,
        "value": {name: plan["value"][name] for name in FIGURES} if seen.everything else None,
        "left": left,
        "shares": _shares(plan, seen),
    }


def _told(row: Row, seen: Seen) -> bool:
    return seen.everything or row["order"] in seen.orders


def _left(row: Row, known: Mapping[str, Row]) -> Row:
    order = known.get(row["order"], {})
    said = {name: row[name] for name in ("order", "value", "code", "article", "reason")}
    return {
        **said,
        "class_": row["class"],
        "name": order.get("name", ""),
        "brought_by": order.get("brought_by", ""),
        "resource": row["resource"],
        "counts": row["counts"] or {},
    }


def _shares(plan: Row, seen: Seen) -> list[Row]:
    accounts = {row["member"]: row for row in (plan["fairness"] or {}).get("accounts", ())}
    return [
        _share(row, accounts.get(row["member"], {}))
        for row in plan["members"]
        if seen.everything or row["member"] == seen.party
    ]


def _share(row: Row, account: Row) -> Row:
    counted = ("member", "standing", "satellites", "stations", "orders", "served", "value")
    alone = ("alone_served", "alone_value")
    fair = ("article", "entitlement_s", "use_s", "balance_s")
    return {
        **{name: row[name] for name in (*counted, *alone)},
        **{name: account.get(name) for name in fair},
    }
