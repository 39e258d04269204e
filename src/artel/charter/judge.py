"""What the charter says about one thing asked: pure functions from articles to verdicts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from artel.charter.articles import BlockOut, OwnerVeto, Priority, Reserve, Residency, Territory
from artel.commons.classes import OrderClass
from artel.commons.verdicts import Outcome, Verdict
from artel.commons.windows import Window

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from artel.charter.articles import Charter
    from artel.commons.shapes import Shape

WITHHELD = "not available (the owner withholds the reason)"
_OF_IMAGES = (Territory, OwnerVeto, BlockOut)
HARDNESS = {outcome: rank for rank, outcome in enumerate(Outcome)}
"""Outcomes from the mildest (0) to the hardest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """An image that is asked for: by whom, with which satellite, over what, how fine, when.

    `footprint` is in degrees (lon, lat), a polygon or a multipolygon cut at the antimeridian;
    `finest_gsd_m` is the least GSD over it; `consents` are (article, party) pairs.
    """

    order: str
    brought_by: str
    purpose: str
    satellite: str
    owner: str
    footprint: Shape
    finest_gsd_m: float
    start: datetime
    end: datetime
    consents: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True, slots=True)
class Judgement:
    """What all articles together say: the hardest outcome, and every condition that goes with it.

    `verdicts` are in the order of the charter; an article that has nothing to say is silent.
    """

    verdicts: tuple[Verdict, ...]

    @property
    def outcome(self) -> Outcome:
        """The hardest outcome of any article; ALLOWED where all are silent."""
        return max(
            (verdict.outcome for verdict in self.verdicts),
            key=HARDNESS.__getitem__,
            default=Outcome.ALLOWED,
        )

    @property
    def deciding(self) -> Verdict | None:
        """The first of the hardest verdicts, or None where all articles are silent."""
        return max(self.verdicts, key=lambda verdict: HARDNESS[verdict.outcome], default=None)

    @property
    def allowed(self) -> bool:
        """Whether the image may be made, perhaps degraded or delayed."""
        return not any(verdict.forbids for verdict in self.verdicts)

    @property
    def product_gsd_floor_m(self) -> float | None:
        """The product is delivered no finer than this, or None."""
        return max((v.metres for v in self.verdicts if v.metres is not None), default=None)

    @property
    def delay_s(self) -> float:
        """The product is released no sooner than this after the image, in seconds."""
        return max((v.seconds for v in self.verdicts if v.seconds is not None), default=0.0)

    @property
    def consents_needed(self) -> tuple[tuple[str, str], ...]:
        """The (article, party) pairs whose consent is waited for."""
        return tuple(
            (verdict.article, verdict.party)
            for verdict in self.verdicts
            if verdict.outcome is Outcome.CONSENT and verdict.party is not None
        )


@dataclass(frozen=True, slots=True)
class Receiving:
    """In which states the data of an order may be received (None: anywhere), by which articles."""

    states: frozenset[str] | None
    articles: tuple[str, ...]

    def allows(self, state: str) -> bool:
        """Whether a station standing in this state may receive the data."""
        return self.states is None or state in self.states


def judge(charter: Charter, case: Case) -> Judgement:
    """Return what every article in force at the start of the image says about it.

    Territory, owner-veto and block-out speak of an image; reserve, residency and priority are
    limits on plans and are asked for by `reserve_of`, `receiving_states` and `class_rank`.
    """
    return Judgement(tuple(_verdicts(charter, case)))


def receiving_states(charter: Charter, brought_by: str, purpose: str, at: datetime) -> Receiving:
    """Return the states in which the data of such an order, taken at this instant, may be received.

    Where several residency articles cover the order, only states that all of them name remain.
    """
    found = [row for row in charter.of(Residency, at) if row.covers(brought_by, purpose)]
    if not found:
        return Receiving(None, ())
    states = frozenset.intersection(*(frozenset(row.states) for row in found))
    return Receiving(states, tuple(row.id for row in found))


def reserve_of(charter: Charter, satellite: str, at: datetime) -> Reserve | None:
    """Return the reserve on the satellite at this instant: the largest where several cover it."""
    found = [row for row in charter.of(Reserve, at) if row.covers(satellite)]
    return max(found, key=lambda row: row.share, default=None)


def pooled_share(reserve: Reserve | None, order_class: OrderClass) -> float:
    """Return the part of a satellite's day that orders not of its owner may use together.

    An emergency may use the reserve too where the article accepts it.
    """
    if reserve is None or (order_class is OrderClass.EMERGENCY and reserve.accepts_emergency):
        return 1.0
    return 1.0 - reserve.share


def priority_of(charter: Charter, at: datetime) -> Priority | None:
    """Return the priority article in force at this instant; there is one at most."""
    return next(iter(charter.of(Priority, at)), None)


def class_rank(charter: Charter, order_class: OrderClass, at: datetime) -> int:
    """Return the place of the class, 0 first; without a priority article all classes are equal."""
    article = priority_of(charter, at)
    return article.classes.index(order_class) if article else 0


def _verdicts(charter: Charter, case: Case) -> Iterator[Verdict]:
    window = Window(case.start, case.end)
    for article in charter.articles:
        if not (isinstance(article, _OF_IMAGES) and article.in_force(case.start)):
            continue
        if isinstance(article, Territory) and _exposed(charter, article, case):
            yield _of_territory(article, case)
        elif isinstance(article, OwnerVeto) and _vetoed(article, case):
            yield _refused(article.id, f"the owner {case.owner} refused this task")
        elif isinstance(article, BlockOut) and _out(article, case, window):
            yield _refused(article.id, block_reason(article, case.satellite))


def _exposed(charter: Charter, article: Territory, case: Case) -> bool:
    """Whether the image shows any of the area finer than the article allows."""
    if case.brought_by in article.exempt or case.finest_gsd_m >= article.finer_than_m:
        return False
    return bool(charter.areas[article.area].intersects(case.footprint))


def _vetoed(article: OwnerVeto, case: Case) -> bool:
    kind = not article.purposes or case.purpose in article.purposes
    return kind and article.covers(case.satellite) and case.order in article.exercised


def _out(article: BlockOut, case: Case, window: Window) -> bool:
    return article.covers(case.satellite) and article.blocks(window)


def _of_territory(article: Territory, case: Case) -> Verdict:
    where = f"finer than {article.finer_than_m:g} m over {article.area}"
    if article.effect == "delay":
        seconds = (article.hours or 0.0) * 3600
        reason = f"{where}: delivered {article.hours:g} h after the image"
        return Verdict(Outcome.AFTER, article.id, reason, seconds=seconds)
    if article.effect == "degrade":
        reason = f"{where}: delivered at {article.gsd_m:g} m"
        return Verdict(Outcome.DEGRADED, article.id, reason, metres=article.gsd_m)
    if article.effect == "ask":
        return _of_consent(article, case, where)
    return _refused(article.id, f"{where}: not allowed")


def _of_consent(article: Territory, case: Case, where: str) -> Verdict:
    party = article.party or ""
    if (article.id, party) in case.consents:
        reason = f"{where}: {party} gave its consent"
        return Verdict(Outcome.ALLOWED, article.id, reason, party=party)
    reason = f"{where}: needs the consent of {party}"
    return Verdict(Outcome.CONSENT, article.id, reason, party=party)


def _refused(article: str, reason: str) -> Verdict:
    return Verdict(Outcome.REFUSED, article, reason)


def block_reason(article: BlockOut, asset: str) -> str:
    """Return why an asset is blocked out, as anybody may know it."""
    return f"{asset}: {WITHHELD if article.withheld else article.reason}"
