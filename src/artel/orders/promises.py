"""What a task promised, and where a delivered image does not keep it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np
import shapely

from artel.commons.instants import instant_text
from artel.commons.shapes import ground_polygon
from artel.orders.items import Item, item_of, number

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from artel.commons.shapes import Shape

Ring: TypeAlias = tuple[tuple[float, float], ...]
"""A closed ring of (longitude, latitude) in degrees; it may step over longitude 180."""

CODES: Final = {
    "ITEM": "the STAC Item is not valid",
    "TASK": "the Item names another task or order",
    "EXERCISE": "an exercise was answered by something real, or the other way round",
    "SATELLITE": "another satellite made the image",
    "SENSOR": "another sensor made the image",
    "TIME": "the image was not made within the task's span",
    "LATE": "the delivery came after it was due",
    "CHECKSUM": "the file is not the one that the Item describes, or the Item does not say",
    "SIZE": "the file is longer or shorter than the Item says",
    "IMAGE": "the file is no image that can be read",
    "FOOTPRINT": "the image leaves out ground that was promised",
    "GSD": "the image is coarser than promised",
    "CLOUD": "more cloud than promised, or the Item does not say how much",
}
"""What each code of a fault says."""

GSD_TOLERANCE = 1.01
"""The size of a pixel on the ground is measured in the middle of the image: to 1 in 100."""
_SHA256 = re.compile(r"1220([0-9a-f]{64})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """What a task promised: the ground `rings` show, at `gsd_m` or finer, within [start, end].

    `max_cloud_percent` is None where nothing was said of cloud. `least_share` of the ground has
    to be shown; the image may be `slack_s` early or late, as satellites are.
    """

    order: str
    task: str
    satellite: str
    sensor: str
    rings: tuple[Ring, ...]
    gsd_m: float
    start: datetime
    end: datetime
    deliver_by: datetime
    max_cloud_percent: float | None = None
    exercise: bool = False
    least_share: float = 0.98
    slack_s: float = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """What the file of an image shows: its ground, and the side of a pixel in metres.

    `pixel_m` is the geometric mean of both sides in the middle of the image; the footprint leaves
    out what the file marks as empty.
    """

    width: int
    height: int
    bands: int
    pixel_m: float
    footprint: Shape


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the desk knows of a delivery by itself: when it came, and what the file holds.

    `picture` is None where the file is no image that can be read; `trouble` says why.
    """

    received: datetime
    sha256: str
    size_bytes: int
    picture: Picture | None
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """One way in which a delivery is not what was promised; `code` is one of CODES."""

    code: str
    sentence: str
    promised: str
    came: str


def faults(promise: Promise, item: Mapping[str, Any], facts: Facts) -> tuple[Fault, ...]:
    """Return every fault of a delivered STAC Item and its file; none means it is accepted.

    A field of the Item that is not valid is one fault (`ITEM`) and is not judged any further.
    """
    said = item_of(item)
    return tuple(
        fault
        for check in (_item, _names, _made_by, _time, _late, _file, _ground, _gsd, _cloud)
        for fault in check(promise, said, facts)
    )


def _item(_promise: Promise, item: Item, _facts: Facts) -> Iterator[Fault]:
    for finding in item.findings:
        yield Fault("ITEM", f"The Item is not valid: {finding}", "a valid STAC Item", finding)


def _names(promise: Promise, item: Item, _facts: Facts) -> Iterator[Fault]:
    if item.properties is None:
        return
    for name, promised in (("artel:task", promise.task), ("artel:order", promise.order)):
        came = item.properties.get(name)
        if came != promised:
            yield Fault("TASK", f"{name} is {came!r}, not {promised!r}.", promised, str(came))
    came = item.properties.get("artel:exercise", False)
    if came is not promise.exercise:
        promised = "an exercise" if promise.exercise else "a real image"
        yield Fault(
            "EXERCISE", f"The task is {promised}, the delivery is not.", promised, str(came)
        )


def _made_by(promise: Promise, item: Item, _facts: Facts) -> Iterator[Fault]:
    if item.properties is None:
        return
    platform, sensors = item.said("platform"), item.said("instruments")
    if not isinstance(platform, str) or platform.casefold() != promise.satellite.casefold():
        yield Fault(
            "SATELLITE", f"The image is by {platform!r}, not by {promise.satellite!r}.",
            promise.satellite, str(platform),
        )  # fmt: skip
    known = sensors if isinstance(sensors, list) else [sensors]
    if sensors is not None and promise.sensor.casefold() not in (str(n).casefold() for n in known):
        came = ", ".join(map(str, known))
        sentence = f"The image is by the sensor {came}, not by {promise.sensor}."
        yield Fault("SENSOR", sentence, promise.sensor, came)


