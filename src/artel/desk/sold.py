"""Time of stations that is sold, written into stations.yaml: an antenna serves nobody else then."""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any

from artel.commons.instants import instant_text
from artel.commons.tables import load
from artel.desk.pool_edits import read_back

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

FILE = "stations.yaml"
REASON = "given to a guest"


def with_sold(text: str, rows: Iterable[Mapping[str, Any]]) -> str:
    """Return stations.yaml with time that is sold as windows in which an antenna serves nobody.

    `rows` are of station, antenna, and the span `taken`. A window that is there stays as it is.
    """
    for row in rows:
        text = _with_window(text, row)
    return text


def _with_window(text: str, row: Mapping[str, Any]) -> str:
    table = load(text, FILE)
    wanted = copy.deepcopy(table.value)
    for at, station in enumerate(wanted["stations"]):
        for number, antenna in enumerate(station["antennas"]):
            if (station["name"], antenna["name"]) == (row["station"], row["antenna"]):
                window = _window(row)
                if window in antenna.get("maintenance", ()):
                    return text
                antenna["maintenance"] = [*antenna.get("maintenance", ()), window]
                line = table.line(("stations", at, "antennas", number)) - 1
                return read_back(_replaced(text, line, antenna), FILE, wanted)
    return text


def _window(row: Mapping[str, Any]) -> dict[str, str]:
    low, high = (instant_text(each) for each in (row["taken"].lower, row["taken"].upper))
    return {"start": low, "end": high, "reason": REASON}


def _replaced(text: str, line: int, value: Any) -> str:
    lines = text.splitlines(keepends=True)
    indent = lines[line][: len(lines[line]) - len(lines[line].lstrip(" "))]
    lines[line] = f"{indent}- {json.dumps(value, ensure_ascii=False)}\n"
    return "".join(lines)
