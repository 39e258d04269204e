"""Lists in pages: a cursor that means nothing to its reader, and a link to the next page."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

from fastapi import Query, Request

from artel.api.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST = 200
Limit: TypeAlias = Annotated[int, Query(ge=1, le=MOST, description="So many at most.")]
Cursor: TypeAlias = Annotated[
    str | None, Query(max_length=200, description="As the link to this page says.")
]


def after(cursor: str | None) -> str | None:
    """Return the key after which a page begins. Raises Problem 422 for what is no cursor."""
    if cursor is None:
        return None
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        key = base64.b64decode(padded, altchars=b"-_", validate=True).decode()
    except (binascii.Error, ValueError):
        key = "\x00"
    if not key.isprintable():
        raise Problem(422, "The cursor is none of ours; follow the link 'next'.")
    return key


def number_after(cursor: str | None) -> int | None:
    """Return the number after which a page begins; see `after`."""
    key = after(cursor)
    if key is None:
        return None
    if not (key.isascii() and key.isdigit() and len(key) <= 18):
        raise Problem(422, "The cursor is none of ours; follow the link 'next'.")
    return int(key)


def page(
    request: Request, name: str, rows: Sequence[dict[str, Any]], limit: int, key: str = "id"
) -> dict[str, Any]:
    """Return a page: rows under their name, and a link to the next where there may be one."""
    links = []
    if len(rows) == limit:
        cursor = base64.urlsafe_b64encode(str(rows[-1][key]).encode()).decode().rstrip("=")
        url = request.url.include_query_params(cursor=cursor, limit=limit)
        links.append({"rel": "next", "href": f"{url.path}?{url.query}"})
    return {name: list(rows), "links": links}
