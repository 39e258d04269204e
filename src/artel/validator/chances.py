"""The chance of each image of a plan that counts by clouds, and what is to be expected of it.

The chances are derived anew from the cloud file that the plan carries: mean cover by cell, local
hour and month, a forecast's grid between its nodes, and the forecast's weight by its age.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from artel.commons.errors import InputError
from artel.commons.instants import from_posix
from artel.commons.tables import Instant, Row, check, load
from artel.validator import tolerances as tol
from artel.validator.report import Code

if TYPE_CHECKING:
    from collections.abc import Sequence

    from artel.validator.case import Case
    from artel.validator.document import ClassRow, Expected, Image
    from artel.validator.facts import Order

CLOUD, TABLE = "cloud", "clouds.yaml"
_LEAST, _ROUNDING = 0.001, 0.0011
_SKILL_H = 72.0
_SLACK = 0.01


class _Cell(Row):
    name: str
    lat_deg: tuple[float, float]
    lon_deg: tuple[float, float]
    cover_percent: tuple[tuple[float, ...], ...]
    source: Any = None
    status: Any = None


class _Table(Row):
    format: str
    correlation_h: float = 12.0
    skill_h: float = _SKILL_H
    bands_h: tuple[float, ...]
    cells: tuple[_Cell, ...]

    def clear(self, lat: float, lon: float, t: float) -> float | None:
        """Return the chance that the first cell around a place gives, or None outside all."""
        for cell in self.cells:
            inside = cell.lat_deg[0] <= lat <= cell.lat_deg[1]
            if inside and cell.lon_deg[0] <= lon <= cell.lon_deg[1]:
                hour = (t / 3600.0 + lon / 15.0) % 24.0
                band = cell.cover_percent[bisect_right(self.bands_h, hour) - 1]
                return 1.0 - band[from_posix(t).month - 1] / 100.0
        return None


class _Forecast(Row):
    format: str
    issued: Instant
    times: tuple[Instant, ...]
    lat_deg: tuple[float, ...]
    lon_deg: tuple[float, ...]
    cover_percent: tuple[tuple[tuple[float, ...], ...], ...]

    def clear(self, lat: float, lon: float, t: float) -> float | None:
        """Return the chance between the nodes around a place and an instant, None outside."""
        times = [each.timestamp() for each in self.times]
        sides = [_sides(times, t), _sides(self.lat_deg, lat), _sides(self.lon_deg, lon)]
        if not all(sides):
            return None
        cover = sum(
            a * b * c * self.cover_percent[i][j][k]
            for i, a in sides[0] for j, b in sides[1] for k, c in sides[2]
        )  # fmt: skip
        return 1.0 - cover / 100.0


def check_chances(case: Case) -> None:
    """Check the chance of each image, and what the plan says is to be expected."""
    said = case.plan.value.expected
    cloudy = CLOUD in case.plan.inputs
    case.book.require(
        cloudy == (said is not None)
        and all(cloudy == (image.chance is not None) for image in case.plan.images),
        Code.VALUE,
        "expected",
        "A plan that counts by clouds carries its cloud file, gives every image its chance, and"
        " says what is to be expected; no other plan does. Have it made again.",
    )
    if said is None or not cloudy:
        return
    try:
        table, forecast = _read(case)
    except InputError as error:
        case.book.note(Code.INPUT, CLOUD, str(error))
        return
    for image in case.plan.images:
        case.book.checked["chances"] += 1
        _chance(case, image, table, forecast)
    _sums(case, said)


def _read(case: Case) -> tuple[_Table | None, _Forecast | None]:
    text = case.plan.inputs[CLOUD].text
    given = load(text, CLOUD).value
    if isinstance(given, dict) and str(given.get("format")).startswith("artel-clouds/"):
        return _table(text), None
    forecast = check(load(text, CLOUD), _Forecast)
    by_time = forecast.cover_percent
    axes = (forecast.times, forecast.lat_deg, forecast.lon_deg)
    sizes = {(len(by_time), len(by_lat), len(by_lon)) for by_lat in by_time for by_lon in by_lat}
    if sizes != {tuple(len(axis) for axis in axes)}:
        raise InputError("The forecast is no grid.", next_step="Have the plan made again.")
    usual = case.plan.inputs.get(TABLE)
    return None if usual is None else _table(usual.text), forecast


def _table(text: str) -> _Table:
    table = check(load(text, TABLE), _Table)
    for cell in table.cells:
        if {len(band) for band in cell.cover_percent} != {12} or (
            len(cell.cover_percent) != len(table.bands_h)
        ):
            raise InputError(f"The table of clouds has not every band and month of {cell.name}.")
    return table


def _chance(case: Case, image: Image, table: _Table | None, forecast: _Forecast | None) -> None:
    order = case.facts.orders.get(image.order)
    satellite = case.facts.satellites.get(image.satellite)
    if order is None or satellite is None or image.chance is None:
        return  # what is unknown was told already
    radar = any(each.name == image.sensor and each.radar for each in satellite.sensors)
    clear = 1.0 if radar else _clear(_place(order, image), image.middle, table, forecast)
    found = max(_LEAST, clear)
    case.book.require(
        0.0 <= image.chance <= 1.0 and abs(image.chance - found) <= _ROUNDING,
        Code.FIGURE,
        image.id,
        f"The plan says chance {image.chance:g}; derived {found:.4f} from its cloud file. Correct"
        " the figure.",
    )


def _place(order: Order, image: Image) -> tuple[float, float]:
    """Return latitude and longitude of what is looked at: the order, or a strip of its area."""
    if not order.is_filled:
        return float(order.shape.centroid.y), float(order.shape.centroid.x)
    corners = image.footprint[:-1]
    first = corners[0][0]
    east = [math.remainder(lon - first, 360.0) for lon, _ in corners]
    lon = (first + sum(east) / len(east) + 180.0) % 360.0 - 180.0
    return sum(lat for _, lat in corners) / len(corners), lon


def _clear(
    place: tuple[float, float], t: float, table: _Table | None, forecast: _Forecast | None
) -> float:
    usual = table.clear(*place, t) if table is not None else None
    said = forecast.clear(*place, t) if forecast is not None else None
    if forecast is None or said is None:
        return 1.0 if usual is None else usual
    if usual is None:
        return said
    skill = (table.skill_h if table is not None else _SKILL_H) * 3600.0
    weight = math.exp(-max(0.0, t - forecast.issued.timestamp()) / skill)
    return weight * said + (1.0 - weight) * usual


def _sides(axis: Sequence[float], value: float) -> list[tuple[int, float]]:
    """Return the nodes beside a value with their weights; none outside the axis."""
    if not axis or not axis[0] <= value <= axis[-1]:
        return []
    low = min(bisect_right(axis, value), len(axis) - 1)
    if low == 0:
        return [(0, 1.0)]
    part = (value - axis[low - 1]) / (axis[low] - axis[low - 1])
    return [(low - 1, 1.0 - part), (low, part)]


def _sums(case: Case, said: Expected) -> None:
    low, high = _between(case, [str(name) for name in case.facts.orders])
    slack = _SLACK + tol.SUM_RELATIVE * high
    case.book.require(
        low - slack <= said.planned <= high + slack,
        Code.VALUE,
        "expected",
        f"The plan says {said.planned:g} is to be expected; chance times value adds up to"
        f" {_shown(low, high)}.",
    )
    gap = (said.bound - said.planned) / said.bound if said.bound else 0.0
    falls = all(one.bound >= other.bound for one, other in pairwise(said.trace))
    case.book.require(
        said.bound >= max(said.planned, low) - slack and abs(said.gap - gap) <= tol.GAP and falls,
        Code.VALUE,
        "expected",
        f"The bound {said.bound:g} of what is expected is none, or the gap is not {gap:.4f}.",
    )
    for row in said.classes:
        _class(case, row)


def _class(case: Case, row: ClassRow) -> None:
    names = [name for name, order in case.facts.orders.items() if order.terms.class_ in row.classes]
    low, high = _between(case, names)
    slack = _SLACK + tol.SUM_RELATIVE * high
    case.book.require(
        low - slack <= row.planned <= high + slack and row.bound >= row.planned - slack,
        Code.VALUE,
        ", ".join(row.classes),
        f"The plan expects {row.planned:g} of at most {row.bound:g} of them; chance times value"
        f" adds up to {_shown(low, high)}.",
    )


def _between(case: Case, names: Sequence[str]) -> tuple[float, float]:
    """Return between what the expected value of orders lies: the same for all but areas.

    What an area expects depends on which strips overlap: each part counts by a chance of a strip.
    """
    chances: dict[str, list[float]] = defaultdict(list)
    for image in case.plan.images:
        chances[image.order].append(image.chance or 0.0)
    shares = {row.order: row.share for row in case.plan.areas}
    low = high = 0.0
    for name in names:
        order, mine = case.facts.orders[name], chances.get(name, [])
        if not mine:
            continue
        value = order.terms.value
        if order.is_filled:
            low += value * shares.get(name, 0.0) * min(mine)
            high += value * shares.get(name, 0.0) * max(mine)
        else:
            visits = order.terms.series.visits if order.terms.series is not None else 1
            low += value * sum(mine) / visits
            high += value * sum(mine) / visits
    return low, high


def _shown(low: float, high: float) -> str:
    return f"{low:g}" if low == high else f"{low:g} to {high:g}"
