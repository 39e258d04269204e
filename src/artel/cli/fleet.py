"""`artel fleet`: satellites, their element sets, their drift and manoeuvres."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from artel.cli.common import Json, PoolFolder, Source

if TYPE_CHECKING:
    from artel.fleet.satellites import Satellite
    from artel.studies.pool import Pool

app = typer.Typer(no_args_is_help=True, help="Satellites and their element sets.")
At = Annotated[
    str | None, typer.Option("--at", help="The instant for which ages are given, or now.")
]


@app.command("list")
def list_fleet(source: Source = None, at: At = None, as_json: Json = False) -> None:
    """List satellites: owner, orbit, node local time, age of the elements, how far off in time."""
    from artel import bootstrap
    from artel.cli import common

    rows, problems = _rows(source or str(bootstrap.bundled_pool()), at)
    common.warn(problems)
    if as_json:
        common.echo_json(rows)
    else:
        sheet = [
            (row["satellite"], row["norad_id"], row.get("owner"), row.get("status"),
             row.get("perigee_km"), row.get("apogee_km"), row.get("inclination_deg"),
             row.get("node_local_time"), row.get("age_days"), row.get("timing_s"))
            for row in rows
        ]  # fmt: skip
        columns = ("satellite", "norad id", "owner", "status", "perigee km", "apogee km",
                   "inclination", "node", "age days", "timing s")  # fmt: skip
        common.table(f"{len(rows)} satellites", columns, sheet)
    raise typer.Exit(1 if problems else 0)


def _rows(source: str, at: str | None) -> tuple[list[dict[str, Any]], tuple[str, ...]]:
    from artel import bootstrap
    from artel.commons.instants import to_posix
    from artel.orbits.readings import nearest
    from artel.studies.fleet_report import element_row, fleet_rows, timing_row

    if bootstrap.is_pool(source):
        pool = bootstrap.read_pool_at(source)
        instant = bootstrap.instant_of(at, pool.settings.epoch)
        chosen = pool.elements_at(instant)
        owned = {each.name: pool.ephemerides_of(each) for each in pool.satellites}
        rows = fleet_rows(pool.satellites, chosen, to_posix(instant), owned)
        return rows, pool.problems
    file = bootstrap.read_elements_at(source)
    instant = bootstrap.instant_of(at, bootstrap.latest_epoch(file.records))
    records, notes = nearest(file.records, to_posix(instant))
    del notes
    at_posix = to_posix(instant)
    rows = [element_row(record, at_posix) | timing_row(record, at_posix) for record in records]
    return rows, file.problems


@app.command("show")
def show(
    name: Annotated[str, typer.Argument(help="The satellite's name in the pool.")],
    folder: PoolFolder = None,
    at: At = None,
    as_json: Json = False,
) -> None:
    """Show everything a pool says of one satellite, with the source of each figure.

    Below stands how early or late it may be at an instant: half of the time, and 95 % of it.
    """
    from artel import bootstrap
    from artel.cli import common
    from artel.commons.errors import InputError
    from artel.commons.ids import pretty_json
    from artel.commons.names import hint

    pool = bootstrap.read_pool_at(folder or bootstrap.bundled_pool())
    found = [satellite for satellite in pool.satellites if satellite.name == name]
    if not found:
        near = hint(name, [satellite.name for satellite in pool.satellites])
        raise InputError(f"No satellite is called '{name}'.", next_step=near[:200])
    said = found[0].model_dump(mode="json", exclude_none=True)
    said |= _timing(pool, found[0], at)
    if as_json:
        common.echo_json(said)
    else:
        typer.echo(_outline(said) if said else pretty_json(said))


def _timing(pool: Pool, satellite: Satellite, at: str | None) -> dict[str, Any]:
    """Return the block `timing`, where the satellite has elements or an ephemeris."""
    from artel import bootstrap
    from artel.commons.instants import instant_text, to_posix
    from artel.studies.fleet_report import source_at, timing_row

    instant = bootstrap.instant_of(at, pool.settings.epoch)
    record = pool.elements_at(instant).get(satellite.norad_id)
    source = source_at(record, pool.ephemerides_of(satellite), to_posix(instant))
    if source is None:
        return {}
    row = timing_row(source, to_posix(instant), satellite.manoeuvres)
    return {"timing": {"at": instant_text(instant)} | row}


def _outline(value: Any, indent: str = "") -> str:
    """Return a mapping as indented lines, as YAML would stand."""
    lines = []
    for key, inner in value.items():
        if isinstance(inner, dict):
            lines += [f"{indent}{key}:", _outline(inner, indent + "  ")]
        elif isinstance(inner, list) and inner and isinstance(inner[0], dict):
            for each in inner:
                lines += [f"{indent}{key}:", _outline(each, indent + "  ")]
        else:
            text = ", ".join(map(str, inner)) if isinstance(inner, list) else inner
            lines.append(f"{indent}{key}: {text}")
    return "\n".join(lines)


@app.command("refresh")
def refresh(
    folder: Annotated[str, typer.Argument(metavar="POOL", help="The pool folder to refresh.")],
    elements: Annotated[
        str, typer.Argument(metavar="ELEMENTS", help="Element sets: a file, - or a URL.")
    ],
    as_json: Json = False,
) -> None:
    """Replace a pool's elements.json with the sets of its satellites found in a file or URL."""
    from artel import bootstrap
    from artel.cli import common
    from artel.commons.errors import InputError
    from artel.feeds.outputs import write_text
    from artel.studies.refresh import refreshed

    if not bootstrap.is_pool(folder):
        raise InputError(f"{folder} is no pool folder.", next_step="Make one with artel pool new.")
    pool = bootstrap.read_pool_at(folder)
    file = bootstrap.read_elements_at(elements)
    text, found, missing = refreshed(pool, file.records)
    write_text(Path(folder) / "elements.json", text)
    common.warn(
        [*file.problems, *(f"{name}: not in {elements}; kept as it was." for name in missing)]
    )
    if as_json:
        common.echo_json({"refreshed": found, "kept": missing})
    else:
        typer.echo(f"{len(found)} satellites refreshed, {len(missing)} kept as they were.")
    raise typer.Exit(1 if file.problems else 0)


