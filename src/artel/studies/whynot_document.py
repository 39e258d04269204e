"""Why a plan leaves an order out, as plain values and in words."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

from artel.commons.ids import pretty_json
from artel.commons.instants import instant_text, posix_text
from artel.studies.plan_document import obstacle_row
from artel.studies.whynot_notes import notes_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from artel.planner.relax import Change
    from artel.planner.relaxing import Relaxation
    from artel.planner.values import Booking, Link, Opportunity
    from artel.studies.whynot import Asked

ORDERS = "orders.geojson"
SHOWN = 3
"""So many relaxations are told in words; all stand in the document."""


def document_of(asked: Asked, plan: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is in the way of an order of a plan and what would let it through, as values."""
    blocking, problem = asked.answer.blocking, asked.question.problem
    texts = {row.id: row.text for row in problem.charter.articles}
    return {
        "blocking": {
            "look": _look(blocking.look) if blocking.look else None,
            "terms": [change_row(change) for change in blocking.terms],
            "articles": [{"article": name, "text": texts[name]} for name in blocking.articles],
            "bookings": [_booking(asked, each) for each in blocking.bookings],
            "obstacle": obstacle_row(blocking.obstacle) if blocking.obstacle else None,
        },
        "relaxations": [_relaxation(each) for each in asked.answer.relaxations],
        "notes": [*notes_of(asked.question, asked.standing.tracks.sources), *_repaired(plan)],
    }


def orders_with(plan: Mapping[str, Any], name: str, relaxation: Relaxation) -> str:
    """Return the plan's orders.geojson with an order under the terms of a relaxation."""
    collection = json.loads(plan["inputs"][ORDERS]["text"])
    feature = next(each for each in collection["features"] if each["id"] == name)
    rows = map(change_row, relaxation.changes)
    for term, new in ((row["term"], row["needed"]) for row in rows):
        of = feature["properties"]["series"] if term == "tolerance_h" else feature["properties"]
        of[term] = new
    return pretty_json(collection)


def change_row(change: Change) -> dict[str, Any]:
    """Return a change as plain values."""
    return {"term": change.term, "ordered": _plain(change.old), "needed": _plain(change.new)}


def sentences_of(said: Mapping[str, Any]) -> list[str]:
    """Return the document in words."""
    return [
        *_in_the_way(said["blocking"]),
        *_what_would_do(said["relaxations"]),
        *(f"  {note}" for note in said["notes"]),
    ]


def change_words(row: Mapping[str, Any]) -> str:
    """Return a change in words."""
    term, new = row["term"], row["needed"]
    if term == "consents":
        old = row["ordered"]
        given = [f"{each['party']} (article {each['article']})" for each in new if each not in old]
        return f"the consent of {' and '.join(given)}"
    if isinstance(new, list):
        return f"{term} {' or '.join(new)}"
    return f"{term} {_short(new)} instead of {_short(row['ordered'])}"


def _in_the_way(blocking: Mapping[str, Any]) -> Iterator[str]:
    look = blocking["look"]
    if look is None:
        yield "  Nothing in the pool sees it while the plan lasts."
        return
    named = f"{look['satellite']} at {look['start'][:19]}Z"
    if blocking["terms"]:
        terms = ", ".join(change_words(row) for row in blocking["terms"])
        yield f"  No look is within its terms; the nearest one, {named}, asks for {terms}."
        return
    obstacle = blocking["obstacle"]
    why = f" ({obstacle['reason']})" if obstacle else ""
    yield f"  In the way of its best look, {named}{why}:"
    for article in blocking["articles"]:
        yield f"    article {article['article']}: {article['text']}"
    for each in blocking["bookings"]:
        yield (
            f"    {each['satellite']} images {each['order']} at {each['start'][:19]}Z"
            f" ({each['class']}, value {each['value']:g})"
        )
    if blocking["articles"] or blocking["bookings"]:
        yield "    With any one of these left it stays out."


def _what_would_do(rows: list[dict[str, Any]]) -> Iterator[str]:
    if not rows:
        yield "  No term of the order itself would let it into this plan."
        return
    yield "  It would be planned with, the least change first:"
    for row in rows[:SHOWN]:
        terms = " and ".join(change_words(each) for each in row["changes"])
        away = f", in place of {', '.join(row['displaces'])}" if row["displaces"] else ""
        look = row["look"]
        where = f"{look['satellite']} at {look['start'][:19]}Z{away}"
        yield f"    {terms or 'the terms it has'}: {where}"


def _repaired(plan: Mapping[str, Any]) -> Iterator[str]:
    for repair in plan.get("repairs", ())[-1:]:
        yield (
            f"The plan was repaired at {repair['at']}: what would do is told as if nothing had been"
            " commanded yet."
        )


def _relaxation(found: Relaxation) -> dict[str, Any]:
    taken = found.booking.opportunity
    return {
        "cost": round(found.cost, 6),
        "changes": [change_row(change) for change in found.changes],
        "displaces": sorted({each.opportunity.order for each in found.displaced}),
        "look": _look(taken),
        "upload": _link(found.booking.upload),
        "downlink": _link(found.booking.downlink),
    }


def _look(look: Opportunity) -> dict[str, Any]:
    return {
        "satellite": look.satellite,
        "owner": look.owner,
        "sensor": look.sensor,
        "start": posix_text(look.start),
        "end": posix_text(look.end),
        "gsd_m": round(look.gsd, 3),
    }


def _link(link: Link) -> dict[str, str]:
    return {
        "station": link.contact.station,
        "antenna": link.contact.antenna,
        "start": posix_text(link.start),
        "end": posix_text(link.end),
    }


def _booking(asked: Asked, booking: Booking) -> dict[str, Any]:
    taken = booking.opportunity
    order = next(each for each in asked.question.problem.orders if each.id == taken.order)
    return {
        "order": taken.order,
        "piece": taken.piece or None,
        "satellite": taken.satellite,
        "start": posix_text(taken.start),
        "end": posix_text(taken.end),
        "class": str(order.order_class),
        "value": order.value,
    }


def _plain(value: Any) -> Any:
    return instant_text(value) if isinstance(value, datetime) else value


def _short(value: Any) -> str:
    """Return a figure or an instant in few characters."""
    if isinstance(value, float | int):
        return f"{value:g}"
    text = str(value)
    return f"{text[:19]}Z" if "T" in text else text
