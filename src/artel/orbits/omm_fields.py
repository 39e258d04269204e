"""The keywords of an OMM as elements, and elements as keywords.

Keywords, units and the mean element theory are those of CCSDS 502.0-B-3, Orbit Data Messages.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from artel.orbits.elements import Elements
from artel.orbits.time import DAY, TURN, epoch_text, parse_epoch
from artel.orbits.tle import cospar

if TYPE_CHECKING:
    from collections.abc import Mapping

    Fields = Mapping[str, Any]

LARGEST_NUMBER = 999_999_999
"""Catalogue numbers have nine digits."""
_REQUIRED = (
    "EPOCH", "MEAN_MOTION", "ECCENTRICITY", "INCLINATION", "RA_OF_ASC_NODE",
    "ARG_OF_PERICENTER", "MEAN_ANOMALY", "NORAD_CAT_ID", "BSTAR",
)  # fmt: skip
# CelesTrak's tables leave these out; where they stand they must say what SGP4 takes for granted.
_PRESUMED = {
    "CENTER_NAME": ("EARTH",),
    "REF_FRAME": ("TEME",),
    "TIME_SYSTEM": ("UTC",),
    "MEAN_ELEMENT_THEORY": ("SGP4", "SGP/SGP4"),
}
_SGP4_XP = 4


class BadFieldError(ValueError):
    """A message that cannot be used: the keyword at fault and the reason."""

    def __init__(self, keyword: str, reason: str) -> None:
        super().__init__(reason)
        self.keyword = keyword


def elements_of(fields: Fields) -> Elements:
    """Return the elements that keywords and values say; numbers may stand as text.

    Raises BadFieldError for the first fault. Keywords that are not needed are passed over.
    """
    _check_presumed(fields)
    _check_present(fields)
    return Elements(
        name=_text(fields, "OBJECT_NAME"),
        object_id=cospar(_text(fields, "OBJECT_ID")),
        norad_id=_whole(fields, "NORAD_CAT_ID", upper=LARGEST_NUMBER),
        epoch=_epoch(fields),
        mean_motion=_mean_motion(fields),
        eccentricity=_eccentricity(fields),
        inclination=_angle(fields, "INCLINATION", 0.0, 180.0),
        raan=_angle(fields, "RA_OF_ASC_NODE"),
        argp=_angle(fields, "ARG_OF_PERICENTER"),
        mean_anomaly=_angle(fields, "MEAN_ANOMALY"),
        bstar=_number(fields, "BSTAR"),
        ndot=_number(fields, "MEAN_MOTION_DOT"),
        nddot=_number(fields, "MEAN_MOTION_DDOT"),
        classification=_text(fields, "CLASSIFICATION_TYPE") or "U",
        ephemeris_type=_ephemeris_type(fields),
        element_set_no=_whole(fields, "ELEMENT_SET_NO"),
        rev_at_epoch=_whole(fields, "REV_AT_EPOCH"),
    )


def omm_mapping(elements: Elements) -> dict[str, str | float | int]:
    """Return CCSDS keywords and values in the order of CelesTrak's JSON.

    Degrees, turns a day and ISO 8601; rounded where radians would only show their noise, at
    1e-10 degree and 1e-12 turn a day, far below a millimetre.
    """
    return {
        "OBJECT_NAME": elements.name,
        "OBJECT_ID": elements.object_id,
        "EPOCH": epoch_text(elements.epoch, 6),
        "MEAN_MOTION": round(elements.mean_motion * DAY / TURN, 12),
        "ECCENTRICITY": round(elements.eccentricity, 12),
        "INCLINATION": _degrees(elements.inclination),
        "RA_OF_ASC_NODE": _degrees(elements.raan),
        "ARG_OF_PERICENTER": _degrees(elements.argp),
        "MEAN_ANOMALY": _degrees(elements.mean_anomaly),
        "EPHEMERIS_TYPE": elements.ephemeris_type,
        "CLASSIFICATION_TYPE": elements.classification,
        "NORAD_CAT_ID": elements.norad_id,
        "ELEMENT_SET_NO": elements.element_set_no,
        "REV_AT_EPOCH": elements.rev_at_epoch,
        "BSTAR": elements.bstar,
        "MEAN_MOTION_DOT": elements.ndot,
        "MEAN_MOTION_DDOT": elements.nddot,
    }


def _degrees(radians: float) -> float:
    return round(radians / TURN * 360.0, 10)


def _check_presumed(fields: Fields) -> None:
    for keyword, known in _PRESUMED.items():
        said = _text(fields, keyword)
        if said and said.upper() not in known:
            reason = f"{keyword} is {said}; SGP4 elements need {known[0]}"
            raise BadFieldError(keyword, reason)


def _check_present(fields: Fields) -> None:
    missing = [keyword for keyword in _REQUIRED if _absent(fields.get(keyword))]
    if missing:
        verb = "is" if len(missing) == 1 else "are"
        raise BadFieldError("", f"{', '.join(missing)} {verb} missing")


def _absent(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _text(fields: Fields, keyword: str) -> str:
    value = fields.get(keyword)
    return "" if value is None else str(value).strip()


def _number(fields: Fields, keyword: str) -> float:
    """Return a finite number; an optional one that is absent is 0."""
    value = fields.get(keyword)
    if _absent(value):
        return 0.0
    number = _float(value)
    if number is None:
        raise BadFieldError(keyword, f"{keyword} is '{value}', which is no number")
    if not math.isfinite(number):
        raise BadFieldError(keyword, f"{keyword} is {value}, which is no finite number")
    return number


def _float(value: object) -> float | None:
    # True is a number to Python, and so is "1_0"; neither is one to an OMM.
    if not isinstance(value, int | float | str) or isinstance(value, bool) or "_" in str(value):
        return None
    try:
        return float(value)
    except (ValueError, OverflowError):
        return None


def _whole(fields: Fields, keyword: str, upper: float = math.inf) -> int:
    number = _number(fields, keyword)
    if number != math.floor(number) or not 0 <= number <= upper:
        limit = f" of at most {upper:.0f}" if upper < math.inf else ""
        raise BadFieldError(
            keyword, f"{keyword} is {fields[keyword]}; it must be a whole number{limit}, 0 or more"
        )
    return int(number)


def _epoch(fields: Fields) -> float:
    try:
        return parse_epoch(_text(fields, "EPOCH"))
    except ValueError as error:
        raise BadFieldError("EPOCH", f"EPOCH is unreadable: {error}".rstrip(".")) from None


def _mean_motion(fields: Fields) -> float:
    turns = _number(fields, "MEAN_MOTION")
    if turns <= 0.0:
        raise BadFieldError("MEAN_MOTION", f"MEAN_MOTION is {turns:g}; it must be positive")
    return turns * TURN / DAY


def _eccentricity(fields: Fields) -> float:
    eccentricity = _number(fields, "ECCENTRICITY")
    if not 0.0 <= eccentricity < 1.0:
        reason = f"ECCENTRICITY {eccentricity:g} lies outside 0 to 1"
        raise BadFieldError("ECCENTRICITY", reason)
    return eccentricity


def _angle(fields: Fields, keyword: str, low: float = -360.0, high: float = 360.0) -> float:
    degrees = _number(fields, keyword)
    if not low <= degrees <= high:
        reason = f"{keyword} {degrees:g} lies outside {low:g} to {high:g} degrees"
        raise BadFieldError(keyword, reason)
    return degrees / 360.0 * TURN


def _ephemeris_type(fields: Fields) -> int:
    kind = _whole(fields, "EPHEMERIS_TYPE")
    if kind == _SGP4_XP:
        raise BadFieldError("EPHEMERIS_TYPE", "EPHEMERIS_TYPE 4 is SGP4-XP, unknown to SGP4")
    return kind
