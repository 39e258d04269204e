"""Slew, duty, reserve and recorder: what a satellite's images together ask of it."""

from __future__ import annotations

import itertools
import math
from collections import defaultdict
from typing import TYPE_CHECKING

from artel.charter.articles import Reserve
from artel.validator import tolerances as tol
from artel.validator.battery import check_battery, check_drained
from artel.validator.case import instant, when
from artel.validator.flight import check_duty, check_orbits
from artel.validator.queue import check_queue
from artel.validator.report import Code
from artel.validator.turns import slew_seconds, turn_deg

if TYPE_CHECKING:
    from artel.validator.case import Case
    from artel.validator.document import Image
    from artel.validator.facts import Satellite

_DAY = 86400.0


def check_resources(case: Case) -> None:
    """Check every satellite that takes images."""
    by_satellite: defaultdict[str, list[Image]] = defaultdict(list)
    for image in case.plan.images:
        by_satellite[image.satellite].append(image)
    for name, images in sorted(by_satellite.items()):
        satellite = case.facts.satellites.get(name)
        if satellite is not None:
            images.sort(key=lambda image: (image.start, image.id))
            case.book.checked["satellites"] += 1
            _slews(case, satellite, images)
            _days(case, satellite, images)
            check_orbits(case, satellite, images)
            check_battery(case, satellite, images)
            _recorder(case, satellite, images)
            check_queue(case, satellite, images)
    check_drained(case)


def _slews(case: Case, satellite: Satellite, images: list[Image]) -> None:
    if satellite.agility is None:
        return
    for before, after in itertools.pairwise(images):
        angle = turn_deg(before, after)
        needed = slew_seconds(satellite.agility, angle - tol.SLEW_ANGLE_DEG)
        given = after.start - before.end
        case.book.require(
            given >= needed - tol.INSTANT_S,
            Code.SLEW,
            after.id,
            f"{satellite.name} has {given:.3f} s after {before.id} to turn by {angle:.3f} degrees;"
            f" it needs {needed:.3f} s. Leave one of the two out.",
        )


def _days(case: Case, satellite: Satellite, images: list[Image]) -> None:
    """Check the satellite's duty, and its owner's reserve, on every UTC day."""
    if satellite.duty is None:
        return
    most = satellite.duty.imaging_s_per_day
    for day, group in itertools.groupby(images, key=lambda image: math.floor(image.start / _DAY)):
        of_day = list(group)
        check_duty(case, satellite, of_day, (most, when(day * _DAY)[:10], "day"))
        for article in case.facts.charter.articles:
            if isinstance(article, Reserve) and article.covers(satellite.name):
                _reserve(case, satellite, article, of_day)


def _reserve(case: Case, satellite: Satellite, article: Reserve, images: list[Image]) -> None:
    """Check what others than the owner use of a day; an accepted emergency is not counted."""
    counted = [image for image in images if _counts(case, satellite, article, image)]
    used = sum(image.end - image.start for image in counted)
    most = (1.0 - article.share) * (satellite.duty.imaging_s_per_day if satellite.duty else 0.0)
    holds = used <= most + tol.INSTANT_S * len(counted)
    case.book.checked["rules"] += 1
    if not holds:
        case.book.note(
            Code.RESERVE,
            satellite.name,
            f"Orders of others use {used:.1f} s of {satellite.name} on"
            f" {when(counted[0].start)[:10]}; {article.id} leaves them {most:.1f} s. Leave"
            " some out.",
            article.id,
        )


def _counts(case: Case, satellite: Satellite, article: Reserve, image: Image) -> bool:
    order = case.facts.orders.get(image.order)
    if order is None or not article.in_force(instant(image.start)):
        return False
    accepted = article.accepts_emergency and order.terms.class_ == "emergency"
    return order.terms.brought_by != satellite.owner and not accepted


def _recorder(case: Case, satellite: Satellite, images: list[Image]) -> None:
    """Follow the level of the recorder: full from an image's start, free at its downlink's end."""
    if satellite.recorder is None:
        return
    capacity = satellite.recorder.capacity_gbit
    steps: list[tuple[float, float, str]] = []
    for image in images:
        downlink = case.downlinks.get(image.downlink)
        volume = _volume(satellite, image)
        steps.append((image.start, volume, image.id))
        if downlink is not None:
            # What frees at an instant is gone before what starts at it: intervals are half-open.
            steps.append((downlink.end, -volume, image.id))
    level = 0.0
    for moment, change, subject in sorted(steps):
        level += change
        case.book.require(
            level <= capacity + tol.VOLUME_GBIT or change < 0.0,
            Code.RECORDER,
            subject,
            f"At {when(moment)} the recorder of {satellite.name} would hold {level:.2f} Gbit;"
            f" it takes {capacity:g}. Bring images down sooner, or leave this one out.",
        )


def _volume(satellite: Satellite, image: Image) -> float:
    sensor = satellite.sensor(image.sensor)
    rate = sensor.data_rate_mbps if sensor is not None else 0.0
    return rate * (image.end - image.start) / 1000.0
