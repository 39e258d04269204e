"""`artel coalitions`: what every coalition of members could earn, fair shares, leaving."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from artel.cli.common import Json, PoolFolder


def coalitions(
    folder: PoolFolder = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Write the whole table there (JSON).")
    ] = None,
    as_json: Json = False,
) -> None:
    """Plan the first day for every coalition: its value, fair shares, and what leaving costs."""
    from artel import bootstrap
    from artel.cli import common
    from artel.commons.ids import pretty_json
    from artel.feeds.outputs import write_text
    from artel.studies.coalitions import coalitions_of, document_of
    from artel.studies.coalitions_page import gains_of, page_of
    from artel.studies.settlement_tables import settlement_tables

    pool = bootstrap.read_pool_at(folder or bootstrap.bundled_pool())
    tariffs = settlement_tables(pool).tariffs
    with common.progress_bar() as progress:
        document = document_of(coalitions_of(pool, tariffs, progress))
    common.warn(pool.problems)
    if out is not None:
        write_text(out, pretty_json(document))
    if as_json:
        common.echo_json({**document, "players": gains_of(document)})
        return
    page = page_of(document)
    typer.echo(page.lead)
    for sheet in page.sheets:
        common.table(sheet.title, sheet.columns, sheet.rows)
