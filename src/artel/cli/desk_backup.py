"""`artel backup` and `artel restore`: the desk's database and files, kept and brought back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from artel.cli.common import Json


def backup(
    out: Annotated[Path, typer.Option("--out", metavar="FILE.tar", help="The new archive.")],
    data_dir: Annotated[
        Path | None,
        typer.Option("--data-dir", help="The desk's folder. Default: ARTEL_DATA_DIR."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Keep the desk's database and files, as they stand at one moment, in one archive.

    The desk may go on working meanwhile. Keys and secrets are not in it.
    """
    from artel import bootstrap
    from artel.cli import common

    manifest = bootstrap.back_up(out, data_dir)
    common.warn(
        [f"The database names a file that is not there: {name}" for name in manifest.missing]
    )
    _show(as_json, manifest, f"{out} holds", {"file": str(out)})


def restore(
    archive: Annotated[Path, typer.Argument(metavar="FILE", help="What artel backup wrote.")],
    data_dir: Annotated[
        Path, typer.Option("--data-dir", help="The new folder: not there yet, or empty.")
    ],
    as_json: Json = False,
) -> None:
    """Bring a backup back into a new data folder, and verify its files and its journal.

    Nothing is left behind where the archive is damaged, newer, or not of artel.
    """
    from artel import bootstrap

    restored = bootstrap.restore(archive, data_dir)
    more = {"folder": str(data_dir), "steps_forward": restored.steps, "verified": True}
    _show(as_json, restored.manifest, f"{data_dir} holds again", more)
    if not as_json:
        typer.echo("Every digest and the journal's chain were verified.")


def _show(as_json: bool, manifest: Any, said: str, more: dict[str, Any]) -> None:
    from artel.cli import common
    from artel.store.manifest import DUMP

    held = [part for name, part in manifest.parts.items() if name != DUMP]
    if as_json:
        common.echo_json(
            {
                **more,
                "made": manifest.made,
                "database_version": manifest.database_version,
                "journal": manifest.journal.model_dump(),
                "files": len(held),
                "bytes": sum(part.size for part in manifest.parts.values()),
                "missing": manifest.missing,
                "left_out": manifest.left_out,
            }
        )
        return
    typer.echo(
        f"{said} the database at version {manifest.database_version}, a journal of "
        f"{manifest.journal.size} entries and {len(held)} files, as of {manifest.made}."
    )
    typer.echo(f"Not in it: {', '.join(manifest.left_out)}.")
