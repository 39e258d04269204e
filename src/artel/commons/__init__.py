"""Words for all rooms.

- `errors`    what a person did wrong, and what to do next
- `instants`  UTC instants and durations: text, datetime, POSIX seconds
- `windows`   one half-open window of time
- `verdicts`  the answer of the charter, as a value
- `clock`     the only source of `now`
- `ids`       digests and canonical JSON
- `members`   members, partners and observers of a pool
- `names`     shell patterns over names, and the nearest known name
- `classes`   the classes of orders
- `tables`    YAML and JSON tables that know file, line and field
- `figures`   a figure's source and status
- `horizons`  a horizon by azimuth, checked
- `formats`   name and version at the head of every file
- `shapes`    points, lines and polygons in degrees, checked
- `log`       log lines for people or machines
"""
