"""The budget of a terminal's link with one satellite at an instant, line by line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from artel.commons.errors import InputError
from artel.commons.instants import posix_text, to_posix
from artel.commons.names import hint
from artel.studies.terminal_calendar import messengers, targets_of
from artel.studies.terminals import rules_of
from artel.terminals.budget import link_of
from artel.terminals.calendar import papers, passes_of
from artel.terminals.looks import look
from artel.terminals.matching import match, payloads_of
from artel.terminals.meeting import Meeting, Stay, subject_of
from artel.terminals.timeline import peak

if TYPE_CHECKING:
    from datetime import datetime

    from artel.studies.pool import Pool
    from artel.studies.terminals import Subscribers
    from artel.terminals.budget import Hop
    from artel.terminals.matching import Pair
    from artel.terminals.meeting import Target
    from artel.terminals.tables import Terminal

SEARCH_S = 86400.0
"""How far ahead the next pass is looked for."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A terminal, a satellite by name, and an instant, or where to begin to look for a pass."""

    terminal: Terminal
    satellite: str
    at: datetime | None
    begin: datetime


def budget_of(pool: Pool, given: Subscribers, asked: Asked) -> dict[str, Any]:
    """Return the budgets, up and down, for each pair of radios that could speak.

    Without an instant it is the highest of the next pass within a day of `begin`. What papers
    are missing is among the reasons; the budget is computed all the same. Raises InputError for a
    satellite without a radio for terminals, and for one that is below the horizon.
    """
    target, meeting, at = _found(pool, given, asked)
    rules = meeting.rules
    found = match(
        rules.table, rules.table.type_of(asked.terminal), payloads_of(rules.table, target.name)
    )
    seen = look(meeting.track, meeting.subject.where, at)
    stay = Stay(start=at, end=at, state=meeting.subject.where.state_at(at, rules.state_of))
    return {
        "terminal": asked.terminal.id,
        "satellite": target.name,
        "owner": target.owner,
        "norad_id": target.norad_id,
        "at": posix_text(at),
        "state": stay.state,
        "elevation_deg": round(float(seen.elevation_deg[0]), 3),
        "slant_km": round(float(seen.slant_m[0]) / 1e3, 3),
        "reasons": [found.missing] if found.missing else [],
        "budgets": [row for pair in found.pairs for row in _pair_rows(meeting, pair, stay)],
    }


def _found(pool: Pool, given: Subscribers, asked: Asked) -> tuple[Target, Meeting, float]:
    """Return the satellite, the meeting on the track that holds the instant, and the instant."""
    choice = [row for row in messengers(pool, given) if row.name == asked.satellite]
    if not choice:
        near = hint(asked.satellite, [row.name for row in messengers(pool, given)])
        raise InputError(
            f"No satellite with a radio for terminals is called '{asked.satellite}'.",
            next_step=f"{near[:1].upper()}{near[1:]}",
        )
    begin = to_posix(asked.begin if asked.at is None else asked.at)
    span = begin, begin + (SEARCH_S if asked.at is None else 1.0)
    rules = rules_of(pool, given)
    (target,), _ = targets_of(pool, choice, span)
    subject = subject_of(asked.terminal, rules, span)
    meetings = [
        Meeting(subject=subject, target=target, rules=rules, track=track) for track in target.tracks
    ]
    meeting, at = _next_top(meetings, span) if asked.at is None else (_at(meetings, begin), begin)
    elevation = float(meeting.elevation(np.array([at]))[0])
    if elevation < 0.0:
        raise InputError(
            f"{target.name} stands {-elevation:.1f} degrees below the horizon of "
            f"{asked.terminal.id} at {posix_text(at)[:19]}Z.",
            next_step="Leave --at out for the next pass, or see artel terminal calendar.",
        )
    return target, meeting, at


def _at(meetings: list[Meeting], at: float) -> Meeting:
    for meeting in meetings:
        if meeting.track.start <= at <= meeting.track.end:
            return meeting
    raise InputError(
        "The satellite's orbit is not known at that instant.", next_step="Give another."
    )


def _next_top(meetings: list[Meeting], span: tuple[float, float]) -> tuple[Meeting, float]:
    """Return the meeting and the instant of the highest point of the next pass worth the name.

    That is the first one above the mask of any of the terminal's antennas, or else the highest.
    """
    tops = []
    for meeting in meetings:
        low, high = max(span[0], meeting.track.start), min(span[1], meeting.track.end)
        tops += [
            (meeting, *peak(meeting.elevation, *each)) for each in passes_of(meeting, (low, high))
        ]
    if not tops:
        raise InputError(
            "The satellite does not rise over the terminal within a day.",
            next_step="Give another satellite, or a later --at.",
        )
    kind = meetings[0].rules.table.type_of(meetings[0].subject.terminal)
    mask = min(radio.antenna.min_elevation_deg for radio in kind.radios)
    good = [top for top in tops if top[2] >= mask]
    chosen = min(good, key=lambda top: top[1]) if good else max(tops, key=lambda top: top[2])
    return chosen[0], chosen[1]


def _pair_rows(meeting: Meeting, pair: Pair, stay: Stay) -> list[dict[str, Any]]:
    price, limit, reasons = papers(meeting, pair, stay)
    at = np.array([stay.start])
    links = link_of(pair, "up", limit), link_of(pair, "down")
    head = {
        "radio": pair.radio.name,
        "payload": pair.payload.id,
        "waveform": pair.waveform.id,
        "price_class": price,
        "reasons": reasons,
    }
    return [head | _hop_row(meeting.hop(pair, link, at)) for link in links]


def _hop_row(hop: Hop) -> dict[str, Any]:
    index = int(hop.modcod[0])
    chosen = hop.link.steps[max(index, 0)]
    return {
        "direction": hop.link.direction,
        "lines": [
            {
                "name": line.name,
                "value": round(float(line.value[0]), 3),
                "unit": line.unit,
                "why": line.why,
                "adds": line.adds,
            }
            for line in hop.lines
        ],
        "c_n0_dbhz": round(float(hop.c_n0[0]), 3),
        "es_n0_db": round(float(hop.es_n0[0]), 3),
        "modcod": chosen.name if index >= 0 else None,
        "needs_db": chosen.es_n0_db,
        "margin_db": round(float(hop.es_n0[0]) - chosen.es_n0_db, 3),
        "rate_bps": round(chosen.bits_per_symbol * hop.link.symbols_per_s) if index >= 0 else 0,
    }
