"""By which weights the members share: fixed table, investment, utilisation, Shapley, nucleolus."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

from artel.commons.errors import InputError
from artel.settlement.formulas import TOGETHER
from artel.settlement.money import exact
from artel.settlement.sheet import Sheet, line, table
from artel.settlement.tariffs import SchemeName

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from artel.settlement.tariffs import Tariffs

SCHEMES: tuple[SchemeName, ...] = get_args(SchemeName)
GAMES: tuple[SchemeName, ...] = ("shapley", "nucleolus")
WORDS = {
    "fixed": "the table of fixed percentages",
    "investment": "what each has invested",
    "utilisation": "the revenue of each member's own assets",
    "shapley": "the Shapley value of the coalitions' values",
    "nucleolus": "the nucleolus of the coalitions' values",
}


def weight_tables(
    tariffs: Tariffs, members: Sequence[str], revenue: dict[str, int], day: date
) -> dict[str, dict[str, Any]]:
    """Return the table of weights of each plain scheme that has one on the day."""
    tables: dict[str, dict[str, Any]] = {}
    if any(row.in_force(day) for row in tariffs.fixed):
        tables["fixed"] = dict(tariffs.fixed_on(day).shares)
    if any(row.in_force(day) for row in tariffs.investment):
        tables["investment"] = dict(tariffs.investment_on(day).amounts_minor)
    tables["utilisation"] = {member: revenue.get(member, 0) for member in members}
    return {
        name: weights
        for name, weights in tables.items()
        if any(exact(weight) > 0 for weight in weights.values())
    }


def usable(sheet: Sheet) -> tuple[SchemeName, ...]:
    """Return the schemes for which the sheet's tables hold weights."""
    earned = any(sheet.tables.get("coalitions", {}).values())
    return tuple(
        scheme for scheme in SCHEMES if (earned if scheme in GAMES else scheme in sheet.tables)
    )


def players(coalitions: dict[str, Any]) -> list[str]:
    """Return who plays, in the order of the table."""
    return list(dict.fromkeys(name for key in coalitions for name in key.split(TOGETHER)))


def share(
    sheet: Sheet, scheme: SchemeName, receivers: Sequence[str], tariffs: Tariffs
) -> dict[str, int]:
    """Add the lines that lead to each receiver's share under a scheme, and return the shares.

    Where the operator has a part of its own, as one of the players, and the tariffs say by which
    weights it passes it on, the members get that too.
    """
    weights = _weights(sheet, scheme)
    operator = tariffs.operator.id
    wanted = [*receivers, *({operator} & (weights.keys() - set(receivers)))]
    for who in wanted:
        if who in weights:
            sheet.add(
                f"part/{scheme}/{who}",
                f"{who}'s part by {WORDS[scheme]}",
                "split(total, weights, who)",
                {"total": line("distributable"), "weights": _input(scheme, weights), "who": who},
                tariffs.currency,
            )
    passing = tariffs.operator.passes_on_by if operator in weights else None
    if passing is not None and passing not in sheet.tables:
        raise InputError(
            f"tariffs.yaml, operator.passes_on_by: '{passing}' has no weights in this period.",
            next_step="Add its table, or name another.",
        )
    return {
        who: _whole_share(sheet, scheme, who, passing, tariffs)
        for who in wanted
        if f"part/{scheme}/{who}" in sheet.values or passing
    }


def _weights(sheet: Sheet, scheme: SchemeName) -> dict[str, Any]:
    if scheme not in GAMES:
        return sheet.tables[scheme]
    coalitions = sheet.tables["coalitions"]
    for who in players(coalitions):
        name = f"{scheme}/{who}"
        if name not in sheet.values:
            text = f"{who} by {WORDS[scheme]}"
            inputs = {"values": table("coalitions"), "who": who}
            sheet.add(name, text, f"{scheme}(values, who)", inputs, "weight")
    return {who: line(f"{scheme}/{who}") for who in players(coalitions)}


def _input(scheme: SchemeName, weights: dict[str, Any]) -> dict[str, Any]:
    return weights if scheme in GAMES else table(scheme)


def _whole_share(
    sheet: Sheet, scheme: SchemeName, who: str, passing: str | None, tariffs: Tariffs
) -> int:
    operator, unit = tariffs.operator.id, tariffs.currency
    own, all_of_it = f"part/{scheme}/{who}", f"part/{scheme}/{operator}"
    inputs: dict[str, Any] = {"part": line(own) if own in sheet.values else 0}
    formula = "part"
    if passing and who == operator:
        inputs, formula = {"part": line(own), "passed": line(own)}, "part - passed"
    elif passing and who in sheet.tables[passing]:
        sheet.add(
            f"passed/{scheme}/{who}",
            f"{who}'s part of what the operator passes on by {WORDS[passing]}",
            "split(total, weights, who)",
            {"total": line(all_of_it), "weights": table(passing), "who": who},
            unit,
        )
        inputs["passed"], formula = line(f"passed/{scheme}/{who}"), "part + passed"
    text = f"{who}'s share by {WORDS[scheme]}"
    return sheet.add(f"share/{scheme}/{who}", text, formula, inputs, unit).numerator
