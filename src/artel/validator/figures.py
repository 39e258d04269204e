"""Each figure that an image states against the derived one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from shapely.geometry import Polygon

from artel.validator import geometry as geo
from artel.validator import tolerances as tol
from artel.validator.report import Code

if TYPE_CHECKING:
    from artel.validator.case import Case
    from artel.validator.derived import Derived, Shot
    from artel.validator.document import Image


def check_figures(case: Case, shot: Shot, derived: Derived) -> None:
    """Compare angles, GSD, volume, side and footprint."""
    image = shot.image
    seconds = image.end - image.start
    volume = shot.sensor.data_rate_mbps * seconds / 1000.0
    rows = (
        ("off_nadir_deg", image.off_nadir_deg, derived.off_nadir_deg, tol.ATTITUDE_DEG),
        ("incidence_deg", image.incidence_deg, derived.incidence_deg, tol.ATTITUDE_DEG),
        ("sun_elevation_deg", image.sun_elevation_deg, derived.sun_elevation_deg, tol.SUN_DEG),
        ("gsd_m", image.gsd_m, derived.gsd_m, _of_gsd(derived.gsd_m)),
        ("finest_gsd_m", image.finest_gsd_m, derived.finest_gsd_m, _of_gsd(derived.finest_gsd_m)),
        ("volume_gbit", image.volume_gbit, volume, tol.VOLUME_GBIT),
    )
    for name, said, found, slack in rows:
        case.book.require(
            abs(said - found) <= slack,
            Code.FIGURE,
            image.id,
            f"The plan says {name} {said:g}; derived {found:.4f}, and {slack:.2g} is allowed."
            " Correct the figure.",
        )
    side = derived.side if shot.sensor.radar else None
    case.book.require(
        image.side == side,
        Code.FIGURE,
        image.id,
        f"The plan says side {image.side}; derived {side} (only a radar has one). Correct it.",
    )
    _footprint(case, image, derived)


def _of_gsd(gsd: float) -> float:
    return tol.GSD_M + tol.GSD_OF_STATED * gsd


def _footprint(case: Case, image: Image, derived: Derived) -> None:
    ring = image.footprint
    closed = case.book.require(
        len(ring) >= 5 and ring[0] == ring[-1],
        Code.FIGURE,
        image.id,
        f"The footprint of {len(ring)} positions is not a closed ring of two edges. Draw it so.",
    )
    if not closed:
        return
    said = Polygon(geo.unwrapped(np.array(ring)))
    found = Polygon(derived.footprint)
    turns = round((found.centroid.x - said.centroid.x) / 360.0)
    found = Polygon(derived.footprint - [360.0 * turns, 0.0])
    sound = said.is_valid and found.is_valid
    apart = said.symmetric_difference(found).area / found.area if sound else np.inf
    case.book.require(
        apart <= tol.FOOTPRINT_OF_AREA,
        Code.FIGURE,
        image.id,
        f"The footprint stated and the one derived differ by {apart:.1%} of the area;"
        f" {tol.FOOTPRINT_OF_AREA:.0%} is allowed. Draw it from edge to edge, start to end.",
    )
