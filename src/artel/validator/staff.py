"""Who flies the passes: every booked link over a station that needs people, and every NO_STAFF."""

from __future__ import annotations

from typing import TYPE_CHECKING

from artel.commons.errors import InputError
from artel.validator.case import when
from artel.validator.report import Code
from artel.validator.staff_facts import Pass, Staff, moments

if TYPE_CHECKING:
    from artel.validator.case import Case
    from artel.validator.document import Downlink, Unplanned, Upload

FILE = "people.yaml"


def check_staff(case: Case) -> None:
    """Check that somebody may fly each booked pass, all the time, by the copied people.yaml.

    Without that file no station needs anybody, and nobody can be missing.
    """
    staff = _staff(case)
    if staff is not None:
        links: list[Upload | Downlink] = [*case.plan.uploads, *case.plan.downlinks]
        for link in links:
            _link(case, staff, link)
    for row in case.plan.unplanned:
        if row.code == "NO_STAFF":
            _reason(case, staff, row)


def _staff(case: Case) -> Staff | None:
    copy = case.plan.inputs.get(FILE)
    if copy is None:
        return None
    try:
        return Staff(copy.text)
    except InputError as error:
        case.book.note(Code.INPUT, FILE, str(error))
        return None


def _pass(case: Case, staff: Staff, station: str, satellite_owner: str) -> Pass | None:
    need, place = staff.need(station), case.facts.stations.get(station)
    if need is None or place is None:
        return None
    owners = (place.owner, satellite_owner)
    return Pass(station, need.run_from or station, need.position or "", owners, place.owner)


def _link(case: Case, staff: Staff, link: Upload | Downlink) -> None:
    satellite = case.facts.satellites.get(link.satellite)
    job = _pass(case, staff, link.station, satellite.owner) if satellite else None
    if job is None or link.end <= link.start:
        return
    case.book.checked["passes with people"] += 1
    need = staff.need(link.station)
    missing = [t for t in moments(staff, link.start, link.end) if not staff.anybody(job, t)]
    case.book.require(
        not missing,
        Code.STAFF,
        link.id,
        f"At {when(missing[0]) if missing else ''} {link.station} has no {job.position} on shift at"
        f" {job.place} who is cleared for {' and '.join(job.owners)}, endorsed, current and rested"
        f" ({need.clause if need else ''}). Use another pass.",
    )


def _reason(case: Case, staff: Staff | None, row: Unplanned) -> None:
    """Check that the station named really lacks somebody at some time within the horizon."""
    horizon = case.plan.horizon
    owners = sorted({each.owner for each in case.facts.satellites.values() if each.takes_images})
    jobs = [_pass(case, staff, row.resource or "", owner) for owner in owners] if staff else []
    lacking = staff is not None and any(
        not staff.anybody(job, t)
        for job in jobs
        if job is not None
        for t in moments(staff, horizon.start, horizon.end)
    )
    case.book.require(
        lacking,
        Code.REASON,
        row.order,
        f"The plan says NO_STAFF at {row.resource}; by {FILE} it never lacks the person it needs."
        " Find the true reason.",
    )
