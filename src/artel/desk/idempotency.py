"""The same request sent again: it is answered as before, and its work is done once.

The answer is stored in the transaction of the work itself: a crash leaves both or neither. Of two
sent at once one works, and the other meets its row and is told to ask again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from artel.commons.errors import InputError
from artel.commons.ids import canonical_json, digest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from artel.store.connections import Unit

KEPT = timedelta(hours=24)
"""So long an answer is kept; after that the same key is a new request."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered, as it was first; `replayed` where the work was done before."""

    body: str
    replayed: bool


def once(
    unit: Unit, key: str | None, request: Mapping[str, Any], work: Callable[[], str]
) -> Answer:
    """Return the answer of the work, or the one that this key had before.

    Raises InputError where the key came with another request, Conflict where the same request is
    being worked on now.
    """
    if key is None:
        return Answer(work(), replayed=False)
    said = digest(canonical_json(request))
    unit.run("answers_forgotten", account=unit.actor.account, before=unit.now - KEPT)
    row = unit.row("answer_of_key", account=unit.actor.account, key=key)
    if row is None:
        body = work()
        unit.run(
            "answer_kept",
            account=unit.actor.account,
            key=key,
            digest=said,
            body=body.encode(),
            at=unit.now,
        )
        return Answer(body, replayed=False)
    if row["digest"] != said:
        raise InputError(
            f"The key '{key}' was used for another request.",
            next_step="Use a new key for a new request.",
        )
    return Answer(bytes(row["body"]).decode(), replayed=True)
