"""Element sets given while a day runs: which are taken, which are refused, and the file of them."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from artel import bootstrap
from artel.commons.errors import FormatError, InputError
from artel.commons.instants import parse_instant, to_posix
from artel.orbits import oem
from artel.orbits.propagate import states
from artel.studies.day import solve_day
from artel.studies.updates import (
    FILE,
    Update,
    newer_sets,
    read_updates,
    under_way,
    updates_text,
)

NAME, OTHER = "KANOPUS-V 3", "RESURS-P 4"
AT, END = parse_instant("2026-10-05T06:00Z"), parse_instant("2026-10-06T00:00Z")


@pytest.fixture(scope="module")
def pool(kazan):
    return bootstrap.read_pool_at(kazan)


def sets(pool, *names, **fields):
    known = json.loads(pool.texts["elements.json"])
    return json.dumps([each | fields for each in known if each["OBJECT_NAME"] in names])


def chosen(pool, text):
    return newer_sets(pool, text, AT, END)


def owned(pool, start, end):
    """Return the pool with an ephemeris of the satellite by its owner, between two instants."""
    (one,) = [each for each in pool.elements if each.name == NAME]
    begin, stop = (to_posix(parse_instant(text)) for text in (start, end))
    t = np.arange(begin, stop + 1.0, 60.0)
    r, v, _ = states(one, t)
    given = oem.Ephemeris(
        name=NAME, t=t, r=r, v=v, start=begin, stop=stop, norad_id=one.norad_id
    )  # fmt: skip
    return replace(pool, ephemerides=(given,))


def test_sets_of_the_pool_are_taken_by_name_and_others_passed_over(pool):
    text = json.dumps([*json.loads(sets(pool, NAME, OTHER)), *json.loads(
        sets(pool, "AZERSKY", NORAD_CAT_ID=99999))])  # fmt: skip
    assert set(chosen(pool, text)) == {NAME, OTHER}


def test_of_several_sets_that_of_the_nearest_epoch_is_meant(pool):
    late = json.loads(sets(pool, NAME, EPOCH="2026-10-05T05:00:00", MEAN_ANOMALY=1.0))
    both = json.dumps([*late, *json.loads(sets(pool, NAME))])
    assert np.degrees(chosen(pool, both)[NAME].mean_anomaly) == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("text", "says"),
    [("[]", "no element set"), ("", "cannot be read"), ("nothing of the kind", "element set")],
)
def test_a_text_without_sets_is_refused(pool, text, says):
    with pytest.raises(InputError, match=says):
        chosen(pool, text)


def test_a_satellite_of_nobody_is_refused(pool):
    text = sets(pool, NAME, NORAD_CAT_ID=99999, OBJECT_NAME="KANOPUS-V 33")
    with pytest.raises(InputError, match="did you mean 'KANOPUS-V 3'"):
        chosen(pool, text)


@pytest.mark.parametrize(("epoch", "days"), [("2026-08-01", 65), ("2026-10-20", 15)])
def test_a_set_of_another_time_is_refused(pool, epoch, days):
    with pytest.raises(InputError, match=f"{days} days from 2026-10-05T06:00"):
        chosen(pool, sets(pool, NAME, EPOCH=f"{epoch}T00:00:00"))


def test_an_owners_ephemeris_for_all_the_time_left_wins(pool):
    given = owned(pool, "2026-10-05T00:00Z", "2026-10-06T01:00Z")
    with pytest.raises(InputError, match=f"ephemeris of {NAME} is in force"):
        chosen(given, sets(pool, NAME))
    assert set(chosen(given, sets(pool, NAME, OTHER))) == {OTHER}


def test_what_an_owners_ephemeris_leaves_is_for_the_set(pool):
    given = owned(pool, "2026-10-05T00:00Z", "2026-10-05T12:00Z")
    assert set(chosen(given, sets(pool, NAME))) == {NAME}


def test_what_is_written_is_read_again(pool):
    found = chosen(pool, sets(pool, NAME, OTHER))
    given = [Update(name, to_posix(AT) + n, one) for n, (name, one) in enumerate(found.items())]
    again = read_updates({FILE: updates_text(reversed(given))})
    assert [each.satellite for each in again] == [each.satellite for each in given]
    assert [each.since for each in again] == [each.since for each in given]
    assert updates_text(again) == updates_text(read_updates({FILE: updates_text(again)}))
    assert read_updates({}) == ()


def test_another_file_or_a_newer_one_is_refused():
    with pytest.raises(FormatError, match="newer than"):
        read_updates({FILE: '{"format": "artel-elements-updates/2", "updates": []}'})
    with pytest.raises(InputError, match="cannot be read"):
        read_updates({FILE: '{"format": "artel-elements-updates/1"}'})


def test_a_chain_of_what_is_under_way_is_waited_for():
    def row(start, end, satellite="A"):
        times = (f"2026-10-05T06:00:{second:02d}.000Z" for second in (start, end))
        return dict(zip(("satellite", "start", "end"), (satellite, *times), strict=True))

    plan = {
        "images": [row(0, 10), row(30, 40), row(5, 50, "B")],
        "uploads": [row(8, 20)],
        "downlinks": [row(20, 25)],
    }
    zero = to_posix(AT)
    assert under_way(plan, "A", zero + 5.0) == zero + 20.0
    assert under_way(plan, "A", zero + 10.0) == zero + 20.0
    assert under_way(plan, "A", zero + 27.0) == zero + 27.0
    assert under_way(plan, "C", zero + 5.0) == zero + 5.0


def test_a_day_is_not_planned_afresh_of_a_pool_that_holds_updates(pool):
    given = replace(pool, texts={**pool.texts, FILE: updates_text(())})
    start = pool.settings.epoch
    with pytest.raises(InputError, match="plans that are repaired"):
        solve_day(given, (start, start + timedelta(hours=1)))
