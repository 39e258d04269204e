"""Each image against its order, its satellite and its sensor."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from artel.commons.instants import to_posix
from artel.validator import tolerances as tol
from artel.validator.case import when
from artel.validator.derived import Derived, Shot, derive
from artel.validator.figures import check_figures
from artel.validator.report import Code

if TYPE_CHECKING:
    from artel.validator.case import Case
    from artel.validator.derived import Crossing
    from artel.validator.document import Image
    from artel.validator.facts import Order

Pairs = list[tuple[Shot, Derived]]


def check_images(case: Case) -> Pairs:
    """Check every image, and return those whose geometry could be derived, with it."""
    case.unique((image.id for image in case.plan.images), "images")
    _once(case)
    pairs: Pairs = []
    for image in case.plan.images:
        case.book.checked["images"] += 1
        shot = _shot(case, image)
        derived = _judged(case, shot) if shot is not None else None
        if shot is not None and derived is not None:
            pairs.append((shot, derived))
    return pairs


def _once(case: Case) -> None:
    seen: dict[tuple[str, str | None], str] = {}
    for image in case.plan.images:
        piece = image.piece if _of_many(case, image) else None
        first = seen.setdefault((image.order, piece), image.id)
        what = image.order if piece is None else f"{image.order}, {piece},"
        case.book.require(
            first == image.id,
            Code.REPEATED,
            image.id,
            f"The order {what} is imaged by {first} already; one image an order, or a piece of it."
            " Leave one out.",
        )


def _of_many(case: Case, image: Image) -> bool:
    """Whether the order takes several images; of any other no piece is named."""
    order = case.facts.orders.get(image.order)
    many = order is not None and (order.is_filled or order.terms.series is not None)
    filled = order is not None and order.is_filled
    case.book.require(
        many == (image.piece is not None) and filled == (image.covered is not None),
        Code.ORDER,
        image.id,
        f"The plan says piece {image.piece} and covered {image.covered} of {image.order}; strips"
        " of an area have both, visits of a series a piece, and other images neither.",
    )
    return many


def _shot(case: Case, image: Image) -> Shot | None:
    """Return the image with all it names, or None with a finding."""
    order = _order(case, image)
    satellite = case.satellite(image.satellite, image.id)
    if order is None or satellite is None:
        return None
    case.book.require(
        image.owner == satellite.owner,
        Code.SATELLITE,
        image.id,
        f"The plan says {image.satellite} is {image.owner}'s; it is {satellite.owner}'s.",
    )
    sensor = satellite.sensor(image.sensor)
    motion = case.motions.get(satellite.name)
    known = case.book.require(
        sensor is not None,
        Code.SENSOR,
        image.id,
        f"The plan says sensor '{image.sensor}'; {satellite.name} has no such sensor.",
    )
    placed = case.inside(image.start, image.end, image.id) and case.book.require(
        motion is not None and motion.usable(image.start, image.end),
        Code.EPHEMERIS,
        image.id,
        f"{satellite.name} has no usable ephemeris from {when(image.start)} to"
        f" {when(image.end)}. Leave the image out.",
    )
    if sensor is None or motion is None or not (known and placed):
        return None
    return Shot(image, order, satellite, sensor, motion)


def _order(case: Case, image: Image) -> Order | None:
    order = case.facts.orders.get(image.order)
    case.book.require(
        order is not None,
        Code.ORDER,
        image.id,
        f"The plan images order '{image.order}'; the inputs have no such order. Leave it out.",
    )
    if order is not None:
        terms = order.terms
        case.book.require(
            image.class_ == terms.class_ and image.value == terms.value,
            Code.ORDER,
            image.id,
            f"The plan says class {image.class_} and value {image.value:g}; order {order.id} says"
            f" {terms.class_} and {terms.value:g}.",
        )
    return order


def _judged(case: Case, shot: Shot) -> Derived | None:
    derived = derive(shot)
    met = case.book.require(
        derived is not None,
        Code.POINTING,
        shot.image.id,
        f"At roll {shot.image.roll_deg:g} and pitch {shot.image.pitch_deg:g} degrees the field, or"
        " part of it, misses the Earth. Point it at the target.",
    )
    if derived is None or not met:
        return None
    _window(case, shot)
    _sensor_type(case, shot)
    if derived.crossing is not None:
        _strip(case, shot, derived, derived.crossing)
    elif shot.order.is_point:
        _scene(case, shot, derived)
    if shot.sensor.radar:
        _radar(case, shot, derived)
    else:
        _attitude(case, shot)
    _limits(case, shot, derived)
    check_figures(case, shot, derived)
    return derived


def _window(case: Case, shot: Shot) -> None:
    terms = shot.order.terms
    opens, closes = to_posix(terms.not_before), to_posix(terms.not_after)
    case.book.require(
        opens - tol.INSTANT_S <= shot.image.start and shot.image.end <= closes + tol.INSTANT_S,
        Code.WINDOW,
        shot.image.id,
        f"The image runs from {when(shot.image.start)} to {when(shot.image.end)};"
        f" order {shot.order.id} takes images from {when(opens)} to {when(closes)}.",
    )


def _sensor_type(case: Case, shot: Shot) -> None:
    case.book.require(
        shot.sensor.type in shot.order.terms.sensors,
        Code.SENSOR,
        shot.image.id,
        f"{shot.sensor.name} is {shot.sensor.type}; order {shot.order.id} takes"
        f" {' or '.join(shot.order.terms.sensors)}. Use another sensor.",
    )


def _scene(case: Case, shot: Shot, derived: Derived) -> None:
    allowed = min(tol.MISS_M, tol.MISS_OF_SWATH * 1e3 * shot.sensor.swath_km)
    case.book.require(
        derived.miss_m <= allowed,
        Code.POINTING,
        shot.image.id,
        f"At its middle the boresight passes {derived.miss_m:.0f} m from the point of order"
        f" {shot.order.id}; {allowed:.0f} m is allowed. Correct time or attitude.",
    )
    said = shot.image.end - shot.image.start
    slack = max(tol.DURATION_S, tol.DURATION_OF_SCENE * derived.scene_s)
    case.book.require(
        abs(said - derived.scene_s) <= slack,
        Code.DURATION,
        shot.image.id,
        f"The image lasts {said:.3f} s; a square scene of {shot.sensor.swath_km:g} km takes"
        f" {derived.scene_s:.3f} s. Make it as long.",
    )


def _strip(case: Case, shot: Shot, derived: Derived, crossing: Crossing) -> None:
    image = shot.image
    case.book.require(
        abs(image.pitch_deg) <= tol.PITCH_OF_STRIP_DEG,
        Code.POINTING,
        image.id,
        f"The plan says pitch {image.pitch_deg:g} degrees; a strip is taken at pitch 0.",
    )
    late = crossing.times > image.end + tol.STRIP_EDGE_S
    early = crossing.times < image.start - tol.STRIP_EDGE_S
    along = ~(np.isnan(crossing.times) | late | early)
    aside = np.abs(np.degrees(crossing.rolls) - image.roll_deg)
    across = aside <= derived.half_field_deg + tol.ROLL_SLACK_DEG
    case.book.require(
        along.all(),
        Code.POINTING,
        image.id,
        f"{int((~along).sum())} of {along.size} places of order {shot.order.id} are not passed"
        " between start and end. Take the whole strip.",
    )
    case.book.require(
        across[along].all(),
        Code.POINTING,
        image.id,
        f"{int((~across[along]).sum())} of {along.size} places of order {shot.order.id} lie outside"
        f" the field of {derived.half_field_deg:.4f} degrees to either side, by up to"
        f" {np.max(aside[along], initial=0.0) - derived.half_field_deg:.4f}. Correct the roll.",
    )
    if along.all():
        _strip_length(case, shot, crossing)


def _strip_length(case: Case, shot: Shot, crossing: Crossing) -> None:
    first, last = float(crossing.times.min()), float(crossing.times.max())
    lead, trail = first - shot.image.start, shot.image.end - last
    case.book.require(
        max(lead, trail) <= tol.STRIP_LEAD_S,
        Code.DURATION,
        shot.image.id,
        f"The image begins {lead:.3f} s before the strip and ends {trail:.3f} s after it;"
        f" {tol.STRIP_LEAD_S:g} s is allowed. Shorten it.",
    )


def _radar(case: Case, shot: Shot, derived: Derived) -> None:
    sensor, image = shot.sensor, shot.image
    low = sensor.min_incidence_deg - tol.LIMIT_DEG
    case.book.require(
        low <= derived.incidence_deg <= sensor.max_incidence_deg + tol.LIMIT_DEG,
        Code.INCIDENCE,
        image.id,
        f"The incidence is {derived.incidence_deg:.3f} degrees; {sensor.name} takes"
        f" {sensor.min_incidence_deg:g} to {sensor.max_incidence_deg:g}. Use another pass.",
    )
    case.book.require(
        derived.side in sensor.sides,
        Code.INCIDENCE,
        image.id,
        f"The image looks {derived.side}; {sensor.name} looks {' or '.join(sensor.sides)}.",
    )
    case.book.require(
        abs(image.pitch_deg) <= tol.RADAR_PITCH_DEG,
        Code.ATTITUDE,
        image.id,
        f"The plan says pitch {image.pitch_deg:g} degrees; a radar looks broadside, at pitch 0.",
    )


def _attitude(case: Case, shot: Shot) -> None:
    for name, said, most in (
        ("roll", shot.image.roll_deg, shot.sensor.max_roll_deg),
        ("pitch", shot.image.pitch_deg, shot.sensor.max_pitch_deg),
    ):
        case.book.require(
            abs(said) <= most + tol.LIMIT_DEG,
            Code.ATTITUDE,
            shot.image.id,
            f"The plan says {name} {said:g} degrees; {shot.sensor.name} allows {most:g} to either"
            " side. Use another pass.",
        )


def _limits(case: Case, shot: Shot, derived: Derived) -> None:
    """Check what the order asks of angle, light and fineness."""
    terms, image = shot.order.terms, shot.image
    most = terms.max_off_nadir_deg
    case.book.require(
        most is None or derived.off_nadir_deg <= most + tol.LIMIT_DEG,
        Code.ATTITUDE,
        image.id,
        f"The image looks {derived.off_nadir_deg:.3f} degrees off nadir; order {shot.order.id}"
        f" allows {most}. Use another pass.",
    )
    asked = -90.0 if terms.min_sun_elevation_deg is None else terms.min_sun_elevation_deg
    needed = max(asked, -90.0 if shot.sensor.radar else shot.sensor.min_sun_elevation_deg)
    case.book.require(
        derived.sun_elevation_deg >= needed - tol.SUN_DEG,
        Code.SUN,
        image.id,
        f"The Sun stands at {derived.sun_elevation_deg:.2f} degrees; {needed:g} is needed. Use"
        " another pass.",
    )
    delivered = max(derived.gsd_m, image.product_gsd_m)
    case.book.require(
        delivered <= terms.max_gsd_m * (1.0 + tol.GSD_OF_LIMIT) + tol.GSD_M,
        Code.GSD,
        image.id,
        f"What is delivered is {delivered:.3f} m; order {shot.order.id} takes {terms.max_gsd_m:g} m"
        " or finer. Use another pass or sensor.",
    )
