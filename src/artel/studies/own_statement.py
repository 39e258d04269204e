"""A member's own check of its statement, from that one file."""

from typing import Annotated, Any

from pydantic import Field

from artel.commons.formats import check_stamp
from artel.commons.tables import Row, check, load
from artel.settlement.money import Minor
from artel.settlement.sheet import recompute
from artel.settlement.statements import FORMAT, VERSION


class LineRow(Row):
    """One figure: what it is, and how it follows from what."""

    id: str
    text: str
    formula: str
    inputs: dict[str, Any]
    value: Minor | str
    unit: str


class HeldRow(Row):
    """A record that was held out, and why."""

    id: str
    by: str
    reason: str


class StatementFile(Row):
    """The file statements/KZ.json."""

    format: str
    pool: str
    period: str
    member: str
    name: str
    operator: str
    currency: str
    scheme: str
    share: Minor
    position: Minor
    held: tuple[HeldRow, ...]
    tables: dict[str, dict[str, Any]]
    lines: Annotated[tuple[LineRow, ...], Field(min_length=1)]


def read_statement(text: str, file: str) -> dict[str, Any]:
    """Return a statement as plain values.

    Raises FormatError where it is no statement of a known version, TableError (file, line, field)
    where a part of it is missing or of the wrong kind.
    """
    table = load(text, file)
    stamp = table.value.get("format") if isinstance(table.value, dict) else None
    check_stamp(stamp, FORMAT, VERSION, file)
    return check(table, StatementFile).model_dump(mode="json")


def check_statement(statement: dict[str, Any]) -> list[str]:
    """Return a finding for each figure of a statement that its own inputs do not give."""
    lines = statement["lines"]
    findings = list(recompute(lines, statement["tables"]))
    stated = {line["id"]: line["value"] for line in lines}
    for name in ("share", "position"):
        if statement[name] != stated.get(name):
            said = f"{name} is {statement[name]}, but its line says {stated.get(name)}."
            findings.append(said)
    if stated.get("open") != 0:
        findings.append(f"open: {stated.get('open')} is left after the payments, not nothing.")
    return findings
