"""`artel plan`: the day's plan of a pool, with a reason for each order that is left."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from artel.cli.common import For, From, Json, PoolFolder


def plan(
    folder: PoolFolder = None,
    orders: Annotated[
        str | None, typer.Option("--orders", help="Plan these orders (GeoJSON; -) instead.")
    ] = None,
    begin: From = None,
    length: For = "24h",
    steps: Annotated[
        int | None,
        typer.Option(min=0, help="Search by so many steps: the same steps give the same plan."),
    ] = None,
    budget: Annotated[
        str | None, typer.Option(help="Search by the clock instead, such as 60s; Ctrl-C ends it.")
    ] = None,
    start: Annotated[
        str | None, typer.Option(help="Begin from this plan (its folder, a file, or -).")
    ] = None,
    held: Annotated[
        list[str] | None, typer.Option("--held", help="Plan around this hold. Repeat it.")
    ] = None,
    cloud: Annotated[
        str | None,
        typer.Option("--cloud", help="Count looks by clear sky: a forecast, or cloud table; -."),
    ] = None,
    watch: Annotated[
        bool, typer.Option("--progress", help="Tell on standard error of each better plan.")
    ] = False,
    out: Annotated[
        Path | None, typer.Option("--out", help="Write the plan and its exports into this folder.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Plan a day of the pool under every owner's rules.

    A bound always stands beside the plan: no plan can be worth more. The folder gets plan.json
    (self-contained: artel validate takes it alone) and the same plan as CSV, GeoJSON, KML, CZML,
    iCal and OEM. With --json the plan is printed.
    """
    import sys

    from artel import bootstrap
    from artel.cli import common
    from artel.cli.plan_effort import asked
    from artel.cli.plan_work import read_holds, under
    from artel.commons.ids import pretty_json
    from artel.commons.instants import to_posix
    from artel.studies.day import plan_of, solve_day
    from artel.studies.held import ended, keeping

    holds = read_holds(held)
    pool = under(cloud, bootstrap.read_pool_at(folder or bootstrap.bundled_pool(), orders))
    span = bootstrap.span_of(begin, length, pool.settings.epoch)
    with (
        asked(steps, budget, start, watch=watch) as work,
        common.progress_bar() as progress,
        bootstrap.naming(orders),
    ):
        day = solve_day(pool, span, progress, work, keeping(holds))
        document = plan_of(day)
    late = ended(holds, to_posix(span[0]))
    common.warn([*pool.problems, *pool.notes, *day.tracks.notes, *late])
    if out is not None:
        from artel.cli.plan_work import write_plan

        names = write_plan(day, document, out)
        typer.echo(f"{out}: {', '.join(names)}", err=as_json)
    if as_json:
        sys.stdout.write(pretty_json(document))
    else:
        common.show_plan(document)
    raise typer.Exit(1 if pool.problems else 0)
