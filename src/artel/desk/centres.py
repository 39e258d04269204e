"""Where each owner's control centre is reached: an address that may be asked, or a folder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from artel.commons.errors import InputError
from artel.desk.permissions import permit
from artel.desk.pool_files import files_of
from artel.desk.shelf import pool_of_files
from artel.feeds.outbound import Allowed, checked_url
from artel.feeds.urls import is_url

if TYPE_CHECKING:
    from artel.store.connections import Unit

    Row = dict[str, Any]


def keep_centre(
    unit: Unit,
    owner: str,
    address: str,
    secret: str,
    *,
    exercise: bool,
    allowed: Allowed | None = None,
) -> Row:
    """Write down where an owner's control centre is: an https address, or a folder.

    A centre for exercises is another one than that for real tasks. Raises InputError for an
    address that must not be asked, for a party that owns nothing, and where both would be one.
    """
    permit(unit.actor, "pool.change")
    kind = "http" if is_url(address) else "folder"
    if kind == "http" and allowed is not None:
        checked_url(address, allowed)
    _check_owner(unit, owner)
    for row in unit.rows("centres"):
        if row["address"] == address and row["exercise"] != exercise:
            raise InputError(
                f"{address} is a centre of {row['owner']} for "
                f"{'exercises' if row['exercise'] else 'real tasks'}.",
                next_step="Give exercises a centre of their own.",
            )
    unit.run(
        "centre_put", owner=owner, exercise=exercise, kind=kind, address=address, secret=secret
    )
    unit.enter("centre.kept", owner, {"kind": kind, "exercise": exercise}, parties=[owner])
    return {"owner": owner, "exercise": exercise, "kind": kind, "address": address}


def _check_owner(unit: Unit, owner: str) -> None:
    pool = pool_of_files(files_of(unit))
    owners = {each.owner for each in pool.satellites} | {each.owner for each in pool.stations}
    if owner not in owners:
        raise InputError(f"{owner} owns no satellite and no station of the pool.")


def page(unit: Unit) -> list[Row]:
    """Return the centres that this actor may see, without their keys."""
    permit(unit.actor, "owner.read")
    hidden = ("secret", "cursor")
    return [
        {key: value for key, value in row.items() if key not in hidden}
        for row in unit.rows("centres")
    ]
