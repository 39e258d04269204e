"""The clouds of a pool: clouds.yaml, and what a person hands in for a quote or for a plan."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import numpy as np
from pydantic import Field, model_validator

from artel.commons.errors import FormatError, InputError, TableError
from artel.commons.figures import Positive, Sourced, Text
from artel.commons.formats import check_stamp
from artel.commons.instants import posix_text, to_posix
from artel.commons.tables import Instant, Row, Table, check, load
from artel.planner.clouds import CORRELATION_S, SKILL_S, Climate, Forecast, Sky
from artel.planner.weighing import weighed

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from artel.planner.problem import Problem
    from artel.studies.pool import Pool

FILE = "clouds.yaml"
CLOUD = "cloud"
"""The input of a plan that counts by clouds: a forecast, or a table in the place of the pool's."""
HOUR = 3600.0

Percent = Annotated[float, Field(ge=0, le=100)]
Year = Annotated[tuple[Percent, ...], Field(min_length=12, max_length=12)]
Hour = Annotated[float, Field(ge=0, lt=24)]
Latitude = Annotated[float, Field(ge=-90, le=90)]
Longitude = Annotated[float, Field(ge=-180, le=180)]


class CellRow(Sourced):
    """Mean cloud cover over a part of the Earth: for each band of hours twelve months."""

    name: Text
    lat_deg: tuple[Latitude, Latitude]
    lon_deg: tuple[Longitude, Longitude]
    cover_percent: tuple[Year, ...]

    @model_validator(mode="after")
    def _from_south_west(self) -> CellRow:
        if self.lat_deg[0] >= self.lat_deg[1] or self.lon_deg[0] >= self.lon_deg[1]:
            raise ValueError("a cell goes from south to north and from west to east")
        return self


class CloudsTable(Row):
    """The file clouds.yaml."""

    format: str
    correlation_h: Positive = CORRELATION_S / HOUR
    skill_h: Positive = SKILL_S / HOUR
    bands_h: Annotated[tuple[Hour, ...], Field(min_length=1)]
    cells: Annotated[tuple[CellRow, ...], Field(min_length=1)]


def sky_of(pool: Pool, forecast: str | None = None) -> Sky:
    """Return what is known of clouds: the pool's clouds.yaml, and a forecast's text, if given.

    Raises TableError (file, line, field) or InputError for what cannot be read.
    """
    table = load(pool.texts[FILE], FILE) if FILE in pool.texts else None
    rows = _rows(table) if table is not None else None
    skill = (rows.skill_h * HOUR) if rows else SKILL_S
    return Sky(
        climate=_climate(rows) if rows else None,
        forecast=read_forecast(forecast, skill) if forecast is not None else None,
        correlation_s=(rows.correlation_h * HOUR) if rows else CORRELATION_S,
    )


def with_cloud(pool: Pool, text: str) -> Pool:
    """Return the pool with what a person hands in, by which its plans count from then on."""
    return replace(pool, texts={**pool.texts, CLOUD: text})


def by_cloud(pool: Pool, problem: Problem) -> Problem:
    """Return the problem with the chance of each look, where the pool's plans count by clouds.

    Raises TableError or InputError for what cannot be read, and where the forecast does not go
    from the beginning of the plan to its end, or not to the place of an order.
    """
    text = pool.texts.get(CLOUD)
    if text is None:
        return problem
    sky = _sky_of_text(pool, text)
    if sky.forecast is not None:
        _check_span(sky.forecast, problem.span)
    return weighed(problem, sky)


def _sky_of_text(pool: Pool, text: str) -> Sky:
    said = load(text, CLOUD).value
    stamp = said.get("format") if isinstance(said, dict) else None
    if isinstance(stamp, str) and stamp.startswith("artel-clouds/"):
        return sky_of(replace(pool, texts={FILE: text}))
    return sky_of(pool, text)


def _check_span(forecast: Forecast, span: tuple[float, float]) -> None:
    first, last = float(forecast.t[0]), float(forecast.t[-1])
    if first > span[0] or last < span[1]:
        raise InputError(
            f"The forecast goes from {posix_text(first)} to {posix_text(last)}, and the plan from"
            f" {posix_text(span[0])} to {posix_text(span[1])}.",
            next_step="Give a forecast of the whole time, or plan less of it (--from, --for).",
        )


def check_clouds(pool: Pool) -> tuple[str, ...]:
    """Return every finding in clouds.yaml; none where the pool has no such file."""
    try:
        sky_of(pool)
    except TableError as error:
        return error.findings
    except FormatError as error:
        return (str(error),)
    return ()


def _rows(table: Table) -> CloudsTable:
    stamp = table.value.get("format") if isinstance(table.value, dict) else None
    check_stamp(stamp, "artel-clouds", 1, FILE)
    rows = check(table, CloudsTable)
    findings = []
    if any(b <= a for a, b in zip(rows.bands_h, rows.bands_h[1:], strict=False)):
        findings.append(table.finding(("bands_h",), "the hours do not ascend."))
    for index, cell in enumerate(rows.cells):
        if len(cell.cover_percent) != len(rows.bands_h):
            said = f"{len(cell.cover_percent)} rows stand for {len(rows.bands_h)} bands of hours."
            findings.append(table.finding(("cells", index, "cover_percent"), said))
    if findings:
        raise TableError(tuple(findings))
    return rows


def _climate(rows: CloudsTable) -> Climate:
    cover = np.array([cell.cover_percent for cell in rows.cells]) / 100.0
    return Climate(
        cover=cover.transpose(2, 1, 0),
        bands_h=np.array(rows.bands_h),
        cells=np.array([(*cell.lat_deg, *cell.lon_deg) for cell in rows.cells]),
    )


class ForecastFile(Row):
    """A forecast of cloud cover: JSON, with a number for each instant, latitude, longitude."""

    format: str
    issued: Instant
    times: Annotated[tuple[Instant, ...], Field(min_length=1)]
    lat_deg: Annotated[tuple[Latitude, ...], Field(min_length=1)]
    lon_deg: Annotated[tuple[Longitude, ...], Field(min_length=1)]
    cover_percent: tuple[tuple[tuple[Percent, ...], ...], ...]


def read_forecast(text: str, skill_s: float = SKILL_S) -> Forecast:
    """Return the forecast of a JSON text. Raises InputError where its grid is not one."""
    name = "forecast.json"
    table = load(text, name)
    stamp = table.value.get("format") if isinstance(table.value, dict) else None
    check_stamp(stamp, "artel-forecast", 1, name)
    row = check(table, ForecastFile)
    try:
        return Forecast(
            issued=to_posix(row.issued),
            t=np.array([to_posix(each) for each in row.times]),
            lat_deg=np.array(row.lat_deg),
            lon_deg=np.array(row.lon_deg),
            cover=_cover(row),
            skill_s=skill_s,
        )
    except ValueError as error:
        raise InputError(
            f"The forecast is no grid: {error}.",
            next_step="Give cover_percent as lists by time, latitude and longitude, ascending.",
        ) from None


def _cover(row: ForecastFile) -> NDArray[np.float64]:
    """Return the cover by time, latitude and longitude; an empty one where rows differ."""
    lengths = (
        {len(lat) for lat in row.cover_percent},
        {len(lon) for lat in row.cover_percent for lon in lat},
    )
    if any(len(each) != 1 for each in lengths):
        return np.empty((0, 0, 0))
    return np.array(row.cover_percent, float) / 100.0
