"""The brief's page of what pooling is worth: coalitions, fair shares, what leaving costs."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from artel.settlement.formulas import TOGETHER
from artel.settlement.money import MINOR_DIGITS
from artel.studies.page import Bars, Page, Sheet
from artel.studies.words import Currency, Money, Words, in_a_row, names

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from artel.studies.page import Cell

    Row = dict[str, Any]

TITLE = Words("What pooling is worth, and to whom")
MEMBERS = names(
    "", "alone", "adds to all, at least", "at most", "Shapley share", "at least", "at most",
    "nucleolus", "gains by Shapley",
)  # fmt: skip
LEAVING = names(
    "", "it has alone", "the others without it", "all together lose", "it loses by Shapley"
)


def page_of(document: Mapping[str, Any]) -> Page:
    """Return the page of a table of coalitions (artel-coalitions/1), in money a day."""
    return Page(
        title=TITLE,
        lead=in_a_row(_lead(document)),
        sheets=(_members(document), _leaving(document), _every(document)),
        bars=(_bars(document),),
    )


def gains_of(document: Mapping[str, Any]) -> dict[str, Row]:
    """Return for each player what it has alone, by Shapley's share, and what leaving costs.

    Amounts are minor units of the table's currency, for one day. `adds` is what the others lack
    without it: at least and at most, as far as the values are known.
    """
    known = {TOGETHER.join(row["coalition"]): row for row in document["values"]}
    players, whole = document["players"], document["values"][-1]
    out = {}
    for player in players:
        rest = known.get(TOGETHER.join(each for each in players if each != player), {})
        alone, share = known[player], Fraction(document["shapley"][player])
        between = document["shapley_between"][player]
        without, at_most = rest.get("lower", 0), rest.get("upper", 0)
        out[player] = {
            "alone": alone["lower"],
            "share": round(share),
            "share_between": [round(Fraction(each)) for each in between],
            "nucleolus": round(Fraction(document["nucleolus"][player])),
            "gain": round(share - alone["lower"]),
            "without": without,
            "loss_of_all": whole["lower"] - without - alone["lower"],
            "adds": [max(whole["lower"] - at_most, 0), max(whole["upper"] - without, 0)],
        }
    return out


def _lead(document: Mapping[str, Any]) -> Iterator[Words]:
    gains, whole = gains_of(document), document["values"][-1]
    alone = sum(each["alone"] for each in gains.values())
    yield Words(
        "In a day the members and the operator can earn {together} together, and no plan more "
        "than {bound}; each by itself, {alone}.",
        together=_money(document, whole["lower"]), bound=_money(document, whole["upper"]),
        alone=_money(document, alone),
    )  # fmt: skip
    idle = [name for name, each in gains.items() if each["gain"] <= 0]
    if idle:
        one = "{names} gains nothing by Shapley's share."
        many = "{names} gain nothing by Shapley's share."
        yield Words(one if len(idle) == 1 else many, names=_names(idle))
    else:
        yield Words("Nobody gains nothing by Shapley's share.")
    worst = document["shapley_worst"]
    if document["in_core"]:
        yield Words("No coalition would have more by leaving.")
    else:
        group = TOGETHER.join(worst["coalition"])
        excess = round(Fraction(worst["excess"]))
        yield Words(
            "{coalition} would have {excess} more by leaving together.",
            coalition=group, excess=_money(document, excess),
        )  # fmt: skip


def _names(names: list[str]) -> str:
    *others, last = names
    return Words("{others} and {last}", others=", ".join(others), last=last) if others else last


def _money(document: Mapping[str, Any], amount: int) -> Money:
    return Money(amount, document["currency"])


def _major(document: Mapping[str, Any], amount: int) -> float:
    return float(Fraction(amount, 10 ** MINOR_DIGITS[document["currency"]]))


def _members(document: Mapping[str, Any]) -> Sheet:
    rows: list[tuple[Cell, ...]] = []
    for name, each in gains_of(document).items():
        amounts = (
            each["alone"], *each["adds"], each["share"], *each["share_between"],
            each["nucleolus"], each["gain"],
        )  # fmt: skip
        rows.append((name, *(_major(document, amount) for amount in amounts)))
    title = Words("Fair shares of a day, {currency}", currency=Currency(document["currency"]))
    return Sheet(title, MEMBERS, tuple(rows))


def _leaving(document: Mapping[str, Any]) -> Sheet:
    rows: list[tuple[Cell, ...]] = []
    for name, each in gains_of(document).items():
        amounts = (each["alone"], each["without"], each["loss_of_all"], each["gain"])
        rows.append((name, *(_major(document, amount) for amount in amounts)))
    title = Words("If it left, {currency} a day", currency=Currency(document["currency"]))
    return Sheet(title, LEAVING, tuple(rows))


def _every(document: Mapping[str, Any]) -> Sheet:
    rows = tuple(
        (
            TOGETHER.join(row["coalition"]),
            row["orders"],
            _major(document, row["lower"]),
            _major(document, row["upper"]),
        )
        for row in sorted(document["values"], key=lambda each: (len(each["coalition"]),
                                                                each["coalition"]))
    )  # fmt: skip
    columns = names("coalition", "orders", "earns at least", "at most")
    title = Words("Every coalition, {currency} a day", currency=Currency(document["currency"]))
    return Sheet(title, columns, rows)


def _bars(document: Mapping[str, Any]) -> Bars:
    rows = tuple(
        (name, (_major(document, each["alone"]), _major(document, each["share"])))
        for name, each in gains_of(document).items()
    )
    title = Words("A day alone, and by Shapley's share")
    return Bars(title, Currency(document["currency"]), names("alone", "share"), rows)
