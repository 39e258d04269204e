"""The planner: which satellite takes which image, and how it gets up and down. Pure.

- `targets`        orders as places on the ground
- `looks`          the geometry of every look at every target
- `opportunities`  looks under the charter
- `contacts`       passes over antennas, for commands and for data
- `bookings`       what is taken already: satellites, recorders, antennas
- `greedy`         a plan by class and value density
- `reasons`        why an order is not planned
- `values`         the values that pass between them
"""
