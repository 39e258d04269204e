"""Accounts kept from the desk's data folder, in the desk's own name."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import typer

from artel import bootstrap
from artel.cli import common
from artel.commons.actors import Role
from artel.commons.errors import InputError
from artel.commons.instants import instant_text
from artel.desk import accounts, invitations

if TYPE_CHECKING:
    from collections.abc import Mapping

GIVEN = tuple(each for each in Role if each is not Role.SYSTEM)
LOT = 500
SHOWN = ("id", "name", "login", "role", "party", "home", "active")


def add(who: Mapping[str, str], role: str, login: str | None, *, as_json: bool) -> None:
    """Make an account and print its id."""
    if role not in GIVEN:
        raise InputError(f"There is no role '{role}'.", next_step=f"Roles: {', '.join(GIVEN)}.")
    with bootstrap.open_desk() as desk, desk.unit() as unit:
        row = accounts.make_account(
            unit, who["name"], Role(role), party=who["party"], home=who["home"]
        )
        if login is not None:
            row = accounts.let_sign_in(unit, row["id"], login)
    next_step = "key" if login is None else "link"
    _told(
        {name: row[name] for name in SHOWN},
        f"{row['id']}: {row['name']}, {role}. Next: artel account {next_step} {row['id']}",
        as_json=as_json,
    )


def listed(*, as_json: bool) -> None:
    """Print all accounts."""
    rows: list[dict[str, Any]] = []
    with bootstrap.open_desk() as desk, desk.unit() as unit:
        while lot := accounts.accounts_page(unit, rows[-1]["id"] if rows else None, LOT):
            rows += lot
    shown = [{name: row[name] for name in SHOWN} for row in rows]
    if as_json:
        common.echo_json(shown)
        return
    sheet = [["" if row[name] is None else str(row[name]) for name in SHOWN[:-1]] for row in shown]
    for line, row in zip(sheet, shown, strict=True):
        line.append("open" if row["active"] else "closed")
    common.table(f"{len(rows)} accounts", (*SHOWN[:-1], "state"), sheet)


def key(account: str, name: str, days: int | None, *, as_json: bool) -> None:
    """Make a key and print it."""
    with bootstrap.open_desk() as desk, desk.unit() as unit:
        ends = None if days is None else unit.now + timedelta(days=days)
        secret, made = accounts.issue_key(unit, account, name, ends)
    until = "" if ends is None else instant_text(ends)
    _told(
        {"id": made, "account": account, "key": secret, "ends": until or None},
        f"{made}, told this once{until and f', until {until}'}: {secret}",
        as_json=as_json,
    )


def link(account: str, address: str, *, reset: bool, as_json: bool) -> None:
    """Make a one-time link and print it."""
    with bootstrap.open_desk() as desk, desk.unit() as unit:
        token, ends = invitations.make_link(unit, account, "reset" if reset else "invitation")
    whole, until = f"{address.rstrip('/')}/welcome#token={token}", instant_text(ends)
    _told({"link": whole, "ends": until}, f"Once, until {until}: {whole}", as_json=as_json)


def close(account: str, *, as_json: bool) -> None:
    """Close an account."""
    with bootstrap.open_desk() as desk, desk.unit() as unit:
        accounts.close_account(unit, account)
    _told({"closed": account}, f"{account} is closed.", as_json=as_json)


def _told(value: Mapping[str, Any], sentence: str, *, as_json: bool) -> None:
    if as_json:
        common.echo_json(value)
    else:
        typer.echo(sentence)
