"""`artel next`: what one satellite more of each member would add to the pool."""

from __future__ import annotations

import typer

from artel.cli.common import For, From, Json, PoolFolder


def next_satellite(
    folder: PoolFolder = None, begin: From = None, length: For = "24h", as_json: Json = False
) -> None:
    """Plan a day again with one satellite more of each member, and show what it adds."""
    from dataclasses import asdict

    from artel import bootstrap
    from artel.cli import common
    from artel.studies.day import solve_day
    from artel.studies.next_satellite import next_satellites, page_of

    pool = bootstrap.read_pool_at(folder or bootstrap.bundled_pool())
    span = bootstrap.span_of(begin, length, pool.settings.epoch)
    with common.progress_bar() as progress:
        day = solve_day(pool, span, progress)
        added = next_satellites(day, progress)
    common.warn([*pool.problems, *day.tracks.notes])
    if as_json:
        common.echo_json({"added": [asdict(each) for each in added]})
        return
    page = page_of(added)
    if page is None:
        typer.echo("No member has a satellite that makes images.")
        return
    typer.echo(page.lead)
    for sheet in page.sheets:
        common.table(sheet.title, sheet.columns, sheet.rows)
