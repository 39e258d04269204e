"""The brief's page of joint production: who builds what, and whose return is under the limit."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from artel.commons.instants import parse_instant
from artel.studies import workshare_rows
from artel.studies.page import Bars, Page, Sheet
from artel.studies.words import Count, Dated, Money, Numeral, Words, in_a_row, names
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
        title=Words("Who builds what, and whose return is under the limit"),
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
    told = Words(
        "{suppliers} of {states} build for {programme}.",
        suppliers=Count(len(suppliers), "supplier"), states=Count(len(states), "state", "of"),
        programme=said["programme"],
    )  # fmt: skip
    limit = Numeral(f"{said['limit']:g}")
    under = said["remedy_now"]["under"]
    if not under:
        fine = Words("No state's return is under the limit of {limit}.", limit=limit)
        return in_a_row((told, fine))
    by_state = {row["state"]: row for row in said["states"]}
    named = [
        Words("{state} ({return})", **{"state": state, "return": _places(by_state[state], 2)})
        for state in under
    ]
    lifted = Words(
        "Under the return limit of {limit}: {states}; new work for {least} would lift all.",
        limit=limit, states=in_a_row(named, ", "),
        least=Money(said["remedy_now"]["total_minor"], said["currency"]),
    )  # fmt: skip
    return in_a_row((told, lifted))


def _places(row: dict[str, Any], places: int, name: str = "coefficient") -> Numeral:
    return Numeral(f"{row[name]:.{places}f}")


def _returns(said: dict[str, Any]) -> Sheet:
    money = said["currency"]
    rows: list[tuple[Cell, ...]] = [
        (
            row["state"], Money(row["paid_minor"], money), Numeral(f"{row['share']:.2%}"),
            Money(row["weighted_minor"], money), _places(row, 3), _places(row, 3, "forecast"),
            Words("under the limit") if row["under"] else "",
        )
        for row in said["states"]
    ]  # fmt: skip
    columns = names("", "paid", "share", "weighted contracts", "return", "at the review", "")
    title = Words("Returns, limit {limit}", limit=Numeral(f"{said['limit']:g}"))
    return Sheet(title, columns, tuple(rows))


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
         Money(costs.get(name, 0), programme.rows.currency))
        for name, parts in built.items()
    )  # fmt: skip
    return Sheet(Words("Who builds what"), names("", "supplier", "builds", "cost"), rows)


def _launches(path: dict[str, Any]) -> Sheet:
    rows = tuple(
        (row["satellite"], _day(row["launch_date"]), _day(row.get("ready", "")),
         row.get("spare_days"))
        for row in path["launches"]
    )  # fmt: skip
    return Sheet(Words("Launches"), names("", "launch date", "ready", "days to spare"), rows)


def _day(instant: str) -> str:
    return Dated(parse_instant(instant)) if instant else ""


def _bars(said: dict[str, Any]) -> Bars:
    rows = tuple((row["state"], (row["coefficient"], row["forecast"])) for row in said["states"])
    return Bars(Words("Return coefficient"), "", names("now", "at the review"), rows)
