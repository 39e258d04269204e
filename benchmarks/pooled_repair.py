"""Lose a satellite of a pooled day, mend the plan, and compare it with a fresh one.

    python benchmarks/pooled_repair.py SATS ORDERS [--hot] --seed S --lose NUMBER
        --steps N | --budget 60s [--rounds N | --within 1s] --out FILE

The day is planned; satellite NUMBER and its passes are lost from the first moment on; the plan is
mended; and the rest is planned anew with the same effort as at first. One JSON line goes to
standard output: `share` is the mended plan's value as a share of the fresh one's, `moved` the
share of the other satellites' looks that do not stay. FILE gets the mended plan, and FILE with
the ending .npz the day, as of pooled.py; `valid` is what pooled_score.py says of it, and that it
uses nothing lost. `seconds` is wall time with kernels compiled before, `cpu_seconds` what all
threads together took.
"""

from __future__ import annotations

import json
from dataclasses import replace
from time import perf_counter, process_time

import numpy as np
from pooled import effort_of, parser_of
from pooled_instance import instance_of, write
from pooled_model import UNIT, model_of
from pooled_score import score

from artel.commons.instants import parse_duration
from artel.planner.model import restricted, value_of
from artel.planner.model_change import Change, closed_by
from artel.planner.model_repair import repair
from artel.planner.solve import Effort, prepare, solve


def main():
    asked = arguments()
    prepare()
    instance = instance_of(asked.satellites, asked.orders, asked.seed, hot=asked.hot)
    write(instance, asked.out.with_suffix(".npz"))
    model = model_of(instance)
    standing = solve(model, effort_of(asked), np.random.default_rng(asked.seed)).solution
    change = loss_of(instance, model, asked.lose)
    began, worked = perf_counter(), process_time()
    mended = repair(model, standing, change, effort_of_repair(asked), np.random.default_rng(1))
    seconds, cpu = perf_counter() - began, process_time() - worked
    fresh = planned_anew(model, standing, change, asked)
    plan = {
        "format": "artel-pooled/1",
        "instance": asked.out.with_suffix(".npz").name,
        "value": mended.value // UNIT,
        "looks": mended.solution.candidates.tolist(),
        "passes": np.flatnonzero(mended.solution.open).tolist(),
    }
    asked.out.write_text(json.dumps(plan) + "\n", encoding="utf-8")
    line = {
        "standing": value_of(model, standing) // UNIT,
        "value": mended.value // UNIT,
        "fresh": fresh.value // UNIT,
        "fresh_bound": fresh.bound // UNIT,
        "share": round(mended.value / fresh.value, 5),
        "moved": round(mended.share, 4),
        "untouched": mended.untouched,
        "displaced": int(mended.displaced.size),
        "rebooked": int(mended.rebooked.size),
        "seconds": round(seconds, 3),
        "cpu_seconds": round(cpu, 3),
        "valid": right(instance, plan, asked.lose),
    }
    print(json.dumps(line))
    return 0 if line["valid"] else 1


def loss_of(instance, model, lost):
    """Return what the loss of a satellite changes: its looks are gone, its passes shut."""
    return Change(
        gone=model.machine == lost,
        pinned=np.zeros(model.size, np.bool_),
        shut=instance.pass_satellite == lost,
        held=np.zeros(model.links.count, np.bool_),
    )


def planned_anew(model, standing, change, asked):
    """Return a fresh plan of what is left."""
    rest = restricted(model, np.flatnonzero(~change.gone))
    rest = closed_by(rest, standing, replace(change, held=np.zeros_like(change.held)))
    return solve(rest, effort_of(asked), np.random.default_rng(asked.seed))


def right(instance, plan, lost):
    """Whether the plan scores as it says, and uses nothing of the lost satellite."""
    scored, faults = score(vars(instance), plan)
    used = np.concatenate(
        (instance.satellite[plan["looks"]], instance.pass_satellite[plan["passes"]])
    )
    return not faults and scored == plan["value"] and lost not in used


def effort_of_repair(asked):
    if asked.within is not None:
        return Effort(seconds=asked.within.total_seconds(), clock=perf_counter)
    return Effort(rounds=asked.rounds)


def arguments():
    parser = parser_of(__doc__)
    parser.add_argument("--lose", type=int, required=True, help="number of the satellite")
    mend = parser.add_mutually_exclusive_group()
    mend.add_argument("--rounds", type=int, default=1, help="of mending: the same every time")
    mend.add_argument("--within", type=parse_duration, help="mend as long as this")
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
