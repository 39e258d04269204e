"""`artel serve`: the joint operator's desk, served over HTTP."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def serve(
    pool: Annotated[
        Path | None, typer.Option(help="Begin with this pool (the first start; default: Kazan).")
    ] = None,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="The port; 0 takes a free one.")
    ] = 8000,
    begin: Annotated[
        str | None,
        typer.Option("--clock", help="Let the desk's clock begin here, for drills and trials."),
    ] = None,
    worker: Annotated[
        bool, typer.Option("--worker/--no-worker", help="Have a worker of its own.")
    ] = True,
) -> None:
    """Serve the desk: orders, quotes, plans, owners and deliveries under /api/v1.

    State is kept in ARTEL_DATA_DIR (default ./artel-data), or in the database that
    ARTEL_DATABASE_URL names. Ctrl-C ends it; its worker and the embedded database end with it.
    """
    from artel.cli.serve_work import run

    run(pool, host, port, begin, worker=worker)
