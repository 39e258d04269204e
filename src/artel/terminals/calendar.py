"""Contacts of one terminal with one satellite: when, at what rate, or the reasons why not."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from artel.commons.instants import from_posix
from artel.orbits.conjunctions import windows
from artel.orbits.masks import mask_of_degrees
from artel.orbits.visibility import Sites, elevation_windows
from artel.terminals.approvals import allowed_eirp
from artel.terminals.budget import link_of
from artel.terminals.matching import match, payloads_of
from artel.terminals.meeting import Meeting, Stay
from artel.terminals.timeline import highest, spans_above, timeline

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from artel.terminals.budget import Link
    from artel.terminals.matching import Pair
    from artel.terminals.meeting import Rules, Subject, Target
    from artel.terminals.tables import Terminal, TerminalsTable
    from artel.terminals.timeline import Piece

    Floats = NDArray[np.float64]
    Span = tuple[float, float]

OWN = "own"
"""The price class of a terminal on its home state's own satellites."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A span [start, end), POSIX s, in which a satellite stands over a terminal in one state.

    It is usable when there is no reason against it; `up` and `down` are then its timelines.
    """

    target: Target
    start: float
    end: float
    max_elevation_deg: float
    state: str | None
    reasons: tuple[str, ...]
    pair: Pair | None = None
    up: tuple[Piece, ...] = ()
    down: tuple[Piece, ...] = ()
    price_class: str | None = None

    @property
    def usable(self) -> bool:
        """Whether the terminal may use it, and can both send and receive at some instant."""
        return not self.reasons

    def open_spans(self) -> list[Span]:
        """Return when both directions carry something, POSIX s."""
        return [
            (max(up.start, down.start), min(up.end, down.end))
            for up in self.up
            for down in self.down
            if up.modcod and down.modcod and min(up.end, down.end) > max(up.start, down.start)
        ]


def contacts_of(subject: Subject, target: Target, rules: Rules, span: Span) -> list[Contact]:
    """Return every pass of a satellite over a terminal, usable or with its reasons, by start.

    A satellite that never rises in the span gives one contact with the reason LOW_EL.
    """
    kind = rules.table.type_of(subject.terminal)
    found = match(rules.table, kind, payloads_of(rules.table, target.name))
    out: list[Contact] = []
    tops: list[float] = []
    for track in target.tracks:
        low, high = max(span[0], track.start), min(span[1], track.end)
        if high <= low:
            continue
        meeting = Meeting(subject=subject, target=target, rules=rules, track=track)
        passes = passes_of(meeting, (low, high))
        clear = clear_of(meeting, (low, high))
        for each in passes:
            for pair in found.pairs:
                out += _paired(meeting, pair, each, clear)
            if not found.pairs:
                out += _unmatched(meeting, each, found.missing)
        tops += [] if passes else [highest(meeting.elevation, low, high)]
    if tops and not out:
        out = [_never(target, span, subject.stays[0].state, max(tops))]
    return sorted(out, key=lambda contact: contact.start)


def passes_of(meeting: Meeting, span: Span) -> list[Span]:
    """Return when the satellite is above the horizon."""
    where = meeting.subject.where
    if where.moves:
        return spans_above(meeting.elevation, *span, 0.0)
    found = elevation_windows([meeting.track], Sites(*where.site()), 0.0, span)
    return list(zip(found.start.tolist(), found.end.tolist(), strict=True))


def clear_of(meeting: Meeting, span: Span) -> list[Span]:
    """Return when the satellite is above the terminal's own mask, or always where it has none."""
    mask, where = meeting.subject.terminal.mask_deg, meeting.subject.where
    if mask is None:
        return [span]
    found = windows([meeting.track], Sites(*where.site()), [mask_of_degrees(mask)], span)
    return list(zip(found.start.tolist(), found.end.tolist(), strict=True))


def _never(target: Target, span: Span, state: str | None, top: float) -> Contact:
    return Contact(
        target=target,
        start=span[0],
        end=span[1],
        max_elevation_deg=top,
        state=state,
        reasons=(_short("LOW_EL", top),),
    )


