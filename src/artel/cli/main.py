"""The program `artel`: its commands, and how errors end it."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from artel.cli import (
    access,
    account,
    brief,
    coalitions,
    demo,
    desk_backup,
    fleet,
    journal,
    judge,
    next_satellite,
    people,
    plan,
    pool,
    quote,
    repair,
    revisit,
    rework,
    serve,
    settle,
    terminal,
    upkeep,
    worker,
    workshare,
)
from artel.commons import log
from artel.commons.errors import ArtelError

app = typer.Typer(
    name="artel",
    help="One desk for satellites that several owners hold together.",
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("demo")(demo.demo)
app.add_typer(pool.app, name="pool")
app.add_typer(fleet.app, name="fleet")
app.command("access")(access.access)
app.command("revisit")(revisit.revisit)
app.command("plan")(plan.plan)
app.command("validate")(judge.validate)
app.command("explain")(judge.explain)
app.command("repair")(repair.repair)
app.command("rework")(rework.rework)
app.command("quote")(quote.quote)
app.add_typer(terminal.app, name="terminal")
app.add_typer(upkeep.app, name="upkeep")
app.add_typer(workshare.app, name="workshare")
app.add_typer(people.app, name="people")
app.add_typer(settle.app, name="settle")
app.add_typer(journal.app, name="journal")
app.command("coalitions")(coalitions.coalitions)
app.command("next")(next_satellite.next_satellite)
app.command("brief")(brief.brief)
app.add_typer(account.app, name="account")
app.command("backup")(desk_backup.backup)
app.command("restore")(desk_backup.restore)
app.command("serve")(serve.serve)
app.command("worker")(worker.worker)


def _version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        typer.echo(f"artel {version('artel')}")
        raise typer.Exit


@app.callback()
def _begin(
    verbose: Annotated[
        bool, typer.Option("--verbose", help="Tell more on standard error.")
    ] = False,
    log_json: Annotated[bool, typer.Option("--log-json", help="Log as JSON lines.")] = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    from artel.bootstrap import keep_compiled_code

    log.set_up(verbose=verbose, json_lines=log_json)
    keep_compiled_code()
    del version


def run() -> None:
    """Run the program; a person's mistake ends it with one sentence and exit code 2."""
    try:
        app()
    except ArtelError as error:
        sys.stderr.write("\n".join(f"artel: {line}" for line in str(error).splitlines()) + "\n")
        sys.exit(2)
    except BrokenPipeError:
        # The reader of our output has gone; a second complaint at exit would help nobody.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
