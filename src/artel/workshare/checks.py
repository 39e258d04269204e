"""What one row of workshare.yaml says of another, and of the pool: each slip with its line."""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from typing import TYPE_CHECKING

from artel.commons.errors import TableError
from artel.commons.names import hint
from artel.workshare.performance import OF_SENSOR
from artel.workshare.tables import Product, Workshare, rows_of
from artel.workshare.tree import Tree

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from artel.commons.tables import Path, Table
    from artel.workshare.tables import Cost

    Finding = tuple[Path, str]

LEAF = ("supplier", "maturity", "trl", "mass_kg")
"""What every leaf must say of itself."""
ONLY_LEAF = (*LEAF, "power_w", "cost", "performance")
"""What only a leaf may say; above it stand sums."""


def read_workshare(table: Table, states: Collection[str], currencies: Collection[str]) -> Workshare:
    """Return workshare.yaml, its states and currencies among those of the pool.

    Raises TableError with every finding (file, line, field): ids that stand twice or are unknown,
    circles in the tree or among activities, leaves without their figures, and what else one row
    says wrongly of another.
    """
    rows = rows_of(table)
    found = [*_twice(rows), *_states(rows, states), *_currencies(rows, currencies)]
    found += [*_products(rows), *_activities(rows), *_contracts(rows)]
    if not found:  # only a sound tree can be walked
        found = [*_one_root(rows), *_declared_twice(rows), *_launches(rows)]
    if found:
        raise TableError(tuple(table.finding(path, sentence) for path, sentence in found))
    return rows


def _twice(rows: Workshare) -> Iterator[Finding]:
    keys: tuple[tuple[str, str, Sequence[object]], ...] = (
        ("suppliers", "id", rows.suppliers),
        ("products", "id", rows.products),
        ("contracts", "id", rows.contracts),
        ("activities", "id", rows.activities),
        ("contributions", "state", rows.contributions),
        ("rates", "currency", rows.rates),
        ("launches", "satellite", rows.launches),
    )
    for name, field, group in keys:
        seen: set[str] = set()
        for index, row in enumerate(group):
            value = str(getattr(row, field))
            if value in seen:
                yield (name, index, field), f"'{value}' stands twice among the {name}."
            seen.add(value)


def _states(rows: Workshare, states: Collection[str]) -> Iterator[Finding]:
    fields = [
        *((("suppliers", i, "state"), row.state) for i, row in enumerate(rows.suppliers)),
        *((("contributions", i, "state"), row.state) for i, row in enumerate(rows.contributions)),
        *((("products", i, "owner"), row.owner) for i, row in enumerate(rows.products)),
    ]
    for path, state in fields:
        yield from _unknown(path, "party of the pool", state, states)


def _unknown(path: Path, what: str, name: str, known: Collection[str]) -> Iterator[Finding]:
    if name not in known:
        yield path, f"no {what} is called '{name}'; {hint(name, known)}"


def _currencies(rows: Workshare, currencies: Collection[str]) -> Iterator[Finding]:
    yield from _unknown(("currency",), "currency", rows.currency, currencies)
    for index, rate in enumerate(rows.rates):
        yield from _unknown(("rates", index, "currency"), "currency", rate.currency, currencies)
        if rate.currency == rows.currency:
            yield ("rates", index, "currency"), "this is the programme's own currency."
    rated = {rows.currency, *(rate.currency for rate in rows.rates)}
    for path, cost in _costs(rows):
        if cost.currency not in rated:
            yield (*path, "currency"), f"no rate is given for '{cost.currency}' under rates."


def _costs(rows: Workshare) -> Iterator[tuple[Path, Cost]]:
    groups: tuple[tuple[str, str, Sequence[object]], ...] = (
        ("products", "cost", rows.products),
        ("contributions", "paid", rows.contributions),
        ("contributions", "can_take", rows.contributions),
        ("contracts", "price", rows.contracts),
        ("activities", "budget", rows.activities),
        ("activities", "spent", rows.activities),
    )
    for name, field, group in groups:
        for index, row in enumerate(group):
            cost = getattr(row, field)
            if cost is not None:
                yield (name, index, field), cost


def _products(rows: Workshare) -> Iterator[Finding]:
    ids = [product.id for product in rows.products]
    parents = {product.parent for product in rows.products}
    for index, product in enumerate(rows.products):
        path: Path = ("products", index)
        if product.parent is not None:
            yield from _unknown((*path, "parent"), "product", product.parent, ids)
        if product.supplier is not None:
            known = rows.by_supplier
            yield from _unknown((*path, "supplier"), "supplier", product.supplier, known)
        for place, interface in enumerate(product.interfaces):
            yield from _unknown((*path, "interfaces", place, "to"), "product", interface.to, ids)
        yield from _leaf(path, product, leaf=product.id not in parents)
    after = {p.id: (p.parent,) for p in rows.products if p.parent is not None}
    yield from _circle("products", ids, after, "inside")


