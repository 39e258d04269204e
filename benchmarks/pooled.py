"""Plan a pooled day of a seed, and print value, bound, gap and seconds.

    python benchmarks/pooled.py SATS ORDERS [--hot] --seed S --steps N | --budget 60s --out FILE

One JSON line goes to standard output. FILE gets the plan, and FILE with the ending .npz the day
itself (described in pooled_instance.py), so that anybody can score it: pooled_score.py does.
`seconds` is the wall time of planning once the looks exist, `cpu_seconds` what all threads
together took; kernels are compiled before, and kept on disk (`compile_seconds` says how long
compiling or fetching them took here).
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from time import perf_counter, process_time

import numpy as np
from pooled_instance import instance_of, write
from pooled_model import UNIT, model_of
from pooled_score import score

from artel.commons.instants import parse_duration
from artel.planner.solve import Effort, prepare, solve


def main():
    asked = parser_of(__doc__).parse_args()
    began = perf_counter()
    prepare()
    instance_of(2, 40, 0, hot=False)
    compiled = perf_counter()
    instance = instance_of(asked.satellites, asked.orders, asked.seed, hot=asked.hot)
    write(instance, asked.out.with_suffix(".npz"))
    model = model_of(instance)
    ready, worked, worked_at = perf_counter(), process_time(), []

    def told(progress):
        worked_at.append(process_time() - worked)
        report(progress)

    result = solve(model, effort_of(asked), np.random.default_rng(asked.seed), told)
    seconds, cpu = perf_counter() - ready, process_time() - worked
    value = result.value // UNIT
    plan = {
        "format": "artel-pooled/1",
        "instance": asked.out.with_suffix(".npz").name,
        "value": value,
        "looks": result.solution.candidates.tolist(),
        "passes": np.flatnonzero(result.solution.open).tolist(),
    }
    asked.out.write_text(json.dumps(plan) + "\n", encoding="utf-8")
    scored, faults = score(vars(instance), plan)
    first = result.trace[0].moment if asked.budget else None
    line = {
        "value": value,
        "bound": result.bound // UNIT,
        "gap": round(result.gap, 6),
        "seconds": round(seconds, 3),
        "cpu_seconds": round(cpu, 3),
        "valid": not faults and scored == value,
        "first_plan_seconds": first and round(first, 3),
        "first_plan_cpu_seconds": round(worked_at[0], 3) if worked_at else None,
        "candidates": model.size,
        "generate_seconds": round(ready - compiled, 3),
        "compile_seconds": round(compiled - began, 3),
    }
    print(json.dumps(line))
    return 0 if line["valid"] else 1


def effort_of(asked):
    if asked.budget is None:
        return Effort(rounds=asked.steps)
    return Effort(seconds=asked.budget.total_seconds(), clock=perf_counter)


def report(progress):
    """Print one line of the stream for people."""
    print(
        f"{progress.moment:8.2f} {progress.value // UNIT:8d} {progress.bound // UNIT:8d} "
        f"{100 * progress.gap:7.3f} % {progress.method}",
        file=sys.stderr,
        flush=True,
    )


def parser_of(about):
    """Return what every pooled day is asked with: its size, and how long it is searched."""
    parser = argparse.ArgumentParser(description=about.split("\n", 1)[0])
    parser.add_argument("satellites", type=int)
    parser.add_argument("orders", type=int)
    parser.add_argument("--hot", action="store_true", help="loose duty and memory: places bind")
    parser.add_argument("--seed", type=int, required=True)
    how = parser.add_mutually_exclusive_group(required=True)
    how.add_argument("--steps", type=int, help="rounds of search: the same plan every time")
    how.add_argument("--budget", type=parse_duration, help="such as 60s, on two cores")
    parser.add_argument("--out", type=Path, required=True)
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
