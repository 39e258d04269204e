"""What every coalition of members and operator could earn in a day, by planning for each.

A coalition plans with its members' satellites and stations for the orders they brought. The
operator brings the orders of partners, observers and third parties, and no assets; assets of
partners and observers belong to no player and stand aside. Each order counts with its price by
the tariffs, so that a plan's value is money.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from artel.commons.errors import InputError
from artel.commons.formats import stamp
from artel.commons.ids import canonical_json, digest
from artel.commons.instants import instant_text, posix_text
from artel.planner.contacts import Contacts
from artel.settlement.formulas import TOGETHER
from artel.settlement.games import (
    monotone_above,
    nucleolus,
    shapley,
    shapley_interval,
    superadditive,
    worst,
)
from artel.settlement.money import exact_text, whole
from artel.settlement.pricing import FORMULA, order_inputs, price_of
from artel.studies.day import alone, solve_day
from artel.studies.order_sizes import order_km2

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from artel.planner.values import Outcome
    from artel.settlement.tariffs import Tariff, Tariffs
    from artel.studies.planned import Day
    from artel.studies.pool import Pool

    Progress = Callable[[str, int, int], None]

FORMAT, VERSION = "artel-coalitions", 1
HOURS = 24
STAGE = "coalitions"


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """What a coalition's plan earns and what none can exceed, in minor units, and which plan."""

    coalition: tuple[str, ...]
    planned: int
    bound: int
    orders: int
    plan: str

    @property
    def name(self) -> str:
        """The ids joined: `RU+KZ`."""
        return TOGETHER.join(self.coalition)


@dataclass(frozen=True, kw_only=True)
class Coalitions:
    """The values of all coalitions, by mask of `players` from 1; prices of the orders."""

    players: tuple[str, ...]
    operator: str
    start: str
    end: str
    currency: str
    prices: tuple[dict[str, Any], ...]
    values: tuple[Value, ...]

    @property
    def lower(self) -> tuple[int, ...]:
        """What each coalition surely can earn, by mask from 0; superadditive by construction."""
        return tuple(map(int, superadditive([0, *(value.planned for value in self.values)])))

    @property
    def upper(self) -> tuple[int, ...]:
        """What no plan of each coalition can exceed."""
        return tuple(map(int, monotone_above([0, *(value.bound for value in self.values)])))

    @property
    def table(self) -> dict[str, int]:
        """The lower values by coalition, as the settlement takes them."""
        return {value.name: self.lower[mask] for mask, value in enumerate(self.values, 1)}

    def widest(self) -> tuple[Value, int, int]:
        """Return the coalition whose value is known least well, and its lower and upper value."""
        lower, upper = self.lower, self.upper
        mask = max(range(1, len(lower)), key=lambda each: (upper[each] - lower[each], -each))
        return self.values[mask - 1], lower[mask], upper[mask]


def coalitions_of(
    pool: Pool, tariffs: Tariffs, progress: Progress | None = None, planned: Day | None = None
) -> Coalitions:
    """Return the values of every coalition on the first day of the pool.

    `planned` is a day of this pool that was planned already; it serves if it is that first day.
    Raises InputError where the tariffs cannot price an order.
    """
    epoch = pool.settings.epoch
    span = (epoch, epoch + timedelta(hours=HOURS))
    if planned is not None and (planned.start, planned.end) == span:
        day = planned
    else:
        day = solve_day(pool, span, progress)
    members = [member.id for member in pool.settings.members]
    prices = _prices(pool, tariffs.tariff_on(epoch.date()), members)
    players = (*members, tariffs.operator.id)
    market = [party.id for party in pool.settings.parties if party.id not in members]
    money = _in_money(day, members, {each["order"]: each["price"] for each in prices})
    values = []
    for mask in range(1, 1 << len(players)):
        group = [player for place, player in enumerate(players) if mask >> place & 1]
        brought = [*group, *(market if tariffs.operator.id in group else ())]
        values.append(_value(tuple(group), alone(money, brought)))
        if progress:
            progress(STAGE, mask, (1 << len(players)) - 1)
    return Coalitions(
        players=players, operator=tariffs.operator.id, start=instant_text(day.start),
        end=instant_text(day.end), currency=tariffs.currency, prices=tuple(prices),
        values=tuple(values),
    )  # fmt: skip


def _in_money(day: Day, members: Sequence[str], prices: dict[str, int]) -> Day:
    """Return the day with prices for planning values, and with members' assets only."""
    problem = day.problem
    satellites = [each for each in problem.satellites if each.owner in members]
    every = problem.contacts.every or problem.contacts
    money = replace(
        problem,
        satellites=satellites,
        contacts=Contacts(
            {each.name: every.commands.get(each.name, ()) for each in satellites},
            {each.name: every.downlinks.get(each.name, ()) for each in satellites},
        ),
        stations=[each for each in problem.stations if each.owner in members],
        orders=[replace(order, value=float(prices[order.id])) for order in problem.orders],
    )
    return replace(day, problem=money)


