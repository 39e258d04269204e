"""`artel rework`: a plan changed by hand, and the looks that there are to choose from."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from artel.cli.common import Json
from artel.cli.judge import PlanFile

Orders = list[str] | None


def rework(
    plan: PlanFile,
    looks: Annotated[
        str | None, typer.Option("--looks", help="Change nothing; list the looks at this order.")
    ] = None,
    take: Annotated[
        Orders, typer.Option("--take", help="ORDER=SATELLITE@INSTANT: this look is taken.")
    ] = None,
    leave: Annotated[
        Orders, typer.Option("--leave", help="This order is left out from now on.")
    ] = None,
    lock: Annotated[
        Orders, typer.Option("--lock", help="The images of this order stay as they are.")
    ] = None,
    free: Annotated[
        Orders, typer.Option("--free", help="This order is neither locked nor left out any more.")
    ] = None,
    back_to: Annotated[
        str | None, typer.Option("--back-to", help="Be led back to this earlier plan.")
    ] = None,
    anew: Annotated[
        bool, typer.Option("--anew", help="Plan all else anew; or say how hard by --steps.")
    ] = False,
    steps: Annotated[
        int | None, typer.Option("--steps", min=0, help="Plan all else anew by so many steps.")
    ] = None,
    progress: Annotated[
        bool, typer.Option("--progress", help="Tell of every better plan and bound.")
    ] = False,
    at: Annotated[
        str | None,
        typer.Option("--at", help="It is now so late (or now). Default: the plan's start."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Write the plan and its exports into this folder.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Change a plan by hand: choose looks, lock orders, leave some out, plan the rest anew.

    What was imaged or commanded stays, and what is held. What a chosen look displaces goes
    elsewhere where it can. What is locked or left out stays so in every later repair.
    """
    from artel.cli.repair_work import tell
    from artel.cli.rework_work import Asked, change, list_looks

    if looks is not None:
        list_looks(plan, looks, at, as_json=as_json)
        return
    asked = Asked(
        take=tuple(take or ()),
        leave=tuple(leave or ()),
        lock=tuple(lock or ()),
        free=tuple(free or ()),
        back_to=back_to,
        at=at,
        steps=steps,
        anew=anew,
        watch=progress,
    )
    tell(change(plan, asked), out, as_json=as_json)
