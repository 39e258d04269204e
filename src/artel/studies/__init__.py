"""Whole answers computed without state, from the rooms below.

- `pool`           all tables of a pool folder together, read and checked
- `pool_checks`    what one table of a pool says about another
- `tracks`         the tracks of a pool: ephemerides where valid, element sets elsewhere
- `sky`            the tracks of a pool's satellites, or of bare element sets
- `places`         places that a person names
- `access`         when each satellite stands above each place
- `revisit`        how often places are seen, by every coalition of owners
- `day`            a day's plan, for all members or for one alone
- `planned`        a day that was planned, as the studies hand it to one another
- `plan_document`  the plan as a document, self-contained
- `explain`        why an order is planned as it is, or is not
- `fleet_report`   what element sets say of a fleet
- `refresh`        fresh element sets out of a catalogue
- `exports`        a plan in the formats of other tools
- `brief`          one page that shows what each state gains
- `land`           outlines of the land for small maps
"""
