"""Sources, spans, places and printing, shared by the commands."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

from artel.commons.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from artel.studies.places import Place
    from artel.studies.targets import Target

    Progress = Callable[[str, int, int], None]

Source = Annotated[
    str | None,
    typer.Argument(
        metavar="[POOL|ELEMENTS]",
        help="A pool folder, or element sets: a file, - or a URL. Default: the bundled pool.",
    ),
]
PoolFolder = Annotated[
    str | None,
    typer.Argument(metavar="[POOL]", help="A pool folder. Default: the bundled pool."),
]
From = Annotated[
    str | None,
    typer.Option(
        "--from", help="Begin here (2026-10-05T06:00:00Z, or now). Default: the pool's epoch, "
        "or the newest epoch of the elements.",
    ),
]  # fmt: skip
For = Annotated[str, typer.Option("--for", help="For so long: 24h, 7d, 90min.")]
Json = Annotated[bool, typer.Option("--json", help="JSON on standard output.")]
Sites = Annotated[
    list[str] | None,
    typer.Option("--site", help="LAT,LON in degrees (LAT,LON,HEIGHT_M; NAME=LAT,LON). Repeat it."),
]
Targets = Annotated[
    str | None, typer.Option("--target", help="A GeoJSON file of places; - for standard input.")
]


def echo_json(value: Any) -> None:
    """Print a value as JSON."""
    from artel.commons.ids import pretty_json

    sys.stdout.write(pretty_json(value))


def warn(sentences: Sequence[str]) -> None:
    """Print sentences to standard error."""
    for sentence in sentences:
        typer.echo(f"artel: {sentence}", err=True)


def table(title: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Print a table for people; numbers to the right, lines whole where no terminal is."""
    from rich.console import Console
    from rich.table import Table

    console = Console(width=None if sys.stdout.isatty() else 160, highlight=False)
    sheet = Table(title=title, title_justify="left", title_style="bold", box=None, pad_edge=False)
    for index, column in enumerate(columns):
        numeric = any(isinstance(row[index], int | float) for row in rows)
        sheet.add_column(column, justify="right" if numeric else "left", header_style="dim")
    for row in rows:
        sheet.add_row(*(_cell(value) for value in row))
    console.print(sheet)


def _cell(value: Any) -> str:
    from rich.markup import escape

    if value is None or value != value:  # noqa: PLR0124 - NaN is what is not known
        return "-"
    return f"{value:,.1f}" if isinstance(value, float) else escape(str(value))


