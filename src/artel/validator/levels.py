"""The value by class, and how the plan came about: what a plan says of its own search."""

from __future__ import annotations

import itertools
from collections import Counter
from typing import TYPE_CHECKING

from artel.charter.articles import Priority
from artel.validator import tolerances as tol
from artel.validator.case import instant
from artel.validator.report import Code
from artel.validator.sums import worth_of

if TYPE_CHECKING:
    from artel.validator.case import Case

_LEAST = 0.01


def check_levels(case: Case) -> None:
    """Check the value of each class against the images, and that bounds only ever fell."""
    rows = case.plan.value.classes
    if rows:
        _classes(case)
    for row in rows:
        case.book.checked["classes"] += 1
        name = ", ".join(row.classes)
        orders, worth = case.facts.orders, worth_of(case)
        found = sum(
            value for order, value in worth.items() if orders[order].terms.class_ in row.classes
        )
        case.book.require(
            abs(row.planned - found) <= _slack(found),
            Code.VALUE,
            name,
            f"The plan says {name} is served {row.planned:g}; its images add up to {found:g}.",
        )
        case.book.require(
            row.bound >= max(row.planned, found) - _slack(found),
            Code.VALUE,
            name,
            f"The bound {row.bound:g} of {name} is less than the {found:g} that is planned.",
        )
    _trace(case)


def _classes(case: Case) -> None:
    """Check that each class that has orders planned stands in one row, in the charter's order."""
    listed = [name for row in case.plan.value.classes for name in row.classes]
    counts = Counter(listed)
    imaged = {case.facts.orders[name].terms.class_ for name in worth_of(case)}
    case.book.require(
        imaged <= counts.keys() and max(counts.values()) == 1,
        Code.VALUE,
        "classes",
        "The value by class leaves out a class that is imaged, or has one twice.",
    )
    articles = case.facts.charter.of(Priority, instant(case.plan.horizon.start))
    order = [str(name) for article in articles for name in article.classes]
    places = [order.index(name) for name in listed if name in order]
    case.book.require(
        places == sorted(places),
        Code.VALUE,
        "classes",
        "The classes do not stand in the order of the charter, the most urgent first.",
    )


def _trace(case: Case) -> None:
    """Check that plans in the trace never pass a bound, that bounds fall, and where it ends."""
    value, lines = case.plan.value, case.plan.value.trace
    if not lines:
        return
    case.book.require(
        all(line.value <= line.bound + _slack(line.bound) for line in lines)
        and all(a.bound >= b.bound for a, b in itertools.pairwise(lines))
        and all(a.moment <= b.moment for a, b in itertools.pairwise(lines)),
        Code.VALUE,
        "trace",
        "The trace shows a value above its bound, a bound that rises, or time that runs back.",
    )
    last = lines[-1]
    case.book.require(
        abs(last.value - value.planned) <= _slack(value.planned)
        and abs(last.bound - value.bound) <= _slack(value.bound),
        Code.VALUE,
        "trace",
        f"The trace ends with {last.value:g} of at most {last.bound:g}; the plan says"
        f" {value.planned:g} of {value.bound:g}.",
    )


def _slack(amount: float) -> float:
    """Return what rounding to thousandths of every order may make together."""
    return _LEAST + tol.SUM_RELATIVE * abs(amount)
