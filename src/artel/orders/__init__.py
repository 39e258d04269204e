"""What members, observers and partners ask for.

- `orders`           orders of images: place, class, window, delivery, and what will do
- `wishes`           what a customer may order, as one JSON object, and every problem of one
- `wishes_models`    ... kind by kind; `wishes_checks` and `wishes_problems` judge it
- `wishes_amend`     changing an order that was made
- `geometry`         the place of an order as a person hands it in, `geometry_files` as a file
- `geometry_size`    areas and lengths on the ground
- `life`             the states of an order, and who may take which step
- `promises`         a delivery held against what was promised; `items` reads its STAC Item
"""
