"""The calendar of one terminal: which member's satellite, when, at what rate, or why not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from artel.commons.instants import posix_text, to_posix
from artel.studies.terminals import rules_of
from artel.studies.tracks import tracks_of
from artel.terminals.calendar import contacts_of
from artel.terminals.matching import payloads_of
from artel.terminals.meeting import Target, subject_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from artel.fleet.satellites import Satellite
    from artel.studies.pool import Pool
    from artel.studies.terminals import Subscribers
    from artel.terminals.calendar import Contact
    from artel.terminals.tables import Terminal
    from artel.terminals.timeline import Piece

    Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Calendar:
    """The contacts of a terminal by start, usable or not, and what to know of the orbits."""

    contacts: tuple[Contact, ...]
    notes: tuple[str, ...]


def calendar_of(
    pool: Pool,
    given: Subscribers,
    terminal: Terminal,
    span: tuple[datetime, datetime],
    progress: Progress | None = None,
) -> Calendar:
    """Return the contacts of a terminal with every operational satellite that has a radio for it.

    Those that cannot be used are among them, with their reasons.
    """
    ends = to_posix(span[0]), to_posix(span[1])
    rules = rules_of(pool, given)
    subject = subject_of(terminal, rules, ends)
    contacts: list[Contact] = []
    targets, notes = targets_of(pool, messengers(pool, given), ends, progress)
    for number, target in enumerate(targets):
        contacts += contacts_of(subject, target, rules, ends)
        if progress:
            progress("contacts", number + 1, len(targets))
    contacts.sort(key=lambda each: (each.start, each.target.name))
    return Calendar(tuple(contacts), notes)


def messengers(pool: Pool, given: Subscribers) -> list[Satellite]:
    """Return the operational satellites that carry a radio for terminals."""
    return [
        satellite
        for satellite in pool.satellites
        if satellite.operational and payloads_of(given.table, satellite.name)
    ]


def targets_of(
    pool: Pool,
    satellites: Sequence[Satellite],
    span: tuple[float, float],
    progress: Progress | None = None,
) -> tuple[list[Target], tuple[str, ...]]:
    """Return satellites with their tracks over a span, POSIX s, and where a track ends early."""
    tracks = tracks_of(pool, satellites, span, progress)
    targets = [
        Target(
            name=satellite.name,
            owner=satellite.owner,
            norad_id=satellite.norad_id,
            tracks=tracks.by_name[satellite.name],
        )
        for satellite in satellites
    ]
    return targets, tracks.notes


def calendar_rows(terminal: str, contacts: Sequence[Contact]) -> list[dict[str, Any]]:
    """Return the contacts of a terminal as rows that a program reads."""
    return [_row(terminal, contact) for contact in contacts]


def _row(terminal: str, contact: Contact) -> dict[str, Any]:
    pair = contact.pair
    return {
        "terminal": terminal,
        "satellite": contact.target.name,
        "owner": contact.target.owner,
        "norad_id": contact.target.norad_id,
        "start": posix_text(contact.start),
        "end": posix_text(contact.end),
        "max_elevation_deg": round(contact.max_elevation_deg, 3),
        "state": contact.state,
        "usable": contact.usable,
        "reasons": list(contact.reasons),
        "radio": pair.radio.name if pair else None,
        "waveform": pair.waveform.id if pair else None,
        "bits_up": sum(piece.bits for piece in contact.up),
        "bits_down": sum(piece.bits for piece in contact.down),
        "modcods": [*_pieces("up", contact.up), *_pieces("down", contact.down)],
        "price_class": contact.price_class,
    }


def _pieces(direction: str, pieces: Sequence[Piece]) -> list[dict[str, Any]]:
    return [
        {
            "direction": direction,
            "start": posix_text(piece.start),
            "modcod": piece.modcod.name if piece.modcod else None,
            "rate_bps": round(piece.rate_bps),
        }
        for piece in pieces
    ]
