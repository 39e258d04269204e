"""`artel revisit`: how often places, or all cells of a grid, are seen by every coalition."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from artel.cli.common import For, From, Json, Sites, Source, Targets


def revisit(
    source: Source = None,
    site: Sites = None,
    target: Targets = None,
    min_elevation_deg: Annotated[
        float | None,
        typer.Option(help="Count looks from this elevation on. Default: 10 for element files."),
    ] = None,
    max_off_nadir_deg: Annotated[
        float | None, typer.Option(help="Count looks up to this angle from nadir instead.")
    ] = None,
    min_sun_deg: Annotated[
        float | None, typer.Option(help="Count looks only with the Sun this high at the place.")
    ] = None,
    begin: From = None,
    length: For = "7d",
    satellite: Annotated[
        str | None, typer.Option(help="Only satellites of this name; * stands for anything.")
    ] = None,
    statistics: Annotated[
        bool, typer.Option("--statistics", help="With --json: coalitions instead of looks.")
    ] = False,
    grid_deg: Annotated[
        float | None, typer.Option(help="Coverage: equal cells as large as this squared.")
    ] = None,
    region: Annotated[
        str | None,
        typer.Option(help="Cells of this area: a member, an area of its charter, or GeoJSON."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Write coverage.geojson and coverage.svg here.")
    ] = None,
    colours: Annotated[
        Literal["gap", "looks"], typer.Option(help="What the picture's colours show.")
    ] = "gap",
    as_json: Json = False,
) -> None:
    """Show how often places are seen: alone, pooled, and by every coalition of owners.

    In a pool the sensors say what a look is, unless an angle is given here. JSON is the list of
    looks; with --statistics it is one row for each place and coalition. With --grid-deg it is
    coverage: of the whole Earth or, with --region, of an area.
    """
    from artel import bootstrap
    from artel.cli import common
    from artel.cli.revisit_work import looks_of_elements, looks_of_pool, only_with_grid, rule_of
    from artel.commons.instants import to_posix
    from artel.studies.revisit import coalition_rows, look_rows

    rule = rule_of(min_elevation_deg, max_off_nadir_deg, min_sun_deg)
    chosen = source or str(bootstrap.bundled_pool())
    if only_with_grid(grid_deg, region or out, site or target or statistics):
        from artel.cli.revisit_grid import Ask, show_coverage

        ask = Ask(grid_deg or 0.0, region, out, colours)
        looked = show_coverage(chosen, rule, (begin, length, satellite), ask, as_json=as_json)
        raise typer.Exit(1 if looked else 0)
    places = common.places_of(site, target)
    find = looks_of_pool if bootstrap.is_pool(chosen) else looks_of_elements
    with common.progress_bar() as progress:
        found = find(chosen, places, rule, (begin, length, satellite), progress)
    ends = to_posix(found.span[0]), to_posix(found.span[1])
    common.warn([*found.problems, *(n for n in found.notes if n not in found.problems)])
    rows = coalition_rows(found.looks, found.owners, places, ends)
    if as_json:
        common.echo_json(rows if statistics else look_rows(found.looks, found.tracks, places))
    else:
        common.table_of_coalitions(rows, found.span)
    raise typer.Exit(1 if found.problems else 0)
