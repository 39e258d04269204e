"""Products as one tree: who is inside whom, and how many of each there are."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from artel.workshare.tables import Product


@dataclass(frozen=True)
class Part:
    """A product inside another, and how many of it the whole holds."""

    product: Product
    count: int
    depth: int


@dataclass(frozen=True)
class Tree:
    """Products that are known to form one tree."""

    products: tuple[Product, ...]

    @cached_property
    def by_id(self) -> Mapping[str, Product]:
        """Products by id."""
        return {product.id: product for product in self.products}

    @cached_property
    def children(self) -> Mapping[str, tuple[Product, ...]]:
        """The products directly inside each, in the order of the file."""
        return {
            product.id: tuple(each for each in self.products if each.parent == product.id)
            for product in self.products
        }

    @property
    def root(self) -> Product:
        """The product that is in no other."""
        return next(product for product in self.products if product.parent is None)

    def parts(self, name: str) -> Iterator[Part]:
        """Return one of the product and all that is inside it, a whole before its parts."""
        return self._parts(self.by_id[name], 1, 0)

    def leaves(self, name: str) -> tuple[Part, ...]:
        """Return the leaves inside one of the product: itself, where nothing is inside it."""
        return tuple(part for part in self.parts(name) if not self.children[part.product.id])

    def _parts(self, product: Product, count: int, depth: int) -> Iterator[Part]:
        yield Part(product, count, depth)
        for child in self.children[product.id]:
            yield from self._parts(child, count * child.count, depth + 1)
