"""Reading what a plan is made under, holds and clouds; writing it and its exports."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from artel.commons.ids import pretty_json
from artel.feeds.outputs import write_folder
from artel.feeds.source import read_source
from artel.studies.exports.all import exports_of
from artel.studies.held import read_hold
from artel.studies.skies import with_cloud

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from artel.studies.held import Held
    from artel.studies.planned import Day
    from artel.studies.pool import Pool


def read_holds(files: Iterable[str] | None) -> list[Held]:
    """Return the holds of these files. Raises TableError or FormatError for what is none."""
    return [read_hold(read_source(file, sys.stdin.buffer)) for file in files or ()]


def under(cloud: str | None, pool: Pool) -> Pool:
    """Return the pool with the forecast or the table of clouds that its plan counts by, if any."""
    return pool if cloud is None else with_cloud(pool, read_source(cloud, sys.stdin.buffer))


def write_plan(day: Day, document: dict[str, Any], out: Path) -> list[str]:
    """Write plan.json and every export into the folder, and return the names of the files."""
    tracks = [track for each in day.tracks.by_name.values() for track in each]
    files = {"plan.json": pretty_json(document), **exports_of(document, tracks)}
    write_folder(out, files)
    return list(files)