@app.command("history")
def history(
    source: Source = None,
    satellite: Annotated[
        str | None, typer.Option(help="Only satellites of this name; * stands for anything.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Show how orbits changed from one element set to the next: drift, burns, alarms."""
    from artel import bootstrap
    from artel.cli import common
    from artel.commons.names import matches
    from artel.studies.fleet_report import history_rows

    chosen = source or str(bootstrap.bundled_pool())
    if bootstrap.is_pool(chosen):
        pool = bootstrap.read_pool_at(chosen)
        records, problems = pool.elements, pool.problems
    else:
        file = bootstrap.read_elements_at(chosen)
        records, problems = file.records, file.problems
    rows = history_rows(records)
    if satellite is not None:
        rows = [row for row in rows if matches([satellite], row["satellite"])]
    common.warn(problems)
    if as_json:
        common.echo_json(rows)
    else:
        common.warn([alarm for alarm in _last_alarms(rows) if alarm])
        sheet = [
            (row["epoch"][:16] + "Z", row["satellite"], row["perigee_km"], row["apogee_km"],
             row["node_local_time"], row["change_m"], row["event"])
            for row in rows
        ]  # fmt: skip
        columns = ("epoch", "satellite", "perigee km", "apogee km", "node", "change m", "")
        common.table(f"{len(rows)} element sets", columns, sheet)
    raise typer.Exit(1 if problems else 0)


def _last_alarms(rows: list[dict[str, Any]]) -> list[str]:
    """Return the newest alarm of each satellite."""
    latest = {row["norad_id"]: row["alarm"] for row in rows}
    return [alarm for alarm in latest.values() if alarm]
