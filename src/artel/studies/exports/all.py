"""Every export of a plan, by file name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from artel.studies.exports.czml import plan_czml
from artel.studies.exports.geojson import plan_geojson
from artel.studies.exports.ical import plan_ical
from artel.studies.exports.kml import plan_kml
from artel.studies.exports.orbits import plan_oem
from artel.studies.exports.rows import plan_csv

if TYPE_CHECKING:
    from collections.abc import Sequence

    from artel.orbits.tracks import Track

    Plan = dict[str, Any]


def exports_of(plan: Plan, tracks: Sequence[Track]) -> dict[str, str]:
    """Return the text of each export of a plan document; `tracks` are those it was planned on."""
    return {
        "plan.csv": plan_csv(plan),
        "plan.geojson": plan_geojson(plan, tracks),
        "plan.kml": plan_kml(plan, tracks),
        "plan.czml": plan_czml(plan, tracks),
        "plan.ics": plan_ical(plan),
        "plan.oem": plan_oem(plan, tracks),
    }
