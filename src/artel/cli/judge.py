"""`artel validate` and `artel explain`: is a plan right, and why is an order not in it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from artel.cli.common import Json

PlanFile = Annotated[
    str, typer.Argument(metavar="PLAN", help="A plan.json, its folder, or - for standard input.")
]


def validate(plan: PlanFile, as_json: Json = False) -> None:
    """Judge a plan anew from its own inputs, independently of the planner. Exit code 1: refused."""
    from artel.cli import common
    from artel.cli.judge_work import read_plan_text, report_line, report_mapping
    from artel.validator.check import validate_text

    report = validate_text(read_plan_text(plan))
    if as_json:
        common.echo_json(report_mapping(report))
    else:
        for finding in report.findings:
            typer.echo(report_line(finding))
        checked = ", ".join(f"{number} {name}" for name, number in report.checked.items())
        word = "The plan is valid" if report.valid else f"Refused: {len(report.findings)} findings"
        typer.echo(f"{word}. Checked: {checked}.")
    raise typer.Exit(0 if report.valid else 1)


def explain(
    plan: PlanFile,
    order: Annotated[str, typer.Argument(metavar="ORDER", help="The id of an order.")],
    relax: Annotated[
        Path | None,
        typer.Option(help="Write the plan's orders here, this one relaxed as little as serves."),
    ] = None,
    for_customer: Annotated[
        bool, typer.Option("--for-customer", help="Only what the order's customer may know.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Say how an order is served, or what stands in its way and what would let it through.

    Exit code 1: nothing could be relaxed.
    """
    from artel.cli import common
    from artel.cli.explain_work import explained, explained_and_relaxed, explained_to_customer
    from artel.cli.judge_work import read_plan_text
    from artel.commons.errors import InputError
    from artel.studies.explain import read_plan

    if relax is not None and for_customer:
        raise InputError(
            "A customer is told, and the pool's orders are written, one at a time.",
            next_step="Give --relax or --for-customer.",
        )
    document = read_plan(read_plan_text(plan))
    if relax is not None:
        found = explained_and_relaxed(document, order, relax)
    elif for_customer:
        found = explained_to_customer(document, order)
    else:
        found = explained(document, order)
    if as_json:
        common.echo_json(found.said)
    else:
        for sentence in found.words:
            typer.echo(sentence)
    raise typer.Exit(0 if found.done else 1)
