"""What the desk does of itself, again and again: tasks, deliveries, deadlines, seals, runs."""

from __future__ import annotations

import logging
import time
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from artel.commons.errors import ArtelError, Conflict, Unavailable
from artel.commons.log import bound
from artel.desk import (
    activations,
    alerts,
    complaining,
    complaints,
    consents,
    decisions,
    deliveries,
    dispatch,
    governance,
    holds,
    journals,
    orders,
    runs,
    runs_work,
    station_rows,
    webhooks,
)
from artel.store import journal, queue

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable

    from artel.desk.desk import Desk

    Duty = Callable[[Desk], Any]

log = logging.getLogger("artel.duties")
BACK_EACH_S = 1.0
"""So often a worker looks for a database that went away."""
_OFTEN, _EACH_MINUTE = "* * * * * */5", "* * * * *"


def _in_a_unit(work: Callable[[Any], Any]) -> Duty:
    def duty(desk: Desk) -> Any:
        with desk.unit() as unit:
            return work(unit)

    return duty


def seal(desk: Desk) -> bool:
    """Sign the journal's head of the day before, once; return whether it was signed now."""
    with desk.unit() as unit:
        day = (unit.now - timedelta(days=1)).date()
        heads = journal.heads(unit)
        if (heads and heads[-1].day >= day.isoformat()) or not journal.size_of(unit):
            return False
    try:
        journals.seal(desk, day)
    except Conflict:
        return False  # another worker was quicker
    return True


DUTIES: dict[str, tuple[str, Duty]] = {
    "send": (_OFTEN, dispatch.send_waiting),
    "follow": (_OFTEN, dispatch.follow),
    "take-back": (_OFTEN, dispatch.take_back),
    "take-in": (_OFTEN, deliveries.take_in),
    "complain": (_OFTEN, complaining.send),
    "webhooks": (_OFTEN, webhooks.send_due),
    "lapse-complaints": (_EACH_MINUTE, _in_a_unit(complaints.lapse)),
    "lapse": (_EACH_MINUTE, _in_a_unit(consents.lapse)),
    "expire-orders": (_EACH_MINUTE, _in_a_unit(orders.expire)),
    "tidy-station-times": (_EACH_MINUTE, _in_a_unit(station_rows.tidy)),
    "expire-holds": (_EACH_MINUTE, holds.expire),
    "tell-withdrawn": (_EACH_MINUTE, holds.tell_withdrawn),
    "escalate": (_EACH_MINUTE, _in_a_unit(alerts.escalate)),
    "activations": (_EACH_MINUTE, activations.alert),
    "close-votes": (_EACH_MINUTE, governance.close_votes),
    "bring-into-force": (_EACH_MINUTE, governance.bring_into_force),
    "mark-late": (_EACH_MINUTE, decisions.mark_late),
    "seal": (_EACH_MINUTE, seal),
}
"""Each duty by name: when it is done (cron, seconds last where there are six), and what it is."""
TIMES = {name: cron for name, (cron, _) in DUTIES.items()} | {runs.NAME: _OFTEN}


def done(desk: Desk, name: str) -> Any:
    """Do a duty now, unless another worker is at it; what a sentence explains is logged."""
    with queue.held(desk.store.uri, f"duty {name}") as ours:
        if not ours:
            return None
        with bound(job=name):
            return _logged(desk, name)


def _logged(desk: Desk, name: str) -> Any:
    began = time.monotonic()
    try:
        result = DUTIES[name][1](desk)
    except ArtelError as error:
        log.warning("%s: %s", name, error)
        return None
    except Exception:
        log.exception("%s failed by an error of ours", name)
        raise
    # Most turns find nothing to do: a line for each of them would hide the others.
    level = logging.INFO if result else logging.DEBUG
    log.log(level, "%s is done", name, extra={"ms": round((time.monotonic() - began) * 1000, 1)})
    return result


def serve_queue(desk: Desk, concurrency: int, patience_s: float, ending: threading.Event) -> None:
    """Work for a desk until told to end: duties at their times, and runs as they come."""
    tasks: dict[str, Callable[[], object]] = {
        name: lambda name=name: done(desk, name)  # type: ignore[misc]
        for name in DUTIES
    }
    tasks[runs.NAME] = lambda: runs_work.take_up(desk, ending.is_set)
    while not ending.is_set():
        try:
            queue.carry_out(desk.store.uri, tasks, TIMES, concurrency, patience_s, ending)
        except queue.Lost as error:
            log.warning("%s The worker looks for it again.", error)
            _until_back(desk, ending)


def _until_back(desk: Desk, ending: threading.Event) -> None:
    """Wait until the database answers; the one that comes along is started again by a unit."""
    while not ending.wait(BACK_EACH_S):
        try:
            with desk.unit():
                return
        except Unavailable as error:
            log.warning("%s", error)
