"""What a satellite can send at all: its radios one link at a time, in the passes that are left.

Of the contention of antennas this is the part that a satellite has with itself; it holds in the
model of a day whatever the other satellites do.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from artel.planner.values import Contact, Opportunity


ROWS, FEW = 8, 300
"""Rows of one satellite: those that ask most beside what there is."""


def radio_rows(
    passes: Sequence[Contact], images: Sequence[Opportunity]
) -> Iterator[tuple[list[tuple[int, float]], float]]:
    """Give rows (entries, most) in seconds: images that end late enough share what is left then.

    An entry is the place of an image and the least seconds that its data need. Rows that cannot
    bind are left out.
    """
    if not passes or not images:
        return
    fastest = max(rate for each in passes for rate in (each.rate_mbps, *(r for _, r in each.rates)))
    need = [1e3 * each.volume_gbit / fastest for each in images]
    spans = _open(passes)
    rows = []
    for moment in sorted(_moments(spans, images)):
        late = [(i, need[i]) for i, each in enumerate(images) if each.end >= moment]
        most = sum(max(0.0, end - max(start, moment)) for start, end in spans)
        asked = sum(seconds for _, seconds in late)
        if asked > most:
            rows.append((asked / max(most, 1e-3), late, most))
    for _, late, most in sorted(rows, key=lambda row: -row[0])[:ROWS]:
        yield late, most


def _moments(spans: list[tuple[float, float]], images: Sequence[Opportunity]) -> set[float]:
    """Return ends of images to count from: all of few; of many the first after each silence."""
    ends = sorted(each.end for each in images)
    if len(ends) <= FEW:
        return set(ends)
    places = [bisect_left(ends, silent) for silent in (0.0, *(end for _, end in spans))]
    return {ends[place] for place in places if place < len(ends)}


def _open(passes: Sequence[Contact]) -> list[tuple[float, float]]:
    """Return when each radio is above any antenna that hears it, radio by radio."""
    by_radio: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for each in sorted(passes, key=lambda each: each.start):
        spans = by_radio[each.radio]
        if spans and each.start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(spans[-1][1], each.end))
        else:
            spans.append((each.start, each.end))
    return [span for spans in by_radio.values() for span in spans]
