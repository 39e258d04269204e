"""The pictures of the console's tutorial, taken while its steps are walked, and compared.

ARTEL_PICTURES=renew writes them anew.
"""

from __future__ import annotations

import os
import warnings
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from tests.desk_fixtures import EVE

from artel.desk import journals

PICTURES = Path(__file__).resolve().parents[3] / "docs" / "pictures"
VIEW = {"width": 960, "height": 620}
BLOCK = 20
"""Blocks of so many pixels are compared by their mean: fonts differ between machines."""
MOST = 5.0
"""Of 255: by so much may the blocks of a picture differ on average."""

pytestmark = pytest.mark.deep


def blocks_of(png):
    """Return the mean brightness of each block of a picture."""
    rasterio = pytest.importorskip("rasterio")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a picture has no place on the Earth
        with rasterio.MemoryFile(png) as file, file.open() as opened:
            grey = opened.read()[:3].astype(float).mean(axis=0)
    height, width = (side // BLOCK for side in grey.shape)
    return grey[: height * BLOCK, : width * BLOCK].reshape(height, BLOCK, width, BLOCK).mean((1, 3))


def apart(a, b):
    """Return by how much two pictures differ, 0 to 255; more than any where a side differs."""
    one, other = blocks_of(a), blocks_of(b)
    return float(np.abs(one - other).mean()) if one.shape == other.shape else 256.0


class Album:
    """The tutorial's pictures, each compared with the one that is kept."""

    def __init__(self):
        self.taken = {}

    def take(self, page, name):
        page.mouse.move(0, 0)
        page.wait_for_timeout(700)
        png = page.screenshot(animations="disabled", caret="hide")
        file = PICTURES / f"console-{name}.png"
        if os.environ.get("ARTEL_PICTURES") == "renew":
            file.write_bytes(png)
        self.taken[name] = png
        assert apart(png, file.read_bytes()) < MOST, name


def chosen_image(planner):
    """Choose an image on the timeline, and show the looks at its order beside it."""
    line = planner.get_by_role("application", name="The day over time")
    line.focus()
    planner.keyboard.press("ArrowDown")
    for _ in range(2):
        planner.keyboard.press("ArrowRight")
    planner.get_by_role("region", name="Looks at").get_by_role("row").first.wait_for()
    planner.get_by_role("heading", name="By hand").evaluate("each => each.scrollIntoView()")
    planner.evaluate("scrollBy(0, -64)")


def test_the_tutorial_is_walked_and_looks_as_it_is_shown(console, clock):
    album, light = Album(), {"viewport": VIEW, "color_scheme": "light"}
    planner = console.signed_in("planner", **light)
    planner.get_by_role("application", name="The Earth").wait_for()
    planner.get_by_role("button", name="Map", exact=True).click()
    album.take(planner, "today")

    customer = console.signed_in("customer", "minsk-agro", "/orders/new", "BY", **light)
    customer.get_by_role("button", name="Point", exact=True).click()
    customer.get_by_label("Coordinates").fill("26.68, 53.22")
    customer.get_by_label("Coordinates").blur()
    customer.get_by_text("It can be had").wait_for()
    album.take(customer, "order")

    owner = console.signed_in("owner", "KZ", "/owner", **light)
    owner.get_by_role("button", name="Give consent").first.wait_for()
    album.take(owner, "owner")

    planner.goto(console.address + "/plan/1")
    planner.set_viewport_size({"width": 1280, "height": 900})
    chosen_image(planner)
    album.take(planner, "plan")

    clock.wind(EVE + timedelta(days=1))
    journals.seal(console.desk, EVE.date())
    auditor = console.signed_in("auditor", path="/journal", **light)
    auditor.get_by_role("table").first.wait_for()
    album.take(auditor, "journal")
    console.expects("status of 401")

    pairs = [(a, b) for a in album.taken for b in album.taken if a < b]
    assert min(apart(album.taken[a], album.taken[b]) for a, b in pairs) > MOST
