"""Solve a shift-scheduling instance of Curtois and Qu, and print cost, bound and seconds.

    python benchmarks/rosters.py INSTANCE --steps N | --budget 60s --out FILE

One JSON line goes to standard output; FILE gets the roster, `worker,day,shift` a line, so that
anybody can score it from the instance.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from time import perf_counter

from artel.commons.instants import parse_duration
from artel.people.roster import solve
from artel.people.roster_model import Demand, Effort, RosterProblem, Wish, Worker


def sections(text):
    """Return the rows of each section, comments and blanks apart."""
    found = {}
    for line in text.splitlines():
        line = line.strip()  # noqa: PLW2901
        if line.startswith("SECTION_"):
            rows = found.setdefault(line.removeprefix("SECTION_"), [])
        elif line and not line.startswith("#"):
            rows.append(line.split(","))
    return found


def problem_of(text):
    """Return an instance as a roster problem."""
    found = sections(text)
    shifts = {row[0]: int(row[1]) for row in found["SHIFTS"]}
    clashes = frozenset(
        (row[0], 1, other) for row in found["SHIFTS"] for other in row[2].split("|") if other
    )
    off = {row[0]: [int(day) for day in row[1:] if day] for row in found["DAYS_OFF"]}
    return RosterProblem(
        days=int(found["HORIZON"][0][0]),
        shifts=shifts,
        workers=tuple(worker_of(row, shifts, clashes, off) for row in found["STAFF"]),
        demands=tuple(
            Demand(int(day), shift, *map(int, rest)) for day, shift, *rest in found["COVER"]
        ),
        wishes=tuple(
            Wish(name, int(day), shift, wanted, int(weight))
            for wanted in (True, False)
            for name, day, shift, weight in found[f"SHIFT_{'ON' if wanted else 'OFF'}_REQUESTS"]
        ),
    )


def worker_of(row, shifts, clashes, off):
    name, most, longest, least, run, shortest_run, least_off, weekends = row
    return Worker(
        id=name,
        shifts=frozenset(shifts),
        most={kind: int(n) for kind, n in (each.split("=") for each in most.split("|"))},
        minutes=(int(least), int(longest)),
        run=(int(shortest_run), int(run)),
        least_off=int(least_off),
        weekends=int(weekends),
        fixed=dict.fromkeys(off.get(name, ())),
        clashes=clashes,
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("instance", type=Path)
    how = parser.add_mutually_exclusive_group(required=True)
    how.add_argument("--steps", type=float, help="deterministic time, one core: same roster")
    how.add_argument("--budget", type=parse_duration, help="such as 60s, on two cores")
    parser.add_argument("--out", type=Path, required=True)
    asked = parser.parse_args()
    problem = problem_of(asked.instance.read_text(encoding="utf-8"))
    effort = Effort(asked.steps, asked.budget.total_seconds() if asked.budget else None)
    begun = perf_counter()
    roster = solve(problem, effort)
    seconds = perf_counter() - begun
    lines = [f"{worker},{day},{shift}\n" for (worker, day), shift in roster.assigned.items()]
    asked.out.write_text("".join(lines), encoding="utf-8")
    print(json.dumps({
        "instance": asked.instance.name, "cost": roster.cost, "bound": roster.bound,
        "proven": roster.proven, "seconds": round(seconds, 2),
    }))  # fmt: skip


if __name__ == "__main__":
    main()
