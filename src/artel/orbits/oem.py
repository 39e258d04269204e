"""Owners' ephemerides as text: OEM in keyword = value notation, read and printed.

Keywords and units are those of CCSDS 502.0-B-3, Orbit Data Messages, section 5.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from artel.orbits.celestial import celestial_to_teme
from artel.orbits.ephemeris import DEFAULT_DEGREE, Ephemeris, states
from artel.orbits.frames import length, teme_to_itrf
from artel.orbits.readings import numbered_lines
from artel.orbits.time import epoch_text, parse_epoch

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_HIGHEST_DEGREE = 30
_KNOWN_FRAMES = "ITRF (any year), TEME, EME2000, J2000, GCRF and ICRF"
_METHODS = ("LAGRANGE", "HERMITE", "LINEAR")
_CLOSEST, _FARTHEST = 6.2e6, 1e9
"""Positions, m, outside of which a table is not in kilometres or not about a satellite."""
_KEYWORD = re.compile(r"(\w+)\s*=\s*(.*)", re.ASCII)
_NUMBER = re.compile(r"COMMENT\s+NORAD_CAT_ID\s*=\s*(\d{1,9})", re.ASCII)


@dataclass(slots=True)
class _Segment:
    """One segment of the text: where it began, its metadata, the line of each, and its rows."""

    began: int
    metadata: dict[str, str] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    rows: list[tuple[int, str]] = field(default_factory=list)

    def line(self, keyword: str) -> int:
        return self.lines.get(keyword, self.began)


def read_oem(text: str) -> tuple[Ephemeris, ...]:
    """Return the ephemerides of a text, one for each segment, turned into ITRF.

    Covariances are passed over. Raises ValueError, with the line, for what cannot be used: an
    ephemeris has no bad record to skip.
    """
    segments = _segments(text)
    if not segments:
        raise ValueError("The OEM has no segment: META_START and states are missing.")
    return tuple(_ephemeris(segment) for segment in segments)


def _segments(text: str) -> list[_Segment]:
    lines = numbered_lines(text)
    first = next((line for _, line in lines if not line.startswith("COMMENT")), "")
    if not first.startswith("CCSDS_OEM_VERS"):
        said = f"begins '{first[:60]}'" if first else "is empty"
        raise ValueError(
            f"The text {said}; an OEM in keyword = value notation begins with CCSDS_OEM_VERS."
        )
    segments: list[_Segment] = []
    part = "header"
    for number, line in lines:
        if line in _PARTS:
            part = _PARTS[line]
            if line == "META_START":
                segments.append(_Segment(number))
        elif part == "states" and not line.startswith("COMMENT"):
            segments[-1].rows.append((number, line))
        elif part == "metadata":
            _put(segments[-1], number, line)
    return segments


_PARTS = {
    "META_START": "metadata",
    "META_STOP": "states",
    "COVARIANCE_START": "covariance",
    "COVARIANCE_STOP": "states",
}


def _put(segment: _Segment, number: int, line: str) -> None:
    match = _KEYWORD.fullmatch(line) or _NUMBER.fullmatch(line)
    if match is None and not line.startswith("COMMENT"):
        raise ValueError(f"Line {number}: '{line[:60]}' is neither KEYWORD = value nor COMMENT.")
    if match is not None:
        keyword, value = match.groups() if match.re is _KEYWORD else ("NORAD_CAT_ID", match[1])
        segment.metadata[keyword.upper()] = value.strip()
        segment.lines[keyword.upper()] = number


def _ephemeris(segment: _Segment) -> Ephemeris:
    _check_metadata(segment)
    t, values = _table(segment)
    frame = segment.metadata["REF_FRAME"]
    r, v = _to_itrf(frame, values[:, :3], values[:, 3:], t)
    start, stop = _usable(segment, t)
    method, degree = _interpolation(segment)
    number = segment.metadata.get("NORAD_CAT_ID") or segment.metadata["OBJECT_ID"]
    return Ephemeris(
        name=segment.metadata["OBJECT_NAME"],
        object_id=segment.metadata["OBJECT_ID"],
        norad_id=int(number) if number.isdecimal() else None,
        frame=frame,
        t=t,
        r=r,
        v=v,
        start=start,
        stop=stop,
        interpolation=method,
        degree=degree,
    )


def _check_metadata(segment: _Segment) -> None:
    needed = ("OBJECT_NAME", "OBJECT_ID", "CENTER_NAME", "REF_FRAME", "TIME_SYSTEM")
    missing = [keyword for keyword in needed if not segment.metadata.get(keyword)]
    if missing:
        raise ValueError(
            f"Line {segment.began}: the metadata that begin here lack {', '.join(missing)}."
        )
    _require(segment, "CENTER_NAME", known=segment.metadata["CENTER_NAME"].upper() == "EARTH")
    _require(segment, "TIME_SYSTEM", known=segment.metadata["TIME_SYSTEM"].upper() == "UTC")
    _require(segment, "REF_FRAME", known=_way(segment.metadata["REF_FRAME"]) != "")
    if "REF_FRAME_EPOCH" in segment.metadata and _way(segment.metadata["REF_FRAME"]) != "itrf":
        raise ValueError(
            f"Line {segment.line('REF_FRAME_EPOCH')}: a frame held at an epoch of its own is not "
            "read; give the states in ITRF, or in a frame without REF_FRAME_EPOCH."
        )


def _require(segment: _Segment, keyword: str, *, known: bool) -> None:
    if not known:
        needed = {"CENTER_NAME": "EARTH", "TIME_SYSTEM": "UTC", "REF_FRAME": _KNOWN_FRAMES}
        raise ValueError(
            f"Line {segment.line(keyword)}: {keyword} is {segment.metadata[keyword]}, which is not "
            f"read; give the ephemeris with {needed[keyword]}."
        )


def _way(frame: str) -> str:
    """Return which way leads from a frame to ITRF, or nothing where none is known."""
    name = frame.upper()
    if name.startswith("ITRF"):
        return "itrf"
    ways = {"TEME": "teme", "EME2000": "mean", "J2000": "mean", "GCRF": "stars", "ICRF": "stars"}
    return ways.get(name, "")


def _to_itrf(frame: str, r: Floats, v: Floats, t: Floats) -> tuple[Floats, Floats]:
    way = _way(frame)
    if way == "itrf":
        return r, v
    if way in {"mean", "stars"}:
        r, v = celestial_to_teme(r, v, t, biased=way == "stars")
    return teme_to_itrf(r, v, t)


def _table(segment: _Segment) -> tuple[Floats, Floats]:
    """Return times (n,) and states (n, 6) in m and m/s, in order and plausible."""
    if len(segment.rows) < 2:
        where = segment.rows[-1][0] if segment.rows else segment.began
        raise ValueError(
            f"Line {where}: the segment has {len(segment.rows)} states; two are the least."
        )
    rows = [_row(number, line) for number, line in segment.rows]
    t = np.array([row[0] for row in rows])
    values = np.array([row[1] for row in rows]) * 1e3
    distance = length(values[:, :3])
    with np.errstate(invalid="ignore"):
        strange = ~((distance > _CLOSEST) & (distance < _FARTHEST) & np.isfinite(values).all(1))
    _refuse_at(segment, strange, "is no place of a satellite of the Earth in kilometres")
    backward = np.concatenate([[False], np.diff(t) <= 0.0])
    _refuse_at(segment, backward, "does not come after the one before it")
    return t, values


def _row(number: int, line: str) -> tuple[float, tuple[float, ...]]:
    cells = line.split()
    if len(cells) not in {7, 10}:
        raise ValueError(
            f"Line {number}: '{line[:60]}' is no state; write an epoch, then x y z in km and "
            "their rates in km/s."
        )
    try:
        return parse_epoch(cells[0]), tuple(map(_float, cells[1:7]))
    except ValueError as error:
        raise ValueError(f"Line {number}: {error}") from None


def _float(cell: str) -> float:
    try:
        return float(cell)
    except ValueError:
        raise ValueError(f"'{cell}' in this state is no number.") from None


def _refuse_at(segment: _Segment, wrong: NDArray[np.bool_], reason: str) -> None:
    if wrong.any():
        number, line = segment.rows[int(np.argmax(wrong))]
        raise ValueError(f"Line {number}: the state of {line.split()[0]} {reason}.")


def _usable(segment: _Segment, t: Floats) -> tuple[float, float]:
    """Return the span in which the states may be used: as declared, but inside the table."""
    start = max(_instant(segment, ("USEABLE_START_TIME", "START_TIME")), t[0])
    stop = min(_instant(segment, ("USEABLE_STOP_TIME", "STOP_TIME"), np.inf), t[-1])
    if stop <= start:
        raise ValueError(
            f"Line {segment.began}: the useable times of this segment lie outside its states."
        )
    return float(start), float(stop)


def _instant(segment: _Segment, keywords: tuple[str, str], default: float = -np.inf) -> float:
    for keyword in keywords:
        if segment.metadata.get(keyword):
            try:
                return parse_epoch(segment.metadata[keyword])
            except ValueError as error:
                raise ValueError(f"Line {segment.line(keyword)}: {keyword}: {error}") from None
    return default


def _interpolation(segment: _Segment) -> tuple[str, int]:
    method = segment.metadata.get("INTERPOLATION", "LAGRANGE").upper()
    said = segment.metadata.get("INTERPOLATION_DEGREE", str(DEFAULT_DEGREE))
    if method not in _METHODS:
        raise ValueError(
            f"Line {segment.line('INTERPOLATION')}: INTERPOLATION {method} is not known; "
            f"{', '.join(_METHODS)} are."
        )
    if not said.isdecimal() or not 1 <= int(said) <= _HIGHEST_DEGREE:
        raise ValueError(
            f"Line {segment.line('INTERPOLATION_DEGREE')}: INTERPOLATION_DEGREE {said} is not "
            f"usable; give a whole number from 1 to {_HIGHEST_DEGREE}."
        )
    return ("LAGRANGE", 1) if method == "LINEAR" else (method, int(said))


def write_oem(ephemerides: Iterable[Ephemeris], created: float, originator: str = "ARTEL") -> str:
    """Return the OEM of ephemerides, a segment each, in ITRF; `created` is POSIX s.

    Epochs are printed to the microsecond, positions to the micrometre.
    """
    head = (
        f"CCSDS_OEM_VERS = 2.0\nCREATION_DATE = {epoch_text(created, 3)}\n"
        f"ORIGINATOR = {originator}\n"
    )
    return head + "".join(_segment_text(ephemeris) for ephemeris in ephemerides)


def _segment_text(ephemeris: Ephemeris) -> str:
    number = ephemeris.norad_id
    metadata = [
        *([f"COMMENT NORAD_CAT_ID = {number}"] if number is not None else []),
        f"OBJECT_NAME = {ephemeris.name}",
        f"OBJECT_ID = {ephemeris.object_id or 'UNKNOWN'}",
        "CENTER_NAME = EARTH",
        "REF_FRAME = ITRF2000",
        "TIME_SYSTEM = UTC",
        f"START_TIME = {epoch_text(ephemeris.t[0])}",
        f"USEABLE_START_TIME = {epoch_text(ephemeris.start)}",
        f"USEABLE_STOP_TIME = {epoch_text(ephemeris.stop)}",
        f"STOP_TIME = {epoch_text(ephemeris.t[-1])}",
        f"INTERPOLATION = {ephemeris.interpolation}",
        f"INTERPOLATION_DEGREE = {ephemeris.degree}",
    ]
    rows = (
        f"{epoch_text(t)} {' '.join(f'{x:.9f}' for x in r)} {' '.join(f'{x:.12f}' for x in v)}"
        for t, r, v in zip(ephemeris.t, ephemeris.r / 1e3, ephemeris.v / 1e3, strict=True)
    )
    return "\n".join(["", "META_START", *metadata, "META_STOP", "", *rows, ""])


__all__ = ["Ephemeris", "read_oem", "states", "write_oem"]
