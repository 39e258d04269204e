"""Who builds what: one product tree, its margins, its money, its dates, its promised performance.

- `tables`       workshare.yaml: products, suppliers, contributions, contracts, activities, launches
- `checks`       what one row of the file says of another
- `tree`         products as a tree: children, leaves, how many of each
- `margins`      the margins of ESA's margin philosophy, each under its requirement number
- `rollup`       mass, power and cost of a product with every margin, line by line
- `accounts`     amounts in the programme's currency at its fixed rates
- `returns`      each state's return coefficient, and the least that lifts all over the limit
- `path`         the critical path, floats, and what a slip does to a launch
- `earned`       earned value: schedule and cost indices, and the estimate at completion
- `performance`  what a product's leaves declare that a planner reads
"""
