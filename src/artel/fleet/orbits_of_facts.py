"""Element sets computed from the published facts of an orbit, never copied."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING

from artel.fleet.satellites import HighOrbit, LowOrbit, StationaryOrbit
from artel.orbits.elements import (
    WGS84_A,
    Elements,
    from_facts,
    from_longitude,
    raan_of_local_time,
)
from artel.orbits.omm import omm_mapping

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from artel.fleet.satellites import Satellite

_DIGITS = {"MEAN_MOTION": 8, "ECCENTRICITY": 7}
_ANGLES = ("INCLINATION", "RA_OF_ASC_NODE", "ARG_OF_PERICENTER", "MEAN_ANOMALY")


def elements_of(satellite: Satellite, epoch: float) -> Elements | None:
    """Return the element set that has the satellite's orbit facts at the epoch (POSIX s).

    None where no orbit is declared.
    """
    orbit = satellite.orbit
    if isinstance(orbit, LowOrbit):
        return _low(satellite, orbit, epoch)
    if isinstance(orbit, HighOrbit):
        return _high(satellite, orbit, epoch)
    if isinstance(orbit, StationaryOrbit):
        return _stationary(satellite, orbit, epoch)
    return None


def elements_json(satellites: Iterable[Satellite], epoch: float) -> str:
    """Return an OMM JSON array, one object a line, of every satellite with an orbit.

    A planned satellite flies nowhere yet and is left out.
    Angles are rounded to 1e-4 degrees, the mean motion to 1e-8 revolutions a day: far finer than
    the facts, and the same bytes on every machine.
    """
    flying = (satellite for satellite in satellites if satellite.status != "planned")
    found = (elements_of(satellite, epoch) for satellite in flying)
    lines = [json.dumps(_rounded(omm_mapping(row))) for row in found if row is not None]
    return "[\n" + ",\n".join(lines) + "\n]\n"


def _low(satellite: Satellite, orbit: LowOrbit, epoch: float) -> Elements:
    raan = math.radians(orbit.raan_deg or 0.0)
    if orbit.node_hours is not None:
        raan = raan_of_local_time(epoch, orbit.node_hours)
    return from_facts(
        satellite.name,
        satellite.norad_id,
        epoch,
        altitude_m=orbit.altitude_km * 1000,
        inclination=math.radians(orbit.inclination_deg),
        argument_of_latitude=math.radians(orbit.phase_deg),
        eccentricity=orbit.eccentricity,
        raan=raan,
    )


def _high(satellite: Satellite, orbit: HighOrbit, epoch: float) -> Elements:
    radii = [height * 1000 + WGS84_A for height in (orbit.perigee_km, orbit.apogee_km)]
    perigee = math.radians(orbit.argument_of_perigee_deg)
    return from_facts(
        satellite.name,
        satellite.norad_id,
        epoch,
        altitude_m=sum(radii) / 2 - WGS84_A,
        inclination=math.radians(orbit.inclination_deg),
        raan=math.radians(orbit.raan_deg),
        argument_of_perigee=perigee,
        argument_of_latitude=perigee + math.radians(orbit.mean_anomaly_deg),
        eccentricity=(radii[1] - radii[0]) / sum(radii),
    )


def _stationary(satellite: Satellite, orbit: StationaryOrbit, epoch: float) -> Elements:
    return from_longitude(
        satellite.name,
        satellite.norad_id,
        epoch,
        math.radians(orbit.longitude_deg),
        math.radians(orbit.inclination_deg),
    )


def _rounded(record: dict[str, Any]) -> dict[str, Any]:
    digits = _DIGITS | dict.fromkeys(_ANGLES, 4)
    return {
        key: round(float(value), digits[key]) if key in digits else value
        for key, value in record.items()
    }
