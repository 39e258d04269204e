"""What was read once and is asked often: pools by the digest of their files.

The shelf forgets the oldest when it is full. Nothing on it is ever changed, so that several
threads may read the same thing.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING, Generic, TypeVar

from artel.commons.ids import digest
from artel.studies.pool import read_pool

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from artel.studies.pool import Pool

T = TypeVar("T")


class Shelf(Generic[T]):
    """At most `size` things by their digest; each is made once, also when many ask at once."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._things: OrderedDict[str, T] = OrderedDict()
        self._lock = threading.Lock()
        self._making: dict[str, threading.Lock] = {}

    def get(self, key: str, make: Callable[[], T]) -> T:
        """Return the thing of this key, and make it where it is not there."""
        with self._lock:
            if key in self._things:
                self._things.move_to_end(key)
                return self._things[key]
            making = self._making.setdefault(key, threading.Lock())
        with making:
            with self._lock:
                if key in self._things:
                    return self._things[key]
            thing = make()
            with self._lock:
                self._things[key] = thing
                self._making.pop(key, None)
                while len(self._things) > self.size:
                    self._things.popitem(last=False)
        return thing


_POOLS: Shelf[Pool] = Shelf(4)


def pool_of_files(files: Mapping[str, str]) -> Pool:
    """Return the pool of these files, read anew only where one of them changed."""
    key = digest("\0".join(f"{name}\0{digest(text)}" for name, text in sorted(files.items())))
    return _POOLS.get(key, lambda: read_pool(files))
