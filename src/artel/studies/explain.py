"""Why an order is planned as it is, or is not: read from the plan document alone."""

from __future__ import annotations

from typing import Any

from artel.commons.errors import InputError
from artel.commons.formats import check_stamp
from artel.commons.names import hint
from artel.commons.tables import load
from artel.studies.plan_document import FORMAT, VERSION

MEANINGS = {
    "EXPIRED": "Its window had closed before the plan began.",
    "NOT_YET": "Its window opens after the plan ends.",
    "NO_WINDOW": "No satellite with the ordered kind of sensor comes within reach.",
    "DARK": "Every look in reach has the Sun too low.",
    "TOO_COARSE": "Every look in reach is coarser than ordered.",
    "ARTICLE": "An article of the charter stands against it.",
    "CONSENT": "A party has to consent first.",
    "NO_UPLOAD": "The command cannot reach a satellite before its cut-off.",
    "NO_DOWNLINK": "The data cannot come down in time at a station that may receive it.",
    "NO_STAFF": "At the stations that could serve it nobody who may fly the pass is on shift.",
    "DUTY": "The satellites have no imaging time left that day.",
    "BATTERY": "The batteries would fall too low.",
    "MAINTENANCE": "What could serve it is being maintained just then.",
    "RECORDER": "The recorders are full.",
    "ANTENNA": "The antennas are booked.",
    "MIX": "It would not go with the other images of its area.",
    "LEFT": "A planner left it out by hand.",
    "SLEW": "The satellites are busy with other images just then.",
}


def read_plan(text: str) -> dict[str, Any]:
    """Return the plan document of a text. Raises FormatError for anything else."""
    value = load(text, "plan.json").value
    found = value.get("format") if isinstance(value, dict) else None
    check_stamp(found, FORMAT, VERSION, "plan.json")
    missing = [
        name for name in ("images", "unplanned", "uploads", "downlinks") if name not in value
    ]
    if missing:
        raise InputError(f"The plan has no {missing[0]}.", next_step="Write it anew: artel plan.")
    return dict(value)


def explanation(plan: dict[str, Any], order: str) -> dict[str, Any]:
    """Return how the plan serves an order, or why not. Raises InputError for an unknown order."""
    taken = [image for image in plan["images"] if image["order"] == order]
    if taken:
        image = taken[0]
        upload = _by_id(plan["uploads"], image["upload"])
        downlink = _by_id(plan["downlinks"], image["downlink"])
        return {
            "order": order, "planned": True, "image": image, "upload": upload,
            "downlink": downlink, "further": [each["id"] for each in taken[1:]],
        }  # fmt: skip
    for left in plan["unplanned"]:
        if left["order"] == order:
            return {"planned": False, **left, "meaning": MEANINGS.get(left["code"], "")}
    known = [image["order"] for image in plan["images"]]
    known += [left["order"] for left in plan["unplanned"]]
    near = hint(order, known)
    raise InputError(
        f"The plan knows no order '{order}'.", next_step=near if near.startswith("did") else ""
    )


def _by_id(rows: list[dict[str, Any]], name: str) -> dict[str, Any]:
    return next((row for row in rows if row["id"] == name), {})


def sentences(said: dict[str, Any]) -> list[str]:
    """Return an explanation in words."""
    return _planned(said) if said["planned"] else _left(said)


def _planned(said: dict[str, Any]) -> list[str]:
    image, up, down = said["image"], said["upload"], said["downlink"]
    head = (
        f"{said['order']} is planned: {image['satellite']} ({image['owner']}), sensor"
        f" {image['sensor']}, {image['start']} to {image['end']}."
    )
    lines = [head]
    lines.append(
        f"  {image['off_nadir_deg']:.1f} deg off nadir, GSD {image['gsd_m']:g} m,"
        f" delivered at {image['product_gsd_m']:g} m, Sun {image['sun_elevation_deg']:.1f} deg."
    )
    lines.append(
        f"  Command: {up.get('station')} {up.get('start')}."
        f" Data: {down.get('station')} {down.get('start')} to {down.get('end')}."
    )
    lines += [
        f"  Article {v['article']}: {v['outcome']}: {v['reason']}." for v in image["verdicts"]
    ]
    if image["release_at"]:
        lines.append(f"  Released at {image['release_at']}.")
    if said["further"]:
        lines.append(f"  Its other images: {', '.join(said['further'])}.")
    return lines


def _left(said: dict[str, Any]) -> list[str]:
    by = f" (article {said['article']})" if said["article"] else ""
    counts = ", ".join(f"{number} {code}" for code, number in said["counts"].items())
    return [
        f"{said['order']} is not planned: {said['code']}{by}. {said['meaning']}",
        f"  The look that came furthest: {said['reason']}.",
        f"  Looks by what stopped them: {counts}.",
    ]
