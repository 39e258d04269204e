"""`artel journal`: is the record of what happened whole, and the same for every member."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from artel.cli.common import Json

app = typer.Typer(no_args_is_help=True, help="The journal: verify it on your own, offline.")


File = Annotated[
    str, typer.Argument(metavar="FILE", help="A journal, or an extract; - for standard input.")
]
Keys = Annotated[
    list[str] | None,
    typer.Option(
        "--key",
        help="The operator's public key as you were given it: a file; KZ=FILE for a member's.",
    ),
]


@app.command("verify")
def verify(
    file: File,
    member: Annotated[
        str, typer.Option("--member", help="The id of the member that you are: KZ.")
    ] = "",
    key: Keys = None,
    against: Annotated[
        str | None, typer.Option("--against", help="The file of another member, or your last one.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Derive every hash, root and proof anew, and name the first record that is wrong or missing.

    Nothing but the files is read. Exit code 1: something is wrong with a file, or two files tell
    different histories.
    """
    from artel.cli.journal_work import judge, show

    report = judge(file, member, tuple(key or ()), against)
    show(report, as_json=as_json)
    raise typer.Exit(0 if report.holds else 1)


@app.command("countersign")
def countersign(
    file: File,
    member: Annotated[str, typer.Option("--member", help="The id of the member that you are: KZ.")],
    sign_with: Annotated[
        str, typer.Option("--sign-with", help="The file of your own private key, as PEM.")
    ],
    key: Keys = None,
) -> None:
    """Verify a file, and print your signature under its newest head as a line of JSON.

    Exit code 1: something is wrong with the file, and nothing is signed.
    """
    from artel.cli.journal_work import judge, show, vouch

    report = judge(file, member, tuple(key or ()), None)
    if not report.holds:
        show(report, as_json=False)
        raise typer.Exit(1)
    typer.echo(vouch(report.journal, member, sign_with))


@app.command("export")
def export(
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="The file to write.")],
    member: Annotated[
        str, typer.Option("--member", help="Write this member's extract alone: KZ.")
    ] = "",
    as_json: Json = False,
) -> None:
    """Write the journal of the desk in ARTEL_DATA_DIR, whole or as a member's extract."""
    from artel import bootstrap
    from artel.cli import common
    from artel.cli.journal_export import export_text
    from artel.feeds.outputs import write_text

    with bootstrap.open_desk() as desk:
        text, entries = export_text(desk, member)
    write_text(out, text)
    if as_json:
        common.echo_json({"file": str(out), "member": member or None, "entries": entries})
    else:
        typer.echo(f"{out}: {entries} entries.")
