from __future__ import annotations

import numpy as np
import pytest

from artel.commons.errors import InputError
from artel.orbits.frames import geodetic_to_itrf
from artel.studies.places import Place, as_sites, read_places, site_of


@pytest.mark.parametrize(
    ("text", "name", "height_m"),
    [("51.18,71.45", "51.18,71.45", 0.0), ("Astana=51.18, 71.45,350", "Astana", 350.0)],
)
def test_a_site_is_written_with_or_without_name_and_height(text, name, height_m):
    assert site_of(text) == Place("site", name, 51.18, 71.45, height_m)


@pytest.mark.parametrize(
    ("text", "said"),
    [("51.18", "not a site"), ("a,b", "not a site"), ("nan,3", "not a site"), ("95,3", "Latitude"),
     ("5,190", "Longitude"), ("5,19,9500", "height")],
)  # fmt: skip
def test_what_is_no_site_is_refused(text, said):
    with pytest.raises(InputError, match=said):
        site_of(text)


def test_an_area_read_as_a_place_is_its_middle():
    text = '{"type": "Polygon", "coordinates": [[[10,20],[14,20],[14,24],[10,24],[10,20]]]}'
    (place,) = read_places(text, "box.geojson")
    assert (place.kind, place.name) == ("target", "target 1")
    assert (place.lat_deg, place.lon_deg) == pytest.approx((22.0, 12.0))


def test_places_stand_on_the_ellipsoid():
    sites = as_sites([Place("site", "A", 51.0, 71.0, 300.0), Place("site", "B", -5.0, 9.0)])
    expected = geodetic_to_itrf(np.radians([51.0, -5.0]), np.radians([71.0, 9.0]), [300.0, 0.0])
    assert np.allclose(sites.p, expected)
