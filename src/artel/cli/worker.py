"""`artel worker`: one more process that works for a desk."""

from __future__ import annotations

from typing import Annotated

import typer


def worker(
    at_once: Annotated[int, typer.Option(min=2, max=64, help="So many jobs at once.")] = 4,
    begin: Annotated[
        str | None,
        typer.Option("--clock", help="Let the clock begin here, as that of the desk does."),
    ] = None,
) -> None:
    """Work for the desk: planning runs, tasks to owners, deliveries, deadlines, seals.

    It works on the database of ARTEL_DATA_DIR or ARTEL_DATABASE_URL. artel serve has one worker of
    its own; further ones may run on any machine that reaches the database. SIGTERM ends it.
    """
    from artel.cli.worker_work import run

    run(at_once, begin)
