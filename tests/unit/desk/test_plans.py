"""Plans at the desk: drafted, published once, mended; what follows from each."""

from datetime import timedelta

import pytest
from tests.desk_fixtures import DAY, SPAN, actor

from artel.commons.errors import Conflict, NotAllowed
from artel.desk import consents, orders, plans
from artel.planner.best import Effort
from artel.studies.events import Loss

PLANNER = actor("planner")


def test_a_published_plan_schedules_its_orders_and_books_what_it_uses(planned):
    with planned.unit(PLANNER) as unit:
        document = plans.document_of(unit, 1)
        states = {row["id"]: row["state"] for row in orders.page(unit, None, 200)}
    assert document["images"]
    for image in document["images"]:
        assert states[image["order"]] == "scheduled"


def test_a_plan_is_published_once(planned):
    with planned.unit(PLANNER) as unit, pytest.raises(Conflict, match="published"):
        plans.publish(unit, 1)


@pytest.mark.deep
def test_a_second_plan_of_the_same_day_is_refused_unless_it_mends_the_first(planned):
    version = plans.make(planned, PLANNER, SPAN, Effort(steps=0))
    with planned.unit(PLANNER) as unit, pytest.raises(Conflict, match="in force"):
        plans.publish(unit, version)
    with planned.unit(PLANNER) as unit:
        assert plans.in_force(unit, DAY + timedelta(hours=1)) == 1


def test_who_does_not_plan_neither_makes_nor_sees_one(planned):
    with planned.unit(actor("owner", "KZ")) as unit:
        with pytest.raises(NotAllowed):
            plans.head_of(unit, 1)
        with pytest.raises(NotAllowed):
            plans.publish(unit, 1)


def test_a_loss_is_repaired_and_the_displaced_are_told_with_their_credit(planned):
    with planned.unit(PLANNER) as unit:
        images = plans.document_of(unit, 1)["images"]
    lost = max(images, key=lambda image: image["start"])["satellite"]
    version = plans.repaired(planned, PLANNER, 1, Loss(lost), DAY + timedelta(hours=1))
    with planned.unit(PLANNER) as unit:
        plans.publish(unit, version)
        repair = plans.document_of(unit, version)["repairs"][-1]
        for row in repair["dropped"]:
            notice = unit.rows("notices_of_order", order_id=row["order"])[0]
            assert notice["credit_minor"] == round(100 * row["credit"])
            assert notice["article"] == (row["article"] or repair["cause"]["article"])
        assert plans.head_of(unit, 1)["state"] == "superseded"
    assert repair["dropped"] or repair["moved"]


def test_a_party_is_asked_for_its_consent_once_and_its_reason_stays_with_it(planned):
    russia = actor("owner", "RU")
    with planned.unit(russia) as unit:
        asked = [row for row in consents.page(unit) if row["state"] == "asked"]
        assert asked
        consents.answer(unit, asked[0]["id"], granted=False, reason="a private matter")
    with planned.unit(russia) as unit:
        assert consents.reason_of(unit, asked[0]["id"]) == "a private matter"
        with pytest.raises(Conflict, match="refused"):
            consents.answer(unit, asked[0]["id"], granted=True)
    with planned.unit(PLANNER) as unit:
        assert consents.reason_of(unit, asked[0]["id"]) is None
    with planned.unit(actor("owner", "BY")) as unit:
        assert asked[0]["id"] not in {row["id"] for row in consents.page(unit)}