def _prices(pool: Pool, tariff: Tariff, members: Sequence[str]) -> list[dict[str, Any]]:
    found = []
    for order in pool.orders:
        inputs = order_inputs(
            tariff,
            order_km2(order, tariff.orders),
            f"{order.max_gsd_m:.3f}",
            order.order_class,
            "member" if order.brought_by in members else "third party",
        )
        found.append({"order": order.id, "inputs": inputs, "price": price_of(inputs)})
    return found


def _value(group: tuple[str, ...], outcome: Outcome) -> Value:
    return Value(
        coalition=group,
        planned=round(outcome.value),
        bound=round(outcome.bound),
        orders=len(outcome.bookings),
        plan=digest(canonical_json(list(_decisions(outcome)))),
    )


def _decisions(outcome: Outcome) -> Iterator[list[str]]:
    """Yield what a plan decides: which order is imaged by what, when, and where it comes down."""
    for booking in outcome.bookings:
        taken, down = booking.opportunity, booking.downlink
        yield [
            taken.order, taken.satellite, taken.sensor, posix_text(taken.start),
            down.contact.station, posix_text(down.start),
        ]  # fmt: skip


def document_of(coalitions: Coalitions) -> dict[str, Any]:
    """Return the table as a file, with everything that follows from it."""
    lower, upper = coalitions.lower, coalitions.upper
    return {
        "format": stamp(FORMAT, VERSION),
        "start": coalitions.start,
        "end": coalitions.end,
        "currency": coalitions.currency,
        "players": list(coalitions.players),
        "operator": coalitions.operator,
        "prices": {"formula": FORMULA, "orders": list(coalitions.prices)},
        "values": [
            {
                "coalition": list(value.coalition),
                "planned": value.planned,
                "bound": value.bound,
                "lower": lower[mask],
                "upper": upper[mask],
                "orders": value.orders,
                "plan": value.plan,
            }
            for mask, value in enumerate(coalitions.values, 1)
        ],
        **_solutions(coalitions.players, lower, upper),
    }


def _solutions(
    players: Sequence[str], lower: Sequence[int], upper: Sequence[int]
) -> dict[str, Any]:
    """Return Shapley value with its interval, nucleolus, and who could gain by leaving."""
    values, spans, even = shapley(lower), shapley_interval(lower, upper), nucleolus(lower)

    def named(numbers: Sequence[Any]) -> dict[str, str]:
        return {who: exact_text(number) for who, number in zip(players, numbers, strict=True)}

    def complaint(shares: Sequence[Any]) -> dict[str, Any]:
        found = worst(lower, shares)
        group = [who for place, who in enumerate(players) if found.coalition >> place & 1]
        return {"coalition": group, "excess": exact_text(found.excess)}

    return {
        "shapley": named(values),
        "shapley_between": {
            who: [exact_text(least), exact_text(most)]
            for who, (least, most) in zip(players, spans, strict=True)
        },
        "shapley_worst": complaint(values),
        "in_core": worst(lower, values).excess <= 0,
        "least_core": exact_text(even.epsilons[0]) if even.epsilons else "0",
        "nucleolus": named(even.shares),
        "nucleolus_worst": complaint(even.shares),
    }


def coalitions_from(document: Any) -> Coalitions:
    """Return the table that a file holds, as it was planned then.

    Raises InputError where the file is no such table, or lacks a coalition.
    """
    try:
        players = tuple(map(str, document["players"]))
        values = tuple(_value_from(row) for row in document["values"])
        found = Coalitions(
            players=players, operator=document["operator"], start=document["start"],
            end=document["end"], currency=document["currency"],
            prices=tuple(document["prices"]["orders"]), values=values,
        )  # fmt: skip
    except (KeyError, TypeError, ValueError) as error:
        raise InputError(f"coalitions.json: it cannot be read ({error!r}).") from None
    wanted = [
        tuple(player for place, player in enumerate(players) if mask >> place & 1)
        for mask in range(1, 1 << len(players))
    ]
    if [value.coalition for value in values] != wanted:
        raise InputError(f"coalitions.json: the coalitions are not all of {', '.join(players)}.")
    return found


def _value_from(row: dict[str, Any]) -> Value:
    return Value(
        coalition=tuple(row["coalition"]), planned=whole(row["planned"]),
        bound=whole(row["bound"]), orders=whole(row["orders"]), plan=row["plan"],
    )  # fmt: skip
