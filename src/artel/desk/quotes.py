"""Indicative quotes at the desk: asked of the plan in force, and nothing is stored.

Who asks sees as much as is theirs: the operator all of it, a member no order of others and no
reason in words, a customer whether it can be had, how likely and when.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from artel.commons.actors import Role
from artel.commons.errors import InputError
from artel.commons.ids import digest, pretty_json
from artel.commons.instants import from_posix, instant_text
from artel.desk import quotes_ground
from artel.desk.desk import SYSTEM
from artel.desk.held_looks import window_of
from artel.desk.orders import check_bringer
from artel.desk.permissions import OPERATOR, permit
from artel.desk.pool_files import CLASSES, OPEN_CLASSES, VALUING, known_of
from artel.desk.quotes_reach import reach_of
from artel.desk.shelf import Shelf
from artel.orders.wishes import Known, feature_of, read_wish
from artel.orders.wishes_models import Imaging
from artel.studies.held import ORDERS_FORMAT
from artel.studies.quote import document_of_quote, outside_of_quote, quick_quote, quoted, read_order
from artel.studies.standing import with_orders

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from artel.commons.actors import Actor
    from artel.desk.desk import Desk
    from artel.desk.quotes_ground import Asked, Ready
    from artel.orders.orders import Consent, Order
    from artel.orders.wishes import Wish
    from artel.planner.quote import Offer
    from artel.studies.quote import Quoted
    from artel.studies.standing import Standing

    Row = dict[str, Any]

DRAWN = "quote"
"""The id of an order that nobody placed."""
ALTERNATIVES = 10
WHOLE = OPERATOR | {Role.OWNER}
"""Who sees what a look would cost the plan."""
_KNOWN: Shelf[Known] = Shelf(4)


def ask(desk: Desk, actor: Actor, body: Mapping[str, Any]) -> Row:
    """Return the quote of a wish, as this actor may see it.

    What the wish does not say of who orders is taken from who asks. Raises WishError for what is
    wrong with it, Conflict where no plan is in force in that time, and InputError for what is
    planned and not quoted.
    """
    permit(actor, "quote.ask")
    wish = read_wish(_named(body, actor), _known(desk, actor))
    check_bringer(actor, wish)
    order = order_of(wish, DRAWN)
    asked = quotes_ground.asked_over(
        desk, (wish.not_before, wish.not_after), exercise=wish.exercise
    )
    find = quote_of if actor.role in WHOLE else quick_of
    return shown(find(desk, asked, order), asked, actor)


def _named(body: Mapping[str, Any], actor: Actor) -> Row:
    party = actor.home or actor.party
    given = {"name": DRAWN, "customer": actor.party or "operator"}
    return {**given, **({"brought_by": party} if party else {}), **body}


def _known(desk: Desk, actor: Actor) -> Known:
    """Return what a wish may name; the pool's files are read anew only where one has changed."""
    with desk.unit(SYSTEM) as unit:
        now, digests = unit.now, unit.rows("pool_digests")
        key = digest(f"{actor.role} {[each['digest'] for each in digests]}")
        known = _KNOWN.get(key, lambda: known_of(unit, SYSTEM))
    return Known(
        now=now,
        parties=known.parties,
        stations=known.stations,
        satellites=known.satellites,
        terminals=known.terminals,
        classes=CLASSES.get(actor.role, OPEN_CLASSES),
        may_value=actor.role in VALUING,
    )


def order_of(wish: Wish, name: str, consents: Iterable[Consent] = ()) -> Order:
    """Return a wish for an image as the order that plans know. Raises InputError for others."""
    if not isinstance(wish, Imaging):
        raise InputError("A quote is for one image.", next_step="Place the order.")
    feature = feature_of(wish, name, consents)
    whole = {"type": "FeatureCollection", "format": ORDERS_FORMAT, "features": [feature]}
    return read_order(pretty_json(whole))


def quote_of(desk: Desk, asked: Asked, order: Order) -> Quoted:
    """Return the quote of an order as of the next whole minute: every look and what it costs."""
    return quoted(plan_with(desk, asked, order), order, asked.ground.sky)


def plan_with(desk: Desk, asked: Asked, order: Order) -> Standing:
    """Return the plan as it stands at the next whole minute, with an order that is not in it."""
    return with_orders(_ready(desk, asked).standing, [order], asked.ground.fleet)


def quick_of(desk: Desk, asked: Asked, order: Order) -> Quoted:
    """Return the quote of an order by looks that cost the plan nothing, where there are any.

    What a customer sees of it is the same.
    """
    ready, ground = _ready(desk, asked), asked.ground
    with ready.turn:
        found = quick_quote(ready.standing, order, ground.sky, ready.engine, ground.fleet)
    return found or quote_of(desk, asked, order)


def _ready(desk: Desk, asked: Asked) -> Ready:
    return quotes_ground.ready_at(asked, quotes_ground.minute_after(desk.clock.now()))


def shown(found: Quoted, asked: Asked, actor: Actor) -> Row:
    """Return a quote as this actor may see it."""
    plain = {
        **outside_of_quote(found),
        "plan": asked.ground.version,
        "windows": windows_of(found.quote.offers),
        "reach": reach_of(found, found.order.brought_by),
    }
    if actor.role in OPERATOR:
        return {**plain, **document_of_quote(found)}
    if actor.role is Role.OWNER:
        return {**plain, **_for_member(found, actor.party)}
    return plain


def _for_member(found: Quoted, member: str) -> Row:
    """Return what a member sees besides: looks and their cost, of others' orders none."""
    document = document_of_quote(found)
    brought = {each.id: each.brought_by for each in found.standing.problem.orders}
    own = {name for name, party in brought.items() if party == member}

    def offer(row: Row) -> Row:
        return {
            **row,
            "displaced": [each for each in row["displaced"] if each in own],
            "moved": [each for each in row["moved"] if each in own],
        }

    why, best = document["obstacle"], document["best"]
    return {
        "value": document["value"],
        "marginal_cost": document["marginal_cost"],
        "best": offer(best) if best else None,
        "tries": [offer(each) for each in document["tries"]],
        "offers": [offer(each) for each in document["offers"]],
        "obstacle": {"code": why["code"], "article": why["article"]} if why else None,
    }


def windows_of(offers: Iterable[Offer]) -> list[Row]:
    """Return the time windows of looks that cost the plan nothing; they name no satellite."""
    spans: set[tuple[datetime, datetime]] = {
        window_of(from_posix(each.look.start), from_posix(each.look.end))
        for each in offers
        if each.free
    }
    return [
        {"not_before": instant_text(first), "not_after": instant_text(last)}
        for first, last in sorted(spans)[:ALTERNATIVES]
    ]
