"""What the simulated owner does with tasks: states and deliveries in its exchange folder."""

from __future__ import annotations

import json
import threading
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import owner_images
from owner_behaviours import behaviour

if TYPE_CHECKING:
    from pathlib import Path

CLOUDS = {"cloudy": 85.0}
ENDED = {"refused", "recalled", "failed"}


def parsed(text: str) -> datetime:
    return datetime.fromisoformat(text)


def text(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def put(path: Path, document: dict[str, Any]) -> None:
    """Write a file so that nobody finds half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.draft")
    draft.write_text(json.dumps(document))
    draft.replace(path)


def started(seconds: float, step: Any, *arguments: Any) -> None:
    """Take a step after so many seconds, unless the program ends before."""
    timer = threading.Timer(seconds, step, arguments)
    timer.daemon = True
    timer.start()


class Desk:
    """One owner's desk; its clock is the machine's with an offset, or the time of each task."""

    def __init__(self, folder: Path, behaviours: Path | None, offset: float | None) -> None:
        self.inward, self.outward = folder / "in", folder / "out"
        self.behaviours, self.offset = behaviours, offset
        self.tasks: dict[str, dict[str, Any]] = {}
        self.tries: dict[str, int] = {}
        self.complaints: dict[str, dict[str, Any]] = {}
        self.lock = threading.RLock()
        for name in ("states", "deliveries", "assets", "complaints"):
            (self.inward / name).mkdir(parents=True, exist_ok=True)
        for path in (self.inward / "tasks").glob("*.json"):
            self.tasks[path.stem] = json.loads(path.read_text())

    def now(self, task: dict[str, Any]) -> datetime:
        """Return the owner's time; with the time of the task, when its upload ends."""
        if self.offset is None:
            return parsed(task["upload"]["end"] if "upload" in task else task["cut_off"])
        return datetime.now(UTC) + timedelta(seconds=self.offset)  # noqa: TID251 - its own clock

    def wish(self, task: dict[str, Any]) -> dict[str, Any]:
        return behaviour(self.behaviours, task)

    def tried(self, task: str) -> int:
        """Return how often this task has been sent, this time included."""
        with self.lock:
            self.tries[task] = self.tries.get(task, 0) + 1
            return self.tries[task]

    def take(self, task: dict[str, Any]) -> dict[str, Any]:
        """Take a task in and return its state; the same task again changes nothing.

        One that was only received is decided on as soon as the behaviour no longer is to delay.
        """
        with self.lock:
            wish = self.wish(task)
            if task["task"] not in self.tasks:
                self.tasks[task["task"]] = task
                put(self.inward / "tasks" / f"{task['task']}.json", task)
                self._decide(task, wish)
            elif self.state(task["task"])["state"] == "received" and wish["answer"] != "delay":
                self._decide(task, wish)
        return self.state(task["task"])

    def _decide(self, task: dict[str, Any], wish: dict[str, Any]) -> None:
        if parsed(task["cut_off"]) < self.now(task):
            self._set(task, "refused", self.now(task), "the cut-off has passed")
        elif wish["answer"] == "refuse":
            self._set(task, "refused", self.now(task), wish.get("reason", "not on this day"))
        elif wish["answer"] == "delay":
            self._set(task, "received", self.now(task))
            if "seconds" in wish:
                started(wish["seconds"], self._accept, task, wish)
        else:
            self._accept(task, wish)

    def _accept(self, task: dict[str, Any], wish: dict[str, Any]) -> None:
        with self.lock:
            if self.state(task["task"]).get("state") in ENDED:
                return
            self._set(task, "acknowledged", self.now(task))
            if wish["flight"] != "none":
                self._fly_in_time(task, wish)

    def _fly_in_time(self, task: dict[str, Any], wish: dict[str, Any]) -> None:
        if self.offset is None:
            self._fly(task, wish)
            return
        done = task["downlink"]["end"] if "downlink" in task else task["end"]
        wait = (parsed(done) - self.now(task)).total_seconds()
        started(max(0.0, wait), self._fly, task, wish)

    def _fly(self, task: dict[str, Any], wish: dict[str, Any]) -> None:
        with self.lock:
            if self.state(task["task"]).get("state") in ENDED:
                return
            if wish["flight"] == "fail":
                why = wish.get("reason", "camera in safe mode")
                self._set(task, "failed", parsed(task["end"]), why)
            elif "station" in task:
                report = {"start": task["start"], "end": task["end"], "note": "all of it"}
                self._set(task, "delivered", parsed(task["end"]), report=report)
            else:
                self._deliver(task, wish["flight"])

    def _deliver(self, task: dict[str, Any], flight: str) -> None:
        at = parsed(task["downlink"]["end"])
        if flight == "late":
            at = parsed(task["deliver_by"]) + timedelta(hours=1)
        item = self._item(task, flight)
        name = f"{len(list((self.inward / 'deliveries').glob('[!.]*.json'))) + 1:08d}"
        document = {
            "id": name, "task": task["task"], "at": text(at), "exercise": task["exercise"],
            "item": item,
        }  # fmt: skip
        put(self.inward / "deliveries" / f"{name}.json", document)
        self._set(task, "delivered", at)

    def _item(self, task: dict[str, Any], flight: str) -> dict[str, Any]:
        """Make the image of a task and return the STAC Item that describes it."""
        path = self.inward / "assets" / f"{task['task']}.tif"
        ring = owner_images.make(path, task, flight)
        digest = "0" * 64 if flight == "wrong-checksum" else owner_images.sha256(path)
        size = path.stat().st_size
        if flight == "no-longer-there":
            path.unlink()
        shift = timedelta(minutes=95 if flight == "wrong-time" else 0)
        start, end = (text(parsed(task[name]) + shift) for name in ("start", "end"))
        lons, lats = zip(*ring, strict=True)
        properties = {
            "datetime": start,
            "start_datetime": start,
            "end_datetime": end,
            "platform": "ANOTHER" if flight == "wrong-satellite" else task["satellite"],
            "instruments": [task["sensor"]],
            "gsd": task["max_gsd_m"] * (2.0 if flight == "coarse" else 0.99),
            "eo:cloud_cover": CLOUDS.get(flight, 3.0),
            "artel:task": task["task"],
            "artel:order": task["order"],
            "artel:exercise": task["exercise"],
        }
        image = {
            "href": f"assets/{path.name}",
            "type": "image/tiff; application=geotiff; profile=cloud-optimized",
            "roles": ["data"],
            "file:checksum": f"1220{digest}",
            "file:size": size,
        }
        return {
            "type": "Feature",
            "stac_version": "1.1.0",
            "stac_extensions": [
                "https://stac-extensions.github.io/eo/v1.1.0/schema.json",
                "https://stac-extensions.github.io/file/v2.1.0/schema.json",
            ],
            "id": f"{task['satellite']}-{task['task']}",
            "geometry": {"type": "Polygon", "coordinates": [ring]},
            "bbox": [min(lons), min(lats), max(lons), max(lats)],
            "properties": properties,
            "links": [],
            "assets": {"image": image},
        }

    def recall(self, task: str, reason: str) -> dict[str, Any]:
        """Take a task back, unless it is flown."""
        with self.lock:
            state = self.state(task).get("state")
            if state in {"acknowledged", "received"}:
                known = self.tasks[task]
                self._set(known, "recalled", self.now(known), reason)
        return self.state(task)

    def state(self, task: str) -> dict[str, Any]:
        path = self.inward / "states" / f"{task}.json"
        return json.loads(path.read_text()) if path.exists() else {}

    def _set(
        self,
        task: dict[str, Any],
        state: str,
        at: datetime,
        reason: str = "",
        report: dict[str, str] | None = None,
    ) -> None:
        before = self.state(task["task"])
        since = text(at) if state == "acknowledged" else before.get("acknowledged_at")
        document = {
            "format": "artel-answer/1",
            "task": task["task"],
            "exercise": task["exercise"],
            "state": state,
            "at": text(at),
            "acknowledged_at": since,
            "reason": reason or None,
        } | ({"report": report} if report else {})
        put(self.inward / "states" / f"{task['task']}.json", document)

    def complained(self, complaint: dict[str, Any]) -> dict[str, Any]:
        """Take a complaint in and return the answer; the same again changes nothing.

        One that was only received is decided on as soon as the behaviour is another.
        """
        with self.lock:
            self.complaints[complaint["complaint"]] = complaint
            path = self.inward / "complaints" / f"{complaint['complaint']}.json"
            known = json.loads(path.read_text()) if path.exists() else {}
            if known.get("state", "received") == "received":
                put(path, self._judged(complaint))
            return json.loads(path.read_text())

    def _judged(self, complaint: dict[str, Any]) -> dict[str, Any]:
        task = self.tasks.get(complaint["task"], {"task": complaint["task"], "satellite": ""})
        wish = self.wish(task)
        state = {"consider": "received", "dispute": "disputed"}.get(wish["complaint"], "accepted")
        why = wish.get("reason", "the image is as it was asked for") if state == "disputed" else ""
        return {
            "format": "artel-complaint-answer/1",
            "complaint": complaint["complaint"],
            "exercise": complaint["exercise"],
            "state": state,
            "remedy": "credit" if wish["complaint"] == "credit" else "fly-again",
            "at": complaint["made"],
            "reason": why or None,
        } | ({} if state == "accepted" else {"remedy": None})

    def complaint(self, name: str) -> dict[str, Any]:
        """Return the answer to a complaint, empty where there is no such complaint."""
        known = self.complaints.get(name)
        return self.complained(known) if known else {}

    def deliveries(self, after: str) -> dict[str, Any]:
        """Return what was delivered after a cursor, ten at once."""
        paths = sorted((self.inward / "deliveries").glob("[!.]*.json"))
        later = [path for path in paths if path.stem > after][:10]
        return {
            "format": "artel-deliveries/1",
            "deliveries": [json.loads(path.read_text()) for path in later],
            "next": later[-1].stem if later else after,
        }
