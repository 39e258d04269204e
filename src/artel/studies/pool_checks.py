"""What one table of a pool says about another: names that nobody has, assets that lack a part."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from artel.charter.articles import (
    BlockOut,
    Charter,
    Donate,
    OwnerVeto,
    Reserve,
    Residency,
    Territory,
)
from artel.commons.instants import instant_text
from artel.commons.names import hint, matches
from artel.fleet.dated import pattern_of
from artel.orders.orders import Order, Origin

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from datetime import datetime

    from artel.charter.articles import Article
    from artel.commons.members import Member
    from artel.commons.tables import Path, Table
    from artel.fleet.satellites import Satellite
    from artel.fleet.stations import Station


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """The rows of a pool's files beside the tables they came from."""

    parties: tuple[Member, ...]
    satellites: tuple[Satellite, ...]
    satellites_file: Table
    stations: tuple[Station, ...]
    stations_file: Table
    charter: Charter
    charter_file: Table
    orders: tuple[Order, ...]

    @property
    def ids(self) -> frozenset[str]:
        """The ids of all parties."""
        return frozenset(party.id for party in self.parties)


def cross_check(tables: Tables) -> tuple[str, ...]:
    """Return a finding (file, line, field) for each name that another table does not know."""
    return (
        *_of_satellites(tables),
        *_of_stations(tables),
        *_of_charter(tables),
        *order_findings(tables.orders, tables.parties, tables.charter),
    )


def order_findings(
    orders: Iterable[Order], parties: tuple[Member, ...], charter: Charter
) -> tuple[str, ...]:
    """Return a finding for each order of an unknown party, or with a consent nobody asked for."""
    articles = {article.id: article for article in charter.articles}
    return tuple(
        finding
        for order in orders
        for finding in (*_bringer(order, parties), *_consents(order, articles))
    )


def past_orders(orders: Iterable[Order], instant: datetime) -> tuple[str, ...]:
    """Return a finding for each order whose window closed at or before the instant."""
    return tuple(
        _complain(
            order,
            "not_after",
            f"the order '{order.id}' is in the past: its window closed at "
            f"{instant_text(order.not_after)}, the pool begins at {instant_text(instant)}.",
        )
        for order in orders
        if order.not_after <= instant
    )


def charter_notes(charter: Charter, orders: Iterable[Order]) -> tuple[str, ...]:
    """Return a warning for each veto exercised against an order that is not among these."""
    ids = {order.id for order in orders}
    return tuple(
        f"The veto {article.id} names the order '{name}', which is not in the pool."
        for article in charter.articles
        if isinstance(article, OwnerVeto)
        for name in article.exercised
        if name not in ids
    )


def _unknown(table: Table, path: Path, what: str, name: str, known: Collection[str]) -> list[str]:
    if name in known:
        return []
    return [table.finding(path, f"no {what} is called '{name}'; {hint(name, known)}")]


def _each_unknown(
    table: Table, path: Path, names: Sequence[str], what: str, known: Collection[str]
) -> list[str]:
    return [
        finding
        for index, name in enumerate(names)
        for finding in _unknown(table, (*path, index), what, name, known)
    ]


def _unmatched(
    table: Table, path: Path, patterns: Sequence[str], what: str, names: Collection[str]
) -> list[str]:
    return [
        table.finding((*path, index), f"'{pattern}' matches no {what}; {hint(pattern, names)}")
        for index, pattern in enumerate(patterns)
        if not any(matches((pattern,), name) for name in names)
    ]


def _of_satellites(tables: Tables) -> Iterator[str]:
    stations = [station.name for station in tables.stations]
    table = tables.satellites_file
    for index, satellite in enumerate(tables.satellites):
        path: Path = ("satellites", index)
        yield from _unknown(table, (*path, "owner"), "party", satellite.owner, tables.ids)
        if satellite.command is not None:
            named = satellite.command.stations
            where = (*path, "command", "stations")
            yield from _each_unknown(table, where, named, "station", stations)


