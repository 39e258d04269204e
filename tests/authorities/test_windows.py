"""Windows against the dense reference: none missed, none extra, every end within 10 ms."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from fleets import DAY, EPOCH, HARD_PLACES, TURN, doomed, high_ovals, low_orbits, rings
from reference import Place, above, compare, in_view, peaks, record, scan, usable_end, windows

from artel.orbits.elements import Elements
from artel.orbits.tle import read_tle
from artel.orbits.tracks import track_of
from artel.orbits.visibility import Sites, elevation_windows, off_nadir_windows, sites_of

TOLERANCE_S = 0.010
TWIN_S = 1e-4
SPAN = (EPOCH + 1234.5, EPOCH + 1234.5 + 1.3 * DAY)
MASKS_DEG = (-2.0, 0.0, 10.0, 60.0)
FLEETS = {"low": low_orbits, "oval": high_ovals, "ring": rings}
twins = pytest.mark.parametrize("compiled", [False, True], ids=["numpy", "numba"])


def sites_at(places):
    lat = np.radians([place.lat_deg for place in places])
    lon = np.radians([place.lon_deg for place in places])
    return sites_of(lat, lon, [place.height_m for place in places])


@cache
def scans(kind):
    return [scan(record(one), SPAN) for one in FLEETS[kind]()]


@cache
def expected(kind, rule, limit_deg):
    rules = [rule(place, limit_deg) for place in HARD_PLACES]
    return [pair for dense in scans(kind) for pair in windows(dense, rules)]


@cache
def tracks_over(kind):
    return tuple(track_of(one, *SPAN) for one in FLEETS[kind]())


def assert_exact(found, least):
    assert found.expected >= least, "the case is too small to prove anything"
    assert (found.missed, found.extra) == (0, 0)
    assert found.worst_s <= TOLERANCE_S


@twins
@pytest.mark.parametrize("mask_deg", MASKS_DEG)
@pytest.mark.parametrize(("kind", "least"), [("low", 40), ("oval", 8), ("ring", 0)])
def test_windows_above_a_mask_are_those_of_the_reference(kind, least, mask_deg, compiled):
    tracks = tracks_over(kind)
    found = elevation_windows(
        tracks, sites_at(HARD_PLACES), np.radians(mask_deg), SPAN, compiled=compiled
    )
    truth = expected(kind, above, mask_deg)
    assert_exact(compare(truth, found, len(HARD_PLACES)), least)
    assert np.array_equal(found.cut_start, found.start == SPAN[0])
    assert np.array_equal(found.cut_end, found.end == SPAN[1])


@twins
@pytest.mark.parametrize(
    ("kind", "limit_deg", "least"),
    [("low", 5.0, 2), ("low", 40.0, 40), ("low", 75.0, 80), ("oval", 7.0, 10), ("ring", 8.0, 0)],
)
def test_windows_off_nadir_are_those_of_the_reference(kind, limit_deg, least, compiled):
    found = off_nadir_windows(
        tracks_over(kind), sites_at(HARD_PLACES), np.radians(limit_deg), SPAN, compiled=compiled
    )
    truth = expected(kind, in_view, limit_deg)
    assert_exact(compare(truth, found, len(HARD_PLACES)), least)


@pytest.mark.parametrize("kind", FLEETS)
def test_both_twins_give_the_same_windows_to_a_tenth_of_a_millisecond(kind):
    places, tracks = sites_at(HARD_PLACES), tracks_over(kind)
    for find, limit_deg in [(elevation_windows, 3.0), (off_nadir_windows, 30.0)]:
        limit = np.radians(limit_deg)
        one = find(tracks, places, limit, SPAN, compiled=False)
        two = find(tracks, places, limit, SPAN, compiled=True)
        for name in ("satellite", "site", "cut_start", "cut_end"):
            assert np.array_equal(getattr(one, name), getattr(two, name)), name
        for name, tolerance in [("start", TWIN_S), ("end", TWIN_S), ("peak", 1e-9)]:
            assert np.abs(getattr(one, name) - getattr(two, name)).max() <= tolerance, name
        # A peak is flat: its instant is looser than its height.
        assert np.abs(one.peak_time - two.peak_time).max() <= 0.01


@cache
def highest_passes(kind):
    """Return per satellite and place the elevation, rad, of its last peak in the span, or -90."""
    out = []
    for dense in scans(kind):
        tops = [peaks(dense, above(place, 0.0)) for place in HARD_PLACES]
        seen = [top[top[:, 1] > np.radians(-3.0)] for top in tops]
        out.append([top[-1, 1] if len(top) else -0.5 * np.pi for top in seen])
    return np.array(out)


@pytest.mark.parametrize(
    ("kind", "below_deg", "shorter"),
    [
        # How many of the windows must be shorter than a step between nodes, 30 s or so.
        ("low", 0.001, 25),
        ("low", 0.01, 20),
        ("low", 0.05, 10),
        ("oval", 0.001, 10),
        ("oval", 0.01, 2),
        # Under a ring satellite's flat peak a thousandth of a degree lasts longer than a step.
        ("ring", 0.001, 0),
    ],
)
def test_a_grazing_pass_shorter_than_a_step_is_found(kind, below_deg, shorter):
    places, grazing = sites_at(HARD_PLACES), 0
    for index, track in enumerate(tracks_over(kind)):
        masks = highest_passes(kind)[index] - np.radians(below_deg)
        some = np.flatnonzero(masks > -1.0)
        rules = [above(HARD_PLACES[j], np.degrees(masks[j])) for j in some]
        truth = windows(scans(kind)[index], rules)
        chosen = Sites(places.p[some], places.up[some])
        for compiled in (False, True):
            found = elevation_windows([track], chosen, masks[some], SPAN, compiled=compiled)
            assert_exact(compare(truth, found, len(some)), len(some))
        grazing += sum((np.diff(pair) < track.step).any() for pair in truth)
    assert grazing >= shorter


@twins
@pytest.mark.parametrize("length_s", [0.5, 10.0, 45.0, 400.0])
def test_a_span_inside_a_pass_gives_one_window_cut_at_both_ends(length_s, compiled):
    (one, *_), place = low_orbits(), HARD_PLACES[5]
    start, end = max(windows(scan(record(one), SPAN), [above(place, 5.0)])[0], key=np.ptp)
    middle = 0.5 * (start + end)
    span = (middle - 0.5 * length_s, middle + 0.5 * length_s)
    found = elevation_windows(
        [track_of(one, *span)], sites_at([place]), np.radians(5.0), span, compiled=compiled
    )
    assert (found.start.tolist(), found.end.tolist()) == ([span[0]], [span[1]])
    assert found.cut_start.all()
    assert found.cut_end.all()


@twins
def test_a_span_that_ends_inside_a_pass_cuts_that_end_alone(compiled):
    (one, *_), place = low_orbits(), HARD_PLACES[5]
    start, end = windows(scan(record(one), SPAN), [above(place, 5.0)])[0][1]
    track = track_of(one, *SPAN)
    for span in [(start - 300.0, start + 50.0), (end - 50.0, end + 300.0)]:
        truth = windows(scan(record(one), span), [above(place, 5.0)])
        found = elevation_windows(
            [track], sites_at([place]), np.radians(5.0), span, compiled=compiled
        )
        assert_exact(compare(truth, found, 1), 1)
        assert found.cut_start.tolist() == [span[0] > start]
        assert found.cut_end.tolist() == [span[1] < end]


@twins
def test_a_geostationary_satellite_is_one_window_from_end_to_end(compiled):
    still = tracks_over("ring")[:1]
    found = elevation_windows(
        still, sites_at(HARD_PLACES[5:6]), np.radians(10.0), SPAN, compiled=compiled
    )
    assert (found.start.tolist(), found.end.tolist()) == ([SPAN[0]], [SPAN[1]])


def test_an_inclined_geostationary_satellite_opens_and_closes_every_day():
    # Seen from the South Pole, 15 degrees of inclination carry it up and down every day.
    found = elevation_windows(
        tracks_over("ring")[2:], sites_at(HARD_PLACES[1:2]), np.radians(2.0), SPAN
    )
    assert len(found) >= 1
    assert not (found.cut_start & found.cut_end).any()


@twins
def test_windows_of_a_doomed_satellite_end_with_its_ephemeris(compiled):
    one = doomed()
    end = usable_end(record(one), one.epoch, one.epoch + 30.0 * DAY)
    assert end < one.epoch + 10.0 * DAY, "the satellite was meant to come down soon"
    span = (end - 1.5 * DAY, end + 2.0 * DAY)
    track = track_of(one, *span)
    assert track.end == pytest.approx(end, abs=TOLERANCE_S)
    assert "below 120 km" in track.reason
    # The whole Earth is asked, so that the last window is cut by the end itself.
    dense = scan(record(one), (span[0], end))
    truth = windows(dense, [above(place, -85.0) for place in HARD_PLACES])
    found = elevation_windows(
        [track], sites_at(HARD_PLACES), np.radians(-85.0), span, compiled=compiled
    )
    assert_exact(compare(truth, found, len(HARD_PLACES)), 8)
    truth = windows(dense, [above(place, 0.0) for place in HARD_PLACES])
    found = elevation_windows([track], sites_at(HARD_PLACES), 0.0, span, compiled=compiled)
    assert_exact(compare(truth, found, len(HARD_PLACES)), 20)


@pytest.mark.realdata
@twins
def test_windows_of_the_arktika_satellites_are_those_of_the_reference(shared_data, compiled):
    records = recorded(shared_data, {47719, 58584})
    span = (records[0].epoch + 3600.0, records[0].epoch + 3600.0 + 2.0 * DAY)
    tracks = [track_of(one, *span) for one in records]
    rules = [above(place, 10.0) for place in HARD_PLACES]
    truth = [pair for one in records for pair in windows(scan(record(one), span), rules)]
    found = elevation_windows(
        tracks, sites_at(HARD_PLACES), np.radians(10.0), span, compiled=compiled
    )
    assert_exact(compare(truth, found, len(HARD_PLACES)), 30)


@pytest.mark.realdata
@twins
def test_windows_of_armsat_are_exact_in_its_last_days(shared_data, compiled):
    (one,) = recorded(shared_data, {52765})
    end = usable_end(record(one), one.epoch, one.epoch + 60.0 * DAY)
    assert end < one.epoch + 60.0 * DAY
    span = (end - 2.0 * DAY, end + 1.0 * DAY)
    track = track_of(one, *span)
    assert track.end == pytest.approx(end, abs=TOLERANCE_S)
    truth = windows(scan(record(one), (span[0], end)), [above(each, 0.0) for each in HARD_PLACES])
    found = elevation_windows([track], sites_at(HARD_PLACES), 0.0, span, compiled=compiled)
    assert_exact(compare(truth, found, len(HARD_PLACES)), 40)


def recorded(shared_data, numbers):
    text = (shared_data / "elements" / "fleet_2025-10.tle").read_text()
    return [one for one in read_tle(text).records if one.norad_id in numbers]


def drawn(rng, count):
    """Return satellites and places drawn at random: all heights, tilts, shapes and latitudes."""
    satellites = []
    for number in range(count):
        perigee = rng.uniform(250e3, 1500e3) + 6378137.0
        eccentricity = rng.choice([0.001, rng.uniform(0.0, 0.75)])
        a = perigee / (1.0 - eccentricity)
        pace = np.sqrt(3.986004418e14 / a**3)
        angles = rng.uniform(0.0, TURN, 3)
        satellites.append(
            Elements(
                name=f"DRAWN {number}",
                norad_id=number + 1,
                epoch=EPOCH - rng.uniform(0.0, 3.0) * DAY,
                mean_motion=pace,
                eccentricity=eccentricity,
                inclination=rng.uniform(0.0, np.pi),
                raan=angles[0],
                argp=angles[1],
                mean_anomaly=angles[2],
                bstar=rng.uniform(0.0, 1e-4),
            )
        )
    places = [
        Place(np.degrees(np.arcsin(rng.uniform(-1.0, 1.0))), rng.uniform(-180.0, 180.0), height)
        for height in rng.choice([0.0, 5000.0, -400.0], 6)
    ]
    return satellites, places


def check_drawn(seed, count):
    rng = np.random.default_rng(seed)
    satellites, places = drawn(rng, count)
    mask_deg, limit_deg = rng.uniform(-3.0, 80.0), rng.uniform(2.0, 70.0)
    span = (EPOCH, EPOCH + DAY)
    tracks = [track_of(one, *span) for one in satellites]
    assert not any(track.reason for track in tracks)
    rules = [above(place, mask_deg) for place in places]
    rules += [in_view(place, limit_deg) for place in places]
    truth = [windows(scan(record(one), span), rules) for one in satellites]
    for compiled in (False, True):
        for find, limit, part in [
            (elevation_windows, mask_deg, slice(0, len(places))),
            (off_nadir_windows, limit_deg, slice(len(places), None)),
        ]:
            found = find(tracks, sites_at(places), np.radians(limit), span, compiled=compiled)
            pairs = [pair for each in truth for pair in each[part]]
            assert_exact(compare(pairs, found, len(places)), 0)


@pytest.mark.parametrize(
    ("seed", "count"),
    [
        (1, 4),
        (2, 4),
        # Here satellites climb through the height at which the off-nadir limit meets the limb.
        (108, 12),
    ],
)
def test_satellites_and_places_drawn_at_random_are_exact(seed, count):
    check_drawn(seed, count)


@pytest.mark.deep
@pytest.mark.parametrize("seed", range(100, 130))
def test_many_satellites_and_places_drawn_at_random_are_exact(seed):
    check_drawn(seed, 12)
