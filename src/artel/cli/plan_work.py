"""Writing a plan and its exports into a folder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from artel.commons.ids import pretty_json
from artel.feeds.outputs import write_folder
from artel.studies.exports.all import exports_of

if TYPE_CHECKING:
    from pathlib import Path

    from artel.studies.planned import Day


def write_plan(day: Day, document: dict[str, Any], out: Path) -> list[str]:
    """Write plan.json and every export into the folder, and return the names of the files."""
    tracks = [track for each in day.tracks.by_name.values() for track in each]
    files = {"plan.json": pretty_json(document), **exports_of(document, tracks)}
    write_folder(out, files)
    return list(files)
