"""Explaining an order of a plan: to the pool or to its customer, and relaxing it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from artel.commons.errors import InputError
from artel.feeds.outputs import write_text
from artel.studies.explain import explanation, sentences
from artel.studies.for_customer import (
    answer_for_customer,
    planned_for_customer,
    words_for_customer,
)
from artel.studies.whynot import (
    asked,
    carries_inputs,
    let_through,
    question_of,
    standing_plan,
)
from artel.studies.whynot_document import (
    change_row,
    change_words,
    document_of,
    orders_with,
    sentences_of,
)

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Explained:
    """An explanation as plain values and in words; whether what was asked could be done."""

    said: dict[str, Any]
    words: list[str]
    done: bool = True


def explained(plan: dict[str, Any], order: str) -> Explained:
    """Return why an order is planned as it is, or is not. Raises InputError for an unknown one."""
    said = explanation(plan, order)
    words = sentences(said)
    if said["planned"] or not carries_inputs(plan):
        return Explained(said, words)
    more = document_of(asked(standing_plan(plan), order), plan)
    return Explained({**said, **more}, [*words, *sentences_of(more)])


def explained_to_customer(plan: dict[str, Any], order: str) -> Explained:
    """Return what the customer of an order may know of it."""
    said = planned_for_customer(plan, order)
    said = said or answer_for_customer(question_of(standing_plan(plan), order))
    return Explained(said, words_for_customer(said))


def explained_and_relaxed(plan: dict[str, Any], order: str, out: Path) -> Explained:
    """Write the plan's orders with an order relaxed as little as serves, seen by solving again.

    Raises InputError where the plan serves the order already.
    """
    if explanation(plan, order)["planned"]:
        raise InputError(f"The order '{order}' is planned.", next_step="There is nothing to relax.")
    found = asked(standing_plan(plan), order)
    said = {**explanation(plan, order), **document_of(found, plan)}
    chosen = let_through(found)
    if chosen is None:
        return Explained(said, [*sentences(said), *sentences_of(said), "Nothing was written."],
                         done=False)  # fmt: skip
    write_text(out, orders_with(plan, order, chosen))
    rows = [change_row(change) for change in chosen.changes]
    said["applied"] = rows
    terms = " and ".join(map(change_words, rows)) or "the terms it has"
    written = f"{out}: the orders, {order} with {terms}."
    return Explained(said, [written, f"The day was solved again with them: {order} is planned."])
