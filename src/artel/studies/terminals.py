"""The terminals of a pool: its two tables read, and checked against what else the pool says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shapely import contains_xy, prepare

from artel.commons.errors import ArtelError, InputError, TableError
from artel.commons.names import hint, matches
from artel.commons.tables import Table, load
from artel.terminals.approvals import Approval, read_approvals
from artel.terminals.meeting import Rules
from artel.terminals.tables import Terminal, TerminalsTable, read_terminals

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from artel.commons.tables import Path
    from artel.studies.pool import Pool

TERMINALS = "terminals.yaml"
APPROVALS = "approvals.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscribers:
    """What a pool says of terminals: the table, the approvals, and the files they came from."""

    table: TerminalsTable
    file: Table
    approvals: tuple[Approval, ...]
    approvals_file: Table | None

    def terminal(self, name: str) -> Terminal:
        """Return the terminal of that id. Raises InputError with the nearest one."""
        found = [row for row in self.table.terminal if row.id == name]
        if not found:
            near = hint(name, [row.id for row in self.table.terminal])
            raise InputError(
                f"No terminal is called '{name}'.", next_step=near[:1].upper() + near[1:]
            )
        return found[0]


def subscribers_of(pool: Pool) -> Subscribers:
    """Return what a pool says of terminals; without approvals.yaml nothing is approved anywhere.

    Raises InputError where there is no terminals.yaml, and TableError (file, line, field) for
    what is wrong in one of the two tables, or between them and the rest of the pool.
    """
    given = _read(pool)
    findings = _findings(pool, given)
    if findings:
        raise TableError(findings)
    return given


def check_terminals(pool: Pool) -> tuple[str, ...]:
    """Return every finding (file, line, field) in the terminals' tables of a pool that has them."""
    if TERMINALS not in pool.texts and APPROVALS not in pool.texts:
        return ()
    try:
        subscribers_of(pool)
    except TableError as error:
        return error.findings
    except ArtelError as error:
        return (str(error),)
    return ()


def rules_of(pool: Pool, given: Subscribers) -> Rules:
    """Return what decides over a terminal's contacts in this pool."""
    return Rules(table=given.table, approvals=given.approvals, state_of=state_finder(pool))


def state_finder(pool: Pool) -> Callable[[float, float], str | None]:
    """Return the function that tells the state at (longitude, latitude), degrees, or None.

    The outlines are those of the charter. Where two of them overlap the first drawn is taken.
    """
    areas = dict(pool.charter.areas)
    for area in areas.values():
        prepare(area)

    def state_of(lon: float, lat: float) -> str | None:
        return next((name for name, area in areas.items() if contains_xy(area, lon, lat)), None)

    return state_of


def _read(pool: Pool) -> Subscribers:
    if TERMINALS not in pool.texts:
        raise InputError(
            f"The pool has no {TERMINALS}.",
            next_step="Add one: docs/pool.md explains it, and the bundled pool has an example.",
        )
    file = load(pool.texts[TERMINALS], TERMINALS)
    text = pool.texts.get(APPROVALS)
    papers = None if text is None else load(text, APPROVALS)
    return Subscribers(
        table=read_terminals(file),
        file=file,
        approvals=() if papers is None else read_approvals(papers),
        approvals_file=papers,
    )


def _findings(pool: Pool, given: Subscribers) -> tuple[str, ...]:
    return (
        *_unknown_parties(pool, given),
        *_unmatched(pool, given),
        *_unknown_states(pool, given),
        *_unknown_types(given),
    )


def _unknown(table: Table, path: Path, what: str, name: str, known: Collection[str]) -> list[str]:
    if name in known:
        return []
    return [table.finding(path, f"no {what} is called '{name}'; {hint(name, known)}")]


def _unknown_parties(pool: Pool, given: Subscribers) -> list[str]:
    ids = {party.id for party in pool.settings.parties}
    named: list[tuple[Path, str]] = [
        (("grants", i, field), getattr(row, field))
        for i, row in enumerate(given.table.grants)
        for field in ("home", "visited")
    ]
    named += [
        (("terminal", i, field), getattr(row, field))
        for i, row in enumerate(given.table.terminal)
        for field in ("owner", "home")
    ]
    return [
        finding
        for path, name in named
        for finding in _unknown(given.file, path, "party", name, ids)
    ]


def _unmatched(pool: Pool, given: Subscribers) -> list[str]:
    names = [satellite.name for satellite in pool.satellites]
    return [
        given.file.finding(
            ("payloads", i, "satellites", j),
            f"'{pattern}' matches no satellite; {hint(pattern, names)}",
        )
        for i, row in enumerate(given.table.payloads)
        for j, pattern in enumerate(row.satellites)
        if not any(matches((pattern,), name) for name in names)
    ]


def _unknown_states(pool: Pool, given: Subscribers) -> list[str]:
    states = {party.id for party in pool.settings.parties} | set(pool.charter.areas)
    if given.approvals_file is None:
        return []
    return [
        finding
        for i, row in enumerate(given.approvals)
        for finding in _unknown(
            given.approvals_file, ("approvals", i, "state"), "state", row.state, states
        )
    ]


def _unknown_types(given: Subscribers) -> list[str]:
    types = {row.id for row in given.table.types}
    if given.approvals_file is None:
        return []
    return [
        finding
        for i, row in enumerate(given.approvals)
        for finding in _unknown(
            given.approvals_file, ("approvals", i, "type"), "type", row.type, types
        )
    ]
