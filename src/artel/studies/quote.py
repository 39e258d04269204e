"""A quote for an order that is not planned: is there a look, what would it cost, will it succeed.

An indicative quote stores nothing. A firm hold is a file: it keeps one look that costs the plan
nothing until an instant, and accepting it gives the plan with that image in it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from artel.commons.errors import InputError
from artel.commons.formats import stamp
from artel.commons.instants import posix_text
from artel.commons.tables import load
from artel.fleet.satellites import OpticalSensor
from artel.orders.orders import read_orders
from artel.planner import quick
from artel.planner.opportunities import Ledger
from artel.planner.quote import Quotes
from artel.planner.reasons import unplanned_of
from artel.studies.plan_document import obstacle_row
from artel.studies.standing import prospects_for

if TYPE_CHECKING:
    from collections.abc import Iterable

    from artel.orders.orders import Order
    from artel.planner.clouds import Sky
    from artel.planner.engine import Engine
    from artel.planner.looks_of_point import Fleet
    from artel.planner.quote import Offer, Quote
    from artel.planner.values import Opportunity
    from artel.studies.standing import Standing

FORMAT, VERSION = "artel-quote", 1
CLEAR_SKY = "no clouds.yaml and no forecast: every sky is taken to be clear"


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quote with what it was asked of."""

    order: Order
    standing: Standing
    sky: Sky
    quote: Quote

    def clear(self, look: Opportunity) -> float:
        """Return the chance that a look succeeds by itself."""
        return Chances(self.standing, self.order, self.sky)(look)


class Chances:
    """The chance that a look at one order's place has a clear sky; a radar needs none."""

    def __init__(self, standing: Standing, order: Order, sky: Sky) -> None:
        self.sky = sky
        centre = order.shape.centroid
        self.place = float(centre.y), float(centre.x)
        self.cameras = {
            (satellite.name, sensor.name)
            for satellite in standing.problem.satellites
            for sensor in satellite.sensors
            if isinstance(sensor, OpticalSensor)
        }

    def __call__(self, look: Opportunity) -> float:
        """Return the chance, 0 to 1."""
        if (look.satellite, look.sensor) not in self.cameras:
            return 1.0
        return float(self.sky.clear(*self.place, 0.5 * (look.start + look.end))[0])


def read_order(text: str) -> Order:
    """Return the one order of a GeoJSON text.

    Raises InputError where there are more, and TableError with every finding.
    """
    orders = read_orders(load(text, "orders.geojson"))
    if len(orders) != 1:
        raise InputError(
            f"A quote is for one order; here are {len(orders)}.",
            next_step="Give a FeatureCollection with one feature.",
        )
    return orders[0]


def quoted(standing: Standing, order: Order, sky: Sky) -> Quoted:
    """Return the quote of an order against a standing plan whose problem has it already.

    It keeps off the holds of that problem. Raises InputError for an area that many images fill,
    and for a series.
    """
    _check_one(order)
    chances = Chances(standing, order, sky)
    found = Quotes(standing.engine(), standing.fixed).quote(order.id, chances, sky.correlation_s)
    return Quoted(order, standing, sky, found)


def quick_quote(
    standing: Standing, order: Order, sky: Sky, ready: Engine, fleet: Fleet | None = None
) -> Quoted | None:
    """Return the quote of an order by looks that cost the plan nothing, or None without any.

    The standing plan, whose engine is ready, need not have the order; the engine is left as it
    was. A ready fleet makes it quick. Raises InputError as `quoted` does.
    """
    _check_one(order)
    left = [each for each in standing.problem.orders if each.id != order.id]
    # What is left of the contacts is the same for every order.
    contacts = ready.problem.contacts
    problem = replace(standing.problem, orders=[*left, order], ledger=Ledger(), contacts=contacts)
    prospects, chances = prospects_for(standing, order, fleet), Chances(standing, order, sky)
    found = quick.quick_quote(ready.about(problem), order.id, prospects, chances, sky.correlation_s)
    return Quoted(order, replace(standing, problem=problem), sky, found) if found.offers else None


def _check_one(order: Order) -> None:
    if order.fill is not None or order.series is not None:
        raise InputError(
            f"'{order.id}' asks for many images, and a quote is for one.",
            next_step="Plan it: artel plan --orders FILE.",
        )


def document_of_quote(found: Quoted) -> dict[str, Any]:
    """Return a quote as a document, artel-quote/1."""
    best = found.quote.best
    return {
        **outside_of_quote(found),
        "value": found.order.value,
        "marginal_cost": best.cost if best else None,
        "best": _offer(found, best) if best else None,
        "tries": [_offer(found, each) for each in found.quote.tries],
        "offers": [_offer(found, each) for each in found.quote.offers],
        "obstacle": None if best else _why(found),
    }


