"""What the members agreed, as data, and what it says about one thing asked.

- `base`              what every article has
- `kinds_permission`  territory, owner-veto, residency, block-out
- `kinds_share`       priority, reserve, donate, share, balance
- `kinds_terms`       price, service-level, amendment
- `contradictions`    what no two articles may say together
- `articles`          all kinds in one place, and the charter read from its table
- `judge`             verdicts: an image over a territory, where data may be received, who is first
- `limits`            what donations and balances leave of a plan, as linear rows
"""
