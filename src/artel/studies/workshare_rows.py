"""The four answers about a programme as plain rows: tree, returns, budgets, path."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from artel.commons.errors import InputError
from artel.commons.instants import instant_text
from artel.commons.names import hint
from artel.workshare.earned import earned_at
from artel.workshare.path import instant_after, path_of, slipped
from artel.workshare.performance import declared_by
from artel.workshare.returns import remedy, returns_at, under
from artel.workshare.rollup import roll_up

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from artel.studies.workshare import Programme
    from artel.workshare.margins import Budget
    from artel.workshare.path import Path
    from artel.workshare.returns import Return
    from artel.workshare.tables import Product

Row = dict[str, Any]


def show(programme: Programme) -> Row:
    """Return the product tree, who builds each part of it, and what will fly when."""
    rows, tree = programme.rows, programme.tree
    counts = Counter(
        interface.state for product in rows.products for interface in product.interfaces
    )
    return {
        "programme": rows.programme,
        "currency": rows.currency,
        "products": [
            {**_product(programme, part.product), "depth": part.depth}
            for part in tree.parts(tree.root.id)
        ],
        "interfaces": {state: counts[state] for state in ("agreed", "issued", "open")},
        "launches": [
            {
                "satellite": launch.satellite,
                "product": launch.product,
                "launch_date": instant_text(launch.launch_date),
                "declared": {each.figure: each.value for each in declared_by(tree, launch.product)},
            }
            for launch in rows.launches
        ],
    }


def returns(programme: Programme, at: datetime) -> Row:
    """Return each state's return now and at the review, and the least that lifts all."""
    rows, accounts = programme.rows, programme.accounts
    now = returns_at(rows, accounts, at)
    then = returns_at(rows, accounts, max(at, rows.review.date))
    most = {row.state: accounts.minor(row.can_take) for row in rows.contributions if row.can_take}
    return {
        "programme": rows.programme,
        "currency": rows.currency,
        "at": instant_text(at),
        "review": instant_text(rows.review.date),
        "limit": float(rows.review.limit),
        "states": [
            {
                "state": one.state,
                "paid_minor": one.paid,
                "share": _ratio(one.share),
                "weighted_minor": round(one.weighted),
                "coefficient": _ratio(one.coefficient),
                "forecast": _ratio(other.coefficient),
                "under": one.coefficient < rows.review.limit,
                "under_at_review": other.coefficient < rows.review.limit,
            }
            for one, other in zip(now, then, strict=True)
        ],
        "check": str(sum(row.share * row.coefficient for row in now)),
        "remedy_now": _remedy(now, rows.review.limit, most),
        "remedy_at_review": _remedy(then, rows.review.limit, most),
    }


def budgets(programme: Programme, names: Sequence[str] = ()) -> list[Row]:
    """Return mass, power and cost of products, by default of those that will fly.

    Raises InputError for an unknown product.
    """
    known = programme.tree.by_id
    for name in names:
        if name not in known:
            raise InputError(f"No product is called '{name}'.", next_step=hint(name, known))
    chosen = names or dict.fromkeys(row.product for row in programme.rows.launches)
    return [_budget(programme, name) for name in chosen or [programme.tree.root.id]]


def path(programme: Programme, at: datetime, slips: Mapping[str, int]) -> Row:
    """Return activities in time, launches as they come out, and earned value at the instant.

    `slips` are weeks by which activities take longer. Raises InputError for an unknown activity.
    """
    rows = programme.rows
    before, after = path_of(rows.activities), slipped(rows.activities, slips)
    weeks = Fraction(int((at - rows.starts).total_seconds()), 7 * 86400)
    earned = earned_at(before, programme.accounts, weeks)
    return {
        "programme": rows.programme,
        "starts": instant_text(rows.starts),
        "weeks": after.weeks,
        "critical": list(after.critical),
        "slips": dict(slips),
        "activities": [
            {
                "activity": step.activity.id,
                "name": step.activity.name,
                "supplier": step.activity.supplier,
                "weeks": step.activity.weeks,
                "start": step.start,
                "end": step.end,
                "total_float": step.total_float,
                "free_float": step.free_float,
                "critical": step.critical,
            }
            for step in after.steps
        ],
        "launches": _launches(programme, before, after),
        "earned": {
            "at": instant_text(at),
            "currency": rows.currency,
            "planned_minor": round(earned.planned),
            "earned_minor": round(earned.earned),
            "spent_minor": round(earned.actual),
            "budget_minor": round(earned.budget),
            "schedule_index": _maybe(earned.schedule_index),
            "cost_index": _maybe(earned.cost_index),
            "estimate_minor": None if earned.estimate is None else round(earned.estimate),
            "to_complete": _maybe(earned.to_complete),
        },
    }


def _product(programme: Programme, product: Product) -> Row:
    supplier = programme.rows.by_supplier.get(product.supplier or "")
    mass, power = (
        sum((getattr(part.product, figure) or 0.0) * part.count for part in parts)
        for figure in ("mass_kg", "power_w")
        for parts in [programme.tree.leaves(product.id)]
    )
    return {
        "product": product.id,
        "name": product.name,
        "count": product.count,
        "owner": product.owner,
        "supplier": supplier.name if supplier else None,
        "built_in": supplier.state if supplier else None,
        "maturity": product.maturity,
        "trl": product.trl,
        "mass_kg": round(mass, 3),
        "power_w": round(power, 3),
        "cost": product.cost.model_dump() if product.cost else None,
        "source": product.source,
        "status": product.status,
    }


def _budget(programme: Programme, name: str) -> Row:
    found = roll_up(programme.tree, name, programme.accounts)
    return {
        "product": name,
        "name": found.product.name,
        "mass": _lines(found.mass),
        "power": _lines(found.power),
        "costs": [
            {
                "supplier": each.supplier,
                "minor": each.minor,
                "programme_minor": each.programme_minor,
            }
            for each in found.costs
        ],
        "currency": programme.rows.currency,
        "cost_minor": found.programme_minor,
    }


def _lines(budget: Budget) -> list[Row]:
    return [
        {
            "line": line.name,
            "value": round(line.value, 3),
            "unit": line.unit,
            "requirement": line.requirement or None,
            "formula": line.formula,
        }
        for line in budget.lines
    ]


def _launches(programme: Programme, before: Path, after: Path) -> list[Row]:
    rows = programme.rows
    found = []
    for launch in rows.launches:
        row: Row = {"satellite": launch.satellite, "launch_date": instant_text(launch.launch_date)}
        if launch.activity is not None:
            end, ends = (each.step(launch.activity).end for each in (before, after))
            ready = instant_after(rows.starts, ends)
            row |= {
                "activity": launch.activity,
                "ready": instant_text(ready),
                "later_weeks": ends - end,
                "spare_days": (launch.launch_date - ready).days,
            }
        found.append(row)
    return found


def _remedy(found: tuple[Return, ...], limit: Fraction, most: Mapping[str, int]) -> Row:
    least = remedy(found, limit, most)
    return {
        "under": list(under(found, limit)),
        "minor": {state: amount for state, amount in least.by_state.items() if amount},
        "total_minor": least.total,
        "impossible": least.impossible or None,
    }


def _ratio(value: Fraction) -> float:
    return round(float(value), 6)


def _maybe(value: Fraction | None) -> float | None:
    return None if value is None else _ratio(value)