def _time(promise: Promise, item: Item, _facts: Facts) -> Iterator[Fault]:
    if item.start is None or item.end is None:
        return
    slack = timedelta(seconds=promise.slack_s)
    if promise.start - slack <= item.start and item.end <= promise.end + slack:
        return
    promised, came = _span(promise.start, promise.end), _span(item.start, item.end)
    yield Fault("TIME", f"The image was made {came}, not within {promised}.", promised, came)


def _span(start: datetime, end: datetime) -> str:
    return f"{instant_text(start)} to {instant_text(end)}"


def _late(promise: Promise, _item_said: Item, facts: Facts) -> Iterator[Fault]:
    late = facts.received - promise.deliver_by
    if late > timedelta(0):
        yield Fault(
            "LATE", f"The delivery came {late.total_seconds() / 60:.1f} minutes after it was due.",
            instant_text(promise.deliver_by), instant_text(facts.received),
        )  # fmt: skip


def _file(_promise: Promise, item: Item, facts: Facts) -> Iterator[Fault]:
    if facts.picture is None:
        yield Fault("IMAGE", f"The file cannot be judged: {facts.trouble}", "an image", "none")
    if item.asset is None:
        return
    yield from _checksum(item.asset.get("file:checksum"), facts)
    size = item.asset.get("file:size")
    if type(size) is int and 0 <= size != facts.size_bytes:
        sentence = f"The file holds {facts.size_bytes} bytes, not the {size} of file:size."
        yield Fault("SIZE", sentence, str(size), str(facts.size_bytes))


def _checksum(said: Any, facts: Facts) -> Iterator[Fault]:
    match = _SHA256.fullmatch(said.lower()) if isinstance(said, str) else None
    if match is None:
        what = "is missing" if said is None else "is no multihash of sha2-256 (1220 and 64 digits)"
        yield Fault("CHECKSUM", f"file:checksum {what}.", "a sha2-256 multihash", str(said))
    elif match[1] != facts.sha256:
        sentence = "The file's sha2-256 is not the one of file:checksum."
        yield Fault("CHECKSUM", sentence, match[1], facts.sha256)


def _ground(promise: Promise, item: Item, facts: Facts) -> Iterator[Fault]:
    """Judge the ground that both the Item and its file show; neither alone is believed."""
    if item.shape is None or facts.picture is None:
        return
    share = shown_share(promise.rings, item.shape, facts.picture.footprint)
    if share < promise.least_share:
        yield Fault(
            "FOOTPRINT", f"The image shows {share:.1%} of the ground that was promised.",
            f"at least {promise.least_share:.1%}", f"{share:.1%}",
        )  # fmt: skip


def shown_share(rings: tuple[Ring, ...], *shapes: Shape) -> float:
    """Return which share, 0 to 1, of the ground inside the rings is in all of the shapes."""
    target = shapely.union_all([_equal_area(ground_polygon(list(ring))) for ring in rings])
    shown = target
    for shape in shapes:
        shown = shown.intersection(_equal_area(shape))
    return float(shown.area / target.area) if target.area else 0.0


def _equal_area(shape: Shape) -> Shape:
    """Return the shape on Lambert's cylinder, where equal areas on a sphere are equal areas."""

    def flattened(positions: np.ndarray[Any, np.dtype[np.float64]]) -> Any:
        return np.column_stack([np.radians(positions[:, 0]), np.sin(np.radians(positions[:, 1]))])

    return shapely.transform(shape, flattened)


def _gsd(promise: Promise, item: Item, facts: Facts) -> Iterator[Fault]:
    """Judge the coarser of what the Item says and what the file holds."""
    said = item.said("gsd")
    known = [float(said)] if number(said) and said > 0 else []
    known += [facts.picture.pixel_m] if facts.picture else []
    if known and max(known) > promise.gsd_m * GSD_TOLERANCE:
        came = f"{max(known):.3g} m"
        sentence = f"The image has a GSD of {came}, coarser than {promise.gsd_m:.3g} m."
        yield Fault("GSD", sentence, f"{promise.gsd_m:.3g} m", came)


def _cloud(promise: Promise, item: Item, _facts: Facts) -> Iterator[Fault]:
    most, cloud = promise.max_cloud_percent, item.said("eo:cloud_cover")
    if most is None or item.properties is None:
        return
    if cloud is None:
        yield Fault("CLOUD", "The Item does not say eo:cloud_cover.", f"at most {most:g} %", "none")
    elif number(cloud) and most < cloud <= 100:
        sentence = f"{cloud:g} % of the image is cloud, more than {most:g} %."
        yield Fault("CLOUD", sentence, f"at most {most:g} %", f"{cloud:g} %")
