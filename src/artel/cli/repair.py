"""`artel repair`: a plan mended when something happened, with as little change as can be."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from artel.cli.common import Json
from artel.cli.judge import PlanFile


def repair(
    plan: PlanFile,
    lose: Annotated[
        str | None, typer.Option("--lose", help="This satellite or station is lost.")
    ] = None,
    emergency: Annotated[
        str | None,
        typer.Option("--emergency", help="Orders (GeoJSON; -) of a declared emergency."),
    ] = None,
    cancel: Annotated[str | None, typer.Option("--cancel", help="This order is cancelled.")] = None,
    recall: Annotated[
        str | None, typer.Option("--recall", help="The owner has this asset back.")
    ] = None,
    elements: Annotated[
        str | None,
        typer.Option("--elements", help="These element sets (a file; -) hold from now on."),
    ] = None,
    begin: Annotated[str | None, typer.Option("--from", help="A recall begins here.")] = None,
    until: Annotated[str | None, typer.Option("--until", help="A recall ends here.")] = None,
    at: Annotated[
        str | None,
        typer.Option("--at", help="It is now so late (or now). Default: the plan's start."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Write the plan and its exports into this folder.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Mend a plan after a loss, an emergency, a cancellation, a recall, new elements: what moved.

    What was imaged stays, and so does what was commanded, unless what happened frees it. The
    mended plan holds its own inputs, and artel validate judges it.
    """
    from artel.cli.repair_work import Asked, mend, tell

    asked = Asked(lose, emergency, cancel, recall, elements, (begin, until), at)
    tell(mend(plan, asked), out, as_json=as_json)
