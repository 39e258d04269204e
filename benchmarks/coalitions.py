"""Value every coalition of a pooled day of a seed, two ways, and print one JSON line.

    python benchmarks/coalitions.py [--members 8] [--seed 1] [--satellites 20] [--orders 2000]
        [--rounds 8] [--steps 16] [--workers 2] [--ray] [--shares]

The day is that of pooled_instance.py; satellites, stations and orders are dealt out to the
members in turn. Values are counted by planning value and by a tariff for the length of an image.
`seconds` runs from the day's model to both tables; the workers start, and fetch compiled kernels
from disk, before (`start_seconds`).
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
from contextlib import ExitStack
from pathlib import Path
from time import perf_counter

import numpy as np
from pooled_instance import instance_of
from pooled_model import UNIT, model_of

from artel.cli.crews import Cluster, Processes
from artel.planner.coalition import tables
from artel.planner.coalition_plans import ROUNDS, STEPS, Game, learn, work
from artel.settlement.games import nucleolus, shapley, shapley_interval, superadditive, worst

PRICE_S = 3
"""What the tariff asks for a second of an image, besides 20 for each image."""


def main():
    asked = arguments()
    game = game_of(asked)
    with ExitStack() as stack:
        began = perf_counter()
        crew = crew_of(asked, game, stack)
        ready, spent = perf_counter(), cpu_seconds()
        planning, tariff = tables(game, crew, report)
        seconds, cpu = perf_counter() - ready, cpu_seconds() - spent
    line = {
        "members": asked.members,
        "coalitions": (1 << asked.members) - 1,
        "candidates": game.model.size,
        "planning": figures(planning),
        "tariff": figures(tariff),
        "seconds": round(seconds, 3),
        "cpu_seconds": cpu and round(cpu, 3),
        "start_seconds": round(ready - began, 3),
        "carried_out_by": "ray" if asked.ray else f"{asked.workers} processes",
        **(shares(tariff) if asked.shares else {}),
    }
    print(json.dumps(line))
    return 1 if planning.falls() or tariff.falls() else 0


def game_of(asked):
    """Return the day as a game: everything is dealt out to the members in turn."""
    instance = instance_of(asked.satellites, asked.orders, asked.seed, hot=False)
    model = model_of(instance)
    machines = np.arange(asked.satellites) % asked.members
    groups = np.arange(asked.orders) % asked.members
    stations = instance.pass_station % asked.members
    tariff = (20 + PRICE_S * (model.end - model.start) // 1000) * UNIT
    return Game(
        players=asked.members,
        model=model,
        machines=1 << machines.astype(np.int64),
        groups=1 << groups.astype(np.int64),
        links=(1 << stations.astype(np.int64)) | (1 << machines[instance.pass_satellite]),
        weights=(model.value, tariff),
        rounds=asked.rounds,
        steps=asked.steps,
    )


def crew_of(asked, game, stack):
    """Return the executor with all its workers at hand, or None."""
    if asked.workers == 0:
        learn(game)
        return None
    kind = Cluster if asked.ray else Processes
    crew = stack.enter_context(kind(game, asked.workers))
    for share in [crew.submit(work, [], ()) for _ in range(4 * asked.workers)]:
        share.result()
    return crew


def figures(table):
    """Return what a table says, in units of value."""
    parts = zip(table.lower[1:], table.upper[1:], strict=True)
    widths = [(high - low) / high for low, high in parts if high]
    return {
        "value": table.lower[-1] // UNIT,
        "bound": table.upper[-1] // UNIT,
        "alone": sum(table.lower[1 << p] for p in range(len(table.lower).bit_length() - 1)) // UNIT,
        "width_widest": round(table.widest, 4),
        "width_mean": round(sum(widths) / len(widths), 4),
        "falls": table.falls(),
        "plans": table.digests[-1][:16],
    }


def shares(table):
    """Return who may claim what by the tariff, and how long that took."""
    began = perf_counter()
    lower = superadditive(table.lower)
    values, spans = shapley(lower), shapley_interval(lower, table.upper)
    even = nucleolus(lower)
    return {
        "shapley": [round(float(each) / UNIT, 1) for each in values],
        "shapley_between": [[round(float(e) / UNIT, 1) for e in span] for span in spans],
        "core_excess": round(float(worst(lower, values).excess) / UNIT, 1),
        "least_core": round(float(even.epsilons[0]) / UNIT, 1) if even.epsilons else 0,
        "nucleolus": [round(float(each) / UNIT, 1) for each in even.shares],
        "shares_seconds": round(perf_counter() - began, 3),
    }


def cpu_seconds():
    """Return what this process took so far, and what Linux says of the processes it started."""
    own = resource.getrusage(resource.RUSAGE_SELF)
    total = own.ru_utime + own.ru_stime
    for path in Path("/proc/self/task").glob("*/children"):
        for child in path.read_text(encoding="ascii").split():
            fields = Path(f"/proc/{child}/stat").read_text(encoding="ascii").rsplit(")", 1)[1]
            ticks = fields.split()
            total += (int(ticks[11]) + int(ticks[12])) / 100
    return total


def report(done, of):
    """Tell people how far it is."""
    print(f"{done} of {of} coalitions", file=sys.stderr, flush=True)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--members", type=int, default=8)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--satellites", type=int, default=20)
    parser.add_argument("--orders", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--steps", type=int, default=STEPS)
    parser.add_argument("--workers", type=int, default=2, help="0: no executor")
    parser.add_argument("--ray", action="store_true", help="a local Ray cluster of the workers")
    parser.add_argument("--shares", action="store_true", help="Shapley, core, nucleolus beside")
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
