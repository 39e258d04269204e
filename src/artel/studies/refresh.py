"""Fresh element sets for a pool's satellites, out of a catalogue."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from artel.orbits.omm_fields import omm_mapping

if TYPE_CHECKING:
    from collections.abc import Sequence

    from artel.orbits.elements import Elements
    from artel.studies.pool import Pool


def refreshed(pool: Pool, records: Sequence[Elements]) -> tuple[str, list[str], list[str]]:
    """Return the text of elements.json, the satellites refreshed, and those kept as they were.

    All sets of a satellite that the catalogue holds are taken: the nearest is chosen when asked.
    """
    fresh: dict[int, list[Elements]] = {}
    for record in records:
        fresh.setdefault(record.norad_id, []).append(record)
    names = {satellite.norad_id: satellite.name for satellite in pool.satellites}
    kept = [record for record in pool.elements if record.norad_id not in fresh]
    taken = [record for number in names for record in fresh.get(number, ())]
    found = [name for number, name in names.items() if number in fresh]
    missing = [name for number, name in names.items() if number not in fresh]
    rows = [json.dumps(omm_mapping(record), ensure_ascii=False) for record in [*taken, *kept]]
    return "[\n" + ",\n".join(rows) + "\n]\n", found, missing
