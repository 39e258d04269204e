"""What changed between two versions of a plan: by order, with the reason of what is lost."""

from collections import Counter
from copy import deepcopy
from datetime import timedelta

import pytest
from tests.desk_fixtures import DAY, actor

from artel.commons.errors import InputError, NotAllowed, NotFound
from artel.desk import plan_changes, plans
from artel.studies.events import Loss

PLANNER = actor("planner")


@pytest.fixture
def document(planned):
    """Return the document of the plan in force."""
    with planned.unit(PLANNER) as unit:
        return plans.document_of(unit, 1)


def without(document, image):
    """Return a plan without one of its images."""
    return document | {"images": [each for each in document["images"] if each["id"] != image["id"]]}


def test_a_plan_does_not_differ_from_itself(document):
    assert plan_changes.difference(document, document) == []


def test_a_look_that_went_is_dropped_and_one_that_came_is_added(document):
    image = document["images"][0]
    less = without(document, image)
    (gone,) = plan_changes.difference(document, less)
    (come,) = plan_changes.difference(less, document)
    assert (gone["order"], gone["change"], gone["after"]) == (image["order"], "dropped", None)
    assert (come["order"], come["change"], come["before"]) == (image["order"], "added", None)
    assert gone["before"] == come["after"]
    assert gone["before"]["start"] == image["start"]


def test_the_same_order_at_another_time_is_one_move_and_another_antenna_a_new_way(document):
    later, elsewhere = deepcopy(document), deepcopy(document)
    later["images"][0]["start"] = "2026-10-05T11:59:00Z"
    elsewhere["downlinks"][0]["antenna"] = "another"
    (moved,) = plan_changes.difference(document, later)
    (rerouted,) = plan_changes.difference(document, elsewhere)
    assert moved["change"] == "moved"
    assert moved["after"]["start"] == "2026-10-05T11:59:00Z"
    assert rerouted["change"] == "rerouted"
    assert rerouted["after"]["antenna"] == "another"


def test_a_repair_is_told_as_it_tells_itself_with_the_reasons_of_what_is_lost(planned, document):
    lost = max(document["images"], key=lambda image: image["start"])["satellite"]
    version = plans.repaired(planned, PLANNER, 1, Loss(lost), DAY + timedelta(hours=1))
    with planned.unit(PLANNER) as unit:
        since, rows = plan_changes.changes(unit, version)
        repair = plans.document_of(unit, version)["repairs"][-1]
    assert since == 1
    names = {"dropped": "dropped", "moved": "moved", "relinked": "rerouted", "added": "added"}
    told = {ours: sorted(row["order"] for row in repair[its]) for its, ours in names.items()}
    ours = {name: sorted(r["order"] for r in rows if r["change"] == name) for name in told}
    assert ours == told
    assert Counter(row["change"] for row in rows)["dropped"] == len(repair["dropped"])
    assert all(row["reason"] for row in rows if row["change"] == "dropped")


def test_who_may_compare_and_what_can_be_compared(planned):
    with planned.unit(PLANNER) as unit:
        with pytest.raises(InputError, match="not made from another"):
            plan_changes.changes(unit, 1)
        with pytest.raises(NotFound):
            plan_changes.changes(unit, 1, 99)
    with planned.unit(actor("customer", "minsk-agro")) as unit, pytest.raises(NotAllowed):
        plan_changes.changes(unit, 1, 1)
