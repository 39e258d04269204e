"""What a quote has by one member's satellites alone, and what by those of the whole pool."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from artel.commons.instants import posix_text
from artel.planner.likelihood import Try, likelihood_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from artel.planner.likelihood import Likelihood
    from artel.planner.quote import Offer
    from artel.studies.quote import Quoted

    Row = dict[str, Any]


def reach_of(found: Quoted, member: str) -> Row:
    """Return the tries that an order needs: how many, how likely and how soon, pooled and alone.

    Pooled is what the quote itself says. Alone are the tries by the member's own satellites, in
    the same plan and under the same sky; no satellite and no other owner is named.
    """
    own = [each for each in found.quote.tries if each.look.owner == member]
    return {
        "member": member,
        "alone": _part(own, _likelihood(found, own)),
        "pooled": _part(found.quote.tries, found.quote.likelihood),
    }


def _likelihood(found: Quoted, tries: Sequence[Offer]) -> Likelihood:
    return likelihood_of(
        [Try(each.look.start, each.delivered, found.clear(each.look)) for each in tries],
        found.sky.correlation_s,
    )


def _part(tries: Sequence[Offer], likely: Likelihood) -> Row:
    needed = [each for each in tries if each.delivered <= (likely.last or 0.0)]
    return {
        "looks": len(needed),
        "success": round(likely.success, 4),
        "first_delivery": None if likely.first is None else posix_text(likely.first),
    }
