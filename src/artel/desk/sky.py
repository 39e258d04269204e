"""What a map of the day shows: tracks, stations, planned images and contacts, as the asker may."""

from __future__ import annotations

import gzip
import json
import zlib
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from shapely.geometry.polygon import orient

from artel.commons.actors import Role
from artel.commons.ids import canonical_json, digest
from artel.commons.instants import parse_instant, to_posix
from artel.desk.orders import found
from artel.desk.permissions import permit
from artel.desk.pool_files import files_of
from artel.desk.shelf import Shelf, pool_of_files
from artel.studies.land import land
from artel.studies.sampling import SUN_STEP_S, nodes_of, samples_of, step_of, sun_of
from artel.studies.tracks import tracks_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from artel.commons.actors import Actor
    from artel.desk.desk import Desk
    from artel.store.connections import Unit
    from artel.studies.pool import Pool

    Row = dict[str, Any]
    Span = tuple[datetime, datetime]

AHEAD = timedelta(hours=24)
"""So far goes the sky where no plan is in force, and so near a plan must begin to be shown."""
PARTIES = frozenset({Role.OWNER, Role.PARTNER, Role.OBSERVER})
"""Who belongs to the pool sees where its satellites are; a customer sees those that serve it."""
PLACES = 2

_TRACKS: Shelf[Row] = Shelf(4)
_PLANS: Shelf[Row] = Shelf(8)


@dataclass(frozen=True, slots=True)
class Packed:
    """A JSON text, gzipped, and the tag by which its reader knows whether it changed."""

    body: bytes
    tag: str

    def text(self) -> bytes:
        """Return the text itself, for a reader that takes no gzip."""
        return gzip.decompress(self.body)


@dataclass(frozen=True, slots=True)
class Seen:
    """What an actor may see of a plan: everything, or the orders and tasks that are its own."""

    everything: bool
    orders: frozenset[str] = frozenset()
    tasks: frozenset[tuple[str, str]] = frozenset()
    party: str = ""

    def image(self, row: Row) -> bool:
        """Whether an image may be seen."""
        mine = row["order"] in self.orders or (row["order"], row["satellite"]) in self.tasks
        return self.everything or mine


def sky(desk: Desk, actor: Actor, version: int | None = None) -> Packed:
    """Return the day's geometry for an actor: of a plan (who may read plans), or of that in force.

    Raises NotFound where there is no such plan.
    """
    with desk.unit(actor) as unit:
        permit(actor, "sky.read" if version is None else "plan.read")
        now = unit.now
    with desk.unit() as unit:
        files, plan = files_of(unit), plan_shown(unit, version)
    span = _span(plan, now)
    day = _TRACKS.get(_key(files, span), lambda: _tracks(desk, pool_of_files(files), span))
    with desk.unit(actor) as unit:
        seen = seen_by(unit, plan)
    return packed(_shown(actor, day, plan, seen))


def outlines() -> Packed:
    """Return the land: polygons of rings, hundredths of a degree, lon and lat in turn."""
    shapes = [orient(each, -1.0) for each in land()]
    rings = [[_flat(each.exterior), *map(_flat, each.interiors)] for each in shapes]
    return packed({"polygons": rings})


def _flat(ring: Any) -> list[int]:
    return [round(value * 100) for position in ring.coords for value in position]


def packed(value: Row) -> Packed:
    """Return a value as text, gzipped, with its tag."""
    text = canonical_json(value).encode()
    return Packed(gzip.compress(text, 6, mtime=0), digest(text.decode())[:32])


def plan_shown(unit: Unit, version: int | None) -> Row:
    """Return the head of a plan and what of its document a day shows.

    The unit is the desk's own. Without a version it is the plan in force, or the next one, or {}.
    Raises NotFound where a version is named that is not there.
    """
    row = unit.row("plan_shown", at=unit.now, until=unit.now + AHEAD, version=version)
    if version is not None:
        found(row, f"plan {version}")
    if row is None:
        return {}

    def read() -> Row:
        kept = found(unit.row("plan_document", version=row["version"]), f"plan {row['version']}")
        document = json.loads(zlib.decompress(kept["document"]))
        return {name: document.get(name) for name in KEPT}

    return {**row, **_PLANS.get(row["sha256"], read)}


KEPT = ("images", "uploads", "downlinks", "unplanned", "value", "fairness", "members")


def seen_by(unit: Unit, plan: Row) -> Seen:
    """Return what the unit's actor may see of a plan: the database's own policies say it."""
    if unit.actor.scope == "operator":
        return Seen(everything=True)
    if not plan:
        return Seen(everything=False, party=unit.actor.party)
    names = [row["order"] for row in (*plan["images"], *plan["unplanned"])]
    orders = unit.rows("orders_shown", ids=names)
    tasks = unit.rows("tasks_shown", version=plan["version"])
    return Seen(
        everything=False,
        orders=frozenset(row["id"] for row in orders),
        tasks=frozenset((row["order_id"], row["satellite"]) for row in tasks),
        party=unit.actor.party,
    )


