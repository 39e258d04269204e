"""What `artel access` reads before it searches: the sky of its source, and a horizon."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from artel import bootstrap

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from artel.studies.sky import Sky

    Progress = Callable[[str, int, int], None]


def sky_of(
    source: str, asked: tuple[str | None, str, str | None], progress: Progress | None
) -> tuple[Sky, tuple[datetime, datetime], tuple[str, ...]]:
    """Return the tracks of a pool or element file, their span, and what was wrong with the source.

    `asked` is (begin, length, pattern of names). Raises InputError for what cannot be used.
    """
    from artel.studies.sky import sky_of_elements, sky_of_pool

    begin, length, pattern = asked
    if bootstrap.is_pool(source):
        pool = bootstrap.read_pool_at(source)
        span = bootstrap.span_of(begin, length, pool.settings.epoch)
        return sky_of_pool(pool, span, pattern, progress), span, pool.problems
    file = bootstrap.read_elements_at(source)
    span = bootstrap.span_of(begin, length, bootstrap.latest_epoch(file.records))
    kept = bootstrap.track_store()
    sky = sky_of_elements(file.records, span, pattern, progress, kept=kept)
    return sky, span, file.problems


def horizon_of(file: Path | None) -> tuple[tuple[float, float], ...] | None:
    """Return the points of a horizon in a file. Raises InputError with file and line."""
    from artel.commons.horizons import read_horizon
    from artel.feeds.source import read_source

    if file is None:
        return None
    return read_horizon(read_source(str(file), sys.stdin.buffer), str(file))
