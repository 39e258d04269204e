"""How fast real element sets go stale: the table of src/artel/fleet/timing.py, learned.

    python design/learn_timing.py elements/fleet_history.csv.gz

The file has a row for each element set: norad, name, line1, line2 (and more, which is not read).
Every set is propagated to the epochs of later sets of its object, up to a month. The timing error
is by how much it must be asked earlier or later to stand abeam of where the later set stands; what
is left across the orbit is the cross-track error. Each object counts the same in its class,
however many sets it has. Every other week's sets are held out: the table is learned without them
and then held against them. Weeks that take turns share their Sun and their burns with their
neighbours; so the printout tells too how a table learned until June holds in July and August.
"""

from __future__ import annotations

import csv
import gzip
import sys
from fnmatch import fnmatch
from typing import TYPE_CHECKING

import numpy as np

from artel.fleet.timing import AGES_DAYS, class_of
from artel.orbits.elements import satrec
from artel.orbits.tle import read_tle

if TYPE_CHECKING:
    from artel.orbits.elements import Elements

# What is publicly known of the satellites' thrusters and how they are used; all others have none.
HABITS = {
    "often": ("AIST-2T*", "LEO EXPRESS 2", "NUSAT-45*"),
    "seldom": (
        "KANOPUS-V*", "RESURS-P*", "KONDOR-FKA*", "OBZOR-R*", "SENTINEL-2*", "LANDSAT*",
        "KAZEOSAT*", "ISS*", "PROGRESS*", "SOYUZ*", "LEO EXPRESS*",
    ),
}  # fmt: skip
# How the same errors were counted before this script: median / 95 % in s at 1, 3, 7, 14 days.
EARLIER = {
    "METEOR-M2*": ".006/.10 .014/.42 .05/1.4 .21/4.4",
    "GONETS-M 2*": ".008/.05 .02/.17 .06/.66 .25/2.1",
    "KAZEOSAT*": ".06/.16 .25/.77 .9/2.8 3.0/10",
    "KAZSTSAT": ".03/.12 .11/.34 .35/1.5 2.6/8",
    "RESURS-P*": ".04/.12 .17/.69 1.0/5.7 6.6/505",
    "KANOPUS-V*": ".08/1.4 .64/11 5.3/54 25/212",
    "KONDOR-FKA*": ".04/.25 .32/12.6 7.7/35 39/95",
    "AIST-2T*": "3.4/13.9 21/90 97/425 369/869",
}
SHORTEST_DAYS, LONGEST_DAYS = 0.1, 33.0
NEAR = 0.1
FEW = 4
LEVELS = (0.5, 0.95)
DAY = 86400.0
JULY = 1782864000.0  # 2026-07-01T00:00:00Z
SCARCE = "high oval"  # two satellites with 44 sets each: nothing of them is held out


