"""What `artel brief --chapter` does."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import typer

from artel.cli import common
from artel.commons.errors import InputError
from artel.studies.chapters import KEYS, Pages

if TYPE_CHECKING:
    from artel.studies.brief.language import Language
    from artel.studies.planned import Day


def show_chapter(day: Day, key: str, language: Language, *, as_json: bool) -> None:
    """Print one chapter of the brief of a planned day. Raises InputError where there is none.

    As JSON it is in English, as whoever compares it expects.
    """
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
    of = language.of
    typer.echo(of(page.lead))
    for sheet in page.sheets:
        rows = [[of(cell) if isinstance(cell, str) else cell for cell in row] for row in sheet.rows]
        common.table(of(sheet.title), tuple(map(of, sheet.columns)), rows)
