"""A task's document (artel-task/1) read back into the task that it was written from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from artel.commons.formats import check_stamp
from artel.commons.instants import parse_instant
from artel.feeds.owner_tasks import TASK, VERSION, StationPass, Task
from artel.orders.promises import Promise

if TYPE_CHECKING:
    from collections.abc import Mapping


def task_of_document(document: Mapping[str, Any]) -> Task:
    """Return the task of a document. Raises FormatError for another format, or a newer one."""
    check_stamp(document.get("format"), TASK, VERSION, "The task")
    return Task(
        promise=_promise(document),
        mode=document["mode"] or "",
        roll_deg=document["roll_deg"],
        pitch_deg=document["pitch_deg"],
        upload=_pass(document["upload"]),
        downlink=_pass(document["downlink"]),
        cut_off=parse_instant(document["cut_off"]),
        reply_to=document["reply_to"] or "",
    )


def _promise(document: Mapping[str, Any]) -> Promise:
    return Promise(
        order=document["order"],
        task=document["task"],
        satellite=document["satellite"],
        sensor=document["sensor"],
        rings=tuple(tuple((lon, lat) for lon, lat in ring) for ring in document["footprint"]),
        gsd_m=document["max_gsd_m"],
        start=parse_instant(document["start"]),
        end=parse_instant(document["end"]),
        deliver_by=parse_instant(document["deliver_by"]),
        max_cloud_percent=document["max_cloud_percent"],
        exercise=document["exercise"],
        least_share=document["least_share"],
    )


def _pass(row: Mapping[str, Any]) -> StationPass:
    return StationPass(
        station=row["station"],
        antenna=row["antenna"],
        start=parse_instant(row["start"]),
        end=parse_instant(row["end"]),
        radio=row.get("radio", ""),
    )
