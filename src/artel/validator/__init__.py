"""The independent judge of a plan: reads its own inputs, derives everything anew, trusts nothing.

- `check`       the two public functions: `validate(document)` and `validate_text(text)`
- `report`      findings, their codes, and the report
- `tolerances`  how far a stated figure may lie from the derived one, and why
- `document`    the shape of a plan
- `facts`       what is known from the inputs: satellites, stations, orders, charter
- `inputs`      reading the copied inputs, as far as the validator judges by them
- `launched`    planned satellites that fly by the start of the plan, as their builders declare
- `case`        the plan, the facts and the notebook together
- `positions`   where a satellite is: owners' ephemerides while valid, else the element set
- `geometry`    orbital axes, line of sight, ray and ellipsoid, incidence, GSD, strips, footprints
- `sunlight`    the Sun to a hundredth of a degree
- `derived`     one image derived anew from orbit, attitude and target
- `sources`     the list of ephemerides against the inputs
- `images`      each image against its order and its sensor
- `figures`     each figure that an image states against the derived one
- `resources`   slew, duty, reserve and recorder of a satellite
- `shares`      what donations and balances leave, followed day by day
- `links`       uploads and downlinks against stations
- `antennas`    who uses an antenna and a radio when
- `staff`       who flies the passes over stations that need people
- `staff_facts` who is on duty, certified and rested, out of the copied people.yaml
- `clauses`     what the charter says of an image, derived anew
- `remainder`   the orders that were not planned, and why
- `reach`       a plain search for an image that the plan says there is none of
- `sums`        values, bound and the table of members
"""
