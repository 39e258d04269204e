"""Uploads and downlinks against satellites and stations."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from artel.charter.articles import BlockOut
from artel.commons.instants import to_posix
from artel.commons.windows import Window
from artel.validator import geometry as geo
from artel.validator import tolerances as tol
from artel.validator.case import instant, when
from artel.validator.freeze import takes_back
from artel.validator.leave import has_leave
from artel.validator.rates import carried_gbit
from artel.validator.report import Code

if TYPE_CHECKING:
    from artel.validator.case import Case
    from artel.validator.document import Downlink, Image, Upload
    from artel.validator.facts import Antenna, Command, Floats, Satellite, Station

    Link: TypeAlias = Upload | Downlink


def check_links(case: Case) -> None:
    """Check every upload, every downlink, and that every image has one of each."""
    case.unique((upload.id for upload in case.plan.uploads), "uploads")
    case.unique((downlink.id for downlink in case.plan.downlinks), "downlinks")
    for upload in case.plan.uploads:
        case.book.checked["uploads"] += 1
        _upload(case, upload)
    for downlink in case.plan.downlinks:
        case.book.checked["downlinks"] += 1
        _downlink(case, downlink)
    for image in case.plan.images:
        _both(case, image)


def _both(case: Case, image: Image) -> None:
    upload, downlink = case.uploads.get(image.upload), case.downlinks.get(image.downlink)
    case.book.require(
        upload is not None and image.id in upload.images,
        Code.UPLOAD,
        image.id,
        f"The plan says upload {image.upload}; no such upload carries this image. Command it.",
    )
    case.book.require(
        downlink is not None and downlink.image == image.id,
        Code.DOWNLINK,
        image.id,
        f"The plan says downlink {image.downlink}; no such downlink brings this image down."
        " Give it one.",
    )


def _upload(case: Case, upload: Upload) -> None:
    satellite = case.satellite(upload.satellite, upload.id)
    place = _place(case, upload)
    if satellite is None or place is None or not case.inside(upload.start, upload.end, upload.id):
        return
    command = satellite.command
    commanded = case.book.require(
        command is not None and upload.station in command.stations,
        Code.UPLOAD,
        upload.id,
        f"{upload.station} does not command {satellite.name}. Use one of"
        f" {', '.join(command.stations) if command else 'none'}.",
    )
    if command is not None and commanded:
        _commands(case, upload, command, place[1])
    _seen(case, upload, satellite, place)
    _not_blocked(case, upload)


def _commands(case: Case, upload: Upload, command: Command, antenna: Antenna) -> None:
    case.book.require(
        command.band in antenna.bands,
        Code.UPLOAD,
        upload.id,
        f"Antenna {antenna.name} of {upload.station} has bands {', '.join(antenna.bands)};"
        f" commands go in {command.band}. Use another antenna.",
    )
    lasts = upload.end - upload.start
    case.book.require(
        lasts >= command.upload_s - tol.INSTANT_S,
        Code.UPLOAD,
        upload.id,
        f"The upload lasts {lasts:.3f} s; {command.upload_s:g} s are needed. Make it longer.",
    )
    case.book.require(
        upload.images or takes_back(case, upload),
        Code.UPLOAD,
        upload.id,
        "The upload carries no image. Leave it out.",
    )
    for name in upload.images:
        _carries(case, upload, command, name)


def _carries(case: Case, upload: Upload, command: Command, name: str) -> None:
    image = case.images.get(name)
    theirs = case.book.require(
        image is not None and image.upload == upload.id and image.satellite == upload.satellite,
        Code.UPLOAD,
        upload.id,
        f"The upload carries {name}, which is no image of {upload.satellite} that names this"
        " upload. Take it out.",
    )
    if image is None or not theirs:
        return
    ahead = image.start - upload.end
    case.book.require(
        ahead >= 60.0 * command.cutoff_min - tol.INSTANT_S,
        Code.UPLOAD,
        name,
        f"Upload {upload.id} ends {ahead / 60.0:.2f} min before the image; {upload.satellite}'s"
        f" cut-off is {command.cutoff_min:g} min. Use an earlier pass.",
    )


def _downlink(case: Case, downlink: Downlink) -> None:
    satellite = case.satellite(downlink.satellite, downlink.id)
    place = _place(case, downlink)
    fine = case.inside(downlink.start, downlink.end, downlink.id)
    if satellite is None or place is None or not fine:
        return
    _allowed(case, downlink, place[0])
    _rate(case, downlink, satellite, place[1])
    _brings(case, downlink)
    _seen(case, downlink, satellite, place)
    _not_blocked(case, downlink)


def _allowed(case: Case, downlink: Downlink, station: Station) -> None:
    for entries, lacks in (
        (station.decoders, "cannot decode"),
        (station.permits, "is not permitted by its owner to serve"),
    ):
        case.book.require(
            has_leave(entries, downlink),
            Code.DOWNLINK,
            downlink.id,
            f"{station.name} {lacks} {downlink.satellite} then. Use another station.",
        )


def _rate(case: Case, downlink: Downlink, satellite: Satellite, antenna: Antenna) -> None:
    radio = satellite.radio(downlink.radio)
    heard = case.book.require(
        radio is not None and radio.band in antenna.bands,
        Code.DOWNLINK,
        downlink.id,
        f"Antenna {antenna.name} of {downlink.station} (bands {', '.join(antenna.bands)}) does not"
        f" hear a radio '{downlink.radio}' of {satellite.name}. Use another.",
    )
    if radio is None or not heard:
        return
    rate = min(radio.rate_mbps, antenna.max_rate_mbps)
    seconds = downlink.end - downlink.start
    carried = rate * (seconds + tol.INSTANT_S) / 1000.0
    if radio.rate_steps or antenna.rate_steps:
        carried = carried_gbit(case, downlink, radio, antenna)
    case.book.require(
        carried >= downlink.volume_gbit,
        Code.DOWNLINK,
        downlink.id,
        f"The downlink lasts {seconds:.3f} s, at {rate:g} Mbit/s at most: {carried:.3f} Gbit, less"
        f" than its {downlink.volume_gbit:.3f}. Make it longer.",
    )


def _brings(case: Case, downlink: Downlink) -> None:
    image = case.images.get(downlink.image)
    theirs = case.book.require(
        image is not None
        and image.downlink == downlink.id
        and image.satellite == downlink.satellite,
        Code.DOWNLINK,
        downlink.id,
        f"The downlink brings {downlink.image}, which is no image of {downlink.satellite} that"
        " names this downlink. Leave it out.",
    )
    if image is None or not theirs:
        return
    case.book.require(
        abs(downlink.volume_gbit - image.volume_gbit) <= tol.VOLUME_GBIT,
        Code.DOWNLINK,
        downlink.id,
        f"The downlink holds {downlink.volume_gbit:g} Gbit; {image.id} is {image.volume_gbit:g}.",
    )
    case.book.require(
        downlink.start >= image.end - tol.INSTANT_S,
        Code.DOWNLINK,
        downlink.id,
        f"The downlink starts at {when(downlink.start)}, before {image.id} ends at"
        f" {when(image.end)}. Use a later pass.",
    )
    order = case.facts.orders.get(image.order)
    due = to_posix(order.terms.deliver_by) if order is not None else np.inf
    case.book.require(
        downlink.end <= due + tol.INSTANT_S,
        Code.DELIVERY,
        image.id,
        f"Downlink {downlink.id} ends at {when(downlink.end)}; order {image.order} is due at"
        f" {when(due)}. Use an earlier pass.",
    )


def _place(case: Case, link: Link) -> tuple[Station, Antenna] | None:
    station = case.facts.stations.get(link.station)
    antenna = station.antenna(link.antenna) if station is not None else None
    case.book.require(
        antenna is not None,
        Code.IDENTITY,
        link.id,
        f"The plan says antenna {link.antenna} of {link.station}; the inputs have none such.",
    )
    return (station, antenna) if station is not None and antenna is not None else None


def _seen(case: Case, link: Link, satellite: Satellite, place: tuple[Station, Antenna]) -> None:
    """Check that the satellite stands above the mask all the time, sampled finely."""
    station, antenna = place
    motion = case.motions.get(satellite.name)
    placed = case.book.require(
        motion is not None and motion.usable(link.start, link.end),
        Code.EPHEMERIS,
        link.id,
        f"{satellite.name} has no usable ephemeris then. Leave the link out.",
    )
    if motion is None or not placed:
        return
    finely = tol.MASK_SAMPLE_S if antenna.mask_deg is None else tol.HORIZON_SAMPLE_S
    count = int(np.ceil((link.end - link.start) / finely)) + 1
    times = np.linspace(link.start, link.end, max(count, 2))
    there = motion.state(times)[0]
    heights, least = geo.elevation_deg(there, *station.place()), _mask(there, station, antenna)
    lowest = int(np.argmin(heights - least))
    case.book.require(
        heights[lowest] >= least[lowest] - tol.MASK_DEG,
        Code.VISIBILITY,
        link.id,
        f"At {when(float(times[lowest]))} {satellite.name} stands at {heights[lowest]:.2f}"
        f" degrees over {station.name}; the mask of {antenna.name} is"
        f" {least[lowest]:g}. Keep to the pass.",
    )


def _mask(there: Floats, station: Station, antenna: Antenna) -> Floats:
    """Return the mask, degrees, where a satellite is; the least within a tolerance of azimuth."""
    azimuth = geo.azimuth_deg(there, *station.place())
    around = [azimuth + turn for turn in (-tol.MASK_DEG, 0.0, tol.MASK_DEG)]
    return np.asarray(np.min([antenna.least_deg(each % 360.0) for each in around], axis=0))


def _not_blocked(case: Case, link: Link) -> None:
    """Check the block-outs of the station and of the satellite."""
    window = Window(instant(link.start), instant(link.end))
    for article in case.facts.charter.articles:
        if not isinstance(article, BlockOut) or not article.in_force(window.start):
            continue
        for asset in (link.station, link.satellite):
            if article.covers(asset) and article.blocks(window):
                case.book.note(
                    Code.ARTICLE,
                    link.id,
                    f"{asset} is blocked out by {article.id} from {when(link.start)} to"
                    f" {when(link.end)}. Use another pass.",
                    article.id,
                )
