"""`artel terminal`: what a terminal may use, when, at what rate, and how long one waits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from artel.cli.common import For, From, Json, Source

if TYPE_CHECKING:
    from artel.studies.pool import Pool
    from artel.studies.terminals import Subscribers

app = typer.Typer(no_args_is_help=True, help="Terminals of subscribers and their links.")


@app.command("calendar")
def calendar(
    names: Annotated[
        list[str],
        typer.Argument(metavar="[POOL] ID", help="A pool folder, and the terminal's id in it."),
    ],
    begin: From = None,
    length: For = "24h",
    as_json: Json = False,
) -> None:
    """Show which satellite a terminal may use, when, at what rate; or the reasons why not."""
    from artel import bootstrap
    from artel.cli import common
    from artel.cli.terminal_tables import show_calendar
    from artel.studies.terminal_calendar import calendar_of, calendar_rows

    pool, given, (name,) = _opened(names, ("ID",))
    terminal = given.terminal(name)
    span = bootstrap.span_of(begin, length, pool.settings.epoch)
    with common.progress_bar() as progress:
        found = calendar_of(pool, given, terminal, span, progress)
    common.warn([*pool.problems, *found.notes])
    rows = calendar_rows(terminal.id, found.contacts)
    if as_json:
        common.echo_json(rows)
    else:
        show_calendar(rows, terminal.id, span)
    raise typer.Exit(1 if pool.problems else 0)


@app.command("budget")
def budget(
    names: Annotated[
        list[str],
        typer.Argument(
            metavar="[POOL] ID SATELLITE", help="A pool folder, a terminal's id, a satellite."
        ),
    ],
    at: Annotated[
        str | None,
        typer.Option("--at", help="The instant, or now. Default: the top of the next pass."),
    ] = None,
    begin: From = None,
    as_json: Json = False,
) -> None:
    """Show the budget of a terminal's link with a satellite, up and down, line by line."""
    from artel import bootstrap
    from artel.cli import common
    from artel.cli.terminal_tables import show_budget
    from artel.studies.terminal_budget import Asked, budget_of

    pool, given, (name, satellite) = _opened(names, ("ID", "SATELLITE"))
    epoch = pool.settings.epoch
    instant = None if at is None else bootstrap.instant_of(at, epoch)
    asked = Asked(given.terminal(name), satellite, instant, bootstrap.instant_of(begin, epoch))
    said = budget_of(pool, given, asked)
    common.warn(pool.problems)
    if as_json:
        common.echo_json(said)
    else:
        show_budget(said)
    raise typer.Exit(1 if pool.problems else 0)


@app.command("waiting")
def waiting(
    source: Source = None,
    satellites: Annotated[
        str | None,
        typer.Option(help="Only satellites of this name; * stands for anything."),
    ] = None,
    lat: Annotated[
        str, typer.Option("--lat", help="Latitudes in degrees, with commas between.")
    ] = "0,30,45,55,70",
    min_elevation_deg: Annotated[
        float, typer.Option(help="Count a satellite from this elevation on.")
    ] = 5.0,
    begin: From = None,
    length: For = "3d",
    as_json: Json = False,
) -> None:
    """Show how long one waits for the next satellite, by latitude.

    The wait runs from any instant, equally likely, and is nothing while a satellite stands high
    enough; 36 longitudes are averaged, and the greatest is that of all of them.
    """
    from artel import bootstrap
    from artel.cli import common
    from artel.cli.terminal_tables import latitudes_of, show_waiting
    from artel.commons.errors import InputError
    from artel.commons.instants import to_posix
    from artel.studies.sky import sky_of_elements, sky_of_pool
    from artel.studies.waiting import waiting_rows

    if not 0.0 <= min_elevation_deg < 90.0:
        raise InputError(
            f"The elevation {min_elevation_deg:g} is not usable.", next_step="Give 0 to 89 degrees."
        )
    latitudes = latitudes_of(lat)
    chosen = source or str(bootstrap.bundled_pool())
    with common.progress_bar() as progress:
        if bootstrap.is_pool(chosen):
            pool = bootstrap.read_pool_at(chosen)
            span = bootstrap.span_of(begin, length, pool.settings.epoch)
            sky, problems = sky_of_pool(pool, span, satellites, progress), pool.problems
        else:
            file = bootstrap.read_elements_at(chosen)
            span = bootstrap.span_of(begin, length, bootstrap.latest_epoch(file.records))
            kept = bootstrap.track_store()
            sky = sky_of_elements(file.records, span, satellites, progress, kept=kept)
            problems = file.problems
    common.warn([*problems, *(note for note in sky.notes if note not in problems)])
    ends = to_posix(span[0]), to_posix(span[1])
    rows = waiting_rows(sky.tracks, latitudes, min_elevation_deg, ends)
    if as_json:
        common.echo_json(rows)
    else:
        show_waiting(rows, min_elevation_deg, span)
    raise typer.Exit(1 if problems else 0)


def _opened(names: list[str], wanted: tuple[str, ...]) -> tuple[Pool, Subscribers, list[str]]:
    """Return the pool, its terminals, and the names after it; without a pool the bundled one."""
    from artel import bootstrap
    from artel.commons.errors import InputError
    from artel.studies.terminals import subscribers_of

    inside = len(names) == len(wanted) + 1
    pool_only = len(names) == 1 and bootstrap.is_pool(names[0])
    folder = names[0] if inside or pool_only else bootstrap.bundled_pool()
    given = list(names[1:] if inside or pool_only else names)
    pool = bootstrap.read_pool_at(folder)
    subscribers = subscribers_of(pool)
    if len(given) != len(wanted):
        known = ", ".join(row.id for row in subscribers.table.terminal)
        raise InputError(
            f"Give [POOL] {' '.join(wanted)}, not {' '.join(names)}.",
            next_step=f"The pool's terminals: {known}.",
        )
    return pool, subscribers, given
