"""`artel demo`: the whole day on the bundled pool, planned, judged, written and shown."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from artel.cli.common import Json


def demo(
    out: Annotated[
        Path, typer.Option("--out", help="The folder for the plan, its exports and the brief.")
    ] = Path("artel-demo"),
    as_json: Json = False,
) -> None:
    """Plan a day of the bundled pool, validate it, and write the plan and the brief."""
    from artel import bootstrap
    from artel.cli import common
    from artel.cli.plan_work import write_plan
    from artel.commons.errors import ArtelError
    from artel.commons.ids import pretty_json
    from artel.feeds.outputs import write_text
    from artel.studies.brief.render import render_brief
    from artel.studies.briefing import brief_of
    from artel.studies.day import plan_of, solve_day
    from artel.validator.check import validate_text

    pool = bootstrap.read_pool_at(bootstrap.bundled_pool())
    span = bootstrap.span_of(None, "24h", pool.settings.epoch)
    with common.progress_bar() as progress:
        day = solve_day(pool, span, progress)
    document = plan_of(day)
    report = validate_text(pretty_json(document))
    if not report.valid:
        raise ArtelError(f"The validator refuses the plan: {report.findings[0]}")
    names = write_plan(day, document, out)
    write_text(out / "brief.html", render_brief(brief_of(day, document, "")))
    if as_json:
        files = [*names, "brief.html"]
        common.echo_json(
            {"folder": str(out), "files": files, "value": document["value"],
             "members": document["members"], "checked": dict(report.checked)}
        )  # fmt: skip
        return
    common.show_plan(document)
    rules = report.checked.get("rules", 0)
    typer.echo(f"\nThe independent validator checked {rules:,} rules and accepts the plan.")
    typer.echo(f"Files: {out}: {', '.join(names)}")
    typer.echo(f"Brief: {out / 'brief.html'} (open it in a browser)")
    left = next(iter(document["unplanned"]), None)
    if left is not None:
        typer.echo(f"Next:  artel explain {out} {left['order']}")
