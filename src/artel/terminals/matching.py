"""Which radio of a terminal speaks with which radio of a satellite, and in which waveform."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from artel.commons.names import matches

if TYPE_CHECKING:
    from collections.abc import Sequence

    from artel.terminals.figures import Band
    from artel.terminals.tables import (
        Payload,
        TerminalRadio,
        TerminalsTable,
        TerminalType,
        Waveform,
    )

    Edges = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A terminal's radio and a satellite's payload that could speak, with frequencies in MHz."""

    radio: TerminalRadio
    payload: Payload
    waveform: Waveform
    up_mhz: float
    down_mhz: float


@dataclass(frozen=True, slots=True)
class Match:
    """The pairs of a terminal's type and a satellite; without one, the code of what is missing."""

    pairs: tuple[Pair, ...]
    missing: str = ""


def payloads_of(table: TerminalsTable, satellite: str) -> tuple[Payload, ...]:
    """Return the payloads that the satellite of that name carries."""
    return tuple(row for row in table.payloads if matches(row.satellites, satellite))


def match(table: TerminalsTable, kind: TerminalType, payloads: Sequence[Payload]) -> Match:
    """Return every pair with common bands, wide enough for a waveform that both speak.

    The carrier stands in the middle of the common band.
    """
    near = [
        (radio, payload, up, down)
        for payload in payloads
        for radio in kind.radios
        if (up := _common(radio.up, payload.up)) and (down := _common(radio.down, payload.down))
    ]
    spoken = [
        (radio, payload, table.waveform(name), up, down)
        for radio, payload, up, down in near
        for name in radio.waveforms
        if name in payload.waveforms
    ]
    pairs = tuple(
        Pair(
            radio=radio,
            payload=payload,
            waveform=waveform,
            up_mhz=sum(up) / 2.0,
            down_mhz=sum(down) / 2.0,
        )
        for radio, payload, waveform, up, down in spoken
        if _fits(waveform, up, down)
    )
    if pairs:
        return Match(pairs)
    return Match((), "NO_WAVEFORM" if near and not spoken else "NO_BAND")


def _common(terminal: Band, satellite: Band) -> Edges | None:
    return terminal.common(satellite)


def _fits(waveform: Waveform, up: Edges, down: Edges) -> bool:
    wide = 1.0 + waveform.roll_off
    return wide * waveform.up_ksps <= 1e3 * (up[1] - up[0]) and wide * waveform.down_ksps <= 1e3 * (
        down[1] - down[0]
    )
