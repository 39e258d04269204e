"""`artel upkeep`: what keeps satellites safe; today, what comes close to them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from artel.cli.common import For, From, Json, Source

if TYPE_CHECKING:
    from collections.abc import Sequence

    from artel.orbits.cdm import Conjunction

app = typer.Typer(help="What comes close to satellites. Screening only.", no_args_is_help=True)


@app.callback()
def _noun() -> None:
    """Keep `screen` a command of its own; others will stand beside it."""


@app.command()
def screen(
    source: Source = None,
    catalogue: Annotated[
        str | None, typer.Option(help="Element sets of all other objects: a file, - or a URL.")
    ] = None,
    threshold_km: Annotated[float, typer.Option(help="Tell what comes nearer than this.")] = 10.0,
    begin: From = None,
    length: For = "24h",
    satellite: Annotated[
        str | None, typer.Option(help="Only satellites of this name; * stands for anything.")
    ] = None,
    cdm: Annotated[
        list[Path] | None,
        typer.Option(help="Conjunction data messages to stand beside our rows. Repeat it."),
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Write the rows to this CSV file.")] = None,
    as_json: Json = False,
) -> None:
    """Find what comes close to satellites: screening only, no probability is computed."""
    import os

    from artel import bootstrap
    from artel.cli import common
    from artel.cli.access_work import sky_of
    from artel.commons.errors import InputError
    from artel.commons.instants import to_posix
    from artel.studies import screening

    if catalogue is None:
        step = "Give --catalogue FILE, element sets of what flies."
        raise InputError("No catalogue is named to screen against.", next_step=step)
    if out is not None and out.suffix.lower() != ".csv":
        raise InputError(f"{out}: rows are written as CSV.", next_step="Give --out FILE.csv.")
    messages = _messages(cdm or ())
    chosen = source or str(bootstrap.bundled_pool())
    file = bootstrap.read_elements_at(catalogue)
    with common.progress_bar() as progress:
        sky, span, problems = sky_of(chosen, (begin, length, satellite), progress)
    ends = to_posix(span[0]), to_posix(span[1])
    workers = os.cpu_count() or 1
    found = screening.screen(sky, file.records, threshold_km, ends, workers=workers)
    rows, unmet = screening.beside(found.rows, messages)
    common.warn(list(dict.fromkeys([*problems, *file.problems, *sky.notes, *found.notes])))
    if out is not None:
        _write(out, screening.csv_text(rows))
    if as_json:
        document = {"screening_only": screening.SCREENING_ONLY, "rows": rows}
        common.echo_json({**document, "cdm_without_row": unmet} if cdm else document)
    else:
        _show(rows, unmet, f"{found.own} satellites and {found.others} other objects", span)
    raise typer.Exit(1 if problems or file.problems else 0)


def _messages(files: Sequence[Path]) -> list[Conjunction]:
    import sys

    from artel.feeds.source import read_source
    from artel.studies.screening import read_messages

    texts = ((read_source(str(file), sys.stdin.buffer), str(file)) for file in files)
    return [message for text, file in texts for message in read_messages(text, file)]


def _write(file: Path, text: str) -> None:
    from artel.commons.errors import InputError

    try:
        file.write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        step = "Name a file in a folder that can be written."
        raise InputError(f"{file}: {error.strerror}.", next_step=step) from None


def _show(
    rows: list[dict[str, Any]], unmet: list[dict[str, Any]], who: str, span: tuple[Any, Any]
) -> None:
    """Print close approaches for people, and that they are for screening only."""
    from artel.cli import common
    from artel.commons.instants import instant_text
    from artel.studies.screening import SCREENING_ONLY, in_short

    sheet = [_line(row) for row in rows]
    begin, end = (instant_text(instant)[:16] + "Z" for instant in span)
    columns = ("time", "range km", "km/s", "radial", "in-track", "cross-track", "satellite",
               "days", "+- s", "other", "number", "days", "+- s", "")  # fmt: skip
    title = f"Screening only: {len(rows)} close approaches among {who}, {begin} to {end}"
    common.table(title, columns, sheet)
    for row in rows:
        for message in row["cdm"]:
            typer.echo(f"CDM for {row['satellite']} and {row['other']}: {in_short(message)}")
    for message in unmet:
        names = " and ".join(party["name"] for party in message["objects"])
        typer.echo(f"CDM without a row here: {names}: {message['time']}, {in_short(message)}")
    typer.echo(SCREENING_ONLY)


def _line(row: dict[str, Any]) -> tuple[Any, ...]:
    flags = [name for name in ("cut", "together") if row[name]]
    miss = (f"{row[name]:9.3f}" for name in ("radial_km", "in_track_km", "cross_track_km"))
    return (
        row["time"][:19] + "Z", f"{row['range_km']:9.3f}", f"{row['relative_speed_km_s']:6.3f}",
        *miss, row["satellite"], row["age_days"], row["timing_s"],
        row["other"], row["other_norad_id"], row["other_age_days"], row["other_timing_s"],
        ", ".join(flags),
    )  # fmt: skip
