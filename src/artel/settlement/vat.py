"""Value-added tax: on a net price, inside a gross one, and of an advance under an older rate.

The day of delivery decides the rate. An advance is taxed when it is paid, at rate/(100 + rate) of
what was paid; on delivery the whole price is taxed at the rate of that day, and the tax that was
paid with the advance is credited (for Russia: Tax Code, article 167 and 171; law 425-FZ of
2025-11-28 set 22 % from 2026-01-01).
"""

from __future__ import annotations

from artel.settlement.money import exact, exact_text

ON_NET = "round(net * percent / 100)"
"""The tax on a net price, in minor units."""

IN_GROSS = "round(gross * percent / (100 + percent))"
"""The tax contained in a gross amount: 20/120 of it at 20 %."""


def fraction_within(percent: str) -> str:
    """Return how the part of a gross amount that is tax is written: `20/120`."""
    return f"{exact_text(exact(percent))}/{exact_text(100 + exact(percent))}"
