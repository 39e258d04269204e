"""`artel pool`: make a pool folder, and check one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from artel.cli.common import Json, PoolFolder

app = typer.Typer(no_args_is_help=True, help="Pool folders: make one, check one.")


@app.command("new")
def new(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder to make.")],
    as_json: Json = False,
) -> None:
    """Copy the bundled pool into a new folder, to be changed at will."""
    from artel import bootstrap
    from artel.cli import common
    from artel.commons.errors import InputError
    from artel.feeds.files import read_folder
    from artel.feeds.outputs import write_folder

    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError(f"{folder} is not empty.", next_step="Name a folder that is not there.")
    files = read_folder(bootstrap.bundled_pool())
    write_folder(folder, files)
    if as_json:
        common.echo_json({"folder": str(folder), "files": sorted(files)})
    else:
        typer.echo(f"{folder} holds the pool {bootstrap.DEFAULT_POOL}: {', '.join(sorted(files))}.")


@app.command("check")
def check(folder: PoolFolder = None, as_json: Json = False) -> None:
    """Check every table of a pool folder, each by itself and against the others."""
    from artel import bootstrap
    from artel.cli import common
    from artel.commons.errors import TableError
    from artel.studies.rooms import findings_of

    pool = bootstrap.read_pool_at(folder or bootstrap.bundled_pool())
    findings = findings_of(pool)
    if findings:
        raise TableError(findings)
    counts = {
        "members": len(pool.settings.members),
        "satellites": len(pool.satellites),
        "imaging": len(pool.imagers),
        "stations": len(pool.stations),
        "articles": len(pool.charter.articles),
        "element sets": len(pool.elements),
        "ephemerides": len(pool.ephemerides),
        "orders": len(pool.orders),
    }
    common.warn([*pool.problems, *pool.notes])
    if as_json:
        said = {"problems": list(pool.problems), "notes": list(pool.notes)}
        common.echo_json({"pool": pool.settings.name, **counts, **said})
    else:
        told = ", ".join(f"{number} {name}" for name, number in counts.items())
        typer.echo(f"{pool.settings.name}: {told}.")
    raise typer.Exit(1 if pool.problems else 0)
