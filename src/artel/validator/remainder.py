"""The orders that were not planned: that the list is complete, and that each reason can hold."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from shapely.affinity import translate

from artel.charter.articles import (
    Balance,
    BlockOut,
    Donate,
    OwnerVeto,
    Priority,
    Reserve,
    Residency,
    Territory,
)
from artel.commons.instants import to_posix
from artel.validator.case import when
from artel.validator.reach import Search
from artel.validator.report import Code

if TYPE_CHECKING:
    from artel.charter.articles import Article
    from artel.validator.case import Case
    from artel.validator.document import Unplanned
    from artel.validator.facts import Order

NEAR_DEG = 1.0
"""A scene can expose an area this far (about 100 km) from its order's own shape: half the widest
swath in use, and the growth of a footprint off nadir."""


class Reason(StrEnum):
    """The codes that a plan may give for an order it leaves."""

    EXPIRED = "EXPIRED"
    NOT_YET = "NOT_YET"
    NO_WINDOW = "NO_WINDOW"
    DARK = "DARK"
    TOO_COARSE = "TOO_COARSE"
    ARTICLE = "ARTICLE"
    CONSENT = "CONSENT"
    MAINTENANCE = "MAINTENANCE"
    NO_UPLOAD = "NO_UPLOAD"
    NO_DOWNLINK = "NO_DOWNLINK"
    NO_STAFF = "NO_STAFF"
    DUTY = "DUTY"
    BATTERY = "BATTERY"
    RECORDER = "RECORDER"
    ANTENNA = "ANTENNA"
    MIX = "MIX"
    SLEW = "SLEW"
    LEFT = "LEFT"


_OUT_OF_REACH = frozenset({Reason.NO_WINDOW, Reason.DARK, Reason.TOO_COARSE})
_BY_ARTICLE = frozenset({Reason.ARTICLE, Reason.CONSENT})


def check_remainder(case: Case) -> None:
    """Check that each order is imaged or listed, and the reason of each that is listed."""
    imaged = {image.order for image in case.plan.images}
    listed: set[str] = set()
    for row in case.plan.unplanned:
        case.book.checked["unplanned"] += 1
        case.book.require(
            row.order not in listed and row.order not in imaged,
            Code.UNPLANNED,
            row.order,
            f"The order {row.order} is listed as not planned, and"
            f" {'also imaged' if row.order in imaged else 'listed twice'}. Decide on one.",
        )
        listed.add(row.order)
    for name in case.facts.orders:
        case.book.require(
            name in imaged or name in listed,
            Code.UNPLANNED,
            name,
            f"The order {name} is neither imaged nor listed. List it with its reason.",
        )
    search = Search(case)
    for row in case.plan.unplanned:
        _row(case, row, search)


def _row(case: Case, row: Unplanned, search: Search) -> None:
    order = case.facts.orders.get(row.order)
    case.book.require(
        order is not None,
        Code.UNPLANNED,
        row.order,
        f"The order {row.order} is listed; the inputs have no such order. Take it out.",
    )
    if order is None:
        return
    case.as_ordered(order, row.class_, row.value)
    known = case.book.require(
        row.code in {reason.value for reason in Reason},
        Code.REASON,
        row.order,
        f"'{row.code}' is no reason code. Use one of {', '.join(Reason)}.",
    )
    if known:
        _resource(case, row)
        _times(case, row, order)
        _article(case, row, order)
        _reach(case, row, order, search)


def _resource(case: Case, row: Unplanned) -> None:
    names = case.facts.satellites.keys() | case.facts.stations.keys()
    case.book.require(
        row.resource is None or row.resource in names,
        Code.REASON,
        row.order,
        f"The reason names the resource '{row.resource}', which the inputs do not have.",
    )
    case.book.require(
        row.reason.strip() and row.code in row.counts,
        Code.REASON,
        row.order,
        f"The reason {row.code} comes without a sentence, or is not among its own counts.",
    )


def _times(case: Case, row: Unplanned, order: Order) -> None:
    """Check that EXPIRED and NOT_YET are said where, and only where, the clock says so."""
    opens, closes = to_posix(order.terms.not_before), to_posix(order.terms.not_after)
    horizon = case.plan.horizon
    claims = {
        Reason.EXPIRED: closes <= horizon.start,
        Reason.NOT_YET: opens >= horizon.end,
    }
    for reason, holds in claims.items():
        case.book.require(
            (row.code == reason) == holds,
            Code.REASON,
            row.order,
            f"The plan says {row.code}; the order takes images from {when(opens)} to"
            f" {when(closes)}, so {reason} is {'due' if holds else 'wrong'}.",
        )


def _article(case: Case, row: Unplanned, order: Order) -> None:
    """Check that an article is named when, and only when, an article is the reason."""
    articles = {article.id: article for article in case.facts.charter.articles}
    article = articles.get(row.article or "")
    if row.code not in _BY_ARTICLE:
        case.book.require(
            row.article is None,
            Code.REASON,
            row.order,
            f"The reason {row.code} names the article {row.article}; none spoke. Take it out.",
        )
        return
    known = case.book.require(
        article is not None,
        Code.REASON,
        row.order,
        f"The plan says {row.code} by '{row.article}'; the charter has no such article.",
    )
    if article is not None and known:
        case.book.require(
            _plausible(case, row, order, article),
            Code.REASON,
            row.order,
            f"The plan says {row.code} by {article.id} ({article.kind}); as it stands that article"
            f" cannot speak against order {order.id}. Find the true reason.",
        )


def _plausible(case: Case, row: Unplanned, order: Order, article: Article) -> bool:
    """Whether the article could have been what stood in the way of the order."""
    if row.code == Reason.CONSENT:
        return isinstance(article, Territory) and _asks(case, order, article)
    if isinstance(article, Territory):
        return article.effect != "ask" and _over(case, order, article)
    if isinstance(article, OwnerVeto):
        return order.id in article.exercised
    if isinstance(article, Residency):
        return article.covers(order.terms.brought_by, order.terms.purpose)
    if isinstance(article, Priority):
        return _outranked(case, order, article)
    return _uses(order, article) and _touches(case, order, article)


def _uses(order: Order, article: Article) -> bool:
    """Whether a balance or donation, if it is one, counts such an order at all."""
    if isinstance(article, Balance):
        return order.terms.brought_by in article.parties and order.terms.class_ != "emergency"
    return not (isinstance(article, Donate) and order.terms.class_ in ("emergency", "disaster"))


def _asks(case: Case, order: Order, article: Territory) -> bool:
    given = any(
        (consent.article, consent.party) == (article.id, article.party)
        for consent in order.terms.consents
    )
    return article.effect == "ask" and not given and _over(case, order, article)


def _over(case: Case, order: Order, article: Territory) -> bool:
    """Whether the order is near the article's area, and its party not free of it.

    And some sensor of an ordered type must be finer than the article allows.
    """
    area = case.facts.charter.areas[article.area].buffer(NEAR_DEG)
    near = any(area.intersects(translate(order.shape, turn)) for turn in (0.0, -360.0, 360.0))
    fine = any(
        sensor.gsd_m < article.finer_than_m and sensor.type in order.terms.sensors
        for satellite in case.facts.satellites.values()
        for sensor in satellite.sensors
    )
    return near and fine and order.terms.brought_by not in article.exempt


def _outranked(case: Case, order: Order, article: Priority) -> bool:
    """Whether any image of a class that goes before this order's was planned."""
    classes = [str(name) for name in article.classes]
    if order.terms.class_ not in classes:
        return False
    before = classes[: classes.index(order.terms.class_)]
    return any(image.class_ in before for image in case.plan.images)


