"""A small plan made by hand: two satellites, five stations, five orders, no planner.

What needs no arithmetic stands in small_pool. The rest is found the slow way (dense sampling,
bisection of heights along a ray), so that the validator meets figures that neither it nor the
planner made.
"""

from __future__ import annotations

import copy
import hashlib
import json
import math
from pathlib import Path

import numpy as np
import pytest

from artel.orbits.elements import from_facts, sun_synchronous_inclination
from artel.orbits.frames import geodetic_to_itrf, itrf_to_geodetic, up
from artel.orbits.omm_fields import omm_mapping
from artel.orbits.propagate import states
from artel.orbits.sun import sun_elevation
from artel.orbits.time import epoch_text, parse_epoch

START = parse_epoch("2026-10-05T00:00:00Z")
END = START + 86400.0
OPTICAL = {"gsd": 2.0, "swath": 24e3, "altitude": 500e3, "rate": 240.0}
RADAR = {"gsd": 3.0, "swath": 30e3, "altitude": None, "rate": 300.0}
TEXTS = {path.name: path.read_text() for path in (Path(__file__).parent / "small_pool").iterdir()}


def sample(elements, t):
    r, v, good = states(elements, np.atleast_1d(np.asarray(t, float)))
    assert good.all()
    return r, v


def axes(r, v):
    upward = r / np.linalg.norm(r)
    along = v - (v @ upward) * upward
    along /= np.linalg.norm(along)
    return along, np.cross(along, upward), -upward


def sight_of(r, v, roll, pitch):
    along, cross, nadir = axes(r, v)
    level = math.cos(roll) * nadir + math.sin(roll) * cross
    return math.sin(pitch) * along + math.cos(pitch) * level


def ground_of(r, sight):
    """Walk down the ray until the height over WGS84 is nothing."""
    low, high = 0.0, 3e6
    while itrf_to_geodetic(r + high * sight)[2] > 0.0:
        high *= 1.01
    for step in np.linspace(0.0, high, 400):
        if itrf_to_geodetic(r + step * sight)[2] < 0.0:
            high = step
            break
        low = step
    for _ in range(50):
        middle = 0.5 * (low + high)
        below = itrf_to_geodetic(r + middle * sight)[2] < 0.0
        low, high = (low, middle) if below else (middle, high)
    return r + low * sight


def degrees(p):
    lat, lon, _ = itrf_to_geodetic(p)
    return math.degrees(lon), math.degrees(lat)


def place(lon, lat):
    return (
        geodetic_to_itrf(math.radians(lat), math.radians(lon)),
        up(math.radians(lat), math.radians(lon)),
    )


def aim(elements, lon, lat, near):
    """Return (time, roll) at which a place is abeam, sampled ever more finely."""
    p, _ = place(lon, lat)
    t, width = near, 20.0
    for _ in range(6):
        times = np.linspace(t - width, t + width, 41)
        r, v = sample(elements, times)
        ahead = [abs((p - a) @ axes(a, b)[0]) for a, b in zip(r, v, strict=True)]
        t, width = float(times[int(np.argmin(ahead))]), width / 12.0
    r, v = (x[0] for x in sample(elements, t))
    _, cross, nadir = axes(r, v)
    return t, math.atan2((p - r) @ cross, (p - r) @ nadir)


def gsd_of(camera, r, p):
    if camera["altitude"] is None:
        return camera["gsd"]
    _, upward = place(*degrees(p))
    slant = np.linalg.norm(r - p)
    cosine = (r - p) @ upward / slant
    return camera["gsd"] * slant / camera["altitude"] / math.sqrt(cosine)


def half_of(camera, r, p):
    if camera["altitude"] is not None:
        return math.atan(0.5 * camera["swath"] / camera["altitude"])
    _, upward = place(*degrees(p))
    slant = np.linalg.norm(r - p)
    return math.atan(0.5 * camera["swath"] * ((r - p) @ upward / slant) / slant)