def _unmatched(meeting: Meeting, span: Span, reason: str) -> list[Contact]:
    return [
        Contact(
            target=meeting.target,
            start=stay.start,
            end=stay.end,
            max_elevation_deg=highest(meeting.elevation, stay.start, stay.end),
            state=stay.state,
            reasons=(reason,),
        )
        for stay in meeting.subject.stays_within(*span)
    ]


def _paired(meeting: Meeting, pair: Pair, span: Span, clear: list[Span]) -> list[Contact]:
    """Return the contacts of a pass with one pair of radios.

    That is what the antenna can point at and the terminal's horizon does not hide.
    """
    high = spans_above(meeting.elevation, *span, pair.radio.antenna.min_elevation_deg)
    spans = [(max(a, c), min(b, d)) for a, b in high for c, d in clear if min(b, d) > max(a, c)]
    barrier = "" if spans else "HIDDEN" if high else "LOW_EL"
    return [
        _contact(meeting, pair, stay, barrier)
        for each in spans or [span]
        for stay in meeting.subject.stays_within(*each)
    ]


def _contact(meeting: Meeting, pair: Pair, stay: Stay, barrier: str) -> Contact:
    top = highest(meeting.elevation, stay.start, stay.end)
    price, limit, reasons = papers(meeting, pair, stay)
    links = link_of(pair, "up", limit), link_of(pair, "down")
    reasons += [_short(barrier, top)] if barrier else _too_weak(meeting, pair, links, stay)
    up, down = (
        timeline(
            lambda t, link=link: meeting.hop(pair, link, t).es_n0,  # type: ignore[misc]
            (stay.start, stay.end),
            link.steps,
            link.symbols_per_s,
        )
        if not reasons
        else ()
        for link in links
    )
    return Contact(
        target=meeting.target,
        start=stay.start,
        end=stay.end,
        max_elevation_deg=top,
        state=stay.state,
        reasons=tuple(reasons),
        pair=pair,
        up=up,
        down=down,
        price_class=price,
    )


def papers(meeting: Meeting, pair: Pair, stay: Stay) -> tuple[str | None, float | None, list[str]]:
    """Return the price class, the EIRP that is allowed, and the reasons where one is missing."""
    terminal, rules = meeting.subject.terminal, meeting.rules
    at = from_posix(stay.start)
    price = price_class(rules.table, terminal, meeting.target.owner, pair.waveform.id, stay.start)
    limit = allowed_eirp(rules.approvals, terminal.type, stay.state, pair.up_mhz, at)
    reasons = [] if price is not None else ["NO_GRANT"]
    reasons += [] if limit is not None else [f"NOT_APPROVED:{stay.state or '?'}"]
    return price, limit, reasons


def price_class(
    table: TerminalsTable, terminal: Terminal, owner: str, waveform: str, at: float
) -> str | None:
    """Return the price class under which a terminal may use an owner's satellite, or None."""
    if owner == terminal.home:
        return OWN
    granted = (
        row.price_class
        for row in table.grants
        if row.home == terminal.home
        and row.visited == owner
        and waveform in row.waveforms
        and row.in_force(from_posix(at))
    )
    return next(granted, None)


def _too_weak(meeting: Meeting, pair: Pair, links: tuple[Link, Link], stay: Stay) -> list[str]:
    """Return NO_MARGIN where the weaker direction never closes, with the best that it has."""

    def margin(t: Floats) -> Floats:
        up, down = (meeting.hop(pair, link, t).margin for link in links)
        return np.minimum(up, down)

    most = highest(margin, stay.start, stay.end)
    if most >= 0.0:
        return []
    reasons = [f"NO_MARGIN:{_tenths(most)}dB"]
    if links[0].backoff_db > 0.0:
        reasons.append(f"EIRP_LIMIT:{links[0].eirp_dbw - links[0].backoff_db:.1f}dBW")
    return reasons


def _short(barrier: str, top: float) -> str:
    return f"{barrier}:{_tenths(top)}deg"


def _tenths(value: float) -> str:
    """Return a figure that falls short, rounded down, so that it never reads as enough."""
    return f"{math.floor(10.0 * value) / 10.0:.1f}"
