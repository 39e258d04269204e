"""`artel validate` and `artel explain`: is a plan right, and why is an order not in it."""

from __future__ import annotations

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
    as_json: Json = False,
) -> None:
    """Say how an order is served, or what stands in its way."""
    from artel.cli import common
    from artel.cli.judge_work import read_plan_text
    from artel.studies.explain import explanation, read_plan, sentences

    said = explanation(read_plan(read_plan_text(plan)), order)
    if as_json:
        common.echo_json(said)
    else:
        for sentence in sentences(said):
            typer.echo(sentence)
