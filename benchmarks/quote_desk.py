"""A desk with a large fleet, for the measuring of quotes: the bundled pool, its satellites copied.

A copy flies as its original does, its orbit turned in its plane and around the Earth by steps that
leave no two together. Everything else, stations, people, charter and orders, is the bundled pool's.
"""

from __future__ import annotations

import json
import sys
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml

from artel.commons.actors import Actor, Role
from artel.commons.clock import WoundClock
from artel.desk import plans
from artel.desk.desk import Desk
from artel.desk.opening import open_desk
from artel.feeds.files import read_folder
from artel.planner.best import Effort
from artel.store import embedded
from artel.store.connections import Store
from artel.store.migrations import migrate

# numba asks for a package of this name, and the neighbour coverage.py is not it.
sys.modules.setdefault("coverage", None)
POOL = Path(__file__).resolve().parents[1] / "pools" / "kazan"
START = datetime(2026, 10, 5, tzinfo=UTC)
PLANNER = Actor("A-planner", "a planner", Role.PLANNER)
GOLDEN_DEG = 137.507764


def pool_of(satellites):
    """Return the bundled pool's files with so many satellites that take images."""
    files = read_folder(POOL)
    table = yaml.safe_load(files["satellites.yaml"])
    elements = {each["NORAD_CAT_ID"]: each for each in json.loads(files["elements.json"])}
    flying = [row for row in table["satellites"] if _images(row) and row["norad_id"] in elements]
    for number, row in zip(range(len(flying), satellites), cycle(flying), strict=False):
        known = elements[row["norad_id"]]
        name, norad_id = f"{row['name']} copy {number}", 90000 + number
        turn = GOLDEN_DEG * number
        table["satellites"].append({**row, "name": name, "norad_id": norad_id})
        elements[norad_id] = {
            **known,
            "OBJECT_NAME": name,
            "NORAD_CAT_ID": norad_id,
            "MEAN_ANOMALY": (known["MEAN_ANOMALY"] + turn) % 360.0,
            "RA_OF_ASC_NODE": (known["RA_OF_ASC_NODE"] + 7.0 * (number % 5 - 2)) % 360.0,
        }
    return {
        **files,
        "satellites.yaml": yaml.safe_dump(table, sort_keys=False, allow_unicode=True),
        "elements.json": json.dumps(list(elements.values())),
    }


def _images(row):
    return row["service"] == "imaging" and row["status"] == "operational"


@contextmanager
def planned_desk(satellites, days):
    """Give a desk whose plan over so many days is in force, and what was said of the plan."""
    with TemporaryDirectory(prefix="artel-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        running = embedded.start(folder / "database")
        try:
            migrate(running.uri)
            store = Store.open(running.uri)
            desk = Desk(store, WoundClock(START - timedelta(hours=6)), folder)
            open_desk(desk, pool_of(satellites))
            yield desk, _planned(desk, days)
            store.close()
        finally:
            running.stop()


def _planned(desk, days):
    version = plans.make(desk, PLANNER, (START, START + timedelta(days=days)), Effort(steps=0))
    with desk.unit(PLANNER) as unit:
        plans.publish(unit, version)
        return plans.document_of(unit, version)
