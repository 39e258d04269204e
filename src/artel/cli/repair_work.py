"""From what a person says has happened to a mended plan, and what is shown of it."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import typer

from artel import bootstrap
from artel.cli import common
from artel.cli.judge_work import read_plan_text
from artel.cli.plan_work import write_plan
from artel.commons.errors import InputError
from artel.commons.instants import parse_instant, to_posix
from artel.feeds.source import read_source
from artel.studies.events import Cancellation, Emergency, Loss, NewElements, Recall
from artel.studies.explain import read_plan
from artel.studies.held import held_of, keeping_those_that_can, running
from artel.studies.repair import repair_plan

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from pathlib import Path

    from artel.studies.events import Event
    from artel.studies.held import Held
    from artel.studies.repair import Mended

HOW = "Give one of --lose, --emergency, --cancel, --recall and --elements."


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person typed."""

    lose: str | None
    emergency: str | None
    cancel: str | None
    recall: str | None
    elements: str | None
    span: tuple[str | None, str | None]
    at: str | None


def mend(plan: str, asked: Asked) -> Mended:
    """Return the plan that a person named, mended. Raises InputError."""
    event = event_of(asked)
    document = read_plan(read_plan_text(plan))
    default = parse_instant(document["horizon"]["start"])
    if asked.at is None and isinstance(event, Recall):
        default = max(default, event.start)
    with bootstrap.naming(asked.emergency):
        at = bootstrap.instant_of(asked.at, default)
        return repair_plan(document, event, at, keeping_those_that_can(_holds(document, at)))


def _holds(document: Mapping[str, Any], at: datetime) -> list[Held]:
    """Return the holds of a plan that run at an instant: it is mended around them."""
    return running(held_of(document), to_posix(at))


def event_of(asked: Asked) -> Event:
    """Return the one thing that happened. Raises InputError for none, and for several."""
    given = [asked.lose, asked.emergency, asked.cancel, asked.recall, asked.elements]
    if sum(each is not None for each in given) != 1:
        raise InputError("A plan is repaired for one thing at a time.", next_step=HOW)
    begin, until = asked.span
    if asked.recall is None and (begin or until):
        raise InputError("--from and --until belong to --recall.", next_step="Use --at.")
    if asked.lose is not None:
        return Loss(asked.lose)
    if asked.cancel is not None:
        return Cancellation(asked.cancel)
    if asked.emergency is not None:
        return Emergency(read_source(asked.emergency, sys.stdin.buffer))
    if asked.elements is not None:
        return NewElements(read_source(asked.elements, sys.stdin.buffer))
    return _recall(str(asked.recall), begin, until)


def _recall(name: str, begin: str | None, until: str | None) -> Recall:
    if begin is None or until is None:
        raise InputError("A recall has a beginning and an end.", next_step="Give --from, --until.")
    start, end = parse_instant(begin), parse_instant(until)
    if end <= start:
        raise InputError("The recall ends before it begins.", next_step="Give a later --until.")
    return Recall(name, start, end)


def tell(mended: Mended, out: Path | None, *, as_json: bool) -> None:
    """Write a mended plan into a folder, if one is named, and print it or what it changed."""
    if out is not None:
        names = write_plan(mended.day, mended.document, out)
        typer.echo(f"{out}: {', '.join(names)}", err=as_json)
    if as_json:
        common.echo_json(mended.document)
    else:
        _show(mended)


def _show(mended: Mended) -> None:
    document = mended.document
    row, value = document["repairs"][-1], document["value"]
    typer.echo(
        f"{document['pool']}, {row['at'][:16]}Z: {row['sentence']}. {row['kept']} of"
        f" {len(row['before'])} images stay as they were. Planned value {value['planned']:g};"
        f" no plan can exceed {value['bound']:g}."
    )
    for name, title in (
        ("moved", "Moved"),
        ("relinked", "With other passes"),
        ("dropped", "Left out"),
        ("added", "New"),
    ):
        if row[name]:
            _table(title, row[name])
    for each in row["withdrawn"]:
        typer.echo(
            f"{each['satellite']} is told at {each['start'][11:19]} over {each['station']} to"
            f" leave {each['order']} out."
        )
    bound = document.get("hand", {}).get("bound")
    if bound is not None:
        typer.echo(f"With what is locked, chosen and left out, no plan can exceed {bound:g}.")


def _table(title: str, rows: list[dict[str, Any]]) -> None:
    columns = ("order", "class", "was", "is", "article", "credit", "why")
    sheet = [
        (_name(each), each.get("class"), _place(each.get("from")), _place(each.get("to")),
         each.get("article"), each.get("credit"), each["why"])
        for each in rows
    ]  # fmt: skip
    filled = [n for n in range(len(columns)) if any(row[n] is not None for row in sheet)]
    common.table(title, [columns[n] for n in filled], [[row[n] for n in filled] for row in sheet])


def _name(row: dict[str, Any]) -> str:
    return f"{row['order']} {row['piece']}" if row["piece"] else str(row["order"])


def _place(where: dict[str, Any] | None) -> str | None:
    return f"{where['satellite']} {where['start'][11:16]}" if where else None
