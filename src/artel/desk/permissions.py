"""Who may do what at the desk: one table of actions and roles, each with its reason.

Which rows of others a person sees is not decided here: the database's own policies do that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from artel.commons.actors import Role
from artel.commons.errors import NotAllowed

if TYPE_CHECKING:
    from artel.commons.actors import Actor

EVERYBODY = frozenset(Role)
OPERATOR = frozenset({Role.PLANNER, Role.FINANCE, Role.AUDITOR, Role.ADMIN, Role.SYSTEM})
PLANNERS = frozenset({Role.PLANNER, Role.SYSTEM})
ORDERING = frozenset({
    Role.CUSTOMER, Role.OWNER, Role.PARTNER, Role.OBSERVER, Role.TERMINAL_OWNER, Role.PLANNER,
    Role.SYSTEM,
})  # fmt: skip
OWNERS = frozenset({Role.OWNER})
PARTIES = OWNERS | {Role.OBSERVER, Role.PARTNER}

ACTIONS: dict[str, tuple[frozenset[Role], str]] = {
    "account.manage": (frozenset({Role.ADMIN, Role.SYSTEM}), "an administrator keeps accounts"),
    "activation.call": (ORDERING, "an authorised user calls an activation"),
    "activation.conduct": (PLANNERS, "the operator's officers conduct an activation"),
    "activation.read": (EVERYBODY, "everybody reads the activations that are theirs"),
    "alert.answer": (PLANNERS | OWNERS | {Role.ADMIN}, "who an alert is for answers it"),
    "alert.read": (OPERATOR | OWNERS, "the operator and the owner read alerts"),
    "blockout.make": (OWNERS, "an owner blocks out its own assets"),
    "complaint.answer": (OWNERS, "the owner whose image it was answers"),
    "complaint.decide": (PLANNERS, "the operator decides what an owner disputes"),
    "complaint.read": (EVERYBODY, "the owner, who ordered and the operator read complaints"),
    "consent.answer": (OWNERS, "the party that was asked answers"),
    "delivery.take": (PLANNERS, "the desk takes deliveries in"),
    "event.read": (EVERYBODY, "everybody reads the events meant for them"),
    "governance.propose": (OWNERS, "a member proposes"),
    "governance.read": (
        OPERATOR | OWNERS | {Role.OBSERVER, Role.PARTNER},
        "parties read decisions",
    ),
    "governance.record": (frozenset({Role.ADMIN, Role.SYSTEM}), "the operator keeps the record"),
    "governance.vote": (OWNERS, "a member votes"),
    "handover.read": (OPERATOR, "the operator and the auditor read the handover log"),
    "handover.write": (
        frozenset({Role.PLANNER, Role.FINANCE, Role.ADMIN}),
        "the operator's shifts keep the handover log",
    ),
    "health.read": (OPERATOR | OWNERS, "the operator and the owner read an asset's health"),
    "health.report": (OWNERS | PLANNERS, "an owner reports on its assets"),
    "hold.make": (ORDERING, "who may order may hold"),
    "journal.extract": (OWNERS, "a member reads its own extract"),
    "journal.forget": (frozenset({Role.ADMIN}), "an administrator deletes personal parts"),
    "journal.read": (OPERATOR, "the operator and the auditor read the whole journal"),
    "journal.sign": (OWNERS, "a member countersigns for itself"),
    "key.keep": (EVERYBODY, "everybody keeps keys of their own, an administrator those of all"),
    "ledger.read": (OPERATOR, "the operator and the auditor read the ledger"),
    "order.amend": (ORDERING, "who ordered may amend"),
    "order.cancel": (ORDERING, "who ordered may cancel"),
    "order.coordinate": (PLANNERS, "a planner accepts or rejects an order"),
    "order.place": (ORDERING, "customers, members and their partners order"),
    "order.read": (EVERYBODY, "everybody reads the orders that are theirs"),
    "owner.read": (OPERATOR | OWNERS, "the operator and the owner read the owner's affairs"),
    "password.set": (EVERYBODY, "everybody sets a password of their own"),
    "plan.make": (PLANNERS, "a planner plans"),
    "plan.read": (OPERATOR, "the operator and the auditor read plans"),
    "pool.change": (frozenset({Role.ADMIN, Role.SYSTEM}), "an administrator changes the pool"),
    "pool.read": (OPERATOR, "the operator and the auditor read the pool's files"),
    "quote.ask": (ORDERING, "who may order may ask for a quote"),
    "session.end": (EVERYBODY, "everybody may sign out"),
    "sky.read": (EVERYBODY, "everybody sees the day as far as it is theirs"),
    "task.conduct": (PLANNERS, "the desk sends tasks and takes answers"),
    "veto.cast": (OWNERS, "the owner of the satellite may refuse"),
    "webhook.keep": (EVERYBODY, "everybody may be told of the events meant for them"),
}


def permit(actor: Actor, action: str) -> None:
    """Raise NotAllowed where this role may not do this; the sentence says who may."""
    roles, reason = ACTIONS[action]
    if actor.role not in roles:
        raise NotAllowed(
            f"The role '{actor.role}' may not do this ({action}): {reason}.",
            next_step="Ask somebody of that role.",
        )


def permit_party(actor: Actor, action: str, party: str) -> None:
    """Raise NotAllowed where the actor does not speak for this party."""
    permit(actor, action)
    if actor.party != party:
        raise NotAllowed(f"This is for {party} to do ({action}).")
