"""The planner: which satellite takes which image, and how it gets up and down. Pure.

- `targets`        orders as places on the ground
- `looks`          the geometry of every look at every target
- `opportunities`  looks under the charter
- `contacts`       passes over antennas, for commands and for data
- `bookings`       what is taken already: satellites, recorders, antennas
- `linking`        which parts of contacts carry an image
- `problem`        a day to be planned
- `engine`         the bookings of a plan while it grows or changes: what fits, and what does not
- `greedy`         a plan by class and value density
- `outcomes`       what a run found
- `reasons`        why an order is not planned
- `values`         the values that pass between them

One model of a whole day, and all that solves it:

- `model`          candidates, groups, rows, stores, cells, links, in whole numbers; a plan of it
- `model_check`    the independent judge of a plan
- `solve`          a plan at once, then better ones, always with a bound
- `insertion`      the plan at once
- `search`         large-neighbourhood search
- `bound`          Lagrangian prices, and what no plan can pass
- `exact`          CP-SAT and HiGHS on small models and neighbourhoods, with complete hints
- `program`        a model as an integer program
- `cliques`        rows that say more
- `board`, `compiled`, `compiled_*`   the same in records, for compiled code
"""
