from __future__ import annotations

import pytest

from artel.commons.errors import TableError
from artel.commons.horizons import read_horizon

TEXT = """\
# azimuth elevation
0   3
120, 14.5   # the ridge
200;-1

"""


def test_a_horizon_is_read_line_by_line():
    assert read_horizon(TEXT, "hills.txt") == ((0.0, 3.0), (120.0, 14.5), (200.0, -1.0))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("120,", "400,", "hills.txt, line 3: input should be less than 360"),
        ("14.5", "90", "hills.txt, line 3: input should be less than 90"),
        ("14.5", "north", "hills.txt, line 3: "),
        ("14.5", "", "hills.txt, line 3: "),
        ("14.5", "14.5 7", "hills.txt, line 3: "),
        ("120,", "0,", "hills.txt: the azimuth 0 stands twice"),
        ("200;", "20;", "hills.txt: the azimuths of a mask rise from 0 to 360; 20 comes after 120"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(old, new, said):
    assert old in TEXT
    with pytest.raises(TableError) as caught:
        read_horizon(TEXT.replace(old, new), "hills.txt")
    assert caught.value.findings[0].startswith(said)


@pytest.mark.parametrize("text", ["", "# nothing\n", "0 5\n"])
def test_less_than_two_points_are_no_horizon(text):
    with pytest.raises(TableError, match="two points at least"):
        read_horizon(text, "hills.txt")
