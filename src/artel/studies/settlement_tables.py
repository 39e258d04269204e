"""The settlement's tables of a pool, tariffs.yaml and usage.jsonl, checked against the others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from artel.commons.errors import ArtelError, InputError, TableError
from artel.commons.names import hint
from artel.commons.tables import load
from artel.settlement.checks import read_tariffs
from artel.settlement.tariffs import FILE as TARIFFS
from artel.settlement.usage import FILE as USAGE
from artel.settlement.usage import read_usage, strangers

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from artel.commons.tables import Path, Table
    from artel.settlement.tariffs import Tariffs
    from artel.settlement.usage import Usage
    from artel.studies.pool import Pool


@dataclass(frozen=True, slots=True)
class SettlementTables:
    """What tariffs.yaml and usage.jsonl say."""

    tariffs: Tariffs
    usages: tuple[Usage, ...]


def settlement_tables(pool: Pool) -> SettlementTables:
    """Return the pool's tariffs and usage records.

    Raises InputError where a file is missing, TableError with every finding (file, line, field)
    where one is wrong or names a party or an asset that the pool does not have.
    """
    missing = [name for name in (TARIFFS, USAGE) if name not in pool.texts]
    if missing:
        raise InputError(
            f"The pool has no {', no '.join(missing)}, so that nothing can be settled.",
            next_step="Copy the file from the bundled pool (artel pool new DIR) and change it.",
        )
    table = load(pool.texts[TARIFFS], TARIFFS)
    tariffs = read_tariffs(table)
    findings = list(_parties(table, tariffs, pool))
    if findings:
        raise TableError(tuple(findings))
    usages = read_usage(pool.texts[USAGE], tariffs.key_of, tariffs.operator.id)
    findings = _assets(usages, pool)
    if findings:
        raise TableError(tuple(findings))
    return SettlementTables(tariffs, usages)


def check_settlement(pool: Pool) -> tuple[str, ...]:
    """Return what is wrong with the pool's settlement tables; nothing where it has none."""
    if TARIFFS not in pool.texts and USAGE not in pool.texts:
        return ()
    try:
        settlement_tables(pool)
    except ArtelError as error:
        return tuple(str(error).splitlines())
    return ()


def _parties(table: Table, tariffs: Tariffs, pool: Pool) -> Iterator[str]:
    ids = {party.id for party in pool.settings.parties}
    members = {member.id for member in pool.settings.members}
    if tariffs.currency != pool.settings.currency:
        said = f"the pool's currency is {pool.settings.currency}, not {tariffs.currency}."
        yield table.finding(("currency",), said)
    operator = tariffs.operator.id
    if operator in ids:
        yield table.finding(("operator", "id"), f"'{operator}' is a party of the pool already.")
    for index, key in enumerate(tariffs.keys):
        yield from _unknown(table, ("keys", index, "party"), key.party, ids | {operator})
    rows: list[tuple[Path, dict[str, Any]]] = [
        (("fixed", index, "shares"), row.shares) for index, row in enumerate(tariffs.fixed)
    ]
    rows += [
        (("investment", index, "amounts_minor"), row.amounts_minor)
        for index, row in enumerate(tariffs.investment)
    ]
    for path, row in rows:
        for name in row:
            yield from _unknown(table, (*path, name), name, members)


def _unknown(table: Table, path: Path, name: str, known: Collection[str]) -> Iterator[str]:
    if name not in known:
        yield table.finding(path, f"no party is called '{name}'; {hint(name, known)}")


def _assets(usages: tuple[Usage, ...], pool: Pool) -> list[str]:
    owners = {satellite.name: satellite.owner for satellite in pool.satellites}
    owners |= {station.name: station.owner for station in pool.stations}
    ids = {party.id for party in pool.settings.parties}
    findings = [
        *strangers(usages, "owner", ids),
        *strangers(usages, "brought_by", ids),
        *strangers(usages, "asset", owners),
    ]
    return findings + [
        usage.finding(
            ("asset",), f"'{usage.record.asset}' is {owner}'s, not {usage.record.owner}'s."
        )
        for usage in usages
        if (owner := owners.get(usage.record.asset, usage.record.owner)) != usage.record.owner
    ]
