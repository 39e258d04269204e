"""`artel quote`: could an order be had, how likely, when, and at what cost to the plan."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from artel.cli.common import For, From, Json, PoolFolder


def quote(
    folder: PoolFolder = None,
    order: Annotated[
        str | None, typer.Option("--order", help="A GeoJSON file of one order; - reads it.")
    ] = None,
    plan: Annotated[
        str | None, typer.Option("--plan", help="Ask this plan.json, by its own inputs.")
    ] = None,
    forecast: Annotated[
        str | None, typer.Option("--forecast", help="A forecast of clouds (JSON).")
    ] = None,
    begin: From = None,
    length: For = "24h",
    hold: Annotated[
        str | None, typer.Option("--hold", help="Keep the best free look for so long: 2h.")
    ] = None,
    held: Annotated[
        list[str] | None, typer.Option("--held", help="Keep off this hold. Repeat it.")
    ] = None,
    accept: Annotated[
        str | None, typer.Option("--accept", help="Put this hold into the plan.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Write the hold, or the plan with it, here.")
    ] = None,
    customer: Annotated[
        bool, typer.Option("--for-customer", help="Only what a customer may see.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Say whether, when and how likely an order could be served, and what the plan would lose.

    Nothing is stored but what --hold and --accept write. Exit code 1: it cannot be had, or held.
    """
    from artel.cli import common
    from artel.cli.quote_work import Asked, ask, check_wish, into_plan, keep
    from artel.studies.quote import document_of_quote, for_customer, sentences

    if accept is not None:
        typer.echo(into_plan(accept, plan, begin, out), err=as_json)
        return
    check_wish(hold, out)
    asked = Asked(folder, order, plan, begin, length, forecast, tuple(held or ()))
    with common.progress_bar() as progress:
        found = ask(asked, progress)
    document = document_of_quote(found)
    if customer:
        document = for_customer(document)
    said = keep(found, hold, out) if hold is not None and out is not None else None
    if as_json:
        common.echo_json({**document, "firm": bool(said and said.file)})
    else:
        for sentence in sentences(document):
            typer.echo(sentence)
    if said is not None:
        typer.echo(said.sentence, err=as_json)
    well = document["feasible"] and (said is None or said.file is not None)
    raise typer.Exit(0 if well else 1)
