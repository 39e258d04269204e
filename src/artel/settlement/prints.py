"""Invoices and statements as pages: a title, facts, tables and notes, with amounts as people read.

Currencies are printed as ISO codes, for fonts lack some of their signs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from artel.settlement.money import MINOR_DIGITS, decimal_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    Document = Mapping[str, Any]

SECTIONS = (
    ("What your assets earned", ("used",)),
    ("What you collect and owe the pool", ("collected",)),
    (
        "From revenue to what the members share",
        ("revenue", "partner", "partners", "fee", "opex", "reserve", "distributable"),
    ),
    ("Your share, by every scheme", ("part", "passed", "share")),
    ("What is paid", ("position", "payment", "open", "reported")),
)
"""The parts of a statement, and the beginnings of the ids of their lines."""


def amount_text(value: Any, unit: str) -> str:
    """Return a figure with its unit; minor units as a decimal with spaces between thousands."""
    if unit not in MINOR_DIGITS or not isinstance(value, int):
        return f"{value} {unit}".strip()
    whole, _, rest = decimal_text(abs(value), unit).partition(".")
    spaced = f"{int(whole):,}".replace(",", "\u00a0") + (f".{rest}" if rest else "")
    return f"{'-' if value < 0 else ''}{spaced} {unit}"


def invoice_page(invoice: Document) -> dict[str, Any]:
    """Return the page of an invoice."""
    lines = {line["id"]: line for line in invoice["lines"]}
    customer = invoice["customer"]
    goods = [
        [
            lines["price/" + name.removeprefix("net/")]["text"],
            _amount(lines["price/" + name.removeprefix("net/")]),
            _amount(line),
        ]
        for name, line in lines.items()
        if name.startswith("net/")
    ]
    rest = [
        [line["text"], _amount(line)]
        for name, line in lines.items()
        if not name.startswith(("net/", "price/"))
    ]
    return {
        "title": f"Invoice {invoice['number']}",
        "lead": f"{amount_text(invoice['due'], invoice['currency'])} due",
        "facts": [
            ["Customer", f"{customer['name']}, {customer['state']} ({customer['class']})"],
            ["Seller", f"{invoice['operator']}, collected by {invoice['collector']}"],
            ["Period", invoice["period"]],
            ["Dated", invoice["day"]],
        ],
        "tables": [
            _table("What was used", ["", "Price", "Net"], goods),
            _table("Sum", ["", invoice["currency"]], rest),
        ],
        "notes": ["Every figure follows by formula from its inputs in the JSON file beside this."],
    }


def statement_page(statement: Document) -> dict[str, Any]:
    """Return the page of a member's statement."""
    held = [
        f"Held out of this close: {each['id']}, disputed by {each['by']}: {each['reason']}"
        for each in statement["held"]
    ]
    tables = [
        _table(title, ["", "Formula", "Amount"], _rows(statement["lines"], heads))
        for title, heads in SECTIONS
    ]
    position = statement["position"]
    word = "to be received" if position >= 0 else "to be paid"
    return {
        "title": f"Statement of {statement['name']}, {statement['period']}",
        "lead": f"{amount_text(abs(position), statement['currency'])} {word}",
        "facts": [
            ["Pool", statement["pool"]],
            ["Scheme", statement["scheme"]],
            ["Share", amount_text(statement["share"], statement["currency"])],
        ],
        "tables": [table for table in tables if table["rows"]],
        "notes": [*held, "Inputs of every line stand in the JSON file beside this."],
    }


def _rows(lines: Iterable[Document], heads: tuple[str, ...]) -> list[list[str]]:
    return [
        [line["text"], line["formula"], _amount(line)]
        for line in lines
        if line["id"].split("/")[0] in heads
    ]


def _amount(line: Document) -> str:
    return amount_text(line["value"], line["unit"])


def _table(title: str, columns: list[str], rows: list[list[str]]) -> dict[str, Any]:
    return {"title": title, "columns": columns, "rows": rows}
