"""Areas filled by strips: covered share, who covered it, detail mix and spread, derived anew.

Shares are areas of polygons in Lambert's equal-area cylinder (longitude, sine of latitude): of
the union of what the images expose, cut by the order's area.
"""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
from shapely import segmentize, transform
from shapely.affinity import translate
from shapely.geometry import Polygon
from shapely.ops import unary_union

from artel.validator import tolerances as tol
from artel.validator.report import Code

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from artel.commons.shapes import Shape
    from artel.validator.case import Case
    from artel.validator.derived import Derived, Shot
    from artel.validator.document import AreaRow
    from artel.validator.facts import Order

    Pairs = list[tuple[Shot, Derived]]
    Floats = NDArray[np.float64]

_STEP_DEG = 0.02
"""An edge that is straight in degrees is cut so fine before it is bent."""


def check_areas(case: Case, pairs: Pairs) -> None:
    """Check every area of which something is imaged, and the list that the plan gives of them."""
    rows = Counter(row.order for row in case.plan.areas)
    imaged = Counter(image.order for image in case.plan.images)
    filled = {name for name, order in case.facts.orders.items() if order.terms.fill is not None}
    for name in sorted(rows.keys() | (filled & imaged.keys())):
        case.book.require(
            rows[name] == 1 and name in filled and name in imaged,
            Code.AREA,
            name,
            f"The list of areas has {rows[name]} rows of {name}; each area of which something is"
            " imaged has one, and nothing else.",
        )
    for row in case.plan.areas:
        mine = [pair for pair in pairs if pair[0].order.id == row.order]
        if row.order in filled and len(mine) == imaged[row.order] > 0:
            case.book.checked["areas"] += 1
            _area(case, row, sorted(mine, key=_place_in_time))


def _place_in_time(pair: tuple[Shot, Derived]) -> tuple[float, str]:
    return pair[0].image.start, pair[0].image.satellite


def _area(case: Case, row: AreaRow, pairs: Pairs) -> None:
    order = pairs[0][0].order
    whole = _flat(order.shape)
    seen = [_exposed(derived, order.shape).intersection(whole) for _, derived in pairs]
    shares = [part.area / whole.area for part in seen]
    for (shot, _), share in zip(pairs, shares, strict=True):
        said = shot.image.covered
        case.book.require(
            said is not None and abs(said - share) <= tol.SHARE and share > 0.0,
            Code.AREA,
            shot.image.id,
            f"The plan says the image covers {said} of {order.id}; derived {share:.4f}. Every image"
            " of an area covers a part of it. Correct the figure or leave the image out.",
        )
    share = unary_union(seen).area / whole.area
    case.book.require(
        abs(row.share - share) <= tol.SHARE,
        Code.AREA,
        row.order,
        f"The plan says {row.share:.4f} of the area is covered; derived {share:.4f}. Correct it.",
    )
    _owners(case, row, pairs, [part / whole.area for part in _new(seen)])
    _listed(case, row, order, pairs)
    _together(case, row, order, pairs)


def _new(seen: list[Shape]) -> list[float]:
    """Return by how much each part enlarges the union of those before it."""
    sizes = [unary_union(seen[:number]).area for number in range(len(seen) + 1)]
    return [float(size) for size in np.diff(sizes)]


def _owners(case: Case, row: AreaRow, pairs: Pairs, parts: list[float]) -> None:
    found: dict[str, float] = {}
    for (shot, _), part in zip(pairs, parts, strict=True):
        found[shot.satellite.owner] = found.get(shot.satellite.owner, 0.0) + part
    near = all(abs(row.by_owner.get(name, 0.0) - part) <= tol.SHARE for name, part in found.items())
    together = math.isclose(sum(row.by_owner.values()), row.share, abs_tol=tol.SHARES_SUM)
    case.book.require(
        near and together and row.by_owner.keys() == found.keys(),
        Code.AREA,
        row.order,
        f"The plan says the owners cover {dict(row.by_owner)}; derived"
        f" { ({name: round(part, 4) for name, part in found.items()}) }, and they add up to the"
        " share. Correct it.",
    )


def _listed(case: Case, row: AreaRow, order: Order, pairs: Pairs) -> None:
    """Check what the row repeats: images, the least share, and whether it is reached."""
    images = {shot.image.id for shot, _ in pairs}
    fill = order.terms.fill
    least = fill.least_share if fill is not None else 0.0
    case.book.require(
        set(row.images) == images and len(row.images) == len(images),
        Code.AREA,
        row.order,
        f"The row lists the images {', '.join(row.images)}; of this order are"
        f" {', '.join(sorted(images))}.",
    )
    case.book.require(
        row.least_share == least and row.enough == (row.share >= least),
        Code.AREA,
        row.order,
        f"The plan says {row.least_share:g} is asked for and reached: {row.enough}; the order asks"
        f" for {least:g}, and the plan covers {row.share:.4f}.",
    )


def _together(case: Case, row: AreaRow, order: Order, pairs: Pairs) -> None:
    """Check detail and spread in time: as stated, and as the order allows."""
    gsd = [max(derived.gsd_m, shot.image.product_gsd_m) for shot, derived in pairs]
    low = min(shot.image.start for shot, _ in pairs)
    hours = (max(shot.image.end for shot, _ in pairs) - low) / 3600.0
    for name, said, found, slack in (
        ("finest_gsd_m", row.finest_gsd_m, min(gsd), tol.GSD_M + tol.GSD_OF_STATED * min(gsd)),
        ("coarsest_gsd_m", row.coarsest_gsd_m, max(gsd), tol.GSD_M + tol.GSD_OF_STATED * max(gsd)),
        ("spread_h", row.spread_h, hours, tol.SPREAD_H),
    ):
        case.book.require(
            abs(said - found) <= slack,
            Code.AREA,
            row.order,
            f"The plan says {name} {said:g} of the area; derived {found:.4f}. Correct it.",
        )
    fill = order.terms.fill
    ratio = math.inf if fill is None or fill.max_gsd_ratio is None else fill.max_gsd_ratio
    spread = math.inf if fill is None or fill.max_spread_h is None else fill.max_spread_h
    case.book.require(
        max(gsd) <= ratio * min(gsd) * (1.0 + 2.0 * tol.GSD_OF_LIMIT) + tol.GSD_M,
        Code.AREA,
        row.order,
        f"Images of {min(gsd):.3f} m and {max(gsd):.3f} m are mixed; {ratio:g} times is allowed."
        " Leave one out.",
    )
    case.book.require(
        hours <= spread + tol.SPREAD_H,
        Code.AREA,
        row.order,
        f"The images lie {hours:.4f} h apart; {spread:g} h is allowed. Leave one out.",
    )


def _exposed(derived: Derived, near: Shape) -> Shape:
    """Return what an image exposes, flat, its longitudes next to those of the area."""
    ring = Polygon(derived.footprint)
    turns = round((ring.centroid.x - near.centroid.x) / 360.0)
    return _flat(translate(ring, xoff=-360.0 * turns))


def _flat(shape: Shape) -> Shape:
    def cylinder(lon_lat: Floats) -> Floats:
        return np.column_stack([np.radians(lon_lat[:, 0]), np.sin(np.radians(lon_lat[:, 1]))])

    return transform(segmentize(shape, _STEP_DEG), cylinder)
