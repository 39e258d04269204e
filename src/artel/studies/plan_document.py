"""The plan as a document, artel-plan/1: self-contained, with its inputs and their digests."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from artel.commons.formats import stamp
from artel.commons.ids import digest
from artel.commons.instants import instant_text, posix_text
from artel.studies.fairness import fairness_of
from artel.studies.plan_pieces import areas_of, series_of, share_of
from artel.studies.plan_value import chance_of, value_of_day

if TYPE_CHECKING:
    from artel.commons.verdicts import Verdict
    from artel.orders.orders import Order
    from artel.planner.values import Booking, Hold, Link, Obstacle, Opportunity, Unplanned
    from artel.studies.planned import Day
    from artel.studies.tracks import Source

FORMAT, VERSION = "artel-plan", 1


def document_of(day: Day, members: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the plan document of a day, its keys in their lasting order."""
    uploads, downlinks = _links(day.outcome.bookings)
    orders = {order.id: order for order in day.pool.orders}
    images = [
        _image(number, booking, orders[booking.opportunity.order], uploads)
        | chance_of(day, booking.opportunity)
        for number, booking in enumerate(day.outcome.bookings, 1)
    ]
    document = {
        "format": stamp(FORMAT, VERSION),
        "pool": day.pool.settings.name,
        "horizon": {"start": instant_text(day.start), "end": instant_text(day.end)},
        "inputs": {
            name: {"sha256": digest(text), "text": text}
            for name, text in sorted(day.pool.texts.items())
        },
        "ephemerides": [_ephemeris(source) for source in day.tracks.sources],
        "images": images,
        "uploads": [_upload(link, name, images) for link, name in uploads.items()],
        "downlinks": downlinks,
        "unplanned": [_unplanned(each, orders) for each in day.outcome.unplanned],
        "areas": areas_of(day),
        "series": series_of(day),
        "value": value_of_day(day),
        "fairness": fairness_of(day),
        "members": members,
    }
    holds = [_hold(number, each) for number, each in enumerate(day.problem.holds, 1)]
    return {**document, "holds": holds} if holds else document


def feature_of(order: Order) -> dict[str, Any]:
    """Return an order as the feature that it was read from."""
    origin = order.origin
    return dict(origin.table.value["features"][origin.row]) if origin else {}


def _hold(number: int, hold: Hold) -> dict[str, Any]:
    """Return what a plan was made around, with the rows that it has once it is accepted."""
    booking, name = hold.booking, f"H-{number:03d}"
    upload, downlink = f"{name}-U", f"{name}-D"
    image = _image(number, booking, hold.order, {booking.upload: upload})
    image |= {"id": name, "downlink": downlink}
    return {
        "until": posix_text(hold.until),
        "order": feature_of(hold.order),
        "image": image,
        "upload": _upload(booking.upload, upload, [image]),
        "downlink": {**_downlink(number, booking), "id": downlink, "image": name},
    }


def link_row(link: Link, *, radio: bool = True) -> dict[str, str]:
    """Return where and when a link is; for data also by which radio of the satellite."""
    contact = link.contact
    return {
        "satellite": contact.satellite,
        "station": contact.station,
        "antenna": contact.antenna,
        **({"radio": contact.radio} if radio else {}),
        "start": posix_text(link.start),
        "end": posix_text(link.end),
    }


def _ephemeris(source: Source) -> dict[str, Any]:
    empty = source.track.empty
    return {
        "satellite": source.satellite,
        "norad_id": source.norad_id,
        "source": source.kind,
        "epoch": source.epoch,
        "start": None if empty else posix_text(source.track.start),
        "end": None if empty else posix_text(source.track.end),
        "ends": source.track.reason or None,
    }


def _links(bookings: tuple[Booking, ...]) -> tuple[dict[Link, str], list[dict[str, Any]]]:
    ordered = sorted(
        {booking.upload for booking in bookings},
        key=lambda link: (link.start, link.contact.satellite, link.contact.station),
    )
    uploads = {link: f"U-{number:03d}" for number, link in enumerate(ordered, 1)}
    downlinks = [_downlink(number, booking) for number, booking in enumerate(bookings, 1)]
    return uploads, downlinks


def _image(number: int, booking: Booking, order: Any, uploads: dict[Link, str]) -> dict[str, Any]:
    taken = booking.opportunity
    return {
        "id": f"I-{number:03d}",
        "order": taken.order,
        "piece": taken.piece or None,
        "satellite": taken.satellite,
        "owner": taken.owner,
        "sensor": taken.sensor,
        "class": str(order.order_class),
        "start": posix_text(taken.start),
        "end": posix_text(taken.end),
        **_geometry(taken),
        "release_at": posix_text(taken.end + taken.delay) if taken.delay else None,
        "volume_gbit": round(taken.volume_gbit, 6),
        "value": order.value,
        "covered": share_of(taken),
        "footprint": [list(position) for position in taken.footprint],
        "verdicts": [_verdict(verdict) for verdict in taken.verdicts],
        "upload": uploads[booking.upload],
        "downlink": f"D-{number:03d}",
    }


def _geometry(taken: Opportunity) -> dict[str, Any]:
    return {
        "roll_deg": round(math.degrees(taken.roll), 4),
        "pitch_deg": round(math.degrees(taken.pitch), 4),
        "off_nadir_deg": round(math.degrees(taken.off_nadir), 4),
        "incidence_deg": round(math.degrees(taken.incidence), 4),
        "side": taken.side,
        "sun_elevation_deg": round(math.degrees(taken.sun_elevation), 4),
        "gsd_m": round(taken.gsd, 3),
        "finest_gsd_m": round(taken.finest_gsd, 3),
        "product_gsd_m": round(taken.product_gsd, 3),
    }


def _verdict(verdict: Verdict) -> dict[str, str]:
    return {
        "outcome": str(verdict.outcome),
        "article": verdict.article,
        "reason": verdict.reason,
    }


def _upload(link: Link, name: str, images: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "id": name,
        **link_row(link, radio=False),
        "images": [image["id"] for image in images if image["upload"] == name],
    }


def _downlink(number: int, booking: Booking) -> dict[str, Any]:
    return {
        "id": f"D-{number:03d}",
        **link_row(booking.downlink),
        "image": f"I-{number:03d}",
        "volume_gbit": round(booking.opportunity.volume_gbit, 6),
    }


def _unplanned(left: Unplanned, orders: dict[str, Any]) -> dict[str, Any]:
    order, obstacle = orders[left.order], left.obstacle
    return {
        "order": left.order,
        "class": str(order.order_class),
        "value": order.value,
        **obstacle_row(obstacle),
        "counts": left.counts,
    }


def obstacle_row(obstacle: Obstacle) -> dict[str, str | None]:
    """Return what stood in the way, as plain values."""
    return {
        "code": str(obstacle.reason),
        "article": obstacle.article,
        "resource": obstacle.resource,
        "reason": obstacle.sentence,
    }
