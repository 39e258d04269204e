"""Tasks to owners: what each is asked to fly, and what is promised of it to the customer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from artel.commons.instants import parse_instant
from artel.feeds.owner_tasks import StationPass, Task
from artel.orders.promises import Promise

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    Row = dict[str, Any]


def task_of_image(
    name: str, document: Row, image: Row, deliver_by: datetime, *, exercise: bool
) -> Task:
    """Return the task of one image of a plan document, under this id."""
    upload = next(each for each in document["uploads"] if each["id"] == image["upload"])
    downlink = next(each for each in document["downlinks"] if each["id"] == image["downlink"])
    promise = Promise(
        order=image["order"],
        task=name,
        satellite=image["satellite"],
        sensor=image["sensor"],
        rings=(tuple((lon, lat) for lon, lat in image["footprint"]),),
        gsd_m=image["product_gsd_m"],
        start=parse_instant(image["start"]),
        end=parse_instant(image["end"]),
        deliver_by=deliver_by,
        exercise=exercise,
    )
    return Task(
        promise=promise,
        mode="",
        roll_deg=image["roll_deg"],
        pitch_deg=image["pitch_deg"],
        upload=_pass(upload),
        downlink=_pass(downlink),
        cut_off=parse_instant(upload["end"]),
    )


def _pass(row: Mapping[str, Any]) -> StationPass:
    return StationPass(
        station=row["station"],
        antenna=row["antenna"],
        start=parse_instant(row["start"]),
        end=parse_instant(row["end"]),
        radio=row.get("radio", ""),
    )
