"""What a reader should know besides: windows beyond the plan or the orbits, articles at odds."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from artel.charter.judge import receiving_states
from artel.commons.instants import from_posix, instant_text, parse_instant, posix_text, to_posix

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from artel.planner.question import Question
    from artel.studies.tracks import Source

DAY = 86400.0
LONGEST_DAYS = 14.0
"""Element sets older than this, days, are no longer good for a plan."""
NAMED = 3


def notes_of(question: Question, sources: Sequence[Source]) -> list[str]:
    """Return a sentence for each thing; `sources` are where the orbits came from."""
    return [*_later(question), *_beyond(question, sources), *_aged(question, sources),
            *_at_odds(question)]  # fmt: skip


def _window(question: Question) -> tuple[float, float]:
    """Return the part of the order's window that the plan covers, POSIX s; it may be empty."""
    order, span = question.order, question.problem.span
    return max(to_posix(order.not_before), span[0]), min(to_posix(order.not_after), span[1])


def _later(question: Question) -> Iterator[str]:
    begins = question.order.not_before
    if to_posix(begins) >= question.problem.span[1]:
        yield f"Its window opens later: artel plan --from {instant_text(begins)}."


def _beyond(question: Question, sources: Sequence[Source]) -> Iterator[str]:
    """Yield a sentence where the window goes on when some orbits are no longer known."""
    low, high = _window(question)
    ends: dict[str, float] = {}
    for source in sources:
        end = -math.inf if source.track.empty else source.track.end
        ends[source.satellite] = max(end, ends.get(source.satellite, -math.inf))
    short = sorted(name for name, end in ends.items() if end < high - 1.0)
    if low < high and short:
        yield f"No orbit is known up to {posix_text(high)[:16]}Z of {_some(short)}."


def _aged(question: Question, sources: Sequence[Source]) -> Iterator[str]:
    low, high = _window(question)
    ages = {
        source.satellite: (low - to_posix(parse_instant(source.epoch))) / DAY
        for source in sources
        if source.epoch is not None
    }
    old = sorted(name for name, age in ages.items() if age > LONGEST_DAYS)
    if low < high and old:
        days = max(ages.values())
        yield (
            f"The elements of {_some(old)} are up to {days:.0f} days old then: its looks may come"
            " minutes early or late. Take newer ones."
        )


def _at_odds(question: Question) -> Iterator[str]:
    order = question.order
    at = from_posix(_window(question)[0])
    found = receiving_states(question.problem.charter, order.brought_by, order.purpose, at)
    if found.states is not None and not found.states:
        names = " and ".join(found.articles)
        yield f"Articles {names} are at odds: together they leave no state that may receive it."


def _some(names: Sequence[str]) -> str:
    """Return the first few names, and how many there are."""
    if len(names) <= NAMED:
        return " and ".join(names)
    return f"{len(names)} satellites ({', '.join(names[:NAMED])}, ...)"