def _leaf(path: Path, product: Product, *, leaf: bool) -> Iterator[Finding]:
    if leaf:
        for field in LEAF:
            if getattr(product, field) is None:
                yield path, f"'{product.id}' holds no other product, so it must give its {field}."
        if product.propulsion is not None:
            yield (*path, "propulsion"), "it belongs to the satellite, not to a leaf inside it."
        return
    for field in ONLY_LEAF:
        if getattr(product, field) is not None:
            yield (*path, field), f"'{product.id}' holds other products; only they may give it."
    if product.harness:
        yield (*path, "harness"), f"'{product.id}' holds other products; only they may give it."


def _circle(
    name: str, ids: list[str], before: Mapping[str, tuple[str, ...]], word: str
) -> Iterator[Finding]:
    """Find a ring of rows, each inside (or after) the next."""
    try:
        TopologicalSorter({key: before.get(key, ()) for key in ids}).prepare()
    except CycleError as error:
        ring: list[str] = list(reversed(error.args[1]))
        steps = ", ".join(f"'{one}' is {word} '{other}'" for one, other in pairwise(ring))
        field = "parent" if name == "products" else "after"
        yield (name, min(map(ids.index, ring)), field), f"this goes in a circle: {steps}."


def _activities(rows: Workshare) -> Iterator[Finding]:
    ids = [activity.id for activity in rows.activities]
    for index, activity in enumerate(rows.activities):
        path: Path = ("activities", index)
        for place, name in enumerate(activity.after):
            yield from _unknown((*path, "after", place), "activity", name, ids)
        if activity.supplier is not None:
            known = rows.by_supplier
            yield from _unknown((*path, "supplier"), "supplier", activity.supplier, known)
        if (activity.spent is not None or activity.done) and activity.budget is None:
            yield path, f"'{activity.id}' says what was done or spent, and gives no budget."
    after = {activity.id: activity.after for activity in rows.activities}
    yield from _circle("activities", ids, after, "after")


def _contracts(rows: Workshare) -> Iterator[Finding]:
    ids = [product.id for product in rows.products]
    for index, contract in enumerate(rows.contracts):
        path: Path = ("contracts", index)
        known = rows.by_supplier
        yield from _unknown((*path, "supplier"), "supplier", contract.supplier, known)
        if contract.product is not None:
            yield from _unknown((*path, "product"), "product", contract.product, ids)
    if not any(row.paid.amount_minor for row in rows.contributions):
        yield ("contributions",), "no state pays anything, so no return can be measured."


def _one_root(rows: Workshare) -> Iterator[Finding]:
    roots = [i for i, product in enumerate(rows.products) if product.parent is None]
    for index in roots[1:]:
        first = rows.products[roots[0]].id
        name = rows.products[index].id
        sentence = f"'{name}' has no parent, and neither has '{first}'; there is one tree."
        yield ("products", index), sentence


def _declared_twice(rows: Workshare) -> Iterator[Finding]:
    """Find figures that two leaves of one launched product declare."""
    tree = Tree(rows.products)
    place = {product.id: index for index, product in enumerate(rows.products)}
    for name in dict.fromkeys(launch.product for launch in rows.launches):
        if name not in tree.by_id:
            continue
        first: dict[tuple[str, str], str] = {}
        for part in tree.leaves(name):
            for key in _declared(part.product):
                other = first.setdefault(key, part.product.id)
                if other != part.product.id:
                    path: Path = ("products", place[part.product.id], "performance", key[1])
                    yield path, f"'{other}' declares it of '{name}' already."


def _declared(product: Product) -> list[tuple[str, str]]:
    if product.performance is None:
        return []
    sensor = product.performance.sensor or ""
    return [(sensor if f in OF_SENSOR else "", f) for f in product.performance.figures]


def _launches(rows: Workshare) -> Iterator[Finding]:
    ids = [product.id for product in rows.products]
    activities = [activity.id for activity in rows.activities]
    for index, launch in enumerate(rows.launches):
        path: Path = ("launches", index)
        yield from _unknown((*path, "product"), "product", launch.product, ids)
        if launch.activity is not None:
            yield from _unknown((*path, "activity"), "activity", launch.activity, activities)
