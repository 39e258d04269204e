"""A colour for each owner, told apart by all kinds of eyes, and never the only sign."""

from __future__ import annotations

from typing import TYPE_CHECKING

from artel.studies.brief.markup import Markup, element

if TYPE_CHECKING:
    from artel.studies.brief.model import Brief

COUNT = 7
"""Owners beyond this many share colours; their codes stand beside."""
_NEUTRAL = f"o{COUNT}"


class Palette:
    """The class `o0`, `o1`, … of each party with satellites, in the order listed.

    Parties without satellites have none to tell apart in a picture, and share one quiet colour.
    """

    def __init__(self, brief: Brief) -> None:
        fliers = {craft.owner for craft in brief.crafts}
        listed = [party.id for party in brief.parties]
        self._ranks = {party: rank for rank, party in enumerate(listed)}
        self._names = {party.id: party.name for party in brief.parties}
        self._classes = {
            party: f"o{i % COUNT}"
            for i, party in enumerate(party for party in listed if party in fliers)
        }

    def of(self, owner: str) -> str:
        """Return the class of an owner."""
        return self._classes.get(owner, _NEUTRAL)

    def rank(self, owner: str) -> tuple[int, str]:
        """Return where an owner stands among the parties as listed, for sorting."""
        return self._ranks.get(owner, len(self._ranks)), owner

    def name(self, owner: str) -> str:
        """Return the name of an owner, or its id where it has none."""
        return self._names.get(owner, owner)

    def chip(self, owner: str) -> Markup:
        """Return an owner's code on its colour."""
        return element("span", owner, class_=f"chip {self.of(owner)}", title=self.name(owner))

    def legend(self, owners: list[str]) -> Markup:
        """Return the owners that a picture shows, each with its code and its name."""
        items = [element("li", self.chip(owner), " ", self.name(owner)) for owner in owners]
        return element("ul", *items, class_="legend")