def _touches(case: Case, order: Order, article: Article) -> bool:
    """Whether the article's assets hold a satellite with a sensor of an ordered type."""
    start, end = case.plan.horizon.start, case.plan.horizon.end
    if isinstance(article, BlockOut):
        spans = ((to_posix(window.start), to_posix(window.end)) for window in article.windows)
        if not any(low < end and start < high for low, high in spans):
            return False
    if isinstance(article, Balance):
        return True
    if isinstance(article, BlockOut) and any(map(article.covers, case.facts.stations)):
        return True
    return isinstance(article, BlockOut | Reserve | Donate) and any(
        article.covers(satellite.name) and satellite.owner != _free_of(order, article)
        for satellite in case.facts.satellites.values()
        if any(sensor.type in order.terms.sensors for sensor in satellite.sensors)
    )


def _free_of(order: Order, article: Article) -> str | None:
    """Return the owner whose reserve or donation does not bind the order: who brought it."""
    return order.terms.brought_by if isinstance(article, Reserve | Donate) else None


def _reach(case: Case, row: Unplanned, order: Order, search: Search) -> None:
    """Refute "not in reach", "dark" and "too coarse" where a plain search finds an image."""
    if row.code not in _OUT_OF_REACH or not order.is_point:
        return
    case.book.checked["reasons searched"] += 1
    found = search.opportunity(order)
    if found is not None:
        satellite, sensor, moment = found
        case.book.note(
            Code.REASON,
            row.order,
            f"The plan says {row.code}; {satellite} sees order {order.id} with {sensor} at"
            f" {when(moment)}, lit and fine enough. Find the true reason.",
        )
