"""Donations and balances, followed day by day from the copied inputs and the plan's images."""

from __future__ import annotations

import math
from collections import defaultdict
from typing import TYPE_CHECKING, TypeAlias

from artel.charter.articles import Balance, Donate, Reserve, Share
from artel.commons.instants import to_posix
from artel.validator import tolerances as tol
from artel.validator.case import instant, when
from artel.validator.report import Code

if TYPE_CHECKING:
    from collections.abc import Iterator

    from artel.validator.case import Case
    from artel.validator.document import AccountRow, Image
    from artel.validator.facts import Satellite

    Accounts: TypeAlias = dict[tuple[str, str], tuple[float, float, float, float]]
    """By party and article: carried in, entitlement, use and balance, s of imaging."""

_DAY = 86400.0


def check_shares(case: Case) -> Accounts:
    """Check what donations and balances leave; return the derived account of each party."""
    for satellite in case.facts.satellites.values():
        _donations(case, satellite)
    found: Accounts = {}
    for article in case.facts.charter.articles:
        if isinstance(article, Balance):
            days = [day for day in _days(case) if article.in_force(instant(day * _DAY))]
            for party in article.parties if days else ():
                found[party, article.id] = _follow(case, article, party, days)
    return found


def _days(case: Case) -> range:
    first = math.floor(case.plan.horizon.start / _DAY)
    return range(first, math.ceil(case.plan.horizon.end / _DAY))


def _given(case: Case, satellite: Satellite, day: int) -> tuple[float, list[Donate]]:
    """Return the seconds of a satellite's day that are left for the pool, and its donations."""
    at = instant(day * _DAY)
    reserved, gifts = 0.0, []
    for article in case.facts.charter.articles:
        if not article.in_force(at):
            continue
        if isinstance(article, Reserve) and article.covers(satellite.name):
            reserved = max(reserved, article.share)
        elif isinstance(article, Donate) and article.covers(satellite.name):
            gifts.append(article)
    whole = satellite.duty.imaging_s_per_day if satellite.duty else 0.0
    left = 1.0 - reserved - math.fsum(gift.share for gift in gifts)
    return whole * max(left, 0.0), gifts


def _others(case: Case) -> Iterator[tuple[Image, str, str]]:
    """Yield each image of an order on a satellite of another: with who brought it, its class."""
    for image in case.plan.images:
        order = case.facts.orders.get(image.order)
        satellite = case.facts.satellites.get(image.satellite)
        if order is not None and satellite is not None:
            terms = order.terms
            if terms.brought_by != satellite.owner and terms.class_ != "emergency":
                yield image, terms.brought_by, terms.class_


def _donations(case: Case, satellite: Satellite) -> None:
    by_day: defaultdict[int, list[float]] = defaultdict(list)
    for image, _, class_ in _others(case):
        if image.satellite == satellite.name and class_ != "disaster":
            by_day[math.floor(image.start / _DAY)].append(image.end - image.start)
    for day, lengths in sorted(by_day.items()):
        most, gifts = _given(case, satellite, day)
        case.book.checked["rules"] += 1
        if gifts and sum(lengths) > most + tol.INSTANT_S * len(lengths):
            case.book.note(
                Code.DONATION,
                satellite.name,
                f"Orders that are no disasters use {sum(lengths):.1f} s of {satellite.name} on"
                f" {when(day * _DAY)[:10]}; {gifts[0].id} leaves {most:.1f} s. Leave some out.",
                gifts[0].id,
            )


def _follow(
    case: Case, article: Balance, party: str, days: list[int]
) -> tuple[float, float, float, float]:
    """Return what was carried in, entitlement, use and balance after it; note what is too low."""
    keep = 1.0 - article.decay_per_day
    carried, due = _carried(article, party, days[0])
    used = _used(case, party, days)
    balance, entitlement, slack = carried, 0.0, tol.INSTANT_S
    for day in days:
        part = _part(case, party, day)
        entitlement += part
        balance = min(keep * balance + part - sum(used[day]), article.limit_s)
        slack += tol.INSTANT_S * len(used[day])
        floor = 0.0 if due is not None and day >= due else -article.limit_s
        begun = any(used[each] for each in days if each <= day)
        case.book.checked["rules"] += 1
        if begun and balance < floor - slack:
            case.book.note(
                Code.BALANCE,
                party,
                f"{party} ends {when(day * _DAY)[:10]} with a balance of {balance:.1f} s;"
                f" {article.id} allows no less than {floor:.1f} s. Leave some of its orders out.",
                article.id,
            )
    return carried, entitlement, math.fsum(s for each in used.values() for s in each), balance