def read_history(path: str) -> dict[int, list[Elements]]:
    """Return the element sets of each object in time, no two within a minute and a half."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        text = "".join(
            f"{row['name']}\n{row['line1']}\n{row['line2']}\n" for row in csv.DictReader(file)
        )
    sets: dict[int, list[Elements]] = {}
    for one in sorted(read_tle(text).records, key=lambda record: record.epoch):
        known = sets.setdefault(one.norad_id, [])
        if not known or one.epoch - known[-1].epoch > 1e-3 * DAY:
            known.append(one)
    return sets


def habit_of(name: str) -> str:
    return next(
        (habit for habit, names in HABITS.items() if any(fnmatch(name, each) for each in names)),
        "never",
    )


def errors_of(sets: list[Elements], every: int = 1, *, back: bool = False) -> np.ndarray:
    """Return rows: age in days, timing error in s, cross-track error in km, epoch of the old set.

    `every` takes one old set in so many; `back` propagates new sets to older epochs instead.
    """
    epochs = np.array([one.epoch for one in sets])
    records = [satrec(one) for one in sets]
    jd = np.array([[one.jdsatepoch, one.jdsatepochF] for one in records])
    truth = np.array([one.sgp4(*at)[1:] for one, at in zip(records, jd, strict=True)])
    rows = [np.empty((0, 4))]
    for i in range(0, len(sets), every):
        age = (epochs - epochs[i]) / DAY * (-1.0 if back else 1.0)
        j = np.flatnonzero((age > SHORTEST_DAYS) & (age < LONGEST_DAYS))
        if j.size:
            timing, cross, fine = _compared(records[i], jd[j], truth[j, 0], truth[j, 1])
            born = np.full(j.size, epochs[i])
            rows.append(np.stack([age[j], timing, cross, born], axis=-1)[fine])
    return np.concatenate(rows)


def _compared(old, jd, r, v):
    days, late = np.ascontiguousarray(jd[:, 0]), np.zeros(len(jd))
    for _ in range(4):
        codes, r_old, _ = old.sgp4_array(days, jd[:, 1] + late / DAY)
        late += ((r - r_old) * v).sum(axis=-1) / (v * v).sum(axis=-1)
    across = np.cross(r, v)
    across /= np.linalg.norm(across, axis=-1)[:, None]
    return np.abs(late), np.abs(((r_old - r) * across).sum(axis=-1)), codes == 0


def held_out(rows: np.ndarray) -> np.ndarray:
    """Whether an old set is not to be learned from: its epoch lies in an even week."""
    return rows[:, 3] // (7.0 * DAY) % 2.0 == 0.0


def of_summer(rows: np.ndarray) -> np.ndarray:
    """Whether an old set is of July or August."""
    return rows[:, 3] >= JULY


def before_summer(rows: np.ndarray) -> np.ndarray:
    """Whether an error was known by the end of June."""
    return rows[:, 3] + rows[:, 0] * DAY < JULY


def at_age(errors: np.ndarray, age: float) -> np.ndarray:
    """Return the rows whose age is this one, or near it."""
    return errors[np.abs(errors[:, 0] - age) <= NEAR * age]


def quantiles(parts: list[np.ndarray], levels: tuple[float, ...]) -> np.ndarray:
    """Return quantiles over objects that all weigh the same."""
    parts = [part for part in parts if part.size >= FEW]
    if not parts:
        return np.full(len(levels), np.nan)
    values = np.concatenate(parts)
    weights = np.concatenate([np.full(part.size, 1.0 / part.size) for part in parts])
    order = np.argsort(values)
    reached = np.cumsum(weights[order]) / weights.sum()
    return np.interp(levels, reached, values[order])


Classes = dict[str, list[np.ndarray]]


def classes_of(sets: dict[int, list[Elements]], every: int = 1, *, back: bool = False) -> Classes:
    """Return the errors of each object, class by class."""
    found: Classes = {}
    for records in sets.values():
        newest = records[-1]
        if len(records) >= FEW:
            kind = class_of(newest, habit_of(newest.name))
            found.setdefault(kind, []).append(errors_of(records, every, back=back))
    return dict(sorted(found.items()))


def learned(objects: list[np.ndarray], column: int = 1) -> np.ndarray:
    """Return median and 95 % (ages, 2) of a class; older never counts as better."""
    table = np.array(
        [quantiles([at_age(rows, age)[:, column] for rows in objects], LEVELS) for age in AGES_DAYS]
    )
    table = np.fmax.accumulate(table, axis=0)
    first = np.argmax(np.isfinite(table[:, 0]))
    table[:first] = table[first]
    return table


def shipped(kind: str, objects: list[np.ndarray]) -> np.ndarray:
    """Return the table (ages, 2) of a class as the product ships it: two digits, whole ms."""
    kept = [rows if kind == SCARCE else rows[~held_out(rows)] for rows in objects]
    return np.vectorize(lambda value: round(float(f"{value:.2g}"), 3))(learned(kept))


def coverage(most: np.ndarray, objects: list[np.ndarray]) -> np.ndarray:
    """Return for each age the part (ages,) of the errors that lies within these, s."""
    out = []
    for age, limit in zip(AGES_DAYS, most, strict=True):
        parts = [at_age(rows, age)[:, 1] for rows in objects]
        inside = [np.mean(part <= limit) for part in parts if part.size >= FEW]
        out.append(np.mean(inside) if inside else np.nan)
    return np.array(out)


def main(path: str) -> None:
    sets = read_history(path)
    classes = classes_of(sets)
    tables = {kind: shipped(kind, objects) for kind, objects in classes.items()}
    for column, name in enumerate(("MEDIAN_S", "MOST_S")):
        print(f"{name} = {{")
        for kind, table in tables.items():
            print(f'    "{kind}": ({", ".join(f"{value:g}" for value in table[:, column])}),')
        print("}")
    print("\nobjects:", {kind: len(objects) for kind, objects in classes.items()})
    print_coverage(classes)
    print("\ncross-track 95 %, km, at 1, 7, 30 days")
    for kind, objects in classes.items():
        print(f"{kind:22s}", learned(objects, 2)[[2, 6, 10], 1].round(2))
    print("\nbackward over forward: 95 % at 1, 7, 30 days")
    backward = classes_of(sets, 3, back=True)
    for kind, objects in classes.items():
        ratio = learned(backward[kind])[:, 1] / learned(objects)[:, 1]
        print(f"{kind:22s}", ratio[[2, 6, 10]].round(2))
    print("\ngroups at 1, 3, 7, 14 days, every set the same weight | as counted earlier")
    for pattern, earlier in EARLIER.items():
        print(f"{pattern:12s}", group_text(sets, pattern), "|", earlier)


def print_coverage(classes: Classes) -> None:
    print("\npercent within 95 % at", AGES_DAYS)
    for kind, objects in classes.items():
        weeks = [rows[held_out(rows)] for rows in objects]
        spring = learned([rows[before_summer(rows)] for rows in objects])[:, 1]
        summer = [rows[of_summer(rows)] for rows in objects]
        print(f"{kind:22s} other weeks", percents(shipped(kind, objects)[:, 1], weeks))
        print(f"{'':22s} July, August", percents(spring, summer))


def percents(most: np.ndarray, objects: list[np.ndarray]) -> str:
    parts = 100.0 * coverage(most, objects)
    return " ".join(f"{part:3.0f}" for part in parts) + f" mean {np.nanmean(parts):.1f}"


def group_errors(sets: dict[int, list[Elements]], pattern: str, every: int = 1) -> np.ndarray:
    """Return the errors of all objects of a name."""
    chosen = [one for one in sets.values() if fnmatch(one[-1].name, pattern)]
    return np.concatenate([errors_of(one, every) for one in chosen])


def group_text(sets: dict[int, list[Elements]], pattern: str) -> str:
    """Return median / 95 % of the objects of a name, pooled."""
    rows, cells = group_errors(sets, pattern), []
    for age in (1.0, 3.0, 7.0, 14.0):
        found = at_age(rows, age)[:, 1]
        cells.append(f"{np.median(found):.2g}/{np.percentile(found, 95):.3g}")
    return " ".join(cells)


if __name__ == "__main__":
    main(sys.argv[1])