def _span(plan: Row, now: datetime) -> Span:
    """Return from when to when the sky is shown: the plan's horizon, and now."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    if not plan:
        return hour, hour + AHEAD
    begin, end = plan["horizon"].lower, plan["horizon"].upper
    return (min(begin, hour) if begin - hour <= AHEAD else begin), end


def _key(files: Row, span: Span) -> str:
    names = sorted(name for name in files if not name.endswith((".geojson", ".jsonl")))
    texts = "\0".join(f"{name}\0{digest(files[name])}" for name in names)
    return digest(f"{texts}\0{span[0].isoformat()}\0{span[1].isoformat()}")


def _tracks(desk: Desk, pool: Pool, span: Span) -> Row:
    """Return what of a day is the same for everybody: who, what, where, from when to when."""
    ends = to_posix(span[0]), to_posix(span[1])
    step = step_of(ends)
    nodes = nodes_of(ends, step)
    keeping = replace(pool, kept=desk.tracks)
    tracks = tracks_of(keeping, pool.satellites, (ends[0], float(nodes[-1])))
    satellites = []
    for each in pool.satellites:
        samples = samples_of(tracks.by_name.get(each.name, ()), nodes)
        parts = [{"first": s.first, "lon": s.lon, "lat": s.lat} for s in samples.stretches]
        about = {"name": each.name, "owner": each.owner, "service": each.service}
        if parts:
            satellites.append({**about, "height_km": samples.height_km, "parts": parts})
    sun = sun_of(ends)
    return {
        "start": ends[0],
        "end": ends[1],
        "step_s": step,
        "parties": _parties(pool),
        "satellites": satellites,
        "stations": [_station(each) for each in pool.stations],
        "sun": {"step_s": SUN_STEP_S, "lon": sun.lon, "lat": sun.lat},
    }


def _parties(pool: Pool) -> list[Row]:
    return [
        {"id": each.id, "name": each.name, "standing": str(each.standing)}
        for each in pool.settings.parties
    ]


def _station(station: Any) -> Row:
    return {
        "name": station.name,
        "owner": station.owner,
        "lon_deg": round(station.lon_deg, PLACES),
        "lat_deg": round(station.lat_deg, PLACES),
        "antennas": [each.name for each in station.antennas],
    }


def _shown(actor: Actor, day: Row, plan: Row, seen: Seen) -> Row:
    """Return the day with what of the plan may be seen, and the satellites that go with it."""
    images = [_image(row) for row in plan.get("images") or () if seen.image(row)]
    owners = {each["name"]: each["owner"] for each in day["stations"]}
    contacts = list(_contacts(plan, {row["id"] for row in images}, seen, owners.get))
    all_of_them = seen.everything or actor.role in PARTIES
    flying = {row["satellite"] for row in images}
    near = {row["station"] for row in contacts}
    return {
        **day,
        "version": plan.get("version"),
        "state": plan.get("state"),
        "horizon": _horizon(plan),
        "satellites": [s for s in day["satellites"] if all_of_them or s["name"] in flying],
        "stations": [s for s in day["stations"] if all_of_them or s["name"] in near],
        "images": images,
        "contacts": contacts,
    }


def _horizon(plan: Row) -> list[float] | None:
    if not plan:
        return None
    return [to_posix(plan["horizon"].lower), to_posix(plan["horizon"].upper)]


def _image(row: Row) -> Row:
    ring = [[round(lon, PLACES), round(lat, PLACES)] for lon, lat in row["footprint"]]
    return {
        **{name: row[name] for name in ("id", "order", "satellite", "owner")},
        "class_": row["class"],
        "start": _instant(row["start"]),
        "end": _instant(row["end"]),
        "gsd_m": row["gsd_m"],
        "ring": ring,
    }


def _contacts(
    plan: Row, images: set[str], seen: Seen, owner: Callable[[str], str | None]
) -> Iterable[Row]:
    """Yield the contacts that serve images to be seen, and those over the asker's own stations."""
    both = (("upload", plan.get("uploads")), ("downlink", plan.get("downlinks")))
    for kind, row in ((kind, row) for kind, rows in both for row in rows or ()):
        named = row["images"] if kind == "upload" else [row["image"]]
        shown = [name for name in named if name in images]
        if shown or seen.everything or owner(row["station"]) == seen.party:
            yield {
                "kind": kind,
                **{name: row[name] for name in ("id", "satellite", "station", "antenna")},
                "start": _instant(row["start"]),
                "end": _instant(row["end"]),
                "images": shown,
            }


def _instant(text: str) -> float:
    return round(to_posix(parse_instant(text)), 1)
