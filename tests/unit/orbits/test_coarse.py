from __future__ import annotations

import numpy as np
import pytest

from artel.orbits import coarse
from artel.orbits.elements import Elements, from_facts, from_longitude, satrec
from artel.orbits.frames import length, teme_to_itrf
from artel.orbits.pace import instants, pace_of
from artel.orbits.tracks import state, tracks_of_sets

EPOCH = 1_791_158_400.0
DAY = 86400.0


def oval(eccentricity, turns_a_day, **more):
    return Elements(
        name="OVAL",
        norad_id=2,
        epoch=EPOCH - 3333.3,
        mean_motion=turns_a_day * 2.0 * np.pi / DAY,
        eccentricity=eccentricity,
        inclination=1.1,
        raan=2.0,
        argp=4.7,
        mean_anomaly=0.3,
        **more,
    )


def low(height=500e3, **more):
    return from_facts("LOW", 1, EPOCH, altitude_m=height, inclination=1.7, raan=1.0, **more)


LADDER = {
    "low": low(),
    "very-low": low(330e3, bstar=2e-4),
    "high-drag": low(420e3, bstar=3e-3),
    "high": low(1400e3),
    "oval": oval(0.14, 12.6, bstar=1e-4),
    "long-oval": oval(0.43, 6.6),
    "molniya": oval(0.72, 2.006),
    "navigation": low(20_180e3),
    "ring": from_longitude("RING", 3, EPOCH, 1.0, 0.1),
}
KINDS = pytest.mark.parametrize("one", LADDER.values(), ids=LADDER.keys())


@pytest.fixture
def fast():
    """Return astroz, or skip loudly where it is absent."""
    return pytest.importorskip("astroz", reason="astroz, of the extra `fast`, is not installed")


def test_sgp4_is_always_there_and_what_is_unknown_or_absent_is_refused():
    assert coarse.propagator_of("sgp4") == "sgp4"
    with pytest.raises(ValueError, match="no propagator 'sgp5'; choose sgp4 or astroz"):
        coarse.propagator_of("sgp5")


def test_without_astroz_it_is_sgp4_unless_astroz_is_asked_for(monkeypatch):
    monkeypatch.setattr(coarse, "_astroz", lambda: None)
    assert coarse.propagator_of(None) == "sgp4"
    with pytest.raises(ValueError, match=r"not installed; install artel\[fast\]"):
        coarse.propagator_of("astroz")


@KINDS
def test_positions_are_those_of_sgp4_turned_to_the_earth(one):
    record, step = satrec(one), pace_of(satrec(one)).coarse
    nodes = range(int(EPOCH // step), int(EPOCH // step) + 300)
    r, skip = coarse.teme([record], [None], nodes, step)
    t = instants(nodes, step)
    jd, fraction = 2440587.5 + t // DAY, t % DAY / DAY
    codes, wanted, v = record.sgp4_array(jd, fraction)
    assert not codes.any()
    assert np.array_equal(coarse.in_time(r, skip, 300)[0], wanted)
    bounds = np.array([[6.5e6**2, 6e7**2]])
    for compiled in (False, True):
        turned, kept = coarse.turned(
            (r, skip), coarse.angles(nodes, step), bounds, compiled=compiled
        )
        assert kept.all()
        assert length(turned[0] - teme_to_itrf(wanted * 1e3, v, t)[0]).max() < 1e-6


def test_both_twins_of_the_turn_give_the_same_bits_and_the_same_judgement():
    rng = np.random.default_rng(3)
    r = 7e3 * rng.normal(size=(40, 7, 8, 3))
    r[7, 3, 1, 1] = np.nan
    turn = np.cos(np.arange(50.0)), np.sin(np.arange(50.0))
    squares = np.sort(rng.uniform(1e11, 1e15, (40, 2)), axis=1)
    squares[20:] = 0.0, 1e20
    slow, kept = coarse.turned((r, 5), turn, squares, compiled=False)
    quick, same = coarse.turned((r, 5), turn, squares, compiled=True)
    assert np.array_equal(slow, quick, equal_nan=True)
    assert np.array_equal(kept, same)
    assert not kept[7]
    assert kept[20:].all()


@KINDS
def test_astroz_stays_within_a_metre_of_sgp4(one, fast):
    span = EPOCH, EPOCH + 7 * DAY
    (quick,) = tracks_of_sets([one], *span, propagator="astroz")
    (sure,) = tracks_of_sets([one], *span, propagator="sgp4")
    t = np.linspace(*span, 40_009)
    apart = length(state(quick, t)[0] - state(sure, t)[0])
    assert apart.max() < 1.0
    if satrec(one).method == "d":
        assert apart.max() == 0.0, "deep space is left to sgp4"
    else:
        assert apart.max() > 0.0, "astroz should have been asked"


def test_astroz_is_asked_where_it_is_installed_unless_sgp4_is_named(fast):
    span = EPOCH, EPOCH + 7200.0
    usual, quick, sure = (
        tracks_of_sets([low()], *span, propagator=name)[0].r for name in (None, "astroz", "sgp4")
    )
    assert np.array_equal(usual, quick)
    assert not np.array_equal(usual, sure)


def test_a_node_of_astroz_is_the_same_bits_whatever_span_is_asked_and_whichever_sets(fast):
    sets = [one for one in LADDER.values() if satrec(one).method == "n"]
    wide = tracks_of_sets(sets, EPOCH - 2 * DAY, EPOCH + 5.5 * DAY, propagator="astroz")
    for one, whole in zip(sets, wide, strict=True):
        (alone,) = tracks_of_sets([one], EPOCH + 4321.0, EPOCH + 1.1 * DAY, propagator="astroz")
        first = int(np.searchsorted(whole.t, alone.t[0]))
        assert np.array_equal(alone.r, whole.r[first : first + alone.t.size])


def test_where_sgp4_fails_near_the_epoch_astroz_is_not_asked(fast):
    doomed = low(250e3, bstar=4e-2)
    code, _, _ = satrec(doomed).sgp4_tsince(1440.0)
    assert code
    assert coarse.fast_ones([satrec(doomed), satrec(low())], "astroz")[0] is None
    assert coarse.fast_ones([satrec(doomed), satrec(low())], "astroz")[1] is not None


def test_guards_hold_with_astroz_too(fast):
    fallen = low(250e3, bstar=4e-3)
    for begin in (0.0, 20.0):
        span = EPOCH + begin * DAY, EPOCH + 21 * DAY
        (quick,) = tracks_of_sets([fallen], *span, propagator="astroz")
        (sure,) = tracks_of_sets([fallen], *span, propagator="sgp4")
        assert quick.reason == sure.reason != ""
        assert np.array_equal(quick.r, sure.r)


@pytest.mark.realdata
def test_over_a_catalogue_astroz_stays_within_a_metre(fast, shared_data):
    import gzip

    from artel.orbits.tle import read_tle

    text = gzip.decompress((shared_data / "elements" / "active_2026-08-22.tle.gz").read_bytes())
    sets = read_tle(text.decode()).records[::23]
    span = EPOCH - 40 * DAY, EPOCH - 39 * DAY
    apart = [
        np.abs(quick.r - sure.r).max()
        for quick, sure in zip(
            tracks_of_sets(sets, *span, propagator="astroz"),
            tracks_of_sets(sets, *span, propagator="sgp4"),
            strict=True,
        )
        if not sure.empty
    ]
    assert len(apart) > 600
    assert max(apart) < 1.0
