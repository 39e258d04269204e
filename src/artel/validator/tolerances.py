"""How far a stated figure may lie from the derived one, each with its reason.

The plan rounds instants to a millisecond, angles to 1e-4 degree and GSD to a millimetre, and its
maker may interpolate tracks. None of these lets a rule be broken by more than the rounding.
"""

from __future__ import annotations

INSTANT_S = 0.002
"""Instants are rounded to 1 ms at either side of a comparison."""

ELEMENTS_AGE_S = 366 * 86400.0
"""Elements further than a year from the horizon place nothing: SGP4 is off by whole orbits."""

EPHEMERIS_S = 1.0
"""Where an ephemeris ends inside the horizon: found by two searches, each to a part of a second."""

STRIP_EDGE_S = 0.02
"""A strip's end may miss its last vertex by 20 ms (150 m of ground): rounding and interpolation."""

MISS_M = 200.0
"""A boresight may miss its point by this much on the ground ..."""
MISS_OF_SWATH = 0.01
"""... or by this part of the swath, whichever is less: the scene still holds the point."""

STRIP_LEAD_S = 0.5
"""A strip may begin this long before its first vertex and end as long after its last: a lead for
the camera, not time spent on something else."""

ROLL_SLACK_DEG = 0.002
"""A vertex may lie outside the half field by this: 1e-4 degree of rounding, 20 m of track."""

PITCH_OF_STRIP_DEG = 1e-4
"""A strip is taken at pitch 0; the plan writes four decimals."""

DURATION_OF_SCENE = 0.002
"""A scene's length against swath / ground speed: the speed is a derivative taken numerically."""
DURATION_S = 0.01
"""... and never closer than the rounding of both ends with some room."""

RADAR_PITCH_DEG = 0.005
"""A radar looks broadside; the pitch to a point at a middle rounded to 1 ms is below this."""

LIMIT_DEG = 2e-4
"""Limits of attitude, incidence and Sun are compared with angles rounded to 1e-4 degree."""

ATTITUDE_DEG = 0.002
"""Stated off-nadir and incidence against the derived: both are written to 1e-4 degree, and follow
from roll and pitch, written so too; 1 ms of flight is 7 m, 0.001 degree from 500 km."""

SUN_DEG = 0.02
"""Two low-precision Suns (Astronomical Almanac) hold 0.01 degree each; no refraction in either."""

GSD_OF_STATED = 0.001
"""Stated GSD against derived, relative: slant range and incidence agree to 1e-4; the rest is for
where along the scene the figure is taken ..."""
GSD_OF_LIMIT = 1e-4
"""The ordered GSD is a limit: only interpolation of the track may lie between."""
GSD_M = 0.001
"""... and a millimetre for rounding."""

FOOTPRINT_OF_AREA = 0.01
"""Stated footprint against derived: area of the symmetric difference over the area, since both
sides sample curved edges at their own times."""

BORDER_DEG = 0.002
"""An area whose border comes this near (200 m) to the edge of a footprint may be held as exposed or
not: edges are sampled, and written with five decimals of a degree."""

SHARE = 0.01
"""Shares of an area: the plan counts some thousands of cells by their middles, the judge measures;
a straight edge across the area then misses by a part of the row of cells it cuts."""
SHARES_SUM = 1e-6
"""The owners' shares add up to the area's: decimals are written, not fractions."""
SPREAD_H = 0.0002
"""Hours between images, written with four decimals."""

SLEW_ANGLE_DEG = 2e-4
"""The turn between two attitudes, each of two angles rounded to 1e-4 degree."""

NODE_S = 0.5
"""An image that starts this near to a passage of the ascending node may count to either orbit: the
equator is passed at 7 km/s, so this is 3.5 km of orbit, more than two ways of placing differ by."""

ENERGY_OF_BATTERY = 1e-4
"""A level against what must be kept, as a part of the capacity: edges of the shadow and rounded
instants agree to some milliseconds, each of which is a thousandth of a watt-hour at most."""

VOLUME_GBIT = 0.002
"""A volume follows from two instants rounded to 1 ms: at 1 Gbit/s each turns it by 5e-4."""

MASK_DEG = 0.005
"""Elevation against an antenna's mask: near the horizon a LEO climbs at most 0.07 degree a second,
so this is less than 0.1 s of a window's edge."""
MASK_SAMPLE_S = 1.0
"""How finely a link is sampled against the mask, ..."""
HORIZON_SAMPLE_S = 0.1
"""... and against one by azimuth, in which there may be a mast."""

SUM_RELATIVE = 1e-6
"""Sums of values, relative: decimals are written, not fractions."""
GAP = 0.0006
"""The gap is a fraction written with three or more decimals."""

REACH_MARGIN_DEG = 1.0
"""A reason such as "never in reach" is refuted only by an image that is inside every limit of
angle and light by this much, ..."""
REACH_GSD = 0.98
"""... finer than ordered by this, ..."""
REACH_EDGE_S = 60.0
"""... and this far inside the horizon and the order's window: longer than any scene takes."""
REACH_SAMPLE_S = 60.0
"""Passing abeam changes the sign of the pitch for good; a pass lasts minutes."""
