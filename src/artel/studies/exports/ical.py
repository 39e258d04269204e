"""A plan as iCalendar (RFC 5545): one event for each image and each pass."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from artel.commons.ids import digest
from artel.commons.instants import instant_text, parse_instant

_ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})
_OCTETS = 75


def plan_ical(plan: dict[str, Any]) -> str:
    """Return the plan as a calendar; stamps come from the plan, so the bytes repeat."""
    stamp = _instant(plan["horizon"]["start"])
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//artel//artel-plan-ical 1//EN",
        "CALSCALE:GREGORIAN",
        f"X-WR-CALNAME:{_text(plan['pool'])}",
    ]
    for kind, rows in _rows(plan):
        for row in rows:
            lines += _event(plan, kind, row, stamp)
    lines.append("END:VCALENDAR")
    return "".join(_folded(line) + "\r\n" for line in lines)


def _rows(plan: dict[str, Any]) -> list[tuple[str, list[dict[str, Any]]]]:
    return [("Image", plan["images"]), ("Upload", plan["uploads"]), ("Downlink", plan["downlinks"])]


def _event(plan: dict[str, Any], kind: str, row: dict[str, Any], stamp: str) -> list[str]:
    where = row.get("station") or row.get("order")
    summary = f"{kind} {row['id']}: {row['satellite']}, {where}"
    told = ", ".join(
        f"{key}: {_listed(row[key])}"
        for key in ("order", "sensor", "gsd_m", "antenna", "image", "images")
        if row.get(key) is not None
    )
    uid = digest(f"{plan['pool']} {plan['horizon']['start']} {row['id']} {row['start']}")[:32]
    return [
        "BEGIN:VEVENT",
        f"UID:{uid}@artel",
        f"DTSTAMP:{stamp}",
        f"DTSTART:{_instant(row['start'])}",
        f"DTEND:{_instant_after(row['end'])}",
        f"SUMMARY:{_text(summary)}",
        f"DESCRIPTION:{_text(told)}",
        "END:VEVENT",
    ]


def _instant(text: str) -> str:
    """Return an instant to the second, as calendars want it."""
    return re.sub(r"[-:]", "", text[:19]) + "Z"


def _instant_after(text: str) -> str:
    """Return the first whole second not before an instant: no event ends where it starts."""
    instant = parse_instant(text)
    whole = instant + timedelta(microseconds=-instant.microsecond % 1_000_000)
    return _instant(instant_text(whole))


def _listed(value: object) -> str:
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)


def _text(text: str) -> str:
    kept = "".join(each for each in text if each >= " " or each in "\n\t")
    return kept.translate(_ESCAPED)


def _folded(line: str) -> str:
    """Return a line cut to 75 octets, the rest on lines that begin with a space."""
    pieces: list[bytes] = []
    piece = b""
    for character in line:
        octets = character.encode()
        if len(piece) + len(octets) > _OCTETS - (1 if pieces else 0):
            pieces.append(piece)
            piece = b""
        piece += octets
    return b"\r\n ".join([*pieces, piece]).decode()
