"""The planner: which satellite takes which image, and how it gets up and down. Pure.

- `targets`        orders as places on the ground
- `pointing`       what a sensor can point at
- `looks`          the geometry of every look at every target
- `strips`         the geometry of every strip over an area that several fill
- `grids`          cells of equal area, on which its covered part is counted
- `pieces`         the strips of an area, the visits of a series
- `opportunities`  looks under the charter
- `flights`        orbits and the Earth's shadow
- `contacts`       passes over antennas, for commands and for data
- `rates`          how fast data comes down over a pass
- `bookings`       what is taken already: satellites, recorders, antennas
- `battery`        what the Sun gives a satellite, and what is drawn
- `queue`          what waits aboard, and whose data goes down first
- `aboard`         recorder, queue and battery together
- `mixes`          what the images of one area have to do with each other
- `linking`        which parts of contacts carry an image
- `problem`        a day to be planned
- `engine`         the bookings of a plan while it grows or changes: what fits, and what does not
- `greedy`         a plan by class and value density
- `best`           the best plan for the effort given, with bounds in all and class by class
- `day_model`      a day as one model, which allows whatever the engine allows
- `day_radio`      what a satellite can send at all
- `day_bound`      what no plan of that model exceeds, and plans to follow
- `polish`         better plans by exchanges in the engine
- `repair`         a plan mended when something happened to it
- `mending`        what fits into a plan that is being mended, and what makes room
- `midday`         the bookings of a plan at an instant: what is done, fixed, or may move
- `override`       the place of a declared emergency in a plan that stands
- `blockouts`      which block-out stands against an image or a link
- `outcomes`       what a run found
- `reasons`        why an order is not planned, in a word
- `question`       a question why an order is not planned
- `whynot`         the answer: what is in its way, and what would let it through
- `blockers`       the bookings or articles that would all have to go
- `relax`          the terms of an order, and how far a look asks to loosen them
- `relaxing`       the least change of terms that lets an order in
- `clouds`         how likely a sky is clear, and how one try resembles the next
- `likelihood`     how likely an order succeeds by each date
- `quote`          what an order would cost a standing plan
- `holds`          looks kept for a customer for a while
- `guard`          room for satellites that come early or late
- `values`         the values that pass between them

One model of a whole day, and all that solves it:

- `model`          candidates, groups, rows, stores, cells, links, in whole numbers; a plan of it
- `model_check`    the independent judge of a plan
- `solve`          a plan at once, then better ones, always with a bound
- `large`          days of too many candidates for one board
- `insertion`      the plan at once
- `search`         large-neighbourhood search
- `bound`          Lagrangian prices, and what no plan can pass
- `model_repair`   a plan mended after a loss, with `model_change`
- `exact`          CP-SAT and HiGHS on small models and neighbourhoods, with complete hints
- `program`        a model as an integer program
- `cliques`        rows that say more
- `board`, `compiled`, `compiled_*`   the same in records, for compiled code
"""
