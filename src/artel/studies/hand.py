"""What a planner locked or left out of a plan by hand, as the plan carries it from then on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    Orders = frozenset[str]


def hand_of(plan: Mapping[str, Any]) -> tuple[Orders, Orders]:
    """Return the orders that a plan document has locked, and those that it leaves out by hand."""
    said = plan.get("hand") or {}
    return frozenset(said.get("locks", ())), frozenset(said.get("leaves", ()))


def add_hand(
    document: dict[str, Any], hand: tuple[Orders, Orders], within: float | None = None
) -> None:
    """Write into a plan document what is locked or left out, as far as it stands in it.

    `within` is what no plan with the same orders locked, chosen and left out can pass, if known.
    """
    imaged = {each["order"] for each in document["images"]}
    left = {each["order"] for each in document["unplanned"]}
    locks, leaves = sorted(hand[0] & imaged), sorted(hand[1] & left)
    if locks or leaves or within is not None:
        document["hand"] = {"locks": locks, "leaves": leaves, "bound": within}
