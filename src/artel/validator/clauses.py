"""What the charter says of each image, derived anew and held against what the plan lists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shapely.affinity import translate
from shapely.geometry import Polygon

from artel.charter.articles import BlockOut, OwnerVeto, Residency, Territory
from artel.commons.instants import to_posix
from artel.commons.verdicts import Outcome
from artel.commons.windows import Window
from artel.validator import tolerances as tol
from artel.validator.case import instant, when
from artel.validator.report import Code

if TYPE_CHECKING:
    from collections.abc import Iterator

    from artel.charter.articles import Article
    from artel.commons.shapes import Shape
    from artel.validator.case import Case
    from artel.validator.derived import Derived, Shot

_EFFECTS = {
    "refuse": Outcome.REFUSED,
    "delay": Outcome.AFTER,
    "degrade": Outcome.DEGRADED,
    "ask": Outcome.CONSENT,
}


@dataclass(frozen=True, slots=True)
class Clause:
    """What one article says of an image; `doubtful` where only a tolerance decides."""

    article: Article
    outcome: Outcome
    doubtful: bool = False


def check_clauses(case: Case, shot: Shot, derived: Derived) -> None:
    """Check what is forbidden, what was listed, and that effects were applied."""
    clauses = list(_clauses(case, shot, derived))
    listed = {(row.article, row.outcome) for row in shot.image.verdicts}
    held = [
        clause
        for clause in clauses
        if not clause.doubtful or (clause.article.id, clause.outcome.value) in listed
    ]
    for clause in held:
        _forbidden(case, shot, clause)
    _listed(case, shot, clauses)
    _product(case, shot, derived, held)
    _release(case, shot, held)
    _residency(case, shot)


def _clauses(case: Case, shot: Shot, derived: Derived) -> Iterator[Clause]:
    """Yield what each article in force at the start of the image says; the silent say nothing."""
    window = Window(instant(shot.image.start), instant(shot.image.end))
    for article in case.facts.charter.articles:
        if not article.in_force(window.start):
            continue
        if isinstance(article, Territory):
            yield from _territory(case, shot, derived, article)
        elif _vetoed(shot, article) or _out(shot, article, window):
            yield Clause(article, Outcome.REFUSED)


def _out(shot: Shot, article: Article, window: Window) -> bool:
    if not isinstance(article, BlockOut):
        return False
    return article.covers(shot.satellite.name) and article.blocks(window)


def _vetoed(shot: Shot, article: Article) -> bool:
    if not isinstance(article, OwnerVeto):
        return False
    purpose = not article.purposes or shot.order.terms.purpose in article.purposes
    return purpose and article.covers(shot.satellite.name) and shot.order.id in article.exercised


def _territory(case: Case, shot: Shot, derived: Derived, article: Territory) -> Iterator[Clause]:
    """Yield the article's word if the exposed ground has any of its area, finer than it allows."""
    terms = shot.order.terms
    slack = tol.GSD_M + tol.GSD_OF_LIMIT * article.finer_than_m
    if terms.brought_by in article.exempt or (derived.finest_gsd_m >= article.finer_than_m + slack):
        return
    area = case.facts.charter.areas[article.area]
    ground = Polygon(derived.footprint)
    if not meets(area, ground.buffer(tol.BORDER_DEG)):
        return
    sure = derived.finest_gsd_m < article.finer_than_m - slack
    sure = sure and meets(area, ground.buffer(-tol.BORDER_DEG))
    given = any((row.article, row.party) == (article.id, article.party) for row in terms.consents)
    agreed = article.effect == "ask" and given
    yield Clause(article, Outcome.ALLOWED if agreed else _EFFECTS[article.effect], not sure)


def meets(area: Shape, ground: Polygon) -> bool:
    """Whether ground with continuous longitudes meets an area drawn within one turn."""
    return any(area.intersects(translate(ground, turn)) for turn in (0.0, -360.0, 360.0))


