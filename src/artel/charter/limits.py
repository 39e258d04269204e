"""What donations and balances leave of a plan: plain linear rows over seconds of imaging.

A row says: the seconds of the images that it counts, each times its weight, are no more than its
limit. An order on a satellite of the party that brought it is never counted: an owner's day is
its own.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from artel.charter.articles import Balance, Donate, Share
from artel.charter.judge import reserve_of
from artel.commons.classes import OrderClass
from artel.commons.instants import from_posix, to_posix

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from artel.charter.articles import Charter

DAY = 86400
LENT = frozenset(OrderClass) - {OrderClass.EMERGENCY}
"""Classes that use up a party's share: a declared emergency is nobody's debt."""
UNDONATED = LENT - {OrderClass.DISASTER}


@dataclass(frozen=True, slots=True)
class Asset:
    """A satellite of the pool: its owner, and the seconds that it may image in a UTC day."""

    name: str
    owner: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Use:
    """As what an image counts: of whose satellite, for whose order, on which UTC day of 1970."""

    satellite: str
    owner: str
    brought_by: str
    order_class: OrderClass
    day: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """A linear row. A party of None means everybody; the weight of a day is keep ** (last - day).

    `free` are (satellite, day) pairs on which disasters are not counted: a donation covers them.
    """

    article: str
    why: str
    assets: frozenset[str]
    party: str | None
    classes: frozenset[OrderClass]
    first_day: int
    last_day: int
    seconds: float
    keep: float = 1.0
    free: frozenset[tuple[str, int]] = frozenset()

    def weight(self, use: Use) -> float:
        """Return the coefficient of a second of such an image, 0 where it is not counted."""
        known = use.satellite in self.assets and use.order_class in self.classes
        theirs = use.brought_by != use.owner and self.party in (None, use.brought_by)
        if not (known and theirs and self.first_day <= use.day <= self.last_day):
            return 0.0
        if use.order_class is OrderClass.DISASTER and (use.satellite, use.day) in self.free:
            return 0.0
        return float(self.keep ** (self.last_day - use.day))


@dataclass(frozen=True, slots=True)
class Account:
    """What a party carried into a plan, was entitled to, used, and carries on; s of imaging."""

    party: str
    article: str
    carried: float
    entitlement: float
    use: float
    balance: float


@dataclass(frozen=True, slots=True)
class _Days:
    """The days of one balance article, with what is offered on each, and where it is free."""

    article: Balance
    numbers: tuple[int, ...]
    entitled: dict[tuple[str, int], float]
    free: frozenset[tuple[str, int]]

    def carried(self, party: str) -> float:
        """Return what the party brings into the first day: decayed, and lapsed if too old."""
        age, seconds = self._age(party, self.numbers[0])
        if age < 0 or (seconds > 0.0 and age >= self.article.repaid_within_days):
            return 0.0
        return seconds * self.keep**age

    def floor(self, party: str, day: int) -> float:
        """Return how far below nought the party's balance may end the day, s."""
        age, seconds = self._age(party, day)
        overdue = seconds < 0.0 and age >= self.article.repaid_within_days
        return 0.0 if overdue else self.article.limit_s

    @property
    def keep(self) -> float:
        """The part of a balance that is left after a day."""
        return 1.0 - self.article.decay_per_day

    def _age(self, party: str, day: int) -> tuple[int, float]:
        row = next((row for row in self.article.carried if row.party == party), None)
        return (day - day_of(to_posix(row.since)), row.seconds) if row else (0, 0.0)


