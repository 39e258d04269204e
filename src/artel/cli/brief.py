"""`artel brief`: the document that shows each state what it gains by pooling."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from artel.cli.common import For, From, Json, PoolFolder


def brief(
    folder: PoolFolder = None,
    out: Annotated[
        Path, typer.Option("--out", help="The file to write; self-contained, fit to print.")
    ] = Path("brief.html"),
    figures: Annotated[
        Path | None,
        typer.Option("--figures", help="Also write every figure, with its source and command."),
    ] = None,
    chapter: Annotated[
        str | None,
        typer.Option("--chapter", help="Write no brief; print one chapter: worth, money, …"),
    ] = None,
    language: Annotated[
        str, typer.Option("--language", help="The language of the brief, by its code: en, ru, …")
    ] = "en",
    begin: From = None,
    length: For = "24h",
    as_json: Json = False,
) -> None:
    """Write the brief: what each state contributes, what it gains, alone against pooled."""
    from artel import bootstrap
    from artel.cli import common
    from artel.cli.brief_work import show_chapter
    from artel.commons.ids import pretty_json
    from artel.feeds.languages import read_language
    from artel.feeds.outputs import write_text
    from artel.studies.brief.figures import Figures
    from artel.studies.brief.render import render_brief
    from artel.studies.briefing import brief_of
    from artel.studies.day import plan_of, solve_day

    tongue = read_language(language)
    pool = bootstrap.read_pool_at(folder or bootstrap.bundled_pool())
    span = bootstrap.span_of(begin, length, pool.settings.epoch)
    with common.progress_bar() as progress:
        day = solve_day(pool, span, progress)
        if chapter is not None:
            show_chapter(day, chapter, tongue, as_json=as_json)
            return
        document = plan_of(day)
        shown = replace(brief_of(day, document, str(folder or "")), language=tongue)
        text = render_brief(shown)
    common.warn([*pool.problems, *day.tracks.notes])
    write_text(out, text)
    if figures:
        write_text(figures, pretty_json(Figures(shown).document(shown)))
    if as_json:
        common.echo_json({"brief": str(out), "members": document["members"]})
    else:
        common.show_members(document)
        typer.echo(f"The brief is {out}.")
