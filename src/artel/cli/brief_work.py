"""What `artel brief --chapter` does."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import typer

from artel.cli import common
from artel.commons.errors import InputError
from artel.studies.chapters import KEYS, Pages

if TYPE_CHECKING:
    from artel.studies.planned import Day


def show_chapter(day: Day, key: str, *, as_json: bool) -> None:
    """Print one chapter of the brief of a planned day. Raises InputError where there is none."""
    if key not in KEYS:
        raise InputError(
            f"The brief has no chapter '{key}'.", next_step=f"Name one of: {', '.join(KEYS)}."
        )
    page = Pages(day).page(key)
    if page is None:
        raise InputError(
            f"The pool's files say nothing for the chapter '{key}'.",
            next_step=f"Others may be there: {', '.join(KEYS)}.",
        )
    if as_json:
        common.echo_json(asdict(page))
        return
    typer.echo(page.lead)
    for sheet in page.sheets:
        common.table(sheet.title, sheet.columns, sheet.rows)
