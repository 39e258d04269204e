"""A desk with the rows of several tenants, for everything that asks the API as somebody."""

from __future__ import annotations

from contextlib import contextmanager

import pytest
from tests.desk_fixtures import EVE, _Copied, _Made
from tests.unit.api import tenants
from tests.unit.api.asking import Asked


@pytest.fixture(scope="session")
def filled(server, published):
    """Return the name of a database with a published plan and the rows of every tenant."""
    with _Made(server, published, "filled") as desk:
        tenants.fill(server.address("filled"))
        tenants.enter(desk)
    return "filled"


@pytest.fixture(scope="session")
def new_desk(server, filled, tmp_path_factory):
    """Return what gives a desk of its own with everybody's rows, and its application to ask."""
    from artel.api.app import application
    from artel.commons.clock import WoundClock

    @contextmanager
    def given():
        folder = tmp_path_factory.mktemp("desk")
        copied = _Copied(server, filled, WoundClock(EVE), folder)
        with copied as desk, Asked(application(desk, "1.0")) as asked:
            yield desk, asked

    return given
