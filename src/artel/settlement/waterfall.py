"""From revenue to what the members share: partners first, then fee, costs and reserve."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from artel.settlement.sheet import Sheet, line, table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from artel.settlement.tariffs import Operator


def pour(sheet: Sheet, operator: Operator, partners: Sequence[str], unit: str) -> None:
    """Add the lines from revenue to the distributable sum, `distributable` at their end.

    The sheet's table `revenue` holds the net revenue of each owner's assets, in minor units.
    """
    revenue = sheet.tables["revenue"]

    def add(name: str, text: str, formula: str, inputs: dict[str, Any]) -> None:
        sheet.add(name, text, formula, inputs, unit)

    add("revenue", "net revenue of all assets", "sum(revenue)", {"revenue": table("revenue")})
    paid = [partner for partner in partners if partner in revenue]
    for partner in paid:
        add(
            f"partner/{partner}",
            f"what {partner}, a partner, gets of the revenue of its assets",
            "round(revenue * percent / 100)",
            {"revenue": revenue[partner], "percent": operator.partner_percent},
        )
    dues = [line(f"partner/{partner}") for partner in paid]
    add("partners", "what partners get together", "sum(dues)", {"dues": dues})
    add(
        "fee",
        f"the fee of {operator.name}",
        "round((revenue - partners) * percent / 100)",
        {"revenue": line("revenue"), "partners": line("partners"), "percent": operator.fee_percent},
    )
    add("opex", "running costs of the period", "opex", {"opex": operator.opex_minor})
    before = {name: line(name) for name in ("revenue", "partners", "fee", "opex")}
    add(
        "reserve",
        "reserve for lost satellites, out of what is left",
        "round(max(revenue - partners - fee - opex, 0) * percent / 100)",
        {**before, "percent": operator.reserve_percent},
    )
    add(
        "distributable",
        "what the members share",
        "revenue - partners - fee - opex - reserve",
        {**before, "reserve": line("reserve")},
    )
