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
- `pace`, `coarse`, `filling`, `track_kernels`   how finely; by whom; the nodes between; compiled
- `sampling`, `runs`, `soundness`  many element sets at once; what is kept of them; which are sound
- `visibility`  windows of elevation and of off-nadir angle
- `intervals`   rises, sets and peaks between nodes
- `search`      bracketed roots and peaks on arrays
- `kernels`     the same search, compiled: `kernels_cull` (who may see what), `kernels_walk` (signs
  of nodes, windows), `kernels_batch` and `kernels_roots` (their ends), `kernels_bits`
- `compiling`   the one way to numba, and a word when it compiles
- `limits`      narrowing windows: off-nadir rings, incidence, side, range, masks, light
- `conjunctions`                   several limits at once
- `masks`       horizons by azimuth
- `margins`, `pieces`, `cutting`   quantities with their rates, the search in windows, their parts
- `areas`, `area_bounds`, `area_peaks`   windows of areas and lines, and their best moments
- `outlines`, `borders`            edges of areas and what is inside; the best part of an edge
- `courses`     windows of what moves along a course
- `cells`, `spans`                 the search for margins of any kind; intervals of many groups
- `sun`         the Sun's direction, daylight, the Earth's shadow
- `imaging`     attitude, footprint, ground sample distance
- `revisit`     unions, gaps and their statistics
- `grids`       cells of equal area over the Earth, and the equal-angle grid
- `coverage`, `coverage_segments`, `coverage_kernels`   how often cells are seen, by every group
- `tallies`     what coverage is counted from
- `cdm`         conjunction data messages
- `screening`, `encounters`, `separations`   close approaches: which, and their minima
- `bodies`, `flocks`, `batch`      whom they are of, and where each is
- `culling`, `culling_arrays`, `culling_kernels`   which pairs may come close; two twins
- `lighting`    windows cut to daylight, by the million
"""
