from __future__ import annotations

import math

import pytest

from artel.commons.errors import InputError
from artel.orbits.limits import GreatestOffNadir, Incidence, LeastElevation, SunAtSite, Sunlit
from artel.studies.conditions import Conditions, checked, limits_of, rule_of


def test_where_nothing_is_said_ten_degrees_of_elevation_count():
    rule = rule_of(Conditions())
    assert isinstance(rule, LeastElevation)
    assert rule.angle == pytest.approx(math.radians(10.0))
    assert limits_of(Conditions()) == []


@pytest.mark.parametrize("other", [{"max_incidence_deg": 40.0}, {"mask": ((0.0, 5.0), (9.0, 6.0))}])
def test_under_another_angle_the_horizon_is_the_least(other):
    rule = rule_of(Conditions(**other))
    assert isinstance(rule, LeastElevation)
    assert rule.angle == 0.0
    assert len(limits_of(Conditions(**other))) == 1


def test_off_nadir_is_searched_first_and_elevation_narrows_it():
    asked = Conditions(max_off_nadir_deg=30.0, min_elevation_deg=50.0)
    rule = rule_of(asked)
    assert isinstance(rule, GreatestOffNadir)
    assert rule.angle == pytest.approx(math.radians(30.0))
    (narrower,) = limits_of(asked)
    assert isinstance(narrower, LeastElevation)
    assert limits_of(Conditions(max_off_nadir_deg=30.0)) == []


def test_an_incidence_from_one_side_is_open_on_the_other():
    (low,) = limits_of(Conditions(min_incidence_deg=20.0))
    assert low == Incidence(math.radians(20.0), math.radians(90.0))


def test_light_is_of_the_place_and_of_the_satellite():
    sun, lit = limits_of(Conditions(max_sun_deg=-6.0, sunlit=True))
    assert sun == SunAtSite(-0.5 * math.pi, math.radians(-6.0))
    assert lit == Sunlit(wanted=True)


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"min_elevation_deg": 90.0}, "--min-elevation-deg 90 is not usable. Give -5 to 89.9."),
        ({"max_range_km": 1.0}, "--max-range-km 1 is not usable."),
        ({"max_off_nadir_deg": float("nan")}, "--max-off-nadir-deg nan is not usable."),
        (
            {"min_incidence_deg": 40.0, "max_incidence_deg": 20.0},
            "--min-incidence-deg 40 leaves nothing under 20. Give less than --max-incidence-deg.",
        ),
        ({"min_sun_deg": 5.0, "max_sun_deg": 5.0}, "--min-sun-deg 5 leaves nothing under 5."),
    ],
)
def test_what_no_pass_can_keep_is_refused_by_its_option(asked, sentence):
    with pytest.raises(InputError) as refused:
        checked(Conditions(**asked))
    assert str(refused.value).startswith(sentence)
