"""SGP4's own verification vectors, through our reader and our records.

`SGP4-VER.TLE` and `tcppver.out` (Vallado, Crawford, Hujsak and Kelso, AIAA 2006-6753) ship inside
the sgp4 package. Positions there are printed to 1e-8 km, in TEME, for WGS72.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import numpy as np
import pytest

from artel.orbits.elements import satrec, semi_major_axis
from artel.orbits.propagate import _teme, states, usable_span
from artel.orbits.time import julian_split
from artel.orbits.tle import read_tle

TOLERANCE_M = 1e-3
TOLERANCE_M_S = 2e-6  # the file prints 1e-6
# The published file carries these with wrong check digits, on purpose.
WRONG_CHECKSUMS = {33333, 33334, 33335}
# An object made up by the authors, whose eccentricity grows from 0.95 to 0.998 in 20 minutes.
MADE_UP = 33333
BELOW, BEYOND = 101, 102


def mended(line):
    digits = sum(int(c) if c.isdigit() else c == "-" for c in line[:68])
    return f"{line[:68]}{digits % 10}"


@cache
def element_lines():
    text = (files("sgp4") / "SGP4-VER.TLE").read_text()
    return tuple(line for line in text.splitlines() if line[:2] in {"1 ", "2 "})


@cache
def cases():
    """Return (elements, minutes from the epoch, states in km and km/s) of every satellite."""
    text = (files("sgp4") / "tcppver.out").read_text()
    blocks = []
    for line in text.splitlines():
        if line.rstrip().endswith("xx"):
            blocks.append([])
        elif line.strip():
            blocks[-1].append([float(field) for field in line.split()[:7]])
    records = read_tle("\n".join(mended(line[:69]) for line in element_lines())).records
    assert len(records) == len(blocks) == 33
    return [(one, np.array(block)) for one, block in zip(records, blocks, strict=True)]


def test_wrong_check_digits_in_the_published_file_are_named():
    readings = read_tle("\n".join(line[:69] for line in element_lines()))
    assert {int(problem.record.split()[-1]) for problem in readings.problems} == WRONG_CHECKSUMS
    assert len(readings.records) == 30


def test_every_published_state_is_met_to_a_millimetre():
    used, worst, worst_low = 0, np.zeros(2), 0.0
    for elements, table in cases():
        r, v, codes = _teme(elements, elements.epoch + table[:, 0] * 60.0)
        off_r = np.abs(r - 1e3 * table[:, 1:4]).max(axis=-1)
        off_v = np.abs(v - 1e3 * table[:, 4:7]).max(axis=-1)
        low = (codes == BELOW) | ((codes == 0) & (elements.norad_id == MADE_UP))
        good = (codes == 0) & ~low
        worst = np.maximum(worst, [off_r[good].max(initial=0.0), off_v[good].max(initial=0.0)])
        worst_low = max(worst_low, float(off_r[low].max(initial=0.0)))
        used += int(good.sum())
    assert used == 638
    assert worst[0] <= TOLERANCE_M
    assert worst[1] <= TOLERANCE_M_S
    # Deep in the air, and for the object made up to fail within minutes, a digit's error grows.
    assert worst_low <= 0.01


def test_published_states_below_120_km_are_given_but_not_used():
    # Four published objects graze or enter the air: SGP4 answers, we do not use the answer.
    low = {}
    for elements, table in cases():
        codes = _teme(elements, elements.epoch + table[:, 0] * 60.0)[2]
        if (codes == BELOW).any():
            low[elements.norad_id] = int((codes == BELOW).sum())
    assert low == {22312: 8, 28350: 9, 28872: 2, 29141: 4}


def test_a_published_state_beyond_its_own_apogee_is_not_used():
    elements, table = next(case for case in cases() if case[0].norad_id == 33333)
    r, _, codes = _teme(elements, elements.epoch + table[:, 0] * 60.0)
    assert codes[-1] == BEYOND
    assert satrec(elements).sgp4_tsince(table[-1, 0])[0] == 0, "SGP4 itself finds nothing wrong"
    # The file's own number for it, printed with an exponent where others need none.
    assert np.linalg.norm(r[-1]) == pytest.approx(1e3 * np.linalg.norm(table[-1, 1:4]), rel=1e-6)
    assert np.linalg.norm(r[-1]) > 1.05 * semi_major_axis(elements) * (1 + elements.eccentricity)


def test_where_sgp4_stops_the_ephemeris_ends_with_a_sentence():
    spans = [line[69:].split() for line in element_lines() if line.startswith("2 ")]
    stops = []
    for (elements, _), fields in zip(cases(), spans, strict=True):
        start, stop, step = (float(field) for field in fields)
        t = elements.epoch + 60.0 * np.arange(start, stop + step, step)
        errors = satrec(elements).sgp4_array(*julian_split(t))[0]
        if not errors.any():
            continue
        first = int(np.argmax(errors > 0))
        stops.append((elements.norad_id, int(errors[first])))
        span = usable_span(elements, t[0], t[-1])
        assert span.end < t[first]
        assert span.reason.startswith(f"{elements.norad_id}: the ephemeris ends at ")
        assert not states(elements, t)[2][first:].all()
    # As sgp4's own tests expect it over the spans that stand behind column 69 of each line 2.
    assert stops == [
        (22312, 1),
        (28350, 1),
        (28872, 6),
        (29141, 6),
        (33333, 4),
        (33334, 3),
        (20413, 6),
    ]
