"""The one way to numba: it comes with the first compiled kernel, and says when it compiles.

Kernels take `njit` from here and stand in modules that are imported where they are used. So a
small job never imports numba at all. Where compiled code is kept, and who is told that it is
being made, is for the program to say (`keep_with`); without a word numba does as it always does.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable


class Keeper(Protocol):
    """What a program does for compiled code."""

    def folder(self) -> str | None:
        """Return where compiled code is kept, or None for numba's own places; asked once."""

    def enter(self) -> None:
        """Begin to load or to compile; others that share the folder may have to wait."""

    def leave(self) -> None:
        """End what was entered; the two come in pairs, one inside the other too."""

    def compiling(self) -> None:
        """Hear that something was not in the folder and is compiled now."""


_keepers: list[Callable[[], Keeper]] = []


def keep_with(keeper: Callable[[], Keeper]) -> None:
    """Say who keeps compiled code: what is handed in is called as the first kernel is imported."""
    _keepers[:] = [keeper]


def njit(*function: Callable[..., Any], **options: Any) -> Any:
    """Return what numba's `njit` returns: a compiled function, or a decorator with options."""
    return _numba().njit(*function, **options)


@cache
def _numba() -> Any:
    """Import numba, with the keeper's folder and ears. It takes half a second."""
    keepers = [make() for make in _keepers]
    folders = [keeper.folder() for keeper in keepers]
    numba: Any = import_module("numba")
    for keeper, folder in zip(keepers, folders, strict=True):
        if folder is not None:
            numba.config.CACHE_DIR = folder
        _listen(keeper)
    return numba


def _listen(keeper: Keeper) -> None:
    """Call the keeper around all that numba does under its lock, and where it compiles."""
    event: Any = import_module("numba.core.event")

    class Ear(event.Listener):  # type: ignore[misc] # numba carries no types
        def __init__(self, start: Callable[[], None], end: Callable[[], None]) -> None:
            self.start, self.end = start, end

        def on_start(self, event: Any) -> None:
            del event
            self.start()

        def on_end(self, event: Any) -> None:
            del event
            self.end()

    event.register("numba:compiler_lock", Ear(keeper.enter, keeper.leave))
    event.register("numba:compile", Ear(keeper.compiling, lambda: None))
