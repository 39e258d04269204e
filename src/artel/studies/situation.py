"""The day of a standing plan as it is once something happened: its looks and contacts anew."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from artel.commons.errors import InputError
from artel.commons.instants import parse_instant, to_posix
from artel.planner.blockouts import blocked
from artel.planner.values import Booking, Obstacle, Reason
from artel.studies.day import problem_of
from artel.studies.people import staffing_of
from artel.studies.pool import read_pool
from artel.studies.standing import Standing, link_of, look_like, with_orders
from artel.studies.workshare import with_launched

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from artel.charter.articles import BlockOut, Charter
    from artel.planner.contacts import Contacts
    from artel.planner.problem import Problem
    from artel.planner.values import Contact, Link, Opportunity
    from artel.studies.pool import Pool


def day_so_far(plan: Mapping[str, Any]) -> Standing:
    """Return a plan document (artel-plan/1) as a problem and its bookings.

    Everything is computed from the inputs that the plan carries. Raises InputError where its
    images or links are not those that its inputs allow.
    """
    pool = read_pool({name: each["text"] for name, each in plan["inputs"].items()})
    start, end = (parse_instant(plan["horizon"][name]) for name in ("start", "end"))
    pool = with_launched(pool, start)
    span = to_posix(start), to_posix(end)
    staffing = staffing_of(pool, span)
    problem, tracks = problem_of(pool, span, staffing)
    return Standing(pool, tracks, staffing, problem, _bookings(plan, problem), span[0])


def _bookings(plan: Mapping[str, Any], problem: Problem) -> tuple[Booking, ...]:
    uploads = {each["id"]: each for each in plan["uploads"]}
    downlinks = {each["id"]: each for each in plan["downlinks"]}
    looks: dict[tuple[str, str], list[Opportunity]] = {}
    for look in problem.opportunities:
        looks.setdefault((look.order, look.satellite), []).append(look)
    found = []
    for image in plan["images"]:
        seen = look_like(image, looks.get((image["order"], image["satellite"]), ()))
        if seen is None:
            raise InputError(
                f"The plan's image {image['id']} of '{image['order']}' is none that its inputs"
                " allow.",
                next_step="Check it: artel validate PLAN.",
            )
        up = link_of(uploads[image["upload"]], problem.contacts.commands)
        down = link_of(downlinks[image["downlink"]], problem.contacts.downlinks)
        found.append(Booking(seen, up, down))
    return tuple(found)


def empty_uploads(plan: Mapping[str, Any], standing: Standing) -> list[Link]:
    """Return the command passes of a plan that carry no image: they take a command back."""
    commands = standing.problem.contacts.commands
    return [link_of(each, commands) for each in plan["uploads"] if not each["images"]]


def situation_of(standing: Standing, pool: Pool) -> Problem:
    """Return the problem of a standing plan under another charter and with other orders.

    What is new in the pool's charter are block-outs alone; its orders may be more or fewer.
    """
    known = {order.id for order in standing.problem.orders}
    new = [order for order in pool.orders if order.id not in known]
    problem = standing.problem
    if new:
        more = with_orders(standing, new).problem
        ledger = problem.ledger.copy()
        for name in [order.id for order in new]:
            for book, other in (
                (ledger.counts, more.ledger.counts),
                (ledger.first, more.ledger.first),
                (ledger.met, more.ledger.met),
            ):
                if name in other:
                    book[name] = other[name]  # type: ignore[assignment]
        problem = replace(problem, opportunities=more.opportunities, ledger=ledger)
    wanted = {order.id for order in pool.orders}
    looks = [each for each in problem.opportunities if each.order in wanted]
    problem = replace(problem, orders=list(pool.orders), opportunities=looks)
    return _under(problem, pool.charter)


def _under(problem: Problem, charter: Charter) -> Problem:
    """Return the problem without what the charter's newer block-outs take away."""
    had = {article.id for article in problem.charter.articles}
    newer = replace(charter, articles=tuple(a for a in charter.articles if a.id not in had))
    ledger, looks = problem.ledger.copy(), []
    for look in problem.opportunities:
        article = blocked(newer, (look.satellite,), (look.start, look.end))
        if article is None:
            looks.append(look)
        else:
            said = f"{look.satellite}: {article.reason}"
            ledger.note(look.order, Obstacle(Reason.ARTICLE, said, article=article.id))
    blocks: list[BlockOut] = [a for a in newer.articles if a.kind == "block-out"]
    contacts = _open(problem.contacts, blocks)
    return replace(problem, charter=charter, opportunities=looks, ledger=ledger, contacts=contacts)


def _open(contacts: Contacts, blocks: Iterable[BlockOut]) -> Contacts:
    blocks = list(blocks)
    return replace(
        contacts,
        commands=_less(contacts.commands, blocks),
        downlinks=_less(contacts.downlinks, blocks),
        every=_open(contacts.every, blocks) if contacts.every is not None else None,
    )


def _less(
    contacts: Mapping[str, Iterable[Contact]], blocks: Iterable[BlockOut]
) -> dict[str, tuple[Contact, ...]]:
    return {
        name: tuple(part for contact in some for part in _parts(contact, blocks))
        for name, some in contacts.items()
    }


def _parts(contact: Contact, blocks: Iterable[BlockOut]) -> list[Contact]:
    """Return what block-outs leave of a contact."""
    parts = [contact]
    for article in blocks:
        if article.covers(contact.station) or article.covers(contact.satellite):
            for window in article.windows:
                low, high = to_posix(window.start), to_posix(window.end)
                parts = [
                    piece
                    for part in parts
                    for piece in (
                        replace(part, end=min(part.end, low)),
                        replace(part, start=max(part.start, high)),
                    )
                    if piece.end > piece.start
                ]
    return parts
