"""`artel people`: who may fly a pass, what is lost for want of people, and a month's roster."""

from __future__ import annotations

from typing import Annotated

import typer

from artel.cli.common import For, From, Json, PoolFolder

app = typer.Typer(no_args_is_help=True, help="People: endorsements, gaps, rosters.")


@app.command("check")
def check(
    folder: PoolFolder = None,
    at: Annotated[
        str | None, typer.Option("--at", help="The instant, or now. Default: the pool's epoch.")
    ] = None,
    length: For = "24h",
    as_json: Json = False,
) -> None:
    """Show who is endorsed, current, on shift and rested, who lapses when, and what gaps cost."""
    from artel import bootstrap
    from artel.cli import common
    from artel.cli.people_work import gaps_between, show_gaps, show_standings
    from artel.studies.people_gaps import gaps_mapping
    from artel.studies.people_report import standing_mapping, standings_of

    pool = bootstrap.read_pool_at(folder or bootstrap.bundled_pool())
    span = bootstrap.span_of(at, length, pool.settings.epoch)
    rows = standings_of(pool, span[0])
    day, gaps = gaps_between(pool, span)
    common.warn([*pool.problems, *day.tracks.notes])
    if as_json:
        people = [standing_mapping(row) for row in rows]
        common.echo_json({"at": gaps_mapping(day, gaps)["from"], "people": people,
                          "gaps": gaps_mapping(day, gaps)})  # fmt: skip
    else:
        show_standings(rows, span[0])
        show_gaps(day, gaps)
    raise typer.Exit(1 if pool.problems else 0)


@app.command("gaps")
def gaps(
    folder: PoolFolder = None,
    begin: From = None,
    length: For = "24h",
    as_json: Json = False,
) -> None:
    """Show when stations have nobody who may fly a pass, why, and which passes that costs."""
    from artel import bootstrap
    from artel.cli import common
    from artel.cli.people_work import gaps_between, show_gaps
    from artel.studies.people_gaps import gaps_mapping

    pool = bootstrap.read_pool_at(folder or bootstrap.bundled_pool())
    day, found = gaps_between(pool, bootstrap.span_of(begin, length, pool.settings.epoch))
    common.warn([*pool.problems, *day.tracks.notes])
    if as_json:
        common.echo_json(gaps_mapping(day, found))
    else:
        show_gaps(day, found)
    raise typer.Exit(1 if pool.problems else 0)


@app.command("roster")
def roster(
    folder: PoolFolder = None,
    month: Annotated[
        str | None, typer.Option("--month", help="Such as 2026-11. Default: after the epoch's.")
    ] = None,
    pack: Annotated[
        str | None, typer.Option("--pack", help="One labour pack for all. Default: each their own.")
    ] = None,
    steps: Annotated[
        float, typer.Option("--steps", min=0.01, help="Effort, always the same roster.")
    ] = 5.0,
    budget: Annotated[
        str | None, typer.Option("--budget", help="Time instead: 60s. Not always the same roster.")
    ] = None,
    events: Annotated[
        bool, typer.Option("--events", help="Print it as events for people.yaml.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Make a month's roster: shifts covered, rest kept, nobody's endorsement left to lapse.

    Exit code 1: a shift has nobody, or somebody lapses.
    """
    from artel import bootstrap
    from artel.cli import common
    from artel.cli.people_work import show_roster
    from artel.commons.instants import parse_duration
    from artel.people.roster_model import Effort
    from artel.studies.people_roster import event_lines, month_after, roster_mapping, roster_of

    pool = bootstrap.read_pool_at(folder or bootstrap.bundled_pool())
    seconds = parse_duration(budget).total_seconds() if budget else None
    effort = Effort(None if seconds else steps, seconds)
    found = roster_of(pool, month or month_after(pool.settings.epoch), effort, pack)
    if as_json:
        common.echo_json(roster_mapping(found))
    elif events:
        typer.echo("\n".join(event_lines(found, pool.settings.epoch)))
    else:
        show_roster(found)
    whole = not found.roster.uncovered and not found.roster.lapses
    raise typer.Exit(0 if whole and not pool.problems else 1)
