"""Tracks that one command computed serve the next, and nobody can tell the difference."""

from __future__ import annotations

import gzip

import numpy as np
import pytest

from artel import bootstrap
from artel.commons.instants import to_posix
from artel.orbits import coarse
from artel.studies.tracks import tracks_of

ACCESS = ("access", "--site", "51.18,71.45", "--satellite", "KA*", "--json")


@pytest.fixture
def states(monkeypatch):
    """Return a list into which goes, call by call, how many states are propagated."""
    real, counted = coarse.teme, []

    def counting(records, fast, nodes, step):
        counted.append(len(records) * len(nodes))
        return real(records, fast, nodes, step)

    monkeypatch.setattr(coarse, "teme", counting)
    return counted


@pytest.fixture
def kept(monkeypatch, tmp_path):
    """Let tracks be kept in a folder of this test, and return it."""
    monkeypatch.setenv("ARTEL_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("ARTEL_TRACKS_MB", "100")
    return tmp_path / "cache" / "tracks"


def test_a_command_run_again_propagates_nothing_and_says_the_same(artel, states, kept, monkeypatch):
    first = artel(*ACCESS)
    assert states
    assert any(kept.iterdir())
    states.clear()
    assert artel(*ACCESS) == first
    assert states == []
    monkeypatch.setenv("ARTEL_TRACKS_MB", "0")
    assert artel(*ACCESS) == first
    assert states


def test_a_longer_horizon_propagates_only_what_is_new(artel, states, kept, monkeypatch):
    artel(*ACCESS, "--for", "5d")
    five_days = sum(states)
    states.clear()
    longer = artel(*ACCESS, "--for", "6d")
    assert 0 < sum(states) < five_days / 3
    monkeypatch.setenv("ARTEL_TRACKS_MB", "0")
    assert artel(*ACCESS, "--for", "6d") == longer


def test_other_commands_find_what_access_kept(artel, states, kept):
    artel("access", "--site", "51.18,71.45", "--json")
    states.clear()
    assert artel("terminal", "waiting", "--lat", "50", "--for", "24h", "--json").code == 0
    pool = bootstrap.read_pool_at(bootstrap.bundled_pool())
    start = to_posix(pool.settings.epoch)
    assert all(tracks_of(pool, pool.imagers, (start, start + 86400.0)).by_name.values())
    assert states == []


def test_bare_element_sets_are_kept_too(artel, states, kept, kazan):
    arguments = (*ACCESS[:-1], "--from", "2026-10-05", "--json")
    first = artel("access", kazan / "elements.json", *arguments[1:])
    states.clear()
    assert artel("access", kazan / "elements.json", *arguments[1:]) == first
    assert states == []


def test_a_torn_store_is_mended(artel, kept):
    first = artel(*ACCESS)
    for path in kept.iterdir():
        path.write_bytes(path.read_bytes()[:5000])
    assert artel(*ACCESS) == first
    assert {path.stat().st_size > 5000 for path in kept.iterdir()} == {True}


def test_a_folder_that_cannot_be_made_stops_nothing(artel, monkeypatch, tmp_path):
    first = artel(*ACCESS)
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("ARTEL_CACHE_DIR", str(tmp_path / "file" / "cache"))
    monkeypatch.setenv("ARTEL_TRACKS_MB", "100")
    monkeypatch.setenv("TMPDIR", str(tmp_path / "file"))
    assert artel(*ACCESS).out == first.out


def test_a_limit_that_is_no_number_is_refused(artel, monkeypatch):
    monkeypatch.setenv("ARTEL_TRACKS_MB", "plenty")
    run = artel(*ACCESS)
    assert run.code == 2
    assert "ARTEL_TRACKS_MB is 'plenty', which is no number. Give megabytes" in run.err


@pytest.mark.realdata
def test_of_a_catalogue_nothing_is_kept(kept, shared_data):
    from artel.orbits.tle import read_tle
    from artel.studies.tracks import tracks_of_elements

    text = gzip.decompress((shared_data / "elements" / "active_2026-08-22.tle.gz").read_bytes())
    sets = read_tle(text.decode()).records[::30]
    span = sets[0].epoch, sets[0].epoch + 3600.0
    tracks = tracks_of_elements(sets, span, kept=bootstrap.track_store())
    assert len(tracks) > 500
    assert not kept.exists() or not any(kept.iterdir())
    assert np.isfinite(tracks[0].r).all()
