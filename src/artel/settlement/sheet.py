"""A sheet of figures, each with its text, its inputs and its formula, that anyone can recompute."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from artel.settlement.formulas import FormulaError, evaluate
from artel.settlement.money import exact, exact_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from fractions import Fraction

LINE, TABLE = "line", "table"


def line(name: str) -> dict[str, str]:
    """Return an input that stands for the value of another line."""
    return {LINE: name}


def table(name: str) -> dict[str, str]:
    """Return an input that stands for a table beside the lines."""
    return {TABLE: name}


@dataclass
class Sheet:
    """Lines in the order of their reckoning, and the tables that several of them use."""

    tables: dict[str, dict[str, Any]] = field(default_factory=dict)
    lines: list[dict[str, Any]] = field(default_factory=list)
    values: dict[str, Fraction] = field(default_factory=dict)

    def add(
        self, name: str, text: str, formula: str, inputs: dict[str, Any], unit: str
    ) -> Fraction:
        """Add a line, computed from its inputs, and return its value."""
        if name in self.values:
            raise ValueError(f"the line '{name}' stands twice")
        value = evaluate(formula, _resolved(inputs, self.values, self.tables))
        self.values[name] = value
        self.lines.append({
            "id": name,
            "text": text,
            "formula": formula,
            "inputs": inputs,
            "value": plain(value),
            "unit": unit,
        })  # fmt: skip
        return value

    def whole(self, name: str) -> int:
        """Return the value of a line that is in minor units."""
        return self.values[name].numerator

    def document(self) -> dict[str, Any]:
        """Return the tables and the lines as plain values."""
        return {"tables": self.tables, "lines": self.lines}


def plain(value: Fraction) -> int | str:
    """Return a whole number as such, any other as text."""
    return value.numerator if value.denominator == 1 else exact_text(value)


def recompute(
    lines: Sequence[Mapping[str, Any]], tables: Mapping[str, Mapping[str, Any]]
) -> tuple[str, ...]:
    """Return a finding for each line that does not follow from its inputs by its formula.

    A line that leans on another takes that other's stated value. Each line has `id`, `value`,
    `formula` and `inputs`.
    """
    values: dict[str, Fraction] = {}
    findings = []
    for number, each in enumerate(lines):
        name = each["id"]
        try:
            stated = exact(each["value"])
            found = evaluate(each["formula"], _resolved(each["inputs"], values, tables))
        except (TypeError, ValueError, ArithmeticError) as error:
            findings.append(f"lines[{number}] {name}: it cannot be recomputed: {error}.")
            continue
        values[name] = stated
        if found != stated:
            said = f"{plain(stated)} is stated, but {each['formula']} gives {plain(found)}"
            findings.append(f"lines[{number}].value {name}: {said}.")
    return tuple(findings)


def _resolved(
    inputs: Mapping[str, Any],
    values: Mapping[str, Fraction],
    tables: Mapping[str, Mapping[str, Any]],
) -> dict[str, Any]:
    return {key: _value(value, values, tables) for key, value in inputs.items()}


def _value(
    value: Any, values: Mapping[str, Fraction], tables: Mapping[str, Mapping[str, Any]]
) -> Any:
    if isinstance(value, list):
        return [_value(each, values, tables) for each in value]
    if not isinstance(value, dict):
        return value
    if set(value) == {LINE}:
        return _known(values, value[LINE], "line")
    if set(value) == {TABLE}:
        return _value(_known(tables, value[TABLE], "table"), values, tables)
    return {key: _value(each, values, tables) for key, each in value.items()}


def _known(known: Mapping[str, Any], name: Any, what: str) -> Any:
    if name not in known:
        raise FormulaError(f"no {what} '{name}' stands before it")
    return known[name]