@contextmanager
def progress_bar() -> Iterator[Progress | None]:
    """Give a progress function that draws on standard error, or None where nobody watches."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress as Bar

    with Bar(console=Console(stderr=True), transient=True) as bar:
        tasks: dict[str, Any] = {}

        def show(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bar.add_task(stage, total=total)
            bar.update(tasks[stage], completed=done)

        yield show


def places_of(sites: list[str] | None, targets: str | None) -> list[Place]:
    """Return the places a person named. Raises InputError when there is none."""
    from artel.feeds.source import read_source
    from artel.studies.places import read_places, site_of

    places = [site_of(text) for text in sites or ()]
    if targets is not None:
        name = "standard input" if targets == "-" else targets
        places += read_places(read_source(targets, sys.stdin.buffer), name)
    if not places:
        raise InputError("No place is named.", next_step="Give --site LAT,LON or --target FILE.")
    return places


def targets_of(sites: list[str] | None, targets: str | None) -> list[Target]:
    """Return the sites and the targets of every kind that a person named.

    Raises InputError when there is none.
    """
    from artel.feeds.source import read_source
    from artel.studies.places import site_of
    from artel.studies.target_files import read_targets
    from artel.studies.targets import Target

    places = [site_of(text) for text in sites or ()]
    named = [Target(place.name, place) for place in places]
    if targets is not None:
        name = "standard input" if targets == "-" else targets
        named += read_targets(read_source(targets, sys.stdin.buffer), name)
    if not named:
        raise InputError("No place is named.", next_step="Give --site LAT,LON or --target FILE.")
    return named


def table_of_windows(rows: list[dict[str, Any]], title: str, span: Any) -> None:
    """Print windows of `access` and `revisit` for people."""
    from artel.commons.instants import instant_text, parse_instant

    sheet = []
    for row in rows:
        seconds = (parse_instant(row["end"]) - parse_instant(row["start"])).total_seconds()
        place = row.get("site") or row.get("target")
        cut = "cut" if row["cut"] else ""
        sheet.append(
            (row["start"][:19] + "Z", row["end"][11:19], row["satellite"], place,
             seconds / 60, row["max_elevation_deg"], row.get("timing_s"), cut)
        )  # fmt: skip
    begin, end = (instant_text(instant)[:16] + "Z" for instant in span)
    columns = ("start", "end", "satellite", "place", "minutes", "highest deg", "+- s", "")
    table(f"{title}, {begin} to {end}", columns, sheet)


def table_of_coalitions(rows: list[dict[str, Any]], span: Any) -> None:
    """Print the revisit of every coalition for people."""
    from artel.commons.instants import instant_text

    sheet = [
        (row.get("site") or row.get("target"), " + ".join(row["coalition"]), row["kind"],
         row["looks"], row["mean_gap_h"], row["max_gap_h"], row["mean_wait_h"])
        for row in rows
    ]  # fmt: skip
    begin, end = (instant_text(instant)[:16] + "Z" for instant in span)
    columns = ("place", "who looks", "", "looks", "mean gap h", "longest gap h", "mean wait h")
    table(f"Revisit, {begin} to {end}", columns, sheet)


def show_plan(document: dict[str, Any]) -> None:
    """Print what a plan serves, what it leaves, and what each party gains by pooling."""
    value, left = document["value"], document["unplanned"]
    served = len({image["order"] for image in document["images"]})
    horizon = document["horizon"]
    typer.echo(
        f"{document['pool']}: {horizon['start'][:16]}Z to {horizon['end'][:16]}Z. "
        f"{served} of {served + len(left)} orders planned, value {value['planned']:g} of "
        f"{value['offered']:g} offered; no plan can exceed {value['bound']:g} "
        f"(gap {value['gap']:.1%}, {value['method']})."
    )
    show_expected(value)
    show_proof(value.get("expected", value))
    show_fairness(document)
    show_pieces(document)
    counts: dict[tuple[str, str], int] = {}
    for each in left:
        key = each["code"], each["article"] or ""
        counts[key] = counts.get(key, 0) + 1
    reasons = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    rows = [(code, article, number) for (code, article), number in reasons]
    table("Not planned, by reason", ("reason", "article", "orders"), rows)
    show_members(document)


def show_expected(value: dict[str, Any]) -> None:
    """Print in one line what is to be expected of a plan that was made by the chance of clouds."""
    said = value.get("expected")
    if said is not None:
        typer.echo(
            f"Under these clouds {said['planned']:.1f} is to be expected of it; no plan can expect "
            f"more than {said['bound']:.1f} (gap {said['gap']:.1%})."
        )


def show_proof(value: dict[str, Any]) -> None:
    """Print how far the plan is proved, class by class, the most urgent first."""
    classes = value["classes"]
    short = next((row for row in classes if row["planned"] < row["bound"]), None)
    if short is not None:
        typer.echo(
            f"The first class that may be served better: {', '.join(short['classes'])}, "
            f"{short['planned']:g} of at most {short['bound']:g}."
        )
    elif classes:
        typer.echo("No plan serves the classes better in the order of the charter: proved.")


def show_pieces(document: dict[str, Any]) -> None:
    """Print in one line each what areas are covered and what visits of series are made."""
    for area in document["areas"]:
        owners = ", ".join(f"{owner} {part:.0%}" for owner, part in area["by_owner"].items())
        short = "" if area["enough"] else f", less than the {area['least_share']:.0%} asked for"
        typer.echo(
            f"{area['order']}: {area['share']:.0%} of the area{short} by {owners}; "
            f"{area['finest_gsd_m']:.1f} to {area['coarsest_gsd_m']:.1f} m, "
            f"{area['spread_h']:.1f} h."
        )
    for series in document["series"]:
        missed = ", ".join(map(str, series["missed"])) or "none"
        typer.echo(
            f"{series['order']}: {len(series['made'])} of {series['visits']} visits; "
            f"missed here: {missed}."
        )


def show_fairness(document: dict[str, Any]) -> None:
    """Print in one line what balances cost, where any party carries one."""
    fairness = document["fairness"]
    if fairness["accounts"]:
        names = ", ".join(
            f"{each['member']} {each['balance_s']:+.0f}" for each in fairness["accounts"]
        )
        typer.echo(f"The price of fairness is {fairness['price']:g}; balances then, s: {names}.")


def show_members(document: dict[str, Any]) -> None:
    """Print the table that sells the idea: alone versus pooled."""
    rows = [
        (row["member"], row["satellites"], row["stations"], row["orders"], row["alone_served"],
         row["served"], row["alone_value"], row["value"])
        for row in document["members"]
    ]  # fmt: skip
    columns = ("", "satellites", "stations", "orders", "served alone", "served pooled",
               "value alone", "value pooled")  # fmt: skip
    table("Alone versus pooled", columns, rows)
