"""The plan of the Kazan pool, and a hand that plants breaches in it, one at a time.

A breach is a small function named in words, listed under the code of the finding that it must
bring. Some change the plan; others change a rule in its copied inputs (and the digest with it),
so that what was right when it was planned no longer is.
"""

from __future__ import annotations

import copy
import json
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest

from artel.commons.ids import digest
from artel.commons.tables import load
from artel.orbits.time import epoch_text, parse_epoch
from artel.validator.check import validate

LONGITUDES = (-180, -60, 60, 180)
EVERYWHERE = [
    [[lon, -89] for lon in LONGITUDES] + [[lon, 89] for lon in LONGITUDES[::-1]] + [[-180, -89]]
]

FEW = 1
"""So many of each code are planted in `make check`, the others deep: each judges a whole plan."""


def pytest_collection_modifyitems(items):
    planted = defaultdict(list)
    for item in items:
        if item.path.parent == Path(__file__).parent and item.name.startswith("test_a_planted_"):
            planted[item.path, item.callspec.params["code"]].append(item)
    for some in planted.values():
        some.sort(key=lambda item: item.callspec.indices["breach"])
        for item in some[FEW:]:
            item.add_marker(pytest.mark.deep)


@cache
def parsed(file, text):
    return load(text, file).value


class Draft:
    """A plan that somebody is about to spoil."""

    def __init__(self, plan):
        self.plan = plan

    def codes_found(self):
        return {str(finding.code) for finding in validate(self.plan).findings}

    # the plan's parts

    def images(self, kind, geometry):
        """Return the images by a sensor of this type of orders with this geometry."""
        sensors = {
            (satellite["name"], sensor["name"]): sensor["type"]
            for satellite in self.seen("satellites.yaml")["satellites"]
            for sensor in satellite.get("sensors", ())
        }
        return [
            image
            for image in self.plan["images"]
            if sensors[image["satellite"], image["sensor"]] == kind
            and (self.order_of(image)["geometry"]["type"] == "Point") == (geometry == "Point")
        ]

    def scene(self):
        return self.images("optical", "Point")[0]

    def radar(self):
        return self.images("radar", "Point")[0]

    def strip(self):
        return [*self.images("optical", "strip"), *self.images("radar", "strip")][0]

    def busy(self):
        """Return two images in a row of one satellite."""
        seen = {}
        for image in self.plan["images"]:
            if image["satellite"] in seen:
                return seen[image["satellite"]], image
            seen[image["satellite"]] = image
        raise AssertionError("no satellite has two images")

    def order_of(self, image):
        features = self.seen("orders.geojson")["features"]
        return next(each for each in features if each["id"] == image["order"])

    def upload_of(self, image):
        return next(each for each in self.plan["uploads"] if each["id"] == image["upload"])

    def downlink_of(self, image):
        return next(each for each in self.plan["downlinks"] if each["id"] == image["downlink"])

    def left(self, *codes):
        """Return the first order that was left for one of these reasons."""
        return next(row for row in self.plan["unplanned"] if row["code"] in codes)

    # its times

    def moved(self, text, seconds):
        return epoch_text(parse_epoch(text) + seconds, 3) + "Z"

    def later(self, row, seconds):
        for name in ("start", "end"):
            row[name] = self.moved(row[name], seconds)

    # its inputs

    def seen(self, file):
        """Return an input to be read."""
        return parsed(file, self.plan["inputs"][file]["text"])

    def table(self, file):
        """Return an input to be changed."""
        return copy.deepcopy(self.seen(file))

    def rewrite(self, file, value):
        """Put another text in place of an input; JSON is YAML too."""
        text = json.dumps(value)
        self.plan["inputs"][file] = {"sha256": digest(text), "text": text}

    def change_order(self, name, **terms):
        orders = self.table("orders.geojson")
        for feature in orders["features"]:
            if feature["id"] == name:
                feature["properties"] |= terms
        self.rewrite("orders.geojson", orders)

    def change_satellite(self, name, part, **figures):
        """Change figures of a satellite, or of a part of it (each entry of a list)."""
        rows = self.table("satellites.yaml")
        (row,) = [each for each in rows["satellites"] if each["name"] == name]
        parts = [row] if part is None else row[part]
        for each in [parts] if isinstance(parts, dict) else parts:
            each.update(figures)
        self.rewrite("satellites.yaml", rows)

    def change_station(self, name, **figures):
        rows = self.table("stations.yaml")
        for row in rows["stations"]:
            if row["name"] == name:
                row.update(figures)
        self.rewrite("stations.yaml", rows)

    def change_antennas(self, name, **figures):
        rows = self.table("stations.yaml")
        for row in rows["stations"]:
            if row["name"] == name:
                row["antennas"] = [antenna | figures for antenna in row["antennas"]]
        self.rewrite("stations.yaml", rows)

    def enact(self, **fields):
        """Add an article to the charter, and an area that is the whole world."""
        charter = self.table("charter.yaml")
        article = {"id": "NEW-1", "parties": ["RU"], "from": "2026-01-01", "text": "New."}
        charter["areas"]["WORLD"] = EVERYWHERE
        charter["articles"].append(article | fields)
        self.rewrite("charter.yaml", charter)

    def over_the_world(self, effect, **figures):
        self.enact(kind="territory", area="WORLD", finer_than_m=1000, effect=effect, **figures)


@pytest.fixture(scope="session")
def made_once(first_plan):
    """Return the plan of the bundled pool's first day; nobody may change it."""
    return first_plan


@pytest.fixture
def draft(made_once):
    return Draft(copy.deepcopy(made_once))
