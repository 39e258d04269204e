"""What members, observers and partners ask for.

- `orders`   orders of images: place, class, window, delivery, and what will do
"""
