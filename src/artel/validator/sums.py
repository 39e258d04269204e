"""Values, bound, gap, and the table of who brought and was served what."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from artel.validator import tolerances as tol
from artel.validator.report import Code

if TYPE_CHECKING:
    from artel.validator.case import Case
    from artel.validator.document import MemberRow


def check_sums(case: Case) -> None:
    """Check the value of the plan and the table of members."""
    _value(case)
    _members(case)


def _value(case: Case) -> None:
    value = case.plan.value
    orders = case.facts.orders
    planned = sum(worth_of(case).values())
    offered = sum(order.terms.value for order in orders.values())
    gap = (value.bound - value.planned) / value.bound if value.bound else 0.0
    case.book.require(
        _same(value.planned, planned),
        Code.VALUE,
        "planned",
        f"The plan says it is worth {value.planned:g}; its images add up to {planned:g}.",
    )
    case.book.require(
        _same(value.offered, offered),
        Code.VALUE,
        "offered",
        f"The plan says {value.offered:g} was offered; the orders add up to {offered:g}.",
    )
    case.book.require(
        value.bound >= max(value.planned, planned) * (1.0 - tol.SUM_RELATIVE),
        Code.VALUE,
        "bound",
        f"The bound {value.bound:g} is less than the {planned:g} that is planned: it is no bound.",
    )
    case.book.require(
        abs(value.gap - gap) <= tol.GAP,
        Code.VALUE,
        "gap",
        f"The plan says a gap of {value.gap:g}; bound and plan give {gap:.4f}.",
    )


def worth_of(case: Case) -> dict[str, float]:
    """Return the value of each order that is imaged: by the share of an area, the visits made."""
    images = Counter(image.order for image in case.plan.images)
    shares = {row.order: row.share for row in case.plan.areas}
    found = {}
    for name, count in images.items():
        order = case.facts.orders.get(name)
        if order is None:
            continue
        part = 1.0
        if order.is_filled:
            part = shares.get(name, 0.0)
        elif order.terms.series is not None:
            part = count / order.terms.series.visits
        found[name] = order.terms.value * part
    return found


def _same(said: float, found: float) -> bool:
    return abs(said - found) <= tol.SUM_RELATIVE * max(1.0, abs(found))


def _members(case: Case) -> None:
    rows = Counter(row.member for row in case.plan.members)
    for name, times in (Counter(case.facts.parties.keys()) | rows).items():
        case.book.require(
            rows[name] == 1 and times == 1 and name in case.facts.parties,
            Code.MEMBERS,
            name,
            f"The table has {rows[name]} rows of {name}; each party of the pool has one.",
        )
    for row in case.plan.members:
        case.book.checked["members"] += 1
        _row(case, row)
    _all_brought(case)


def _row(case: Case, row: MemberRow) -> None:
    facts = case.facts
    standing = facts.parties.get(row.member, "no party")
    case.book.require(
        row.standing == standing,
        Code.MEMBERS,
        row.member,
        f"The table says {row.member} is {row.standing}; the pool says {standing}.",
    )
    worth = worth_of(case)
    brought = [o for o in facts.orders.values() if o.terms.brought_by == row.member]
    served = [order for order in brought if order.id in worth]
    owned = [s for s in facts.satellites.values() if s.owner == row.member and s.takes_images]
    ground = [s for s in facts.stations.values() if s.owner == row.member]
    for name, said, found in (
        ("satellites", row.satellites, len(owned)),
        ("stations", row.stations, len(ground)),
        ("orders", row.orders, len(brought)),
        ("served", row.served, len(served)),
        ("value", row.value, sum(worth[order.id] for order in served)),
    ):
        case.book.require(
            _same(said, found),
            Code.MEMBERS,
            row.member,
            f"The table says {name} {said:g}; the inputs and images give {found:g}.",
        )
    case.book.require(
        row.alone_served <= len(brought)
        and row.alone_value <= sum(o.terms.value for o in brought) * (1.0 + tol.SUM_RELATIVE),
        Code.MEMBERS,
        row.member,
        f"The table says {row.alone_served} orders worth {row.alone_value:g} would be served alone;"
        f" only {len(brought)} were brought.",
    )


def _all_brought(case: Case) -> None:
    """Check that the rows together account for every image."""
    served = sum(row.served for row in case.plan.members)
    value = sum(row.value for row in case.plan.members)
    orders = {image.order for image in case.plan.images}
    case.book.require(
        served == len(orders) and _same(value, case.plan.value.planned),
        Code.MEMBERS,
        "members",
        f"The table serves {served} orders worth {value:g}; the plan images {len(orders)}"
        f" orders worth {case.plan.value.planned:g}.",
    )