def _forbidden(case: Case, shot: Shot, clause: Clause) -> None:
    article = clause.article
    asked = clause.outcome is Outcome.CONSENT
    case.book.checked["rules"] += 1
    if not asked and clause.outcome is not Outcome.REFUSED:
        return
    party = getattr(article, "party", None)
    why = f"asks for the consent of {party}, which the order does not carry" if asked else "forbids"
    case.book.note(
        Code.CONSENT if asked else Code.ARTICLE,
        shot.image.id,
        f"{article.id} ({article.kind}) {why} this image of order {shot.order.id} by"
        f" {shot.satellite.name}. Leave it out{' or bring the consent' if asked else ''}.",
        article.id,
    )


def _listed(case: Case, shot: Shot, clauses: list[Clause]) -> None:
    """Check that the verdicts listed are those derived: none missing, invented or twice."""
    said = [(row.article, row.outcome) for row in shot.image.verdicts]
    known = {(clause.article.id, clause.outcome.value): clause for clause in clauses}
    missing = [key for key, clause in known.items() if key not in said and not clause.doubtful]
    invented = [key for key in said if key not in known]
    for what, rows in (("does not list", missing), ("invents", invented)):
        for article, outcome in rows:
            case.book.note(
                Code.VERDICT,
                shot.image.id,
                f"The plan {what} the verdict '{outcome}' of {article}. Correct the list.",
                article,
            )
    case.book.require(
        len(set(said)) == len(said),
        Code.VERDICT,
        shot.image.id,
        "The plan lists a verdict twice. Correct the list.",
    )


def _product(case: Case, shot: Shot, derived: Derived, held: list[Clause]) -> None:
    floors = [
        clause.article.gsd_m or 0.0
        for clause in held
        if isinstance(clause.article, Territory) and clause.outcome is Outcome.DEGRADED
    ]
    product = max([derived.gsd_m, *floors])
    said = shot.image.product_gsd_m
    case.book.require(
        abs(said - product) <= tol.GSD_M + tol.GSD_OF_STATED * product,
        Code.VERDICT if floors else Code.FIGURE,
        shot.image.id,
        f"The plan delivers at {said:g} m; under the charter it is {product:.3f} m. Correct it.",
    )


def _release(case: Case, shot: Shot, held: list[Clause]) -> None:
    hours = [
        clause.article.hours or 0.0
        for clause in held
        if isinstance(clause.article, Territory) and clause.outcome is Outcome.AFTER
    ]
    said = shot.image.release_at
    if not hours:
        case.book.require(
            said is None,
            Code.VERDICT,
            shot.image.id,
            "The plan holds the product back; no article asks for it. Take release_at out.",
        )
        return
    due = shot.image.end + 3600.0 * max(hours)
    case.book.require(
        said is not None and abs(said - due) <= tol.INSTANT_S,
        Code.VERDICT,
        shot.image.id,
        f"The plan releases at {when(said) if said else 'once'}; under the charter it is"
        f" {when(due)}. Correct release_at.",
    )
    late = to_posix(shot.order.terms.deliver_by)
    case.book.require(
        due <= late + tol.INSTANT_S,
        Code.DELIVERY,
        shot.image.id,
        f"The product may be released at {when(due)}; order {shot.order.id} is due at"
        f" {when(late)}. Leave it out.",
    )


def _residency(case: Case, shot: Shot) -> None:
    """Check that the data comes down only where a residency article lets it."""
    downlink = case.downlinks.get(shot.image.downlink)
    station = case.facts.stations.get(downlink.station) if downlink is not None else None
    if station is None:
        return
    terms = shot.order.terms
    for article in case.facts.charter.of(Residency, instant(shot.image.start)):
        if article.covers(terms.brought_by, terms.purpose) and station.state not in article.states:
            case.book.note(
                Code.ARTICLE,
                shot.image.id,
                f"{station.name} stands in {station.state}; {article.id} lets data of order"
                f" {shot.order.id} be received in {', '.join(article.states)} only. Use another.",
                article.id,
            )
