"""Score a plan of a pooled day from its two files, with arithmetic of its own.

    python benchmarks/pooled_score.py INSTANCE.npz SOLUTION.json

Reads what `pooled_instance` describes and nothing of the planner. Prints one JSON line: value,
valid, and the first faults found.
"""

from __future__ import annotations

import argparse
import json
import math
from collections import Counter, defaultdict
from itertools import pairwise
from pathlib import Path

import numpy as np


def score(instance, solution):
    """Return the value of a plan and the rules that it breaks."""
    looks, passes = solution["looks"], solution["passes"]
    known = len(instance["order"]), len(instance["pass_satellite"])
    if not (all(0 <= k < known[0] for k in looks) and all(0 <= k < known[1] for k in passes)):
        return 0, ["a look or a pass that is not in the instance"]
    orders = Counter(int(instance["order"][k]) for k in looks)
    faults = [f"order {q} is taken {n} times" for q, n in orders.items() if n > 1]
    faults += [f"pass {k} is named twice" for k, n in Counter(passes).items() if n > 1]
    own, flown = defaultdict(list), defaultdict(list)
    for k in looks:
        own[int(instance["satellite"][k])].append(look_of(instance, k))
    for k in passes:
        flown[int(instance["pass_satellite"][k])].append(pass_of(instance, k))
    for satellite in sorted(set(own) | set(flown)):
        taken = sorted(own[satellite])
        faults += [f"satellite {satellite}: {fault}" for fault in turns(instance, taken)]
        faults += [f"satellite {satellite}: {fault}" for fault in duty(instance, satellite, taken)]
        held = memory(instance, taken, sorted(flown[satellite]))
        faults += [f"satellite {satellite}: {fault}" for fault in held]
    faults += clashes(instance, passes)
    return sum(int(instance["value"][q]) for q in orders), faults


def look_of(instance, k):
    """Return (start ms, end ms, roll degrees, pitch degrees, order)."""
    q = int(instance["order"][k])
    start = int(instance["start_ms"][k])
    angles = int(instance["roll_cdeg"][k]) / 100, int(instance["pitch_cdeg"][k]) / 100
    return start, start + int(instance["duration_ms"][q]), *angles, q


def pass_of(instance, k):
    """Return (start ms, end ms)."""
    return int(instance["pass_start_ms"][k]), int(instance["pass_end_ms"][k])


def turns(instance, taken):
    """Say which looks begin before the satellite has turned and settled."""
    rate, push, settle = (float(x) for x in instance["slew"])
    for before, after in pairwise(taken):
        angle = between(before[2:4], after[2:4])
        ramp = rate / push
        short = angle < rate * ramp
        turn = 2 * math.sqrt(angle / push) if short else ramp + angle / rate
        if after[0] - before[1] < 1000 * (turn + settle) - 1e-3:
            yield f"order {after[4]} at {after[0]} ms follows order {before[4]} too soon"


def between(a, b):
    """Return the angle, degrees, between two lines of sight given as (roll, pitch)."""
    (r, p), (s, q) = (tuple(map(math.radians, each)) for each in (a, b))
    # The haversine of two directions of latitude p, q and longitude r, s.
    half = math.sin((p - q) / 2) ** 2 + math.cos(p) * math.cos(q) * math.sin((r - s) / 2) ** 2
    return math.degrees(2 * math.atan2(math.sqrt(half), math.sqrt(max(0.0, 1 - half))))


def duty(instance, satellite, taken):
    """Say whether the day, or the part of it for others, is longer than allowed."""
    owner, customer = instance["owner"][satellite], instance["customer"]
    total = sum(end - start for start, end, *_ in taken)
    lent = sum(end - start for start, end, *_, q in taken if customer[q] != owner)
    if total > instance["duty_ms"]:
        yield f"{total} ms of images"
    if lent > instance["foreign_ms"]:
        yield f"{lent} ms of images for others"
    for q in (q for *_, q in taken if instance["sovereign"][q] and customer[q] != owner):
        yield f"order {q} is sovereign and not its owner's"


def memory(instance, taken, flown):
    """Say where the recorder runs over: looks fill it, passes drain it as they start."""
    events = [(end, 0, end - start) for start, end, *_ in taken]
    events += [(start, 1, int(instance["rate"]) * (end - start) // 1000) for start, end in flown]
    level = 0
    for moment, kind, amount in sorted(events):
        level = max(0, level - amount) if kind else level + amount
        if level > instance["memory"]:
            yield f"the recorder holds {level} at {moment} ms"


def clashes(instance, passes):
    """Say which passes stand too close: of a station's antenna, of a satellite's radio."""
    for name, gap in zip(("pass_station", "pass_satellite"), instance["gaps_ms"], strict=True):
        by = defaultdict(list)
        for k in passes:
            by[int(instance[name][k])].append(pass_of(instance, k))
        for each, flown in by.items():
            for before, after in pairwise(sorted(flown)):
                if after[0] < before[1] + int(gap):
                    yield f"{name} {each}: the pass at {after[0]} ms is too soon"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("instance", type=Path)
    parser.add_argument("solution", type=Path)
    asked = parser.parse_args()
    with np.load(asked.instance) as arrays:
        instance = {name: arrays[name] for name in arrays.files}
    solution = json.loads(asked.solution.read_text(encoding="utf-8"))
    value, faults = score(instance, solution)
    claimed = solution["value"]
    if claimed != value:
        faults.append(f"it says it is worth {claimed}")
    print(json.dumps({"value": value, "valid": not faults, "faults": faults[:10]}))
    return 1 if faults else 0


if __name__ == "__main__":
    raise SystemExit(main())
