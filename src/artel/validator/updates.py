"""Newer element sets, read anew from the copied elements-updates.json: each holds from a time on.

The rule: before that instant the satellite flies by the set that it had, from it on by the new
one; an owner's ephemeris is preferred to either.
"""

import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from pydantic import Field, ValidationError

from artel.commons.errors import InputError
from artel.commons.formats import check_stamp
from artel.commons.instants import to_posix
from artel.commons.tables import Instant
from artel.orbits.omm import read_elements
from artel.validator.facts import Fact

if TYPE_CHECKING:
    from collections.abc import Mapping

    from artel.orbits.elements import Elements
    from artel.validator.facts import Satellite

FILE = "elements-updates.json"
_AGAIN = "Have the plan repaired again."


class Update(Fact):
    """One newer set: of which satellite, from when on, and the set as an OMM."""

    satellite: str
    since: Instant = Field(alias="from")
    elements: dict[str, Any]

    @property
    def at(self) -> float:
        """From when on it holds, POSIX s."""
        return to_posix(self.since)

    def set_of(self, satellite: "Satellite") -> "Elements":
        """Return the set. Raises InputError where it is none of this satellite."""
        try:
            records = read_elements(json.dumps([self.elements])).records
        except ValueError as error:
            raise InputError(f"{FILE}: {error}", next_step=_AGAIN) from None
        if [each.norad_id for each in records] != [satellite.norad_id]:
            raise InputError(
                f"{FILE}: the set of {satellite.name} is not one of its number"
                f" {satellite.norad_id}.",
                next_step=_AGAIN,
            )
        return records[0]


class Updates(Fact):
    """The file elements-updates.json."""

    updates: tuple[Update, ...]


def read_updates(texts: "Mapping[str, str]") -> dict[str, list[Update]]:
    """Return the newer sets by satellite, the earliest first; none where there is no such file.

    Raises InputError where the file cannot be read.
    """
    found: defaultdict[str, list[Update]] = defaultdict(list)
    if FILE not in texts:
        return found
    try:
        value = json.loads(texts[FILE])
        said = value.get("format") if isinstance(value, dict) else None
        check_stamp(said, "artel-elements-updates", 1, FILE)
        rows = Updates.model_validate(value).updates
    except (ValidationError, json.JSONDecodeError) as error:
        raise InputError(f"{FILE} is not one: {error}", next_step=_AGAIN) from None
    for row in sorted(rows, key=lambda each: each.at):
        found[row.satellite].append(row)
    return found
