"""What the customer of an order is told of it: nothing withheld, and nothing of anybody else.

Whether a satellite is blocked out, was refused by its owner, has no time left or serves somebody
else, the answer is the same, word for word: it is made of what the order's own terms and the laws
of territories say of every look, and of which looks are to be had. A class or a value that would
win is not told, for it would tell what others pay.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from artel.charter.articles import Charter, Territory
from artel.commons.errors import InputError
from artel.commons.instants import to_posix
from artel.planner.opportunities import judged
from artel.planner.question import asks_of, within
from artel.planner.relaxing import beside
from artel.planner.values import Obstacle, Reason
from artel.studies.whynot_document import change_row, change_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from artel.planner.question import Question

NOT_AVAILABLE = "NOT_AVAILABLE"
MEANINGS = {
    Reason.EXPIRED: "Its window had closed before the plan began.",
    Reason.NOT_YET: "Its window opens after the plan ends.",
    Reason.NO_WINDOW: "No look within its terms is in reach while the plan lasts.",
    Reason.TOO_COARSE: "Every look in reach is coarser than ordered.",
    Reason.DARK: "Every look in reach has the Sun lower than ordered.",
    Reason.ARTICLE: "The law of a territory stands against it.",
    Reason.CONSENT: "A party has to consent first.",
    NOT_AVAILABLE: "Looks within its terms exist; none of them is available.",
}
KEPT = ("satellite", "sensor", "start", "end", "gsd_m", "product_gsd_m", "release_at")


def answer_for_customer(question: Question) -> dict[str, Any]:
    """Return why an order is not planned, and what its customer may do about it."""
    code, article = _code(question)
    return {
        "order": question.order.id,
        "planned": False,
        "code": str(code),
        "article": article,
        "meaning": MEANINGS[code],
        "relaxations": [
            [change_row(change) for change in found.changes] for found in beside(question)
        ],
    }


def planned_for_customer(plan: Mapping[str, Any], name: str) -> dict[str, Any] | None:
    """Return how a plan serves an order, as its customer may know it; None where it does not.

    Raises InputError for an order the plan does not know; no other order is named then.
    """
    images = [each for each in plan["images"] if each["order"] == name]
    if images:
        links = {each["id"]: each["end"] for each in plan["downlinks"]}
        seen = [
            {**{field: image[field] for field in KEPT}, "received": links[image["downlink"]]}
            for image in images
        ]
        return {"order": name, "planned": True, "images": seen}
    if all(left["order"] != name for left in plan["unplanned"]):
        raise InputError(f"The plan knows no order '{name}'.")
    return None


def words_for_customer(said: Mapping[str, Any]) -> list[str]:
    """Return an answer to a customer in words."""
    if said["planned"]:
        head = f"{said['order']} is planned:"
        return [head, *(_image_words(image) for image in said["images"])]
    by = f" (article {said['article']})" if said["article"] else ""
    lines = [f"{said['order']} is not planned: {said['code']}{by}. {said['meaning']}"]
    if not said["relaxations"]:
        return [*lines, "  No change of its terms alone finds room in this plan."]
    lines.append("  It would be available with, the least change first:")
    for changes in said["relaxations"]:
        terms = " and ".join(change_words(each) for each in changes)
        lines.append(f"    {terms or 'the terms it has, in a new plan'}")
    return lines


def _image_words(image: Mapping[str, Any]) -> str:
    when = f"{image['start'][:19]}Z, {image['product_gsd_m']:g} m"
    return f"  {image['satellite']} at {when}, received {image['received'][:19]}Z."


def _code(question: Question) -> tuple[str, str | None]:
    """Return the code that the order's own terms and the laws of territories give by themselves."""
    order, problem = question.order, question.problem
    if to_posix(order.not_after) <= problem.span[0]:
        return Reason.EXPIRED, None
    if to_posix(order.not_before) >= problem.span[1]:
        return Reason.NOT_YET, None
    laws = Charter(
        problem.charter.areas,
        tuple(row for row in problem.charter.articles if isinstance(row, Territory)),
    )
    answers = [judged(look, order, laws) for look in within(question)]
    refusals = [each for each in answers if isinstance(each, Obstacle)]
    if len(refusals) < len(answers):
        return NOT_AVAILABLE, None
    if refusals:
        ask = next((each for each in refusals if each.reason is Reason.CONSENT), refusals[0])
        return ask.reason, ask.article
    return _missed(question), None


def _missed(question: Question) -> str:
    """Return the term of the order that the nearest look does not meet."""
    missed = [{change.term for change in asks_of(question, look)} for look in question.looks]
    if {"max_gsd_m"} in missed:
        return Reason.TOO_COARSE
    return Reason.DARK if {"min_sun_elevation_deg"} in missed else Reason.NO_WINDOW
