"""A plan, and coverage, in the formats of other tools; same plan, same bytes.

- `all`      every export of a plan, by file name
- `rows`     CSV, one row for each image, upload, downlink and order left
- `geojson`  footprints, orders, stations and ground tracks (RFC 7946)
- `kml`      the same for a globe, with time spans
- `czml`     moving satellites for a globe
- `ical`     images and passes for a calendar (RFC 5545)
- `orbits`   the tracks as OEM
- `coverage` the cells of a grid as GeoJSON
"""
