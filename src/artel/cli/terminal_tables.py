"""What `artel terminal` prints for people, and the latitudes that they write."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING, Any

import typer

from artel.cli.common import table
from artel.commons.errors import InputError
from artel.commons.instants import instant_text, parse_instant

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    Span = tuple[datetime, datetime]


def latitudes_of(text: str) -> list[float]:
    """Return the latitudes written as 0,30,45. Raises InputError for anything else."""
    try:
        values = [float(part) for part in text.split(",")]
    except ValueError:
        values = []
    if not values or not all(math.isfinite(value) for value in values):
        raise InputError(f"'{text}' are not latitudes.", next_step="Write them as 0,30,45.")
    for value in values:
        if abs(value) > 90.0:
            raise InputError(
                f"Latitude {value:g} is outside -90 to 90.", next_step="Give degrees to 90."
            )
    return values


def show_calendar(rows: Sequence[dict[str, Any]], terminal: str, span: Span) -> None:
    """Print the contacts that can be used, and how many others there are for which reason."""
    usable = [row for row in rows if row["usable"]]
    sheet = [
        (row["start"][:19] + "Z", row["end"][11:19], row["satellite"], row["owner"], row["state"],
         row["max_elevation_deg"], row["radio"], row["bits_up"] / 1e6, row["bits_down"] / 1e6,
         row["price_class"])
        for row in usable
    ]  # fmt: skip
    columns = ("start", "end", "satellite", "owner", "in", "highest deg", "radio", "Mbit up",
               "Mbit down", "price")  # fmt: skip
    begin, end = (instant_text(instant)[:16] + "Z" for instant in span)
    said = f"{terminal}: {len(usable)} of {len(rows)} contacts can be used, {begin} to {end}"
    table(said, columns, sheet)
    reasons = Counter(_kind(reason) for row in rows for reason in row["reasons"])
    ordered = sorted(reasons.items(), key=lambda item: (-item[1], item[0]))
    table("Not usable, by reason", ("reason", "contacts"), ordered)


def _kind(reason: str) -> str:
    """Return a reason without its figure; a state's code stays."""
    code, _, detail = reason.partition(":")
    return reason if code == "NOT_APPROVED" else code + (":..." if detail else "")


def show_budget(said: dict[str, Any]) -> None:
    """Print the budgets of a link, one direction after the other."""
    at = parse_instant(said["at"])
    typer.echo(
        f"{said['terminal']} and {said['satellite']} ({said['owner']}) at "
        f"{instant_text(at)[:19]}Z: elevation {said['elevation_deg']:.1f} deg, "
        f"{said['slant_km']:,.0f} km, terminal in {said['state'] or 'no state that is drawn'}."
    )
    if said["reasons"]:
        typer.echo(f"No budget: {', '.join(said['reasons'])}.")
    for row in said["budgets"]:
        lines = [
            (("" if line["adds"] else "= ") + line["name"], f"{line['value']:.2f}", line["unit"],
             line["why"])
            for line in row["lines"]
        ]  # fmt: skip
        title = f"{row['radio']} {row['direction']}, {row['waveform']} by {row['payload']}"
        table(title, ("line", "value", "unit", "why"), lines)
        typer.echo(_outcome(row))


def _outcome(row: dict[str, Any]) -> str:
    if row["modcod"] is None:
        short = f"{-row['margin_db']:.1f} dB short"
        said = f"Nothing closes: the lowest step needs {row['needs_db']:g} dB, {short}."
    else:
        said = (
            f"{row['modcod']} needs {row['needs_db']:g} dB, margin {row['margin_db']:.1f} dB: "
            f"{row['rate_bps']:,} bit/s."
        )
    return f"{said} But: {', '.join(row['reasons'])}." if row["reasons"] else said


def show_waiting(rows: Sequence[dict[str, Any]], min_elevation_deg: float, span: Span) -> None:
    """Print the waiting times by latitude."""
    begin, end = (instant_text(instant)[:16] + "Z" for instant in span)
    count = rows[0]["satellites"]
    sheet = [
        (f"{row['latitude_deg']:g}", 100.0 * row["availability"], row["mean_wait_min"],
         row["p95_wait_min"], row["max_wait_min"])
        for row in rows
    ]  # fmt: skip
    columns = ("latitude", "available %", "mean min", "95 % min", "longest min")
    typer.echo(
        f"Any of {count} satellites above {min_elevation_deg:g} deg, {begin} to {end}, averaged "
        "over longitudes."
    )
    table("Waiting by latitude", columns, sheet)
