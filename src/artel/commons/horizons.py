"""A horizon as data: the least elevation by azimuth, in degrees, as a table of a site gives it."""

import re
from itertools import pairwise
from typing import Annotated, TypeAlias

from pydantic import AfterValidator, Field, TypeAdapter, ValidationError

from artel.commons.errors import TableError

Azimuth: TypeAlias = Annotated[float, Field(ge=0, lt=360)]
"""Degrees from north over east."""
LeastElevation: TypeAlias = Annotated[float, Field(ge=-10, lt=90)]
"""Degrees over the true horizontal; a little below it where a site looks down on its horizon."""
MaskPoint: TypeAlias = tuple[Azimuth, LeastElevation]


def _goes_round_once(points: tuple[MaskPoint, ...]) -> tuple[MaskPoint, ...]:
    if len(points) < 2:
        raise ValueError(
            "A mask has two points at least; min_elevation_deg is for one elevation all around"
        )
    for (before, _), (after, _) in pairwise(points):
        if after == before:
            raise ValueError(f"The azimuth {after:g} stands twice in the mask")
        if after < before:
            raise ValueError(
                f"The azimuths of a mask rise from 0 to 360; {after:g} comes after {before:g}"
            )
    return points


MaskPoints: TypeAlias = Annotated[tuple[MaskPoint, ...], AfterValidator(_goes_round_once)]
"""Points [azimuth, elevation] once around, by rising azimuth; linear between, and to the first."""

_HORIZON: TypeAdapter[tuple[MaskPoint, ...]] = TypeAdapter(MaskPoints)
_BETWEEN = re.compile(r"[,;\s]+")


def read_horizon(text: str, file: str) -> tuple[MaskPoint, ...]:
    """Return the points of a text with an azimuth and an elevation, degrees, on each line.

    A comma, a semicolon or space stands between the two; `#` opens a remark. Raises TableError
    (file and line) for anything else, and for a horizon that cannot be.
    """
    rows = [(n, line.partition("#")[0].strip()) for n, line in enumerate(text.splitlines(), 1)]
    rows = [(number, row) for number, row in rows if row]
    try:
        return _HORIZON.validate_python([_BETWEEN.split(row) for _, row in rows])
    except ValidationError as caught:
        raise TableError(tuple(_finding(each, rows, file) for each in caught.errors())) from None


def _finding(entry: object, rows: list[tuple[int, str]], file: str) -> str:
    place, message = entry["loc"], entry["msg"]  # type: ignore[index]
    said = str(message).removeprefix("Value error, ")
    line = f", line {rows[place[0]][0]}" if place else ""
    given = f" Given: '{rows[place[0]][1]}'." if place else ""
    return f"{file}{line}: {said[:1].lower()}{said[1:]}.{given}"
