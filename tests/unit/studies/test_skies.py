"""clouds.yaml and a forecast handed in, read into what is known of the sky."""

from __future__ import annotations

import json
from types import SimpleNamespace

import pytest

from artel.commons.errors import ArtelError, InputError
from artel.commons.instants import parse_instant, to_posix
from artel.studies.skies import check_clouds, read_forecast, sky_of

NOON = to_posix(parse_instant("2026-10-05T12:00Z"))
CLOUDS = """
format: artel-clouds/1
correlation_h: 6
skill_h: 24
bands_h: [0, 12]
cells:
  - name: A valley
    lat_deg: [40, 44]
    lon_deg: [70, 80]
    cover_percent:
      - [10, 10, 10, 10, 10, 10, 10, 10, 10, 20, 10, 10]
      - [10, 10, 10, 10, 10, 10, 10, 10, 10, 30, 10, 10]
    source: a test
    status: assumed
"""


def pool(text: str | None = CLOUDS):
    return SimpleNamespace(texts={} if text is None else {"clouds.yaml": text})


def forecast(**fields) -> str:
    value = {
        "format": "artel-forecast/1",
        "issued": "2026-10-05T12:00Z",
        "times": ["2026-10-05T12:00Z", "2026-10-05T18:00Z"],
        "lat_deg": [40, 45],
        "lon_deg": [70],
        "cover_percent": [[[0], [100]], [[50], [50]]],
    }
    return json.dumps(value | fields)


def test_a_pool_without_clouds_has_a_clear_sky_and_says_that_nothing_is_known():
    sky = sky_of(pool(None))
    assert sky.clear(42.0, 75.0, NOON).tolist() == [1.0]
    assert not sky.known
    assert check_clouds(pool(None)) == ()


def test_the_table_speaks_by_month_and_local_hour():
    sky = sky_of(pool())
    # At 75 E it is five hours later: 17 h and 23 h, and then 5 h.
    hours = [NOON, NOON + 6 * 3600, NOON + 12 * 3600]
    assert sky.clear(42.0, 75.0, hours) == pytest.approx([0.7, 0.7, 0.8])
    assert sky.clear(42.0, 90.0, NOON).tolist() == [1.0]
    assert sky.correlation_s == 6 * 3600.0


def test_a_forecast_counts_by_the_tables_skill():
    sky = sky_of(pool(), forecast(issued="2026-10-04T12:00Z"))
    assert sky.forecast.skill_s == 24 * 3600.0
    weight = sky.forecast.weight(NOON)[0]
    assert weight == pytest.approx(0.367879, abs=1e-6)
    assert sky.clear(42.5, 70.0, NOON) == pytest.approx(0.7 + weight * (0.5 - 0.7))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("artel-clouds/1", "artel-cloud/1", "its format should stand"),
        ("bands_h: [0, 12]", "bands_h: [12, 0]", "line 5, bands_h: the hours do not ascend."),
        ("bands_h: [0, 12]", "bands_h: [0]", "cells[0].cover_percent: 2 rows stand for 1 bands"),
        ("lat_deg: [40, 44]", "lat_deg: [44, 40]", "cells[0]: a cell goes from south to north"),
        ("[10, 10, 10", "[110, 10, 10", "cells[0].cover_percent[0][0]: "),
        ("skill_h", "skil_h", "did you mean 'skill_h'?"),
    ],
)
def test_what_is_wrong_in_the_table_is_named(old, new, said):
    found = check_clouds(pool(CLOUDS.replace(old, new, 1)))[0]
    assert found.startswith("clouds.yaml")
    assert said in found


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"format": "artel-plan/1"}, "its format should stand"),
        ({"lat_deg": [45, 40]}, "do not ascend"),
        ({"cover_percent": [[[0]], [[50]]]}, "not as many values"),
        ({"cover_percent": [[[0], [100]], [[50]]]}, "not as many values"),
        ({"times": []}, "forecast.json"),
    ],
)
def test_a_forecast_that_is_none_is_refused(fields, said):
    with pytest.raises(ArtelError, match=said):
        read_forecast(forecast(**fields))


def test_a_forecast_that_is_no_json_is_refused():
    with pytest.raises(InputError, match="this is not JSON"):
        read_forecast("cover: 5")
