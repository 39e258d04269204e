"""The vetoes that owners cast at the desk, written into the charter that plans are made under."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from artel.commons.tables import load
from artel.desk.pool_edits import with_field

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

CHARTER = "charter.yaml"


def with_vetoes(charter: str, vetoes: Iterable[Mapping[str, Any]]) -> str:
    """Return the text of a charter in which its articles' vetoes are exercised for these orders.

    `vetoes` are rows of `article` and `order_id`; one of an article that is gone is passed over.
    """
    for each in vetoes:
        rows = load(charter, CHARTER).value["articles"]
        places = [n for n, row in enumerate(rows) if row.get("id") == each["article"]]
        for at in places:
            orders = list(rows[at].get("exercised") or [])
            if each["order_id"] not in orders:
                names = [*orders, each["order_id"]]
                charter = with_field(charter, CHARTER, ("articles", at), "exercised", names)
    return charter
