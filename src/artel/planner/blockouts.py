"""Which block-out of the charter stands against an image or a link."""

from __future__ import annotations

from typing import TYPE_CHECKING

from artel.charter.articles import BlockOut
from artel.commons.instants import from_posix
from artel.commons.windows import Window

if TYPE_CHECKING:
    from collections.abc import Collection

    from artel.charter.articles import Charter
    from artel.planner.values import Booking, Link


def blocked(
    charter: Charter, assets: Collection[str], span: tuple[float, float]
) -> BlockOut | None:
    """Return the first block-out of these assets that [start, end), POSIX s, meets, or None."""
    window = Window(from_posix(span[0]), from_posix(span[1]))
    for article in charter.articles:
        if not isinstance(article, BlockOut) or not article.in_force(window.start):
            continue
        if article.blocks(window) and any(article.covers(asset) for asset in assets):
            return article
    return None


def blocked_link(charter: Charter, link: Link) -> BlockOut | None:
    """Return the first block-out of the station or the satellite of a link, or None."""
    assets = link.contact.station, link.contact.satellite
    return blocked(charter, assets, (link.start, link.end))


def blocked_links(charter: Charter, booking: Booking) -> BlockOut | None:
    """Return the first block-out that stands against the upload or the downlink, or None."""
    up = blocked_link(charter, booking.upload)
    return up if up is not None else blocked_link(charter, booking.downlink)
