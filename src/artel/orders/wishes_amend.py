"""Changing an order that was made: what may still change in which state, and the wish after it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from artel.commons.errors import InputError
from artel.orders.geometry import pointer_of
from artel.orders.life import CLOSED, FROZEN, State
from artel.orders.wishes import read_wish, wish_body
from artel.orders.wishes_models import MODELS
from artel.orders.wishes_problems import WishError, WishProblem, fields_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from artel.orders.wishes_checks import Known
    from artel.orders.wishes_models import Wish

NEVER = frozenset({"kind", "brought_by", "exercise"})
"""Whoever wants another of these makes another order."""
BY_NAME = frozenset({"name", "customer", "purpose", "licence"})
"""What no plan depends on."""
_EARLY = frozenset({State.DRAFT, State.QUOTED, State.RECEIVED, State.ACCEPTED})
_INTERVAL = frozenset({"not_before", "not_after", "deliver_by", "series", "hours", "minutes"})


def changeable(wish: Wish, state: State) -> frozenset[str]:
    """Return the fields that may change while the order is in a state.

    All but `NEVER` until it has a place in a plan; then those of `BY_NAME`, until the owner has
    the task; then none.
    """
    fields = frozenset(fields_of(MODELS[wish.kind]))
    if state in _EARLY:
        return fields - NEVER
    return fields & BY_NAME if state not in CLOSED | FROZEN else frozenset()


def amended(wish: Wish, patch: Any, state: State, known: Known) -> Wish:
    """Return the wish after a JSON merge patch (RFC 7396): what is null is taken out.

    Raises InputError where nothing may change any more, and WishError with every problem: fields
    that may not change in this state, and whatever is wrong with the wish afterwards. An interval
    that began, and a value that the desk gave, are no problem as long as the patch leaves them.
    """
    if not isinstance(patch, dict):
        raise WishError([WishProblem("", "A change is a JSON object of the fields that change.")])
    may = changeable(wish, state)
    if not may:
        raise InputError(
            f"The order is {state}: nothing of it can change.",
            next_step="Place a new order." if state in CLOSED else "Ask the desk to repeat it.",
        )
    before = wish_body(wish)
    moved = {name for name, value in patch.items() if value != before.get(name)}
    kept = {*fields_of(MODELS[wish.kind])} - may
    kept |= set() if known.may_value else {"value"}
    problems = [_kept(name, state) for name in moved & kept]
    if problems:
        raise WishError(problems)
    return read_wish(merged(before, patch), _known(wish, known, moved))


def merged(before: Mapping[str, Any], patch: Mapping[str, Any]) -> dict[str, Any]:
    """Return a JSON object after a merge patch, RFC 7396; a geometry is replaced as a whole."""
    after = dict(before)
    for name, value in patch.items():
        if value is None:
            after.pop(name, None)
        elif isinstance(value, dict) and name != "geometry":
            inner = after.get(name)
            after[name] = merged(inner if isinstance(inner, dict) else {}, value)
        else:
            after[name] = value
    return after


def _kept(name: str, state: State) -> WishProblem:
    """Return the problem of a field that has to stay as it is."""
    said = f" while the order is {state}"
    if name in NEVER:
        said = ": make another order"
    elif name == "value":
        said = ": the desk says what an order is worth in plans"
    return WishProblem(pointer_of(name), f"'{name}' cannot change{said}.")


def _known(wish: Wish, known: Known, moved: set[str]) -> Known:
    """Return what is known, without holding what was agreed before against the order."""
    return replace(
        known,
        now=known.now if moved & _INTERVAL else None,
        classes=known.classes if "class" in moved else (wish.order_class,),
        may_value=True,
    )
