"""The life of an order: its states, who may take which step, and which steps need a reason.

The table `RULES` says all of it; `step` takes one. EXERCISE orders live the same life.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from artel.commons.actors import Role
from artel.commons.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable


class State(StrEnum):
    """Where an order, or one image of it, stands."""

    DRAFT = "draft"
    QUOTED = "quoted"
    RECEIVED = "received"
    ACCEPTED = "accepted"
    HELD = "held"
    SCHEDULED = "scheduled"
    TASKED = "tasked"
    ACQUIRED = "acquired"
    DOWNLINKED = "downlinked"
    DELIVERED = "delivered"
    COMPLETED = "completed"
    REJECTED = "rejected"
    CANCELLED = "cancelled"
    FAILED = "failed"
    EXPIRED = "expired"


CLOSED = frozenset({State.COMPLETED, State.REJECTED, State.CANCELLED, State.FAILED, State.EXPIRED})
"""Nothing follows these."""
OPEN = frozenset(State) - CLOSED
FROZEN = frozenset({State.TASKED, State.ACQUIRED, State.DOWNLINKED, State.DELIVERED})
"""The owner has acknowledged the task, or done it: the customer can no longer take it back."""
PLANNABLE = frozenset({State.ACCEPTED, State.HELD, State.SCHEDULED})
"""What a planning run may place."""

OPERATOR = frozenset({Role.PLANNER, Role.SYSTEM})
BRINGERS = frozenset(
    {Role.CUSTOMER, Role.TERMINAL_OWNER, Role.OWNER, Role.PARTNER, Role.OBSERVER, Role.PLANNER}
)
"""Who brings orders and may take them back."""
CARRIERS = frozenset({Role.OWNER, Role.PARTNER, Role.SYSTEM})
"""Who says what a satellite did: its owner, or the desk's job that read the owner's word."""

_FORWARD = tuple(State)[:11]


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may take a step, and what has to be said of it."""

    by: frozenset[Role]
    needs_reason: bool = False
    needs_article: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One step that was taken; `article` is the one of the charter that spoke, if any."""

    before: State
    after: State
    by: Role
    reason: str = ""
    article: str = ""

    @property
    def displaced(self) -> bool:
        """Whether a place in the plan was taken away again."""
        return self.after == State.ACCEPTED and self.before in {State.SCHEDULED, State.TASKED}


def _rules() -> dict[tuple[State, State], Rule]:
    s = State
    plain = {
        (s.DRAFT, s.QUOTED): BRINGERS | OPERATOR,
        (s.DRAFT, s.RECEIVED): BRINGERS,
        (s.QUOTED, s.RECEIVED): BRINGERS,
        (s.QUOTED, s.DRAFT): BRINGERS,
        (s.RECEIVED, s.ACCEPTED): OPERATOR,
        (s.ACCEPTED, s.HELD): BRINGERS | OPERATOR,
        (s.HELD, s.ACCEPTED): BRINGERS | OPERATOR,
        (s.HELD, s.SCHEDULED): BRINGERS | OPERATOR,
        (s.ACCEPTED, s.SCHEDULED): OPERATOR,
        (s.SCHEDULED, s.TASKED): CARRIERS,
        (s.TASKED, s.ACQUIRED): CARRIERS,
        (s.ACQUIRED, s.DOWNLINKED): CARRIERS,
        (s.DOWNLINKED, s.DELIVERED): CARRIERS,
        # What is not an image has no downlink: messages, link and station time, the archive.
        (s.ACCEPTED, s.DELIVERED): OPERATOR,
        (s.ACQUIRED, s.DELIVERED): CARRIERS,
        (s.DELIVERED, s.COMPLETED): BRINGERS | OPERATOR,
        (s.DRAFT, s.CANCELLED): BRINGERS,
        (s.QUOTED, s.CANCELLED): BRINGERS,
    }
    early = (s.DRAFT, s.QUOTED, s.RECEIVED, s.ACCEPTED, s.HELD, s.SCHEDULED)
    reasoned = {
        **{(state, s.REJECTED): OPERATOR for state in (s.RECEIVED, s.ACCEPTED)},
        **{(state, s.CANCELLED): BRINGERS for state in early[2:]},
        **{(state, s.FAILED): CARRIERS | OPERATOR for state in (s.SCHEDULED, *FROZEN)},
        # What came back was no good, and there is time to take it again.
        **{(state, s.ACCEPTED): OPERATOR for state in FROZEN - {s.TASKED}},
    }
    lapsed = {(state, s.EXPIRED): frozenset({Role.SYSTEM}) for state in early}
    displaced = {(state, s.ACCEPTED): OPERATOR | CARRIERS for state in (s.SCHEDULED, s.TASKED)}
    return {
        **{pair: Rule(by) for pair, by in (plain | lapsed).items()},
        **{pair: Rule(by, needs_reason=True) for pair, by in reasoned.items()},
        **{pair: Rule(by, needs_reason=True, needs_article=True) for pair, by in displaced.items()},
    }


RULES = _rules()
"""Every allowed step, by (before, after)."""


def next_states(state: State, by: Role | None = None) -> tuple[State, ...]:
    """Return the states that may follow, in the order of a life; `by` keeps one role's steps."""
    return tuple(
        after
        for after in State
        if (rule := RULES.get((state, after))) is not None and (by is None or by in rule.by)
    )


