"""`artel account`: people and machines of a desk, kept from its data folder."""

from __future__ import annotations

from typing import Annotated

import typer

from artel.cli.common import Json

app = typer.Typer(no_args_is_help=True, help="Accounts of a desk: people, machines, their keys.")

Id = Annotated[str, typer.Argument(metavar="ACCOUNT", help="Its id, as `list` shows it.")]


@app.command("add")
def add(
    name: Annotated[str, typer.Argument(help="Who it is.")],
    role: Annotated[str, typer.Option(help="planner, finance, owner, customer, admin, ...")],
    party: Annotated[str, typer.Option(help="Whom it speaks for; none for the operator.")] = "",
    home: Annotated[str, typer.Option(help="The member that brings a customer's orders.")] = "",
    login: Annotated[
        str | None, typer.Option(help="What a person signs in by; a machine has none.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Make an account. A person needs a link after that, a machine a key."""
    from artel.cli import account_work

    account_work.add({"name": name, "party": party, "home": home}, role, login, as_json=as_json)


@app.command("list")
def listed(as_json: Json = False) -> None:
    """List all accounts, closed ones too."""
    from artel.cli import account_work

    account_work.listed(as_json=as_json)


@app.command("key")
def key(
    account: Id,
    name: Annotated[str, typer.Option(help="What the key is for.")] = "a machine",
    days: Annotated[
        int | None, typer.Option(min=1, max=3650, help="It ends after so many days.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Make a key for an account. It is told this once."""
    from artel.cli import account_work

    account_work.key(account, name, days, as_json=as_json)


@app.command("link")
def link(
    account: Id,
    reset: Annotated[
        bool, typer.Option("--reset", help="For a forgotten password: it ends after an hour.")
    ] = False,
    address: Annotated[
        str, typer.Option(help="Where the desk is reached.")
    ] = "http://127.0.0.1:8000",
    as_json: Json = False,
) -> None:
    """Make a link by which a person signs in once and sets a password."""
    from artel.cli import account_work

    account_work.link(account, address, reset=reset, as_json=as_json)


@app.command("close")
def close(account: Id, as_json: Json = False) -> None:
    """Close an account: its sessions, keys and links end at once."""
    from artel.cli import account_work

    account_work.close(account, as_json=as_json)
