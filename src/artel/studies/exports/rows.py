"""A plan as CSV: one row for each image, upload, downlink and order that is left."""

from __future__ import annotations

import csv
import io
from typing import Any

COLUMNS = (
    "format", "kind", "id", "order", "satellite", "station", "antenna", "start", "end", "sensor",
    "class", "value", "roll_deg", "pitch_deg", "off_nadir_deg", "incidence_deg",
    "sun_elevation_deg", "gsd_m", "product_gsd_m", "volume_gbit", "release_at", "upload",
    "downlink", "code", "article", "reason",
)  # fmt: skip
FORMAT = "artel-plan-csv/1"
"""Stands in the first column of every row, so that the first line stays the names of columns."""


def plan_csv(plan: dict[str, Any]) -> str:
    """Return the plan as RFC 4180 CSV; empty where a column says nothing of a row."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, extrasaction="ignore", lineterminator="\r\n")
    writer.writeheader()
    for kind, rows in (
        ("image", plan["images"]),
        ("upload", plan["uploads"]),
        ("downlink", plan["downlinks"]),
        ("not planned", plan["unplanned"]),
    ):
        writer.writerows({"format": FORMAT, "kind": kind, **_safe(row)} for row in rows)
    return out.getvalue()


def _safe(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row whose texts no spreadsheet takes for a formula."""
    return {
        key: f"'{value}" if isinstance(value, str) and value[:1] in "=+-@\t\r" else value
        for key, value in row.items()
    }
