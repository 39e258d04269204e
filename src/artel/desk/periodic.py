"""What the desk does of itself, again and again: tasks, deliveries, deadlines, seals, runs."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from artel.commons.errors import ArtelError, Conflict
from artel.desk import (
    activations,
    alerts,
    consents,
    decisions,
    deliveries,
    dispatch,
    governance,
    holds,
    journals,
    orders,
    runs,
    webhooks,
)
from artel.store import journal, queue

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable

    from artel.desk.desk import Desk

    Duty = Callable[[Desk], Any]

log = logging.getLogger("artel.duties")
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
    "webhooks": (_OFTEN, webhooks.send_due),
    "lapse": (_EACH_MINUTE, _in_a_unit(consents.lapse)),
    "expire-orders": (_EACH_MINUTE, _in_a_unit(orders.expire)),
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
        try:
            return DUTIES[name][1](desk)
        except ArtelError as error:
            log.warning("%s: %s", name, error)
            return None


def serve_queue(desk: Desk, concurrency: int, patience_s: float, ending: threading.Event) -> None:
    """Work for a desk until told to end: duties at their times, and runs as they come."""
    tasks: dict[str, Callable[[], object]] = {
        name: lambda name=name: done(desk, name)  # type: ignore[misc]
        for name in DUTIES
    }
    tasks[runs.NAME] = lambda: runs.take_up(desk, ending.is_set)
    queue.carry_out(desk.store.uri, tasks, TIMES, concurrency, patience_s, ending)
