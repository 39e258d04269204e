"""The brief's page of one terminal: its reach and its waits, alone and pooled."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np

from artel.commons.instants import to_posix
from artel.studies.page import Bars, Page, Sheet
from artel.studies.terminal_calendar import calendar_of
from artel.studies.terminals import TERMINALS, subscribers_of
from artel.studies.words import Numeral, Words, names
from artel.terminals.waiting import gaps_between, waiting

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from artel.studies.page import Cell
    from artel.studies.pool import Pool
    from artel.terminals.calendar import Contact
    from artel.terminals.tables import Terminal
    from artel.terminals.waiting import Waiting

    Span = tuple[float, float]

COLUMNS = names(
    "", "owners", "satellites", "contacts", "in reach %", "mean wait min", "95 % wait min",
    "longest wait min", "Mbit up", "Mbit down",
)  # fmt: skip


def page_of(
    pool: Pool, span: tuple[datetime, datetime] | None = None, terminal: str | None = None
) -> Page | None:
    """Return the page of a terminal, the first of the file where none is named, over a span.

    None where the pool has no terminals. Alone means: by satellites of the terminal's home state
    only. In reach means: both directions carry something. Without a span, the pool's first day.
    """
    if TERMINALS not in pool.texts:
        return None
    given = subscribers_of(pool)
    if not given.table.terminal:
        return None
    chosen = given.terminal(terminal) if terminal else given.table.terminal[0]
    epoch = pool.settings.epoch
    asked = span or (epoch, epoch + timedelta(days=1))
    contacts = calendar_of(pool, given, chosen, asked).contacts
    ends = to_posix(asked[0]), to_posix(asked[1])
    alone = [each for each in contacts if each.target.owner == chosen.home]
    return Page(
        title=Words("Terminal {id}: what it reaches", id=chosen.id),
        lead=_lead(chosen, alone, contacts, ends),
        sheets=(
            Sheet(
                Words("Alone and pooled"),
                COLUMNS,
                (
                    _row(Words("alone"), alone, ends),
                    _row(Words("pooled"), contacts, ends),
                    *_by_radio(contacts, ends),
                ),
            ),
            _reasons(contacts),
        ),
        bars=_bars(contacts),
    )


def _lead(chosen: Terminal, alone: Sequence[Contact], pooled: Sequence[Contact], span: Span) -> str:
    mine, ours = (wait_of(contacts, span) for contacts in (alone, pooled))
    states = sorted({each.state for each in pooled if each.usable and each.state})
    return Words(
        "By satellites of {home} alone the terminal is in reach {alone} of the time; pooled "
        "{pooled}, in {states}, and it waits {minutes} minutes at the most.",
        home=chosen.home,
        alone=Numeral(f"{mine.availability:.1%}"),
        pooled=Numeral(f"{ours.availability:.1%}"),
        states=", ".join(states) or Words("no state"),
        minutes=Numeral(f"{ours.max_s / 60.0:.0f}"),
    )


def wait_of(contacts: Sequence[Contact], span: Span) -> Waiting:
    """Return the waiting for contacts in which both directions carry something."""
    opened = [each for contact in contacts for each in contact.open_spans()]
    edges = np.array(opened, float).reshape(-1, 2)
    return waiting(gaps_between(edges[:, 0], edges[:, 1], span), span[1] - span[0])


def _row(name: str, contacts: Sequence[Contact], span: Span) -> tuple[Cell, ...]:
    usable = [each for each in contacts if each.usable]
    wait = wait_of(usable, span)
    minutes = (round(seconds / 60.0, 1) for seconds in (wait.mean_s, wait.p95_s, wait.max_s))
    up = sum(piece.bits for each in usable for piece in each.up)
    down = sum(piece.bits for each in usable for piece in each.down)
    return (
        name,
        len({each.target.owner for each in usable}),
        len({each.target.name for each in usable}),
        len(usable),
        round(100.0 * wait.availability, 1),
        *minutes,
        round(up / 1e6, 1),
        round(down / 1e6, 1),
    )


def _by_radio(contacts: Sequence[Contact], span: Span) -> list[tuple[Cell, ...]]:
    radios = sorted({each.pair.radio.name for each in contacts if each.usable and each.pair})
    mine = {
        name: [each for each in contacts if each.pair and each.pair.radio.name == name]
        for name in radios
    }
    return [_row(Words("pooled, {radio} only", radio=name), mine[name], span) for name in radios]


def _reasons(contacts: Sequence[Contact]) -> Sheet:
    found = Counter(
        reason if reason.startswith("NOT_APPROVED") else reason.partition(":")[0]
        for each in contacts
        for reason in each.reasons
    )
    ranked = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    rows = tuple((_reason(code), count) for code, count in ranked)
    title = Words("Contacts that cannot be used, by reason")
    return Sheet(title, names("reason", "contacts"), rows)


def _reason(code: str) -> Words:
    """Return the code of a reason, with the state that gave no approval where it is that."""
    kind, _, state = code.partition(":")
    return Words("NOT_APPROVED:{state}", state=state) if state else Words(kind)


def _bars(contacts: Sequence[Contact]) -> tuple[Bars, ...]:
    hours: dict[str, float] = {}
    for each in contacts:
        opened = sum(b - a for a, b in each.open_spans()) / 3600.0
        if opened:
            hours[each.target.owner] = hours.get(each.target.owner, 0.0) + opened
    if not hours:
        return ()
    rows = tuple((owner, (round(hours[owner], 1),)) for owner in sorted(hours))
    title = Words("Hours of satellites in reach, by owner")
    return (Bars(title, Words("h"), names("in reach"), rows),)
