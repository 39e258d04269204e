"""Numbers of orbits: arrays in, arrays out.

float64 throughout; metres, seconds, radians; times are POSIX seconds UTC; positions are ITRF with
x, y, z on the last axis. The Earth model is GMST of 1982, UT1 = UTC, no polar motion, WGS84.

- `time`        POSIX seconds, Julian dates, ISO 8601, sidereal time
- `frames`      TEME, ITRF, geodetic positions, elevation and azimuth
- `elements`    mean elements of SGP4; from published facts and back
- `readings`    what a text of element sets held, and the set nearest to an instant
- `tle`, `tle_lines`               two-line element sets
- `omm`, `omm_fields`, `omm_xml`   orbit mean-elements messages
- `oem`, `ephemeris`, `interpolation`, `celestial`   owners' ephemerides, and their frames
- `propagate`   SGP4 states and the span over which they make sense
- `tracks`      states on a grid, and between its nodes
- `visibility`  windows of elevation and of off-nadir angle
- `intervals`   rises, sets and peaks between nodes
- `search`      bracketed roots and peaks on arrays
- `kernels`     the same search, compiled
- `sun`         the Sun's direction, daylight, the Earth's shadow
- `imaging`     attitude, footprint, ground sample distance
- `revisit`     unions, gaps and their statistics
"""
