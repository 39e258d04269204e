"""`artel settle`: close a period, judge a close anew, and check a member's own statement."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from artel.cli.common import Json, PoolFolder

app = typer.Typer(no_args_is_help=True, help="Money: close a period, verify it, one's statement.")

CloseFolder = Annotated[
    str, typer.Argument(metavar="DIR", help="A folder that artel settle close has written.")
]
MOST = 20
"""So many findings are told; the rest are counted."""


@app.command("close")
def close(
    period: Annotated[str, typer.Option("--period", help="The month to close: 2026-09.")],
    out: Annotated[Path, typer.Option("--out", help="The folder for the books.")],
    folder: PoolFolder = None,
    as_json: Json = False,
) -> None:
    """Close a month: price what was used, invoice it, share what is left, say who pays whom.

    The folder gets close.json with all inputs, ledger.json, coalitions.json, and an invoice for
    each customer and a statement for each member, as JSON and as PDF. The same pool gives the
    same bytes.
    """
    from artel import bootstrap
    from artel.cli import common
    from artel.cli.settle_work import refuse_full, show_close, write_close
    from artel.settlement.periods import period_of
    from artel.studies.close import close_period

    month = period_of(period)
    refuse_full(out)
    pool = bootstrap.read_pool_at(folder or bootstrap.bundled_pool())
    with common.progress_bar() as progress:
        closed = close_period(pool, month, progress)
    notes = write_close(closed, out)
    common.warn([*pool.problems, *closed.notes, *notes])
    show_close(closed, out, as_json=as_json)


@app.command("verify")
def verify(
    folder: CloseFolder,
    frozen: Annotated[
        bool,
        typer.Option("--frozen", help="Take the coalitions' values as they stand; plan nothing."),
    ] = False,
    as_json: Json = False,
) -> None:
    """Derive every figure of a closed period anew from its own inputs. Exit code 1: refused."""
    from artel.cli import common
    from artel.cli.settle_work import printer_here
    from artel.feeds.closes import read_close
    from artel.studies.verify_close import verify_close

    files = read_close(folder)
    with common.progress_bar() as progress:
        report = verify_close(files, printer_here(), progress, replan=not frozen)
    if as_json:
        common.echo_json(
            {"holds": report.holds, "findings": list(report.findings), "checked": report.checked,
             "notes": list(report.notes)}
        )  # fmt: skip
        raise typer.Exit(0 if report.holds else 1)
    common.warn(report.notes)
    for finding in report.findings[:MOST]:
        typer.echo(finding)
    if len(report.findings) > MOST:
        typer.echo(f"... and {len(report.findings) - MOST} more.")
    told = ", ".join(f"{number:,} {name}" for name, number in report.checked.items())
    word = "The close holds" if report.holds else f"Refused: {len(report.findings)} findings"
    typer.echo(f"{word}. Checked: {told}.")
    raise typer.Exit(0 if report.holds else 1)


@app.command("statement")
def statement(
    folder: CloseFolder,
    member: Annotated[str, typer.Argument(metavar="MEMBER", help="The id of a member: KZ.")],
    as_json: Json = False,
) -> None:
    """Print a member's statement, each line recomputed from its own inputs. Exit code 1: wrong.

    Nothing but the statement's own file is read.
    """
    from artel.cli import common
    from artel.cli.settle_work import show_statement, statement_text
    from artel.studies.own_statement import check_statement, read_statement

    document = read_statement(*statement_text(folder, member))
    findings = check_statement(document)
    if as_json:
        common.echo_json({"holds": not findings, "findings": findings, "statement": document})
    else:
        show_statement(document, findings)
    raise typer.Exit(1 if findings else 0)
