"""`artel access`: when each satellite has each place, area or course, under any conditions."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from artel.cli.common import For, From, Json, Sites, Source, Targets


def access(
    source: Source = None,
    site: Sites = None,
    target: Targets = None,
    min_elevation_deg: Annotated[
        float | None,
        typer.Option(help="From this elevation on. Default: 10; 0 under another angle."),
    ] = None,
    max_off_nadir_deg: Annotated[
        float | None, typer.Option(help="At most this far from the satellite's nadir.")
    ] = None,
    min_incidence_deg: Annotated[
        float | None, typer.Option(help="At least this far from the place's vertical.")
    ] = None,
    max_incidence_deg: Annotated[
        float | None, typer.Option(help="At most this far from the place's vertical.")
    ] = None,
    side: Annotated[
        Literal["left", "right"] | None, typer.Option(help="On this side of the flight.")
    ] = None,
    max_range_km: Annotated[float | None, typer.Option(help="At most this far away.")] = None,
    mask: Annotated[
        Path | None, typer.Option(help="A horizon: lines of azimuth and elevation, degrees.")
    ] = None,
    min_sun_deg: Annotated[
        float | None, typer.Option(help="Only with the Sun this high over the place.")
    ] = None,
    max_sun_deg: Annotated[
        float | None, typer.Option(help="Only with the Sun this low over the place.")
    ] = None,
    sunlit: Annotated[
        bool | None,
        typer.Option("--sunlit/--shadow", help="Only with the satellite in sunlight, or shadow."),
    ] = None,
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
    """Find every pass of every satellite over sites or targets, under all that is asked at once."""
    from artel import bootstrap
    from artel.cli import common
    from artel.cli.access_work import horizon_of, sky_of
    from artel.commons.instants import to_posix
    from artel.studies.access import access_rows
    from artel.studies.conditions import Conditions, checked

    conditions = checked(
        Conditions(
            min_elevation_deg=min_elevation_deg,
            max_off_nadir_deg=max_off_nadir_deg,
            min_incidence_deg=min_incidence_deg,
            max_incidence_deg=max_incidence_deg,
            side=side,
            max_range_km=max_range_km,
            min_sun_deg=min_sun_deg,
            max_sun_deg=max_sun_deg,
            sunlit=sunlit,
            mask=horizon_of(mask),
            refraction=refraction,
        )
    )
    targets = common.targets_of(site, target)
    chosen = source or str(bootstrap.bundled_pool())
    with common.progress_bar() as progress:
        sky, span, problems = sky_of(chosen, (begin, length, satellite), progress)
        ends = to_posix(span[0]), to_posix(span[1])
        rows = access_rows(sky, targets, conditions, ends)
    common.warn([*problems, *(note for note in sky.notes if note not in problems)])
    if as_json:
        common.echo_json(rows)
    else:
        common.table_of_windows(rows, f"{len(rows)} passes", span)
    raise typer.Exit(1 if problems else 0)
