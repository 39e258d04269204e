"""The permission checks of the desk, watched while they work, or taken away."""

from __future__ import annotations

import sys
from contextlib import contextmanager

from artel.commons.errors import NotAllowed
from artel.desk import permissions


@contextmanager
def watched():
    """Give the list of what was asked and whether it was allowed: (action, role, allowed)."""
    asked = []
    real, real_party = permissions.permit, permissions.permit_party

    def permit(actor, action):
        asked.append((action, actor.role, actor.role in permissions.ACTIONS[action][0]))
        real(actor, action)

    def permit_party(actor, action, party):
        permit(actor, action)
        try:
            real_party(actor, action, party)
        except NotAllowed:
            asked.append((action, actor.role, False))
            raise

    with _in_their_place(permit, permit_party):
        yield asked


@contextmanager
def removed():
    """Let everybody do everything, as far as the desk's own checks go."""

    def permit(actor, action):
        """Allow it."""

    def permit_party(actor, action, party):
        """Allow it."""

    with _in_their_place(permit, permit_party):
        yield []


@contextmanager
def _in_their_place(permit, permit_party):
    """Put two functions in the place of the checks, wherever a module of artel holds them."""
    stands_for = {permissions.permit: permit, permissions.permit_party: permit_party}
    places = [
        (module, name, value)
        for title, module in list(sys.modules.items())
        if title.startswith("artel.")
        for name, value in list(vars(module).items())
        if callable(value) and value in (permissions.permit, permissions.permit_party)
    ]
    for module, name, value in places:
        setattr(module, name, stands_for[value])
    try:
        yield
    finally:
        for module, name, value in places:
            setattr(module, name, value)