def day_of(t: float) -> int:
    """Return the number of the UTC day of POSIX seconds."""
    return int(t // DAY)


def days_of(span: tuple[float, float]) -> range:
    """Return the UTC days that [start, end) touches."""
    return range(day_of(span[0]), -int(-span[1] // DAY))


def limits_of(
    charter: Charter, assets: Sequence[Asset], span: tuple[float, float]
) -> tuple[Limit, ...]:
    """Return the rows that donations and balances lay on a plan of [start, end), POSIX s.

    A day is judged by the articles in force as it begins.
    """
    donations = (row for day in days_of(span) for row in _donations(charter, assets, day))
    balances = (
        row
        for days in _balances(charter, assets, span)
        for party in days.article.parties
        for row in _windows(days, party, frozenset(asset.name for asset in assets))
    )
    return (*donations, *balances)


def accounts_of(
    charter: Charter,
    assets: Sequence[Asset],
    span: tuple[float, float],
    uses: Iterable[tuple[Use, float]],
) -> tuple[Account, ...]:
    """Return the account of each party to a balance, where these seconds are used."""
    listed = tuple(uses)
    names = frozenset(asset.name for asset in assets)
    return tuple(
        _account(days, party, _used(days, party, names, listed))
        for days in _balances(charter, assets, span)
        for party in days.article.parties
    )


def _used(
    days: _Days, party: str, names: frozenset[str], uses: Sequence[tuple[Use, float]]
) -> dict[int, float]:
    used: defaultdict[int, float] = defaultdict(float)
    row = _row(days, party, names, (days.numbers[0], days.numbers[-1]), 0.0)
    for use, seconds in uses:
        if row.weight(use):
            used[use.day] += seconds
    return used


def _account(days: _Days, party: str, used: dict[int, float]) -> Account:
    balance = carried = days.carried(party)
    for day in days.numbers:
        balance = days.keep * balance + days.entitled[party, day] - used.get(day, 0.0)
        balance = min(balance, days.article.limit_s)
    entitlement = sum(days.entitled[party, day] for day in days.numbers)
    return Account(party, days.article.id, carried, entitlement, sum(used.values()), balance)


def donated(charter: Charter, satellite: str, day: int) -> tuple[Donate, ...]:
    """Return the donations of a satellite that are in force as the UTC day begins."""
    rows = charter.of(Donate, from_posix(day * DAY))
    return tuple(row for row in rows if row.covers(satellite))


def offered(charter: Charter, asset: Asset, day: int) -> float:
    """Return the seconds of a satellite's UTC day that are neither reserved nor donated."""
    reserve = reserve_of(charter, asset.name, from_posix(day * DAY))
    given = sum(row.share for row in donated(charter, asset.name, day))
    return asset.seconds * max(0.0, 1.0 - (reserve.share if reserve else 0.0) - given)


def _donations(charter: Charter, assets: Sequence[Asset], day: int) -> Iterator[Limit]:
    for asset in assets:
        articles = donated(charter, asset.name, day)
        if articles:
            share = sum(article.share for article in articles)
            yield Limit(
                article=articles[0].id,
                why=f"{share:.0%} of {asset.name}'s day is for disasters; the rest is used up",
                assets=frozenset({asset.name}),
                party=None,
                classes=UNDONATED,
                first_day=day,
                last_day=day,
                seconds=offered(charter, asset, day),
            )


def _balances(
    charter: Charter, assets: Sequence[Asset], span: tuple[float, float]
) -> Iterator[_Days]:
    for article in charter.articles:
        if isinstance(article, Balance):
            days = tuple(day for day in days_of(span) if article.in_force(from_posix(day * DAY)))
            if days:
                yield _of_days(charter, assets, article, days)


def _of_days(
    charter: Charter, assets: Sequence[Asset], article: Balance, days: tuple[int, ...]
) -> _Days:
    entitled = {
        (party, day): fraction * pooled
        for day in days
        for pooled in [sum(offered(charter, asset, day) for asset in assets)]
        for party, fraction in _fractions(charter, article, day)
    }
    free = frozenset(
        (asset.name, day) for asset in assets for day in days if donated(charter, asset.name, day)
    )
    return _Days(article, days, entitled, free)


def _fractions(charter: Charter, article: Balance, day: int) -> Iterator[tuple[str, float]]:
    shares = [row for row in charter.of(Share, from_posix(day * DAY)) if "capacity" in row.of]
    for party in article.parties:
        yield party, sum(row.fraction(party) for row in shares)


def _windows(days: _Days, party: str, names: frozenset[str]) -> Iterator[Limit]:
    """Yield a row for every run of days: that no balance ends too low, from whatever it began.

    A balance b becomes min(limit, keep b + entitlement - use); unfolded, it is the least over all
    first days of what a full balance on that day, or the carried one on the first, would leave.
    """
    for first, start in enumerate(days.numbers):
        room = days.carried(party) if first == 0 else days.article.limit_s
        for day in days.numbers[first:]:
            room = days.keep * room + days.entitled[party, day]
            seconds = max(0.0, room + days.floor(party, day))
            yield _row(days, party, names, (start, day), seconds)


def _row(
    days: _Days, party: str, names: frozenset[str], span: tuple[int, int], seconds: float
) -> Limit:
    until = from_posix(span[1] * DAY)
    return Limit(
        article=days.article.id,
        why=f"{party} has used up its share of others' satellites to the end of {until:%F}",
        assets=names,
        party=party,
        classes=LENT,
        first_day=span[0],
        last_day=span[1],
        seconds=seconds,
        keep=days.keep,
        free=days.free,
    )
