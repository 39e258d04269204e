"""Mass, power and cost of a product, from the figures of its leaves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from artel.workshare.margins import MATURITY, Budget, Item, mass_budget, power_budget

if TYPE_CHECKING:
    from artel.workshare.accounts import Accounts
    from artel.workshare.tables import Product
    from artel.workshare.tree import Tree


@dataclass(frozen=True, slots=True)
class SupplierCost:
    """What all leaves of one supplier cost, in its currencies and in the programme's own."""

    supplier: str
    minor: dict[str, int]
    programme_minor: int


@dataclass(frozen=True, slots=True)
class RollUp:
    """The budgets of one of a product; the costs are of one as well."""

    product: Product
    mass: Budget
    power: Budget
    costs: tuple[SupplierCost, ...]

    @property
    def programme_minor(self) -> int:
        """The cost of one, in minor units of the programme's currency."""
        return sum(cost.programme_minor for cost in self.costs)


def roll_up(tree: Tree, name: str, accounts: Accounts) -> RollUp:
    """Return mass (kg), power (W) and cost of one of a product, with every margin."""
    product = tree.by_id[name]
    leaves = tree.leaves(name)
    return RollUp(
        product,
        mass_budget(
            (_item(part.product, part.count, part.product.mass_kg) for part in leaves),
            product.propulsion,
        ),
        power_budget(_item(part.product, part.count, part.product.power_w) for part in leaves),
        _costs(tree, name, accounts),
    )


def _item(leaf: Product, count: int, value: float | None) -> Item:
    rate = MATURITY[leaf.maturity] if leaf.maturity else 0.0
    return Item(leaf.id, value or 0.0, count, rate, leaf.harness)


def _costs(tree: Tree, name: str, accounts: Accounts) -> tuple[SupplierCost, ...]:
    found: dict[str, SupplierCost] = {}
    for part in tree.leaves(name):
        leaf = part.product
        if leaf.cost is None or leaf.supplier is None:
            continue
        known = found.get(leaf.supplier, SupplierCost(leaf.supplier, {}, 0))
        amount = part.count * leaf.cost.amount_minor
        currency = leaf.cost.currency
        found[leaf.supplier] = SupplierCost(
            leaf.supplier,
            {**known.minor, currency: known.minor.get(currency, 0) + amount},
            known.programme_minor + part.count * accounts.minor(leaf.cost),
        )
    return tuple(found.values())