def outside_of_quote(found: Quoted) -> dict[str, Any]:
    """Return what anybody may see of a quote; `for_customer` cuts the same out of the whole."""
    standing = found.standing
    span = standing.problem.span
    return {
        "format": stamp(FORMAT, VERSION),
        "pool": standing.pool.settings.name,
        "order": found.order.id,
        "at": posix_text(standing.at),
        "horizon": {"start": posix_text(span[0]), "end": posix_text(span[1])},
        "firm": False,
        "feasible": found.quote.best is not None,
        "clouds": _clouds(found.sky),
        "likelihood": _likelihood(found.quote),
    }


def for_customer(document: dict[str, Any]) -> dict[str, Any]:
    """Return what a customer may see of a quote: no satellite, no cost, nobody else's order.

    Why it cannot be had is not said either, so that asking again and again tells nothing of an
    owner's reasons: the answer is the same whatever stood in the way.
    """
    kept = ("format", "pool", "order", "at", "horizon", "firm", "feasible", "clouds", "likelihood")
    return {name: document[name] for name in kept}


def _clouds(sky: Sky) -> dict[str, Any]:
    known = [name for name, part in (("climate", sky.climate), ("forecast", sky.forecast)) if part]
    return {
        "known_by": known,
        "correlation_h": round(sky.correlation_s / 3600.0, 3) if known else None,
        "note": None if known else CLEAR_SKY,
    }


def _likelihood(quote: Quote) -> dict[str, Any]:
    likely = quote.likelihood
    dates = {"first": likely.first, "expected": likely.expected, "last": likely.last}
    return {
        "success": round(likely.success, 4),
        **{f"{name}_delivery": posix_text(t) if t else None for name, t in dates.items()},
        "by": [
            {"delivered": posix_text(t), "probability": round(chance, 4)} for t, chance in likely.by
        ],
    }


def _offer(found: Quoted, offer: Offer) -> dict[str, Any]:
    look = offer.look
    return {
        "satellite": look.satellite,
        "owner": look.owner,
        "sensor": look.sensor,
        "start": posix_text(look.start),
        "end": posix_text(look.end),
        "delivered": posix_text(offer.delivered),
        "product_gsd_m": round(look.product_gsd, 3),
        "clear": round(found.clear(look), 4),
        "cost": offer.cost,
        "displaced": list(offer.displaced),
        "moved": list(offer.moved),
        "articles": sorted({verdict.article for verdict in look.verdicts}),
    }


def _why(found: Quoted) -> dict[str, Any]:
    left = unplanned_of(found.order, found.quote.ledger)
    return {**obstacle_row(left.obstacle), "counts": left.counts}


def sentences(document: dict[str, Any]) -> list[str]:
    """Return a quote in words, whole or as a customer may see it."""
    if not document["feasible"]:
        return [_refusal(document)]
    likely, note = document["likelihood"], document["clouds"]["note"]
    first, expected, last = (likely[f"{name}_delivery"] for name in ("first", "expected", "last"))
    return [
        f"{document['order']} can be had: chance of success {likely['success']:.0%}.",
        f"  Delivered first {first}, expected {expected}, last {last}.",
        *(_inside(document) if "best" in document else ()),
        *([f"  Mind: {note}."] if note else ()),
    ]


def _inside(document: dict[str, Any]) -> list[str]:
    """Return what the pool alone is told of a quote."""
    best, looks, tries = document["best"], len(document["offers"]), len(document["tries"])
    which = f"{best['satellite']} ({best['owner']}) at {best['start']}"
    return [
        f"  {looks} looks, {tries} of them together.",
        f"  Best: {which}, clear {best['clear']:.0%}, delivered {best['delivered']}.",
        f"  It costs the plan {_cost(best)}.",
    ]


def _refusal(document: dict[str, Any]) -> str:
    said, why = f"{document['order']} cannot be had", document.get("obstacle")
    if why is None:
        return f"{said} on these terms."
    by = f" (article {why['article']})" if why["article"] else ""
    return f"{said}: {why['code']}{by}. {why['reason']}."


def _cost(best: dict[str, Any]) -> str:
    lost = _names(best["displaced"])
    if lost:
        return f"{best['cost']:g} of value: {lost} would lose an image"
    return f"{best['cost']:g} of value" if best["cost"] else "nothing"


def _names(orders: Iterable[str]) -> str:
    return ", ".join(orders)