def text_of(t):
    return epoch_text(t, 3) + "Z"


def image_row(elements, camera, span, roll, vertices):
    """Return the figures of an image over [start, end] with one roll, pitch 0."""
    start, end = (round(t, 3) for t in span)
    middle = 0.5 * (start + end)
    r, v = (x[0] for x in sample(elements, middle))
    p = ground_of(r, sight_of(r, v, roll, 0.0))
    lon, lat = (sum(c) / len(vertices) for c in zip(*vertices, strict=True))
    _, upward = place(*degrees(p))
    half = half_of(camera, r, p)
    edges, finest = {-1: [], 1: []}, []
    for t in np.linspace(start, end, 7):
        a, b = (x[0] for x in sample(elements, t))
        for side, places in edges.items():
            edge = ground_of(a, sight_of(a, b, roll + side * half, 0.0))
            places.append(degrees(edge))
            finest.append(gsd_of(camera, a, edge))
        if abs(roll) < half:
            finest.append(gsd_of(camera, a, ground_of(a, sight_of(a, b, 0.0, 0.0))))
    seen = [aim(elements, *vertex, middle)[0] for vertex in vertices]
    gsd = [
        gsd_of(camera, sample(elements, t)[0][0], place(*vertex)[0])
        for t, vertex in zip(seen, vertices, strict=True)
    ]
    ring = [*edges[-1], *reversed(edges[1]), edges[-1][0]]
    radar = camera["altitude"] is None
    cosine = (r - p) @ upward / np.linalg.norm(r - p)
    sun = float(sun_elevation(np.array([middle]), place(lon, lat)[1][None, :])[0])
    return {
        "start": text_of(start),
        "end": text_of(end),
        "roll_deg": round(math.degrees(roll), 4),
        "pitch_deg": 0.0,
        "off_nadir_deg": round(abs(math.degrees(roll)), 4),
        "incidence_deg": round(math.degrees(math.acos(cosine)), 4),
        "side": ("right" if roll >= 0 else "left") if radar else None,
        "sun_elevation_deg": round(math.degrees(sun), 4),
        "gsd_m": round(max(gsd), 3),
        "finest_gsd_m": round(min(finest), 3),
        "product_gsd_m": round(max(gsd), 3),
        "release_at": None,
        "volume_gbit": round(camera["rate"] * (end - start) / 1e3, 6),
        "footprint": [[round(x, 5), round(y, 5)] for x, y in ring],
    }


def scene_row(elements, camera, lon, lat, near):
    """Return the image of a point: as long as the swath is wide."""
    t, roll = aim(elements, lon, lat, near)
    ends = []
    for moment in (t - 0.1, t + 0.1):
        r, v = (x[0] for x in sample(elements, moment))
        ends.append(ground_of(r, sight_of(r, v, roll, 0.0)))
    half = 0.5 * camera["swath"] / (np.linalg.norm(ends[1] - ends[0]) / 0.2)
    return image_row(elements, camera, (t - half, t + half), roll, [(lon, lat)])


def strip_row(elements, camera, vertices, near):
    """Return the image of a line: from its first to its last place, in the middle of the field."""
    met = [aim(elements, lon, lat, near) for lon, lat in vertices]
    times, rolls = zip(*met, strict=True)
    roll = 0.5 * (min(rolls) + max(rolls))
    return image_row(elements, camera, (min(times) - 0.2, max(times) + 0.2), roll, vertices)


def lit_moment(elements, crossing):
    """Return when the satellite first is where `crossing(lon, lat)` says, by day."""
    for t in np.arange(START + 4 * 3600.0, END - 3600.0, 5.0):
        lat, lon, _ = itrf_to_geodetic(sample(elements, t)[0][0])
        sun = sun_elevation(np.array([t]), up(lat, lon)[None, :])[0]
        if crossing(math.degrees(lon), math.degrees(lat)) and math.degrees(sun) > 25.0:
            return float(t)
    raise AssertionError("no lit pass")


