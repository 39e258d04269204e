"""The plan that another begins from: its images, found again among a problem's opportunities."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from artel.commons.errors import InputError
from artel.commons.instants import parse_instant, to_posix
from artel.studies.explain import read_plan

if TYPE_CHECKING:
    from collections.abc import Callable

    from artel.planner.problem import Problem
    from artel.planner.values import Opportunity

SLACK = 1.0
"""How far, s, an image may have moved and still be the same look: elements are told anew."""


def images_of(text: str) -> list[dict[str, Any]]:
    """Return the images of a plan document as their data come down, the first first.

    Booked in that turn they find the same parts of contacts again. Raises FormatError for a text
    that is no plan, or one of a newer version, and InputError where its rows are not a plan's.
    """
    document = read_plan(text)
    try:
        down = {row["image"]: to_posix(parse_instant(row["start"]))
                for row in document["downlinks"]}  # fmt: skip
        images = [
            {
                "key": (row["order"], row.get("piece") or "", row["satellite"], row["sensor"]),
                "start": to_posix(parse_instant(row["start"])),
                "down": down.get(row["id"], 0.0),
            }
            for row in document["images"]
        ]
    except (KeyError, TypeError, ValueError, AttributeError, InputError) as error:
        raise InputError(
            f"the plan to start from cannot be read ({error!r})",
            next_step="Give the plan.json that artel plan wrote.",
        ) from None
    return sorted(images, key=lambda each: (each["down"], each["start"]))


def start_from(text: str) -> Callable[[Problem], list[Opportunity]]:
    """Return what finds the looks of a plan in a problem; what is gone since is left out."""
    images = images_of(text)

    def found(problem: Problem) -> list[Opportunity]:
        looks: dict[tuple[str, ...], list[Opportunity]] = defaultdict(list)
        for each in problem.opportunities:
            looks[each.order, each.piece, each.satellite, each.sensor].append(each)
        nearest = [
            min(near, key=lambda each: abs(each.start - image["start"]))
            for image in images
            if (near := looks.get(image["key"]))
        ]
        wanted = zip((i for i in images if i["key"] in looks), nearest, strict=True)
        return [look for image, look in wanted if abs(look.start - image["start"]) <= SLACK]

    return found
