"""What became of each order between two versions of a plan: dropped, moved, added, rerouted."""

from __future__ import annotations

from collections import defaultdict
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from artel.commons.errors import InputError
from artel.desk.plans import document_of, head_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from artel.store.connections import Unit

    Row = dict[str, Any]
    Part = tuple[str, str]

LOOK = "satellite", "sensor", "start", "end"
"""What tells one look at an order from its others."""
LINK = "station", "antenna", "received"
"""How a look comes down."""


def changes(unit: Unit, version: int, since: int | None = None) -> tuple[int, list[Row]]:
    """Return what changed to the plan `version` from the plan `since`, its base where none is said.

    Returns the version that it is compared with, and a row for each change: the order and its
    piece, the change (dropped, moved, added, rerouted), the look before and after, and for what
    is lost the reason and the article where the plan says them. A look that only comes down
    elsewhere is rerouted. Raises NotFound where a plan is not there, InputError without a base.
    """
    other = head_of(unit, version)["base"] if since is None else since
    if other is None:
        raise InputError(
            f"Plan {version} was not made from another one.", next_step="Name one by `since`."
        )
    return other, difference(document_of(unit, other), document_of(unit, version))


def difference(old: Row, new: Row) -> list[Row]:
    """Return what changed from one plan document to another, artel-plan/1 both."""
    before, after = _looks(old), _looks(new)
    reasons = _reasons(new)
    return [
        {
            "order": order,
            "piece": piece,
            "change": change,
            "before": left,
            "after": right,
            **_told(change, order, reasons),
        }
        for order, piece in sorted({*before, *after})
        for change, left, right in _of_piece(before[order, piece], after[order, piece])
    ]


def _looks(document: Row) -> defaultdict[Part, list[Row]]:
    """Return the looks at each order and piece, the earliest first, each with how it comes down."""
    links = {each["id"]: each for each in document["downlinks"]}
    looks: defaultdict[Part, list[Row]] = defaultdict(list)
    for image in sorted(document["images"], key=lambda each: (each["start"], each["id"])):
        link = links[image["downlink"]]
        down = {"station": link["station"], "antenna": link["antenna"], "received": link["end"]}
        look = {name: image[name] for name in LOOK}
        looks[image["order"], image["piece"] or ""].append(
            {**look, "owner": image["owner"], **down}
        )
    return looks


def _of_piece(before: list[Row], after: list[Row]) -> Iterator[tuple[str, Row | None, Row | None]]:
    """Give the changes of a piece of an order; a look that went and one that came are a move."""
    standing = {_part(each, LOOK): each for each in before}
    came = []
    for new in after:
        old = standing.pop(_part(new, LOOK), None)
        if old is None:
            came.append(new)
        elif _part(old, LINK) != _part(new, LINK):
            yield "rerouted", old, new
    for old, new in zip_longest(standing.values(), came):
        yield "moved" if old and new else "dropped" if old else "added", old, new


def _part(look: Row, names: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple(look[name] for name in names)


def _reasons(document: Row) -> dict[str, Row]:
    """Return why orders have no look, or another one, as the plan itself says it."""
    said = {
        each["order"]: {"reason": each["reason"], "article": each["article"]}
        for each in document["unplanned"]
    }
    for repair in document.get("repairs", ())[-1:]:
        for each in (*repair["moved"], *repair["dropped"]):
            said[each["order"]] = {"reason": each["why"], "article": each["article"]}
    return said


def _told(change: str, order: str, reasons: dict[str, Row]) -> Row:
    nothing = {"reason": None, "article": None}
    return reasons.get(order, nothing) if change in ("dropped", "moved") else nothing
