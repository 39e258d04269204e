"""Delivered STAC Items as bytes: read within limits, and where their image is to be fetched."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from artel.commons.errors import InputError
from artel.feeds.decode import MIB
from artel.feeds.small_json import object_of
from artel.orders.items import item_of

if TYPE_CHECKING:
    from collections.abc import Mapping

LARGEST_ITEM = MIB


def read_item(data: bytes, name: str, *, limit: int = LARGEST_ITEM) -> dict[str, Any]:
    """Return the STAC Item in bytes that came from `name`, as JSON; its fields are not judged.

    Raises InputError for what is larger than `limit`, nested too deep, no JSON object, or says
    that it is something else. `artel.orders.promises.faults` judges the fields.
    """
    item = object_of(data, name, limit=limit)
    if item.get("type") != "Feature" or "stac_version" not in item:
        raise InputError(
            f"{name} is no STAC Item.",
            next_step="Deliver an Item of STAC 1.0 or 1.1: type Feature, with stac_version.",
        )
    return item


def image_href(item: Mapping[str, Any]) -> str:
    """Return where the image of an Item is: the href of its one asset with the role data."""
    found = item_of(item)
    if found.asset is None:
        raise InputError(
            "The Item does not name one image.",
            next_step="Give exactly one asset the role data, with its href.",
        )
    return str(found.asset["href"])
