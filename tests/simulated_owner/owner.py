"""A simulated owner's control centre: a program of its own, reached by what docs/owners.md says.

    python tests/simulated_owner/owner.py --port 0 --folder DIR [--behaviour FILE] [--key KEY]
        [--clock-offset SECONDS | --clock-offset task]

It prints one line of JSON with the port it listens at, serves HTTP on loopback, and reads
`DIR/out` and writes `DIR/in` all the while. With `--clock-offset task` (the default) every task is
flown at once, in its own time, so that a story of a future day runs today.
"""

from __future__ import annotations

import argparse
import json
import socket
import sys
import threading
import time
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import FileResponse, JSONResponse, Response
from owner_desk import Desk

SAID_NOTHING_S = 60.0
"""How long a silent owner keeps a caller; whoever calls gives up long before."""


def problem(status: int, detail: str) -> JSONResponse:
    """Return a problem document as RFC 9457 has it."""
    return JSONResponse(
        {"type": "about:blank", "status": status, "detail": detail},
        status,
        media_type="application/problem+json",
    )


def answered(state: dict[str, Any]) -> JSONResponse:
    """Return a state, as a problem where it is a refusal."""
    if not state:
        return problem(404, "there is no such task")
    if state["state"] == "refused":
        return problem(409, state["reason"])
    return JSONResponse(state, 202)


def misbehaved(desk: Desk, task: dict[str, Any]) -> Response | None:
    """Return the answer of an owner that does not answer as it should, or None."""
    wish, tried = desk.wish(task), desk.tried(task["task"])
    answer = wish["answer"]
    if answer == "silent":
        time.sleep(SAID_NOTHING_S)
    elif answer == "slow":
        time.sleep(wish.get("seconds", 1.0))
    elif answer == "busy" and tried <= wish.get("times", 1):
        return Response(status_code=503)
    elif answer == "garbled":
        return JSONResponse({"format": "artel-answer/1", "task": "ANOTHER"}, 202)
    elif answer == "lost-answer" and tried == 1:
        desk.take(task)
        return Response(status_code=504)
    return None


def application(desk: Desk, key: str) -> FastAPI:
    """Return the program: the routes of docs/owners.md, each for who has the key."""
    app = FastAPI(title="A simulated owner")

    @app.middleware("http")
    async def with_key(request: Request, call_next):
        if key and request.headers.get("authorization") != f"Bearer {key}":
            return problem(401, "the key is not known")
        return await call_next(request)

    app.include_router(task_routes(desk))
    app.include_router(delivery_routes(desk))
    app.include_router(complaint_routes(desk))
    return app


def task_routes(desk: Desk) -> APIRouter:
    routes = APIRouter()

    @routes.post("/tasks")
    def take(task: dict[str, Any]):
        if task.get("format") not in {"artel-task/1", "artel-station-task/1"}:
            return problem(422, "the document is no task that is known")
        return misbehaved(desk, task) or answered(desk.take(task))

    @routes.get("/tasks/{task}")
    def state(task: str):
        found = desk.state(task)
        return JSONResponse(found) if found else problem(404, "there is no such task")

    @routes.delete("/tasks/{task}")
    def recall(task: str, reason: str = ""):
        found = desk.recall(task, reason)
        if found.get("state") == "delivered":
            return problem(409, "the image is made")
        return answered(found)

    return routes


def delivery_routes(desk: Desk) -> APIRouter:
    routes = APIRouter()

    @routes.get("/deliveries")
    def deliveries(after: str = ""):
        return desk.deliveries(after)

    @routes.get("/assets/{name}")
    def asset(name: str):
        path = desk.inward / "assets" / Path(name).name
        return FileResponse(path) if path.is_file() else problem(404, "there is no such image")

    return routes


def complaint_routes(desk: Desk) -> APIRouter:
    routes = APIRouter()

    @routes.post("/complaints")
    def complained(complaint: dict[str, Any]):
        if complaint.get("format") != "artel-complaint/1":
            return problem(422, "the document is not artel-complaint/1")
        wish = desk.wish(desk.tasks.get(complaint["task"], {"task": "", "satellite": ""}))
        tried = desk.tried(complaint["complaint"])
        if wish["complaint"] == "busy" and tried <= wish.get("times", 1):
            return Response(status_code=503)
        return JSONResponse(desk.complained(complaint), 202)

    @routes.get("/complaints/{name}")
    def complaint(name: str):
        found = desk.complaint(name)
        return JSONResponse(found) if found else problem(404, "there is no such complaint")

    return routes


def watch(desk: Desk) -> None:
    """Read `out/` for ever: tasks that are new, recalls, and complaints."""
    readers = {"tasks": read_task, "recalls": read_recall, "complaints": read_complaint}
    while True:
        for name, read in readers.items():
            for path in sorted((desk.outward / name).glob("[!.]*.json")):
                read(desk, path)
        time.sleep(0.05)


def read_task(desk: Desk, path: Path) -> None:
    if path.stem not in desk.tasks:
        task = json.loads(path.read_text())
        if desk.wish(task)["answer"] != "silent":
            desk.take(task)


def read_recall(desk: Desk, path: Path) -> None:
    if path.stem in desk.tasks and desk.state(path.stem).get("state") != "recalled":
        desk.recall(path.stem, json.loads(path.read_text())["reason"])


def read_complaint(desk: Desk, path: Path) -> None:
    if desk.complaint(path.stem).get("state", "received") == "received":
        desk.complained(json.loads(path.read_text()))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--behaviour", type=Path)
    parser.add_argument("--key", default="")
    parser.add_argument("--clock-offset", default="task")
    return parser.parse_args()


def main() -> None:
    """Serve until stopped."""
    given = arguments()
    offset = None if given.clock_offset == "task" else float(given.clock_offset)
    desk = Desk(given.folder, given.behaviour, offset)
    threading.Thread(target=watch, args=(desk,), daemon=True).start()
    listening = socket.create_server(("127.0.0.1", given.port))
    sys.stdout.write(json.dumps({"port": listening.getsockname()[1]}) + "\n")
    sys.stdout.flush()
    settings = uvicorn.Config(
        application(desk, given.key), log_level="warning", timeout_graceful_shutdown=1
    )
    uvicorn.Server(settings).run(sockets=[listening])


if __name__ == "__main__":
    main()