def step(
    state: State | str, to: State | str, by: Role | str, reason: str = "", article: str = ""
) -> Step:
    """Return the step, if it is one that this role may take.

    `article` is the article of the charter by which an order loses its place in a plan. Raises
    InputError that says what is possible instead.
    """
    before, after, role = _state(state), _state(to), _role(by)
    rule = RULES.get((before, after))
    if rule is None or role not in rule.by:
        raise InputError(_refusal(before, after, rule, role), next_step=_instead(before, role))
    reason, article = reason.strip(), article.strip()
    if rule.needs_reason and not reason:
        raise InputError(f"The step from {before} to {after} needs a reason.", next_step="Say why.")
    if rule.needs_article and not article:
        raise InputError(
            f"An order that was {before} loses its place only by an article of the charter.",
            next_step="Name the article.",
        )
    return Step(before, after, role, reason, article)


def state_of_parts(parts: Iterable[State | str]) -> State:
    """Return the state of a whole order from those of its images.

    While any part is open, the whole stands where the part stands that is furthest behind. Once
    all are closed it is completed if any part is, else failed, expired, rejected or cancelled,
    the first of these that any part is. Raises ValueError where there is no part.
    """
    states = {State(part) for part in parts}
    if not states:
        raise ValueError("an order without parts has no state of parts")
    still = [state for state in _FORWARD if state in states and state in OPEN]
    if still:
        return still[0]
    closed = (State.COMPLETED, State.FAILED, State.EXPIRED, State.REJECTED, State.CANCELLED)
    return next(state for state in closed if state in states)


def _state(word: State | str) -> State:
    try:
        return State(word)
    except ValueError:
        raise InputError(
            f"'{word}' is not a state of an order.", next_step=f"Say {_any_of(State)}."
        ) from None


def _role(word: Role | str) -> Role:
    try:
        return Role(word)
    except ValueError:
        raise InputError(f"'{word}' is not a role.", next_step=f"Say {_any_of(Role)}.") from None


def _refusal(before: State, after: State, rule: Rule | None, role: Role) -> str:
    if rule is not None:
        takers = _any_of(each for each in Role if each in rule.by)
        return (
            f"The step from {before} to {after} is not one that {_said(role)} takes, but {takers}."
        )
    if before == after:
        return f"The order is {before} already."
    if before in FROZEN and after == State.CANCELLED:
        return f"The order is {before}: its owner is committed, and it cannot be cancelled."
    return f"An order that is {before} cannot become {after}."


def _instead(before: State, role: Role) -> str:
    if before in CLOSED:
        return "It is closed; place a new order."
    mine = next_states(before, role)
    if mine:
        return f"As {_said(role)} you can make it {_any_of(mine)}."
    return f"Next it can become {_any_of(next_states(before))}, by others."


def _said(role: Role) -> str:
    return role.value.replace("_", " ")


def _any_of(words: Iterable[StrEnum]) -> str:
    said = [word.value.replace("_", " ") for word in words]
    return said[0] if len(said) == 1 else f"{', '.join(said[:-1])} or {said[-1]}"
