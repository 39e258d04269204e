"""What the members agreed, as data, and what it says about one thing asked.

- `articles`   the kinds of articles, and the charter read from its table
- `judge`      verdicts: an image over a territory, where data may be received, who comes first
"""
