"""Desks for tests: one opened with the bundled pool, and one whose day is planned and published.

Each is made once a run and copied for every test, as databases are. Its clock stands at six in the
evening before the planned day, and is wound by the test.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import psycopg
import pytest

EVE = datetime(2026, 10, 4, 18, tzinfo=UTC)
DAY = datetime(2026, 10, 5, tzinfo=UTC)
SPAN = DAY, DAY + timedelta(hours=12)
"""The half day that is planned: long enough for every owner, and quickly planned."""


@pytest.fixture(scope="session")
def opened(server, template, kazan):
    """Return the name of a database whose desk has the bundled pool and its orders."""
    from artel.desk.opening import open_desk
    from artel.feeds.files import read_folder

    with _Made(server, template, "opened") as desk:
        open_desk(desk, read_folder(kazan))
    return "opened"


@pytest.fixture(scope="session")
def published(server, opened):
    """Return the name of a database whose desk has published a plan of SPAN: version 1."""
    from artel.commons.actors import Actor, Role
    from artel.desk import plans
    from artel.planner.best import Effort

    planner = Actor("A-planner", "a planner", Role.PLANNER)
    with _Made(server, opened, "published") as desk:
        version = plans.make(desk, planner, SPAN, Effort(steps=0))
        with desk.unit(planner) as unit:
            plans.publish(unit, version)
    return "published"


@pytest.fixture
def clock():
    """Return the clock of the desk in this test."""
    from artel.commons.clock import WoundClock

    return WoundClock(EVE)


@pytest.fixture
def desk(server, opened, clock, tmp_path):
    """Return a desk with the bundled pool and its orders, nothing planned yet."""
    with _Copied(server, opened, clock, tmp_path) as found:
        yield found


@pytest.fixture
def planned(server, published, clock, tmp_path):
    """Return a desk whose half day is planned and published as version 1."""
    with _Copied(server, published, clock, tmp_path) as found:
        yield found


def actor(role, party="", home="", name=""):
    """Return an actor of a role and a party, without an account."""
    from artel.commons.actors import Actor, Role

    return Actor(f"A-{role}-{party}", name or f"{role} {party}", Role(role), party, home)


def wish(**changes):
    """Return a wish that is good: an image of fields near Minsk, brought by Belarus."""
    body = {
        "kind": "point",
        "name": "Fields at Nesvizh",
        "brought_by": "BY",
        "customer": "minsk-agro",
        "not_before": "2026-10-05T00:00:00Z",
        "not_after": "2026-10-05T12:00:00Z",
        "deliver_by": "2026-10-05T20:00:00Z",
        "sensors": ["optical"],
        "max_gsd_m": 10.0,
        "geometry": {"type": "Point", "coordinates": [26.68, 53.22]},
    }
    return json.loads(json.dumps(body | changes))


class _Made:
    """A database made once of another one, with a desk on it while the block runs."""

    def __init__(self, server, template, name):
        self.server, self.template, self.name = server, template, name

    def __enter__(self):
        from pathlib import Path

        from artel.commons.clock import WoundClock
        from artel.desk.desk import Desk
        from artel.store.connections import Store

        _create(self.server, self.template, self.name)
        self.store = Store.open(self.server.address(self.name))
        return Desk(self.store, WoundClock(EVE), Path("nowhere"))

    def __exit__(self, *error):
        self.store.close()


class _Copied:
    """A copy of a database with a desk on it, dropped at the end."""

    def __init__(self, server, template, clock, folder):
        self.server, self.template, self.clock, self.folder = server, template, clock, folder

    def __enter__(self):
        import uuid

        from artel.desk.desk import Desk
        from artel.store.connections import Store

        self.name = f"t{uuid.uuid4().hex[:12]}"
        _create(self.server, self.template, self.name)
        self.store = Store.open(self.server.address(self.name))
        return Desk(self.store, self.clock, self.folder)

    def __exit__(self, *error):
        self.store.close()
        with psycopg.connect(self.server.address("postgres"), autocommit=True) as owner:
            owner.execute(f"DROP DATABASE {self.name} WITH (FORCE)")


def _create(server, template, name):
    with psycopg.connect(server.address("postgres"), autocommit=True) as owner:
        owner.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