def _of_stations(tables: Tables) -> Iterator[str]:
    satellites = [satellite.name for satellite in tables.satellites]
    table = tables.stations_file
    for index, station in enumerate(tables.stations):
        path: Path = ("stations", index)
        yield from _unknown(table, (*path, "owner"), "party", station.owner, tables.ids)
        for name in ("decoders", "permits"):
            patterns = [pattern_of(each) for each in getattr(station, name)]
            yield from _unmatched(table, (*path, name), patterns, "satellite", satellites)


def _of_charter(tables: Tables) -> Iterator[str]:
    table = tables.charter_file
    for index, article in enumerate(tables.charter.articles):
        path: Path = ("articles", index)
        for name, parties in _parties_of(article):
            yield from _each_unknown(table, (*path, name), parties, "party", tables.ids)
        if isinstance(article, Territory) and article.party is not None:
            yield from _unknown(table, (*path, "party"), "party", article.party, tables.ids)
        yield from _assets(tables, article, (*path, "assets"))
        if isinstance(article, Donate):
            yield from _given_twice(tables, article, (*path, "share"))


def _parties_of(article: Article) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield "parties", article.parties
    if isinstance(article, Territory):
        yield "exempt", article.exempt
    if isinstance(article, Residency):
        yield "orders_of", article.orders_of


def _assets(tables: Tables, article: Article, path: Path) -> Iterator[str]:
    satellites = [satellite.name for satellite in tables.satellites]
    stations = [station.name for station in tables.stations]
    table = tables.charter_file
    if isinstance(article, Reserve | Donate | OwnerVeto):
        yield from _unmatched(table, path, article.assets, "satellite", satellites)
    elif isinstance(article, BlockOut):
        known = [*satellites, *stations]
        yield from _unmatched(table, path, article.assets, "satellite or station", known)


def _given_twice(tables: Tables, donation: Donate, path: Path) -> Iterator[str]:
    """Yield a finding of the first satellite whose reserve and donations exceed its day."""
    instants = {row.in_force_from for row in tables.charter.articles}
    for satellite in filter(lambda each: donation.covers(each.name), tables.satellites):
        given = max(
            (
                _given(tables.charter, satellite.name, at)
                for at in instants
                if donation.in_force(at)
            ),
            default=0.0,
        )
        if given > 1.0 + 1e-9:
            yield tables.charter_file.finding(
                path,
                f"reserve and donations take {given:.0%} of the day of '{satellite.name}'; "
                "lower one of them.",
            )
            return


def _given(charter: Charter, satellite: str, at: datetime) -> float:
    """Return the part of the satellite's day that is reserved or donated at an instant."""
    reserved = (row.share for row in charter.of(Reserve, at) if row.covers(satellite))
    donated = (row.share for row in charter.of(Donate, at) if row.covers(satellite))
    return max(reserved, default=0.0) + sum(donated)


def _bringer(order: Order, parties: tuple[Member, ...]) -> Iterator[str]:
    rights = {party.id: "order" in party.rights for party in parties}
    if order.brought_by not in rights:
        sentence = f"no party is called '{order.brought_by}'; {hint(order.brought_by, rights)}"
        yield _complain(order, "brought_by", sentence)
    elif not rights[order.brought_by]:
        sentence = f"'{order.brought_by}' is an observer without the right to order."
        yield _complain(order, "brought_by", sentence)


def _consents(order: Order, articles: dict[str, Article]) -> Iterator[str]:
    for consent in order.consents:
        article = articles.get(consent.article)
        if article is None:
            sentence = (
                f"no article is called '{consent.article}'; {hint(consent.article, articles)}"
            )
            yield _complain(order, "consents", sentence)
        elif not isinstance(article, Territory) or article.party is None:
            yield _complain(order, "consents", f"the article '{article.id}' asks nobody.")
        elif article.party != consent.party:
            sentence = f"the article '{article.id}' asks {article.party}, not {consent.party}."
            yield _complain(order, "consents", sentence)


def _complain(order: Order, name: str, sentence: str) -> str:
    if isinstance(order.origin, Origin):
        return order.origin.finding(name, sentence)
    return f"order '{order.id}', {name}: {sentence}"