def under(elements, t, roll_deg=0.0):
    r, v = (x[0] for x in sample(elements, t))
    return degrees(ground_of(r, sight_of(r, v, math.radians(roll_deg), 0.0)))


def order(name, kind, coordinates, **terms):
    properties = {
        "brought_by": "BY",
        "class": "commercial",
        "purpose": "agriculture",
        "value": 10.0,
        "not_before": text_of(START),
        "not_after": text_of(END),
        "deliver_by": text_of(END),
        "sensors": ["optical"],
        "max_gsd_m": 4.0,
    }
    geometry = {"type": kind, "coordinates": coordinates}
    return {"type": "Feature", "id": name, "geometry": geometry, "properties": properties | terms}


def link(name, satellite, station, span):
    return {
        "id": name,
        "satellite": satellite,
        "station": station,
        "antenna": "A1",
        "start": text_of(span[0]),
        "end": text_of(span[1]),
    }


def copies(files):
    return {
        name: {"sha256": hashlib.sha256(text.encode()).hexdigest(), "text": text}
        for name, text in files.items()
    }


def drawn(name, norad_id, altitude, hours, latitude):
    inclination = sun_synchronous_inclination(6378137.0 + altitude)
    return from_facts(
        name,
        norad_id,
        START,
        altitude_m=altitude,
        inclination=inclination,
        node_local_time_h=hours,
        argument_of_latitude=math.radians(latitude),
    )


def in_the_north(_lon, lat):
    return abs(lat - 45.0) < 0.5


def at_the_antimeridian(lon, lat):
    return abs(lon) > 179.9 and abs(lat) < 60.0


