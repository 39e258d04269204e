"""Days of a planner made by hand: one station, a satellite or two, images at given seconds.

Seconds count from the midnight at which the day begins.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from shapely.geometry import Point

from artel.charter.articles import Charter
from artel.commons.classes import OrderClass
from artel.fleet.satellites import Imager
from artel.fleet.stations import Station
from artel.orders.orders import Order
from artel.planner.contacts import Contacts
from artel.planner.engine import Engine
from artel.planner.opportunities import Ledger
from artel.planner.problem import Problem
from artel.planner.values import Booking, Contact, Opportunity

MIDNIGHT = datetime(2026, 10, 5, tzinfo=UTC)
T0 = MIDNIGHT.timestamp()
DAY = 86400.0
SAID = {"source": "made by hand", "status": "assumed"}
HEAD = {"parties": ["RU", "KG"], "from": "2026-01-01", "text": "A sentence."}


def satellite(name="TURTLE", owner="RU", radio=None, **parts):
    sensor = {"name": "PAN", "type": "optical", "gsd_m": 2.0, "swath_km": 24, "altitude_km": 500,
              "max_roll_deg": 35, "max_pitch_deg": 30, "min_sun_elevation_deg": 10,
              "data_rate_mbps": 100.0}  # fmt: skip
    blocks = {
        "agility": {"rate_deg_s": 1.0, "acceleration_deg_s2": 0.05, "settle_s": 10.0},
        "duty": {"imaging_s_per_day": 1000.0},
        "recorder": {"capacity_gbit": 1000.0},
        "command": {"band": "S", "cutoff_min": 1.0, "upload_s": 60.0, "stations": ["Tula"]},
    }
    given = {key: SAID | blocks.get(key, {}) | parts.get(key, {}) for key in {**blocks, **parts}}
    return Imager.model_validate({
        "name": name, "norad_id": 90001, "owner": owner, "service": "imaging",
        "status": "operational", "source": "made by hand", "sensors": [sensor | SAID],
        "radios": [{"name": "X", "band": "X", "rate_mbps": 100.0, **(radio or {})} | SAID], **given,
    })  # fmt: skip


def station(name="Tula", state="RU", **fields):
    antenna = {"name": "A1", "bands": ["X", "S"], "min_elevation_deg": 5.0, "setup_s": 120.0,
               "max_rate_mbps": 600.0}  # fmt: skip
    return Station.model_validate({
        "name": name, "owner": "RU", "state": state, "lat_deg": 54.2, "lon_deg": 37.6,
        "height_m": 0, "antennas": [antenna], "decoders": ["*"], "permits": ["*"],
        "line_mbps": 1000, "cost_per_min": 1, **SAID, **fields,
    })  # fmt: skip


def order(name, brought_by="RU", order_class=OrderClass.COMMERCIAL, **fields):
    return Order(
        id=name, name=name, shape=Point(30.0, 50.0), brought_by=brought_by, customer="C",
        order_class=order_class, purpose="mapping", value=10.0, not_before=MIDNIGHT,
        not_after=MIDNIGHT + timedelta(days=1), sensors=("optical",), max_gsd_m=4.0,
        **{"deliver_by": MIDNIGHT + timedelta(days=1), **fields},
    )  # fmt: skip


def image(name, start, seconds=10.0, **fields):
    given = Opportunity(
        order=name, satellite="TURTLE", owner="RU", sensor="PAN", start=T0 + start,
        end=T0 + start + seconds, roll=0.0, pitch=0.0, off_nadir=0.0, incidence=0.0,
        sun_elevation=0.5, side=None, gsd=2.0, finest_gsd=2.0, footprint=(),
        volume_gbit=0.1 * seconds,
    )  # fmt: skip
    return replace(given, **fields)


def contact(start, end, radio="command", name="TURTLE", **fields):
    given = Contact(name, "Tula", "A1", radio, T0 + start, T0 + end, 120.0,
                    0.0 if radio == "command" else 100.0)  # fmt: skip
    return replace(given, **fields)


def day(images, *, satellites=None, orders=None, articles=(), contacts=None, **fields):
    """Return a problem; unless others are given, commands go up at 0 s, data comes down late."""
    satellites = satellites or [satellite()]
    names = [each.name for each in satellites]
    up, down = contacts or (
        [contact(0, 600, name=name) for name in names[:1]],
        [contact(50_000, 60_000, "X", name) for name in names[:1]],
    )
    of = {name: tuple(each for each in up if each.satellite == name) for name in names}
    data = {name: tuple(each for each in down if each.satellite == name) for name in names}
    known = orders or [order(name) for name in dict.fromkeys(each.order for each in images)]
    return Problem(
        satellites, fields.pop("stations", [station()]), known, Charter({}, tuple(articles)),
        images, Contacts(of, data), Ledger(), (T0, T0 + DAY), **fields,
    )  # fmt: skip


def filled(problem):
    """Return the engine after trying every opportunity in turn, and what refused the others."""
    engine, refused = Engine(problem), {}
    for each in problem.opportunities:
        found = engine.missing(each) or engine.fit(each)
        if isinstance(found, Booking):
            engine.book(found)
        else:
            refused[each.order] = found
    return engine, refused
