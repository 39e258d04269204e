"""Time of a station that is sold to a guest, as a task of its owner: artel-station-task/1."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from artel.commons.formats import check_stamp, stamp
from artel.commons.instants import instant_text, parse_instant
from artel.feeds.owner_documents import task_of_document
from artel.feeds.owner_tasks import LONGEST_REASON, Task, checked_id, not_used, task_document

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

STATION_TASK, VERSION = "artel-station-task", 1


@dataclass(frozen=True, slots=True, kw_only=True)
class StationTask:
    """What an owner is asked to give: an antenna, in a band, from start to end, to whom."""

    id: str
    order: str
    exercise: bool
    station: str
    antenna: str
    band: str
    satellite: str
    guest: str
    start: datetime
    end: datetime
    cut_off: datetime
    due: datetime


def asked_document(task: Task | StationTask) -> dict[str, Any]:
    """Return the document of a task, of an image or of a station's time."""
    if isinstance(task, Task):
        return task_document(task)
    return {
        "format": stamp(STATION_TASK, VERSION),
        "task": checked_id(task.id),
        "order": task.order,
        "exercise": task.exercise,
        "station": task.station,
        "antenna": task.antenna,
        "band": task.band,
        "satellite": task.satellite or None,
        "guest": task.guest,
        "start": instant_text(task.start),
        "end": instant_text(task.end),
        "cut_off": instant_text(task.cut_off),
        "report_by": instant_text(task.due),
    }


def asked_of_document(document: Mapping[str, Any]) -> Task | StationTask:
    """Return the task of a document. Raises FormatError for another format, or a newer one."""
    if not str(document.get("format")).startswith(f"{STATION_TASK}/"):
        return task_of_document(document)
    check_stamp(document.get("format"), STATION_TASK, VERSION, "The task")
    return StationTask(
        id=document["task"],
        order=document["order"],
        exercise=document["exercise"],
        station=document["station"],
        antenna=document["antenna"],
        band=document["band"],
        satellite=document["satellite"] or "",
        guest=document["guest"],
        start=parse_instant(document["start"]),
        end=parse_instant(document["end"]),
        cut_off=parse_instant(document["cut_off"]),
        due=parse_instant(document["report_by"]),
    )


def report_of(document: Mapping[str, Any] | None) -> dict[str, str]:
    """Return what an owner reports of time that it gave: from when to when, and a note.

    Raises InputError where it does not say so.
    """
    said = document or {}
    spans = {name: str(said.get(name)) for name in ("start", "end")}
    start, end = (parse_instant(text) for text in spans.values())
    if end < start:
        raise not_used("the report ends before it begins", "Correct it.")
    note = str(said.get("note") or "")[:LONGEST_REASON]
    return {"start": instant_text(start), "end": instant_text(end), "note": note}
