"""The brief's page of joint production: who builds what, and whose return is under the limit."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from artel.settlement.prints import amount_text
from artel.studies import workshare_rows
from artel.studies.page import Bars, Page, Sheet
from artel.studies.workshare import programme_of
from artel.workshare.rollup import roll_up

if TYPE_CHECKING:
    from datetime import datetime

    from artel.studies.page import Cell
    from artel.studies.pool import Pool
    from artel.studies.workshare import Programme


def page_of(pool: Pool, at: datetime | None = None) -> Page | None:
    """Return the page as things stand at the instant (the pool's epoch where none is given).

    None where the pool has no workshare.yaml, or where no contract counts yet.
    """
    programme = programme_of(pool)
    instant = at or pool.settings.epoch
    if programme is None or not _begun(programme, instant):
        return None
    said = workshare_rows.returns(programme, instant)
    path = workshare_rows.path(programme, instant, {})
    return Page(
        title="Who builds what, and whose return is under the limit",
        lead=_lead(programme, said),
        sheets=(_returns(said), _builders(programme), _launches(path)),
        bars=(_bars(said),),
    )


def _begun(programme: Programme, instant: datetime) -> bool:
    paying = {row.state for row in programme.rows.contributions if row.paid.amount_minor}
    suppliers = programme.rows.by_supplier
    return any(
        contract.signed <= instant and suppliers[contract.supplier].state in paying
        and contract.interest and contract.price.amount_minor
        for contract in programme.rows.contracts
    )  # fmt: skip


def _lead(programme: Programme, said: dict[str, Any]) -> str:
    suppliers = programme.rows.suppliers
    states = {supplier.state for supplier in suppliers}
    told = f"{len(suppliers)} suppliers of {len(states)} states build for {said['programme']}. "
    under = said["remedy_now"]["under"]
    if not under:
        return told + f"No state's return is under the limit of {said['limit']:g}."
    by_state = {row["state"]: row for row in said["states"]}
    named = ", ".join(f"{state} ({by_state[state]['coefficient']:.2f})" for state in under)
    least = amount_text(said["remedy_now"]["total_minor"], said["currency"])
    limit = f"Under the return limit of {said['limit']:g}: {named}"
    return f"{told}{limit}; new work for {least} would lift all."


def _returns(said: dict[str, Any]) -> Sheet:
    money = said["currency"]
    rows: list[tuple[Cell, ...]] = [
        (
            row["state"], amount_text(row["paid_minor"], money), f"{row['share']:.2%}",
            amount_text(row["weighted_minor"], money), f"{row['coefficient']:.3f}",
            f"{row['forecast']:.3f}",
            "under the limit" if row["under"] else "",
        )
        for row in said["states"]
    ]  # fmt: skip
    columns = ("", "paid", "share", "weighted contracts", "return", "at the review", "")
    return Sheet(f"Returns, limit {said['limit']:g}", columns, tuple(rows))


def _builders(programme: Programme) -> Sheet:
    """Return a row for each supplier: what it builds, and what the leaves say that it costs."""
    tree, suppliers = programme.tree, programme.rows.by_supplier
    built: defaultdict[str, list[str]] = defaultdict(list)
    for part in tree.leaves(tree.root.id):
        times = f"{part.count} x " if part.count > 1 else ""
        built[part.product.supplier or ""].append(f"{times}{part.product.name}")
    costs = {
        each.supplier: each.programme_minor
        for each in roll_up(tree, tree.root.id, programme.accounts).costs
    }
    rows = tuple(
        (suppliers[name].state, suppliers[name].name, "; ".join(parts),
         amount_text(costs.get(name, 0), programme.rows.currency))
        for name, parts in built.items()
    )  # fmt: skip
    return Sheet("Who builds what", ("", "supplier", "builds", "cost"), rows)


def _launches(path: dict[str, Any]) -> Sheet:
    rows = tuple(
        (row["satellite"], row["launch_date"][:10], row.get("ready", "")[:10],
         row.get("spare_days"))
        for row in path["launches"]
    )  # fmt: skip
    return Sheet("Launches", ("", "launch date", "ready", "days to spare"), rows)


def _bars(said: dict[str, Any]) -> Bars:
    rows = tuple((row["state"], (row["coefficient"], row["forecast"])) for row in said["states"])
    return Bars("Return coefficient", "", ("now", "at the review"), rows)
