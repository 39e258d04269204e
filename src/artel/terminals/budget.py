"""A link's budget line by line, up or down, over any number of instants at once.

Every line is a signed number, and C/N0 is their sum: what a person reads in one budget is what
the calendar computes over a pass.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from artel.terminals.decibels import BOLTZMANN_DB, combined_dbhz, db, free_space_loss_db
from artel.terminals.modcods import TABLES, best

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from artel.terminals.looks import Look
    from artel.terminals.matching import Pair
    from artel.terminals.modcods import Modcod

    Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """The plain numbers of one hop between terminal and satellite.

    `backoff_db` is what an approval takes off the sender's EIRP; `feeder_dbhz` is the C/N0 of the
    other hop through a satellite that does not decode, or None where it does; `steps` are the
    modulations and codes, by rising Es/N0.
    """

    direction: str
    frequency_hz: float
    eirp_dbw: float
    g_over_t_dbk: float
    symbols_per_s: float
    implementation_db: float
    steps: tuple[Modcod, ...]
    backoff_db: float = 0.0
    polarisation_db: float = 0.0
    ionosphere_db: float = 0.0
    fade_db: float = 0.0
    feeder_dbhz: float | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Geometry:
    """What changes along a pass: slant range, m, and the loss of each antenna's pattern, dB."""

    slant_m: Floats
    terminal_loss_db: Floats
    satellite_loss_db: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """One line of a budget: a signed value (n,), its unit, and the formula or reason behind it.

    A line that `adds` is a term; the others say what the lines above come to, or inform.
    """

    name: str
    value: Floats
    unit: str
    why: str
    adds: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class Hop:
    """The budget of one direction: its lines, C/N0 in dBHz, and the Es/N0 that may be used, dB."""

    link: Link
    lines: tuple[Line, ...]
    c_n0: Floats
    es_n0: Floats

    @property
    def modcod(self) -> NDArray[np.int64]:
        """Index of the best step that closes, or -1, (n,)."""
        return best(self.link.steps, self.es_n0)

    @property
    def margin(self) -> Floats:
        """Es/N0 over what the lowest step needs, dB, (n,)."""
        return self.es_n0 - self.link.steps[0].es_n0_db


def hop(link: Link, geometry: Geometry) -> Hop:
    """Return the budget of a link along a geometry."""
    lines = [*_sent(link, geometry), *_path(link, geometry), *_heard(link, geometry)]
    single = np.asarray(sum(line.value for line in lines if line.adds))
    lines.append(Line("C/N0 of the hop", single, "dBHz", "the sum of the lines above", adds=False))
    c_n0 = single
    if link.feeder_dbhz is not None:
        c_n0 = np.asarray(combined_dbhz(single, link.feeder_dbhz))
        why = "the satellite does not decode: the noise of its hub's hop adds"
        lines += [
            Line("C/N0 of the hub", _flat(link.feeder_dbhz, single), "dBHz", "given", adds=False),
            Line("C/N0 of both hops", c_n0, "dBHz", why, adds=False),
        ]
    symbols = float(db(link.symbols_per_s))
    raw = c_n0 - symbols
    es_n0 = raw - link.implementation_db
    lines += [
        Line("Symbol rate", _flat(-symbols, raw), "dBHz", f"{link.symbols_per_s:g} symbols/s"),
        Line("Es/N0", raw, "dB", "C/N0 less the symbol rate", adds=False),
        Line("Implementation margin", _flat(-link.implementation_db, raw), "dB", "the waveform's"),
        Line("Es/N0 that may be used", es_n0, "dB", "Es/N0 less the margin", adds=False),
    ]
    return Hop(link, tuple(lines), c_n0, es_n0)


def _sent(link: Link, geometry: Geometry) -> list[Line]:
    up = link.direction == "up"
    sender = "Terminal" if up else "Satellite"
    own = geometry.terminal_loss_db if up else geometry.satellite_loss_db
    lines = [Line(f"{sender}'s EIRP", _flat(link.eirp_dbw, own), "dBW", "where it is strongest")]
    if link.backoff_db > 0.0:
        why = "down to what the state's approval allows"
        lines.append(Line("Back-off", _flat(-link.backoff_db, own), "dB", why))
    lines.append(Line(f"{sender}'s pattern", -own, "dB", "off its strongest direction"))
    return lines


def _path(link: Link, geometry: Geometry) -> list[Line]:
    loss = free_space_loss_db(geometry.slant_m, link.frequency_hz)
    why = f"(4 pi d f / c)^2 at {link.frequency_hz / 1e6:g} MHz"
    return [
        Line("Slant range", geometry.slant_m / 1e3, "km", "between the two", adds=False),
        Line("Free space", -loss, "dB", why),
        Line("Polarisation", _flat(-link.polarisation_db, loss), "dB", "mismatch, given"),
        Line("Ionosphere", _flat(-link.ionosphere_db, loss), "dB", "scintillation, given"),
        Line("Fade margin", _flat(-link.fade_db, loss), "dB", "rain, trees, gases; given"),
    ]


def _heard(link: Link, geometry: Geometry) -> list[Line]:
    up = link.direction == "up"
    own = geometry.satellite_loss_db if up else geometry.terminal_loss_db
    name = "Satellite's pattern" if up else "Terminal's pattern"
    return [
        Line(name, -own, "dB", "off its strongest direction"),
        Line("G/T", _flat(link.g_over_t_dbk, own), "dB/K", "the receiver's, where it is strongest"),
        Line("Boltzmann", _flat(-BOLTZMANN_DB, own), "dB K Hz/W", "1/k, the noise of one kelvin"),
    ]


def _flat(value: float, like: Floats) -> Floats:
    return np.full(np.shape(like), value + 0.0)  # a loss of nothing is 0, not -0


def link_of(pair: Pair, direction: str, limit_dbw: float | None = None) -> Link:
    """Return the link of a pair; `limit_dbw` is the EIRP that the terminal's state allows it."""
    radio, payload, waveform = pair.radio, pair.payload, pair.waveform
    up = direction == "up"
    eirp = radio.up.eirp_dbw if up else payload.down.eirp_dbw
    feeder = payload.feeder
    other = None if feeder is None else feeder.down_c_n0_dbhz if up else feeder.up_c_n0_dbhz
    limited = up and limit_dbw is not None
    return Link(
        direction=direction,
        frequency_hz=1e6 * (pair.up_mhz if up else pair.down_mhz),
        eirp_dbw=eirp,
        g_over_t_dbk=payload.up.g_over_t_dbk if up else radio.down.g_over_t_dbk,
        symbols_per_s=1e3 * (waveform.up_ksps if up else waveform.down_ksps),
        implementation_db=waveform.implementation_margin_db,
        steps=TABLES[waveform.modcods].steps(),
        backoff_db=max(0.0, eirp - limit_dbw) if limited and limit_dbw is not None else 0.0,
        polarisation_db=payload.polarisation_db,
        ionosphere_db=payload.ionosphere_db,
        fade_db=payload.fade_db,
        feeder_dbhz=other,
    )


def geometry_of(pair: Pair, seen: Look) -> Geometry:
    """Return what the antennas of a pair lose along a look."""
    return Geometry(
        seen.slant_m,
        pair.radio.antenna.loss_db(seen.off_boresight_deg),
        pair.payload.beam.loss_db(seen.off_beam_deg),
    )
