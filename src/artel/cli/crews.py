"""Who carries out the work on a game of coalitions: processes of this machine, or a Ray cluster.

Either is an executor whose workers are told the game once; `artel.planner.coalition.tables`
takes it. The tables are the same as without any.
"""

from __future__ import annotations

import itertools
import pickle
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from importlib import import_module
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any

from artel.commons.errors import InputError
from artel.planner.coalition_plans import Game, learn

if TYPE_CHECKING:
    from collections.abc import Callable


class Processes(ProcessPoolExecutor):
    """Processes of this machine, each of which is told the game as it starts."""

    def __init__(self, game: Game, workers: int) -> None:
        """Start so many processes when the first work comes."""
        super().__init__(workers, get_context("spawn"), learn, (game,))
        self.knows = game


class Cluster(Executor):
    """Actors of a Ray cluster, each of which is told the game as it starts.

    Without an address the cluster is one of this machine, made for this work and ended with it.
    """

    def __init__(self, game: Game, workers: int, address: str | None = None) -> None:
        """Start so many actors. Raises InputError where Ray is not installed."""
        self.knows, self.ray = game, _ray()
        here = {"num_cpus": workers, "include_dashboard": False, "_node_ip_address": "127.0.0.1"}
        self.ray.init(**({"address": address} if address else here), log_to_driver=False)
        told, hand = self.ray.put(pickle.dumps(game)), self.ray.remote(_Hand)
        self.hands = [hand.remote(told) for _ in range(workers)]
        self.turn = itertools.cycle(self.hands)

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Give the work to the next actor in turn."""
        future: Future[Any] = (
            next(self.turn).carry_out.remote(pickle.dumps((fn, args, kwargs))).future()
        )
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: ARG002 - as its base has it
        """End the cluster that was made, or leave the one that was found."""
        self.ray.shutdown()


class _Hand:
    """A worker of the cluster."""

    def __init__(self, told: bytes) -> None:
        # Arrays that Ray shares between processes may not be written, and compiled code asks that.
        learn(pickle.loads(told))  # noqa: S301 - of our own making

    def carry_out(self, work: bytes) -> Any:
        """Do a piece of work."""
        fn, args, kwargs = pickle.loads(work)  # noqa: S301 - of our own making
        return fn(*args, **kwargs)


def _ray() -> Any:
    try:
        ray: Any = import_module("ray")  # an extra, and slow to import
    except ImportError:
        raise InputError(
            "Ray is not installed, so no cluster can be asked.",
            next_step="Install artel with the extra 'cluster', or leave the cluster out.",
        ) from None
    return ray