def _carried(article: Balance, party: str, first: int) -> tuple[float, int | None]:
    """Return what is left of a carried balance on the first day, and when a debt falls due."""
    for row in article.carried:
        if row.party != party:
            continue
        since = math.floor(to_posix(row.since) / _DAY)
        due = since + article.repaid_within_days
        left = row.seconds * (1.0 - article.decay_per_day) ** max(first - since, 0)
        lapsed = first < since or (row.seconds > 0.0 and first >= due)
        return (0.0 if lapsed else left), (due if row.seconds < 0.0 else None)
    return 0.0, None


def _used(case: Case, party: str, days: list[int]) -> dict[int, list[float]]:
    """Return the lengths of the images that use up the party's share, by day."""
    used: dict[int, list[float]] = {day: [] for day in days}
    for image, brought_by, class_ in _others(case):
        day = math.floor(image.start / _DAY)
        if brought_by != party or day not in used:
            continue
        if class_ != "disaster" or not _given(case, case.facts.satellites[image.satellite], day)[1]:
            used[day].append(image.end - image.start)
    return used


def _part(case: Case, party: str, day: int) -> float:
    """Return the party's part of what all satellites together offer on the day, s."""
    offered = math.fsum(
        _given(case, satellite, day)[0]
        for satellite in case.facts.satellites.values()
        if satellite.takes_images
    )
    shares = case.facts.charter.of(Share, instant(day * _DAY))
    return offered * sum(_fraction(row, party) for row in shares if "capacity" in row.of)


def _fraction(share: Share, party: str) -> float:
    if share.rule == "equal":
        return 1.0 / len(frozenset(share.parties)) if party in share.parties else 0.0
    return share.parts.get(party, 0.0) / math.fsum(share.parts.values())


def check_accounts(case: Case, found: Accounts) -> None:
    """Check what the plan says of balances against the derived accounts."""
    fairness = case.plan.fairness
    rows = fairness.accounts if fairness is not None else ()
    case.book.require(
        sorted((row.member, row.article) for row in rows) == sorted(found),
        Code.BALANCE,
        "fairness",
        "The accounts of balances are not one for each party to a balance in force. List them.",
    )
    for row in rows:
        if (row.member, row.article) in found:
            _account(case, row, found[row.member, row.article])
    if fairness is None:
        return
    planned, without = case.plan.value.planned, fairness.value_without_balances
    case.book.require(
        abs(fairness.price - (without - planned)) <= tol.SUM_RELATIVE * max(1.0, abs(without)),
        Code.VALUE,
        "fairness",
        f"The plan says a price of fairness of {fairness.price:g}; {without:g} without balances"
        f" less {planned:g} is {without - planned:g}.",
    )
    case.book.require(
        without <= case.plan.value.offered * (1.0 + tol.SUM_RELATIVE),
        Code.VALUE,
        "fairness",
        f"The plan says {without:g} without balances; only {case.plan.value.offered:g} is offered.",
    )


def _account(case: Case, row: AccountRow, figures: tuple[float, float, float, float]) -> None:
    said = (row.carried_s, row.entitlement_s, row.use_s, row.balance_s)
    slack = tol.INSTANT_S * (len(case.plan.images) + 1)
    for name, one, other in zip(
        ("carried_s", "entitlement_s", "use_s", "balance_s"), said, figures, strict=True
    ):
        case.book.require(
            abs(one - other) <= slack,
            Code.BALANCE,
            row.member,
            f"The account of {row.member} says {name} {one:g}; inputs and images give {other:.3f}.",
        )