def small_plan(crossing=in_the_north, roll_deg=12.0):
    optic = drawn("OPTIC 1", 90001, 500e3, 10.5, 0.0)
    radar = drawn("RADAR 1", 90002, 520e3, 18.0, 90.0)
    t = lit_moment(optic, crossing)
    night = START + 8 * 3600.0

    point = under(optic, t, roll_deg)
    line = [under(optic, t + 70.0, -8.0), under(optic, t + 75.0, -8.2)]
    dark = under(radar, night, 28.0)

    rows = [
        {"id": "I-001", "order": "POINT", "satellite": "OPTIC 1", "owner": "RU", "sensor": "PAN"}
        | scene_row(optic, OPTICAL, *point, t),
        {"id": "I-002", "order": "LINE", "satellite": "OPTIC 1", "owner": "RU", "sensor": "PAN"}
        | strip_row(optic, OPTICAL, line, t + 72.0),
        {"id": "I-003", "order": "DARK", "satellite": "RADAR 1", "owner": "BY", "sensor": "STRIP"}
        | scene_row(radar, RADAR, *dark, night),
    ]
    for number, row in enumerate(rows, 1):
        row |= {"class": "commercial", "value": 10.0 * number, "verdicts": []}
        row |= {"upload": "U-002" if number == 3 else "U-001", "downlink": f"D-00{number}"}
    rows[0]["product_gsd_m"] = 3.0
    rows[0]["verdicts"] = [
        {"outcome": "allowed degraded", "article": "A1", "reason": "no finer than 3 m"}
    ]

    before, later = t - 1800.0, t + 1500.0
    before_radar, later_radar = night - 1800.0, night + 1500.0
    stations = {
        "Before": ("RU", under(optic, before)),
        "After": ("RU", under(optic, later)),
        "Before radar": ("RU", under(radar, before_radar)),
        "After radar": ("RU", under(radar, later_radar)),
        "Abroad": ("UZ", under(optic, later + 10.0)),
    }
    lon, lat = point
    box = [[lon - 0.05, lat - 0.05], [lon + 0.05, lat - 0.05], [lon, lat + 0.05]]
    box = [[round(min(x, 180.0), 4), round(y, 4)] for x, y in [*box, box[0]]]

    orders = [
        order("POINT", "Point", point),
        order("LINE", "LineString", line, value=20),
        order("DARK", "Point", dark, value=30.0, sensors=["radar"]),
        order(
            "GONE",
            "Point",
            (10.0, 10.0),
            not_before=text_of(START - 7200),
            not_after=text_of(START),
        ),
        order("FINE", "Point", (37.6, 55.7), max_gsd_m=0.3, brought_by="UZ"),
    ]
    files = {
        "pool.yaml": TEXTS["pool.yaml"],
        "satellites.yaml": TEXTS["satellites.yaml"],
        "stations.yaml": "format: artel-stations/1\nstations:\n"
        + "".join(
            TEXTS["station.yaml"].format(name=name, state=state, lat=lat, lon=lon)
            for name, (state, (lon, lat)) in stations.items()
        ),
        "charter.yaml": TEXTS["charter.yaml"].format(ring=json.dumps(box)[1:-1]),
        "elements.json": json.dumps([omm_mapping(optic), omm_mapping(radar)]),
        "orders.geojson": json.dumps(
            {"type": "FeatureCollection", "format": "artel-orders/1", "features": orders}
        ),
    }
    volumes = {row["id"]: row["volume_gbit"] for row in rows}
    downlinks = []
    for number, (satellite, station, middle) in enumerate(
        [
            ("OPTIC 1", "After", later - 30.0),
            ("OPTIC 1", "After", later + 30.0),
            ("RADAR 1", "After radar", later_radar),
        ],
        1,
    ):
        half = math.ceil(volumes[f"I-00{number}"] / 0.150 * 500.0) / 1e3
        downlinks.append(
            link(f"D-00{number}", satellite, station, (middle - half, middle + half))
            | {"radio": "X", "image": f"I-00{number}", "volume_gbit": volumes[f"I-00{number}"]}
        )
    uploads = [
        link("U-001", "OPTIC 1", "Before", (before - 30.0, before + 30.0))
        | {"images": ["I-001", "I-002"]},
        link("U-002", "RADAR 1", "Before radar", (before_radar - 30.0, before_radar + 30.0))
        | {"images": ["I-003"]},
    ]
    made = {"inputs": copies(files), "images": rows, "uploads": uploads, "downlinks": downlinks}
    return json.loads(TEXTS["plan.json"]) | made


def amend(plan, file, old, new):
    """Change the text of a copied input, and its digest with it."""
    text = plan["inputs"][file]["text"]
    assert old in text, f"{file} does not hold {old!r}"
    plan["inputs"] |= copies({file: text.replace(old, new)})


def amend_order(plan, name, **terms):
    table = json.loads(plan["inputs"]["orders.geojson"]["text"])
    (feature,) = [each for each in table["features"] if each["id"] == name]
    feature["properties"] |= terms
    plan["inputs"] |= copies({"orders.geojson": json.dumps(table)})


def shift(text, seconds):
    return text_of(parse_epoch(text) + seconds)


def add(plan, file, text):
    plan["inputs"] |= copies({file: text})


def add_elements(plan, records):
    add(plan, "elements.json", json.dumps([omm_mapping(each) for each in records]))


class Tools:
    """What tests do to a plan."""

    amend = staticmethod(amend)
    amend_order = staticmethod(amend_order)
    shift = staticmethod(shift)
    text = staticmethod(text_of)
    add = staticmethod(add)
    add_elements = staticmethod(add_elements)


@pytest.fixture(scope="session")
def antimeridian_plan():
    return small_plan(at_the_antimeridian, roll_deg=0.0)


@pytest.fixture(scope="session")
def _made_once():
    return small_plan()


@pytest.fixture
def plan(_made_once):
    return copy.deepcopy(_made_once)


@pytest.fixture(scope="session")
def tools():
    return Tools
