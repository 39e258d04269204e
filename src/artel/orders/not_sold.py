"""What can be said in an order and is not sold yet: it is refused at once, with what to do."""

from __future__ import annotations

from typing import Any

from artel.orders.wishes_problems import WishError, WishProblem

NOT_SOLD = {
    "messages": "The desk does not carry messages of terminals yet. See with artel terminal"
    " calendar when the terminal can speak, and ask the owner of the satellite.",
    "link": "The desk does not sell time on links of satellites yet. Ask the owner of the"
    " satellite; time of a ground station can be ordered as kind station.",
}
"""By kind: what is not sold, and what to do instead."""


def check_sold(body: Any) -> None:
    """Raise WishError for an order that nobody could serve: nothing else of it is looked at."""
    kind = body.get("kind") if isinstance(body, dict) else None
    if isinstance(kind, str) and kind in NOT_SOLD:
        raise WishError([WishProblem("/kind", NOT_SOLD[kind])])
