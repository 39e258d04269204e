"""Decay: SGP4 may answer with error code 0 and nonsense, and no such state may make a window.

sgp4 issue 137 tells of it; the element sets here were made until SGP4 did it. Each test first
shows the nonsense in SGP4 itself, with its code 0.
"""

from __future__ import annotations

import numpy as np
import pytest
from fleets import DAY, EPOCH, doomed
from reference import height, positions, record, usable_end

from artel.orbits.elements import apogee_height, from_facts
from artel.orbits.propagate import states, usable_span
from artel.orbits.time import epoch_text
from artel.orbits.tracks import track_of
from artel.orbits.visibility import elevation_windows, off_nadir_windows, sites_of

EVERYWHERE = sites_of(
    np.radians([90.0, 0.0, 0.0, 0.0, 0.0, -90.0]), np.radians([0, 0, 90, 180, 270, 0])
)


def falling(bstar, altitude_m=400e3, eccentricity=0.001):
    return from_facts(
        "FALLING",
        41,
        EPOCH,
        altitude_m=altitude_m,
        inclination=1.0,
        raan=1.0,
        eccentricity=eccentricity,
        bstar=bstar,
    )


BELOW, BEYOND = "below 120 km", "further out than its own apogee"
NONSENSE = pytest.mark.parametrize(
    ("one", "far_km", "said"),
    [
        # With how far away SGP4 once puts it, and what is the first thing wrong.
        pytest.param(falling(0.05), 2.0e6, BELOW, id="two-million-km-away"),
        pytest.param(falling(-0.05, 250e3), 1.0e9, BELOW, id="farther-than-the-sun"),
        pytest.param(falling(-0.19, 12_273e3, 0.647), 5.0e4, BEYOND, id="off-its-oval"),
    ],
)
DAYS = 30.0


def answered(elements, days):
    """Return t and SGP4's positions where its own error code is 0."""
    t = elements.epoch + np.arange(0.0, days * DAY, 120.0)
    r, codes = positions(record(elements), t)
    return t[codes == 0], r[codes == 0]


@NONSENSE
def test_sgp4_answers_with_code_0_and_nonsense_and_no_state_of_it_is_used(one, far_km, said):
    t, r = answered(one, DAYS)
    assert np.linalg.norm(r, axis=-1).max() > far_km * 1e3
    assert height(r).min() < 60e3
    used, _, good = states(one, t)
    assert np.isnan(used[~good]).all()
    high = height(used[good])
    assert high.min() >= 120e3
    assert high.max() < (apogee_height(one) + 6.4e6) * 1.06


@NONSENSE
def test_nonsense_ends_the_ephemeris_with_a_sentence_and_makes_no_window(one, far_km, said):
    span = (one.epoch, one.epoch + DAYS * DAY)
    track = track_of(one, *span)
    assert track.reason == f"FALLING: the ephemeris ends at {epoch_text(track.end, 3)}Z: {said}."
    found = elevation_windows([track], EVERYWHERE, np.radians(-80.0), span)
    assert len(found)
    assert found.end.max() <= track.end
    assert found.cut_end[found.end == track.end].all()
    after = (track.end + 1.0, span[1])
    for find in (elevation_windows, off_nadir_windows):
        assert len(find([track], EVERYWHERE, 0.1, after)) == 0
        assert len(find([track_of(one, *after)], EVERYWHERE, 0.1, after)) == 0
    assert track_of(one, *after).reason == track.reason


def test_the_end_is_where_the_reference_finds_it():
    one = doomed()
    end = usable_end(record(one), one.epoch, one.epoch + 30.0 * DAY)
    span = usable_span(one, one.epoch, one.epoch + 30.0 * DAY)
    assert span.end == pytest.approx(end, abs=0.01)
    assert span.start == one.epoch


def test_a_decayed_object_that_looks_well_for_most_of_each_turn_stays_ended():
    # Its perigee has gone under 120 km; between perigees every state looks sound.
    one = falling(0.07, altitude_m=6_900e3, eccentricity=0.509)
    t, r = answered(one, 3.0)
    sound = height(r) >= 120e3
    first = int(np.argmin(sound))
    assert first > 0
    after = np.flatnonzero(sound & (t > t[first] + 3600.0))
    runs = np.split(after, np.flatnonzero(np.diff(after) > 1) + 1)
    longest = max(runs, key=len)
    assert len(longest) * 120.0 > 3600.0, "it should look well for more than an hour"
    track = track_of(one, t[longest[1]], t[longest[-2]])
    assert track.empty
    assert "below 120 km" in track.reason


def test_a_sound_orbit_is_not_ended():
    one = from_facts("SOUND", 42, EPOCH, altitude_m=700e3, inclination=1.7, raan=0.0, bstar=1e-4)
    track = track_of(one, EPOCH + 30.0 * DAY, EPOCH + 31.0 * DAY)
    assert (track.start, track.end) == (EPOCH + 30.0 * DAY, EPOCH + 31.0 * DAY)
    assert track.reason == ""
