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
- `settlement_tables`  tariffs.yaml and usage.jsonl, checked against the other tables
- `order_sizes`    how large the image of an order is, as a tariff measures it
- `coalitions`     what every coalition could earn, by planning for each
- `close`          a period closed: its books as files, and the pages to be printed
- `verify_close`   a closed period judged anew from the inputs that it carries
- `differences`    where two plain values differ
- `own_statement`  a member's own check of its statement
- `settlement_page`  the brief's page of a closed month
- `workshare`      who builds what for a pool, and which planned satellites were launched
- `workshare_rows` the four answers about a programme as plain rows
- `workshare_page` the brief's page of joint production
"""
