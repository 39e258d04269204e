"""How the simulated owner behaves, by task or satellite, from a JSON file that may change."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

ANSWERS = {
    "refuse": "says no, with a reason",
    "delay": "says received at first, and decides after so many seconds, or when sent again",
    "slow": "takes so many seconds for its answer",
    "silent": "never answers, and keeps nothing",
    "busy": "answers 503, the first so many times",
    "lost-answer": "takes the task, and the first answer is lost on its way",
    "garbled": "answers something that is not as published",
}
FLIGHTS = {
    "good": "delivers what was promised",
    "part": "flies half of it",
    "empty-part": "delivers a whole file of which a part is empty",
    "wrong-place": "delivers the ground beside it",
    "wrong-checksum": "says the sha2-256 of another file",
    "cloudy": "delivers clouds",
    "coarse": "delivers pixels of twice the size",
    "late": "delivers an hour after it is due",
    "wrong-satellite": "had another satellite fly it",
    "wrong-time": "flew a pass later",
    "no-longer-there": "hands over an Item whose file is gone",
    "zip": "delivers an archive that would unpack to a gigabyte",
    "giant": "delivers a head that promises more pixels than there are",
    "fail": "tries it and has no image",
    "none": "acknowledges, and nothing more comes",
}

COMPLAINTS = {
    "fly-again": "agrees, and will make the image again",
    "credit": "agrees, and leaves the customer a credit",
    "dispute": "does not agree, and says why",
    "consider": "says received, and no more",
    "busy": "answers 503, the first so many times",
}


def behaviour(path: Path | None, task: dict[str, Any]) -> dict[str, Any]:
    """Return what to do with this task: its `answer`, its `flight`, and their figures.

    The file: {"default": B, "by_satellite": {NAME: B}, "by_task": {ID: B}}, where B is a word of
    ANSWERS or FLIGHTS or an object {"answer", "flight", "complaint", "reason", "seconds", "times"};
    "complaint" is a word of COMPLAINTS.
    """
    said = json.loads(path.read_text()) if path and path.exists() else {}
    found: dict[str, Any] = {"answer": "", "flight": "good", "complaint": "fly-again"}
    for row in (
        said.get("default", {}),
        said.get("by_satellite", {}).get(task.get("satellite"), {}),
        said.get("by_task", {}).get(task["task"], {}),
    ):
        found |= {"answer" if row in ANSWERS else "flight": row} if isinstance(row, str) else row
    known = found["answer"] in {"", *ANSWERS} and found["complaint"] in COMPLAINTS
    if not known or found["flight"] not in FLIGHTS:
        raise ValueError(f"no behaviour: {found}")
    return found
