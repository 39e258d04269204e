"""What a planner locked or left out by hand: that the plan does as it says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from artel.validator import tolerances as tol
from artel.validator.report import Code

if TYPE_CHECKING:
    from artel.validator.case import Case

LEFT = "LEFT"
_LEAST = 0.01


def check_hand(case: Case) -> None:
    """Check that what is locked is imaged, and that what alone is left by hand is called so.

    A bound for such plans lies between what is planned and what no plan at all can exceed.
    """
    hand, imaged = case.plan.hand, {image.order for image in case.plan.images}
    locks, leaves = (hand.locks, hand.leaves) if hand is not None else ((), ())
    if hand is not None and hand.bound is not None:
        value, slack = case.plan.value, tol.SUM_RELATIVE * abs(hand.bound) + _LEAST
        case.book.require(
            value.planned - slack <= hand.bound <= value.bound + slack,
            Code.VALUE,
            "hand",
            f"No plan changed so is said to pass {hand.bound:g}; planned is {value.planned:g}, and"
            f" no plan at all passes {value.bound:g}. Plan it anew.",
        )
    for name in locks:
        case.book.require(
            name in imaged,
            Code.REPAIR,
            name,
            f"The plan locks {name} and does not image it. Unlock it, or put it in.",
        )
    for name in leaves:
        case.book.require(
            name in case.facts.orders and name not in imaged,
            Code.REPAIR,
            name,
            f"The plan says that {name} was left out by hand; it is imaged, or no order at all.",
        )
    for row in case.plan.unplanned:
        case.book.require(
            row.code != LEFT or row.order in leaves,
            Code.REASON,
            row.order,
            f"The plan says that {row.order} was left out by hand; its list of those has it not."
            " Find the true reason.",
        )
