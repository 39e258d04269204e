"""`artel access`: when each satellite stands above each place."""

from __future__ import annotations

from typing import Annotated

import typer

from artel.cli.common import For, From, Json, Sites, Source, Targets


def access(
    source: Source = None,
    site: Sites = None,
    target: Targets = None,
    min_elevation_deg: Annotated[
        float, typer.Option(help="Count a satellite from this elevation on.")
    ] = 10.0,
    begin: From = None,
    length: For = "24h",
    satellite: Annotated[
        str | None, typer.Option(help="Only satellites of this name; * stands for anything.")
    ] = None,
    refraction: Annotated[
        bool, typer.Option("--refraction", help="Lower the horizon by the bending of light.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Find every pass of every satellite over sites or targets."""
    from artel import bootstrap
    from artel.cli import common
    from artel.commons.errors import InputError
    from artel.commons.instants import to_posix
    from artel.studies.access import access_rows
    from artel.studies.sky import sky_of_elements, sky_of_pool

    if not 0.0 <= min_elevation_deg < 90.0:
        raise InputError(
            f"The elevation {min_elevation_deg:g} is not usable.", next_step="Give 0 to 89 degrees."
        )
    places = common.places_of(site, target)
    chosen = source or str(bootstrap.bundled_pool())
    problems: tuple[str, ...] = ()
    with common.progress_bar() as progress:
        if bootstrap.is_pool(chosen):
            pool = bootstrap.read_pool_at(chosen)
            span = bootstrap.span_of(begin, length, pool.settings.epoch)
            sky, problems = sky_of_pool(pool, span, satellite, progress), pool.problems
        else:
            file = bootstrap.read_elements_at(chosen)
            span = bootstrap.span_of(begin, length, bootstrap.latest_epoch(file.records))
            sky, problems = sky_of_elements(file.records, span, satellite, progress), file.problems
        ends = to_posix(span[0]), to_posix(span[1])
        rows = access_rows(sky.tracks, places, min_elevation_deg, ends, refraction=refraction)
    common.warn([*problems, *(note for note in sky.notes if note not in problems)])
    if as_json:
        common.echo_json(rows)
    else:
        common.table_of_windows(rows, f"{len(rows)} passes above {min_elevation_deg:g} deg", span)
    raise typer.Exit(1 if problems else 0)
