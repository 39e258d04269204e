"""A recorder that sends by class: what is urgent comes down first of what is aboard."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from small_days import HEAD, T0, contact, day, filled, image, order, satellite, station

from artel.charter.articles import Priority, Residency
from artel.commons.classes import OrderClass
from artel.planner.values import Obstacle, Reason

CLASSES = list(OrderClass)
FIRST = Priority.model_validate(
    HEAD | {"id": "P-1", "kind": "priority", "classes": [str(each) for each in CLASSES]}
)
AT_HOME = Residency.model_validate(
    HEAD | {"id": "H-1", "kind": "residency", "orders_of": ["KG"], "states": ["KG"]}
)
SENDS = {"first_down": "class"}


def both(images, down, *, recorder=None, articles=(FIRST,), urgent_of="RU"):
    """Return what is booked of an urgent order U and of a background one B, and what is not."""
    orders = [order("U", urgent_of, OrderClass.EMERGENCY), order("B", "RU", OrderClass.BACKGROUND)]
    stations = [station(), station("Osh", state="KG")]
    engine, refused = filled(day(
        images, satellites=[satellite(recorder=SENDS if recorder is None else recorder)],
        orders=orders, articles=articles, stations=stations,
        contacts=([contact(0, 600)], down),
    ))  # fmt: skip
    starts = {name: booking.downlink.start - T0 for (name, _), booking in engine.bookings.items()}
    return starts, refused


def test_data_of_a_later_class_waits_for_the_urgent_one():
    # The first pass is too short for the urgent image of 50 s of data; it would do for the other.
    images = [image("U", 1000, 50.0), image("B", 2000, 10.0)]
    down = [contact(3000, 3040, "X"), contact(5000, 5200, "X")]
    assert both(images, down)[0] == {"U": 5000.0, "B": 5050.0}
    assert both(images, down, recorder={})[0] == {"U": 5000.0, "B": 3000.0}
    assert both(images, down, articles=())[0] == {"U": 5000.0, "B": 3000.0}


def test_it_waits_no_longer_than_it_must():
    down = [contact(3000, 3040, "X"), contact(5000, 5060, "X")]
    _, refused = both([image("U", 1000, 50.0), image("B", 2000, 10.0)], down)
    assert refused == {}
    _, refused = both([image("U", 1000, 50.0), image("B", 2000, 10.1)], down)
    assert refused["B"].reason is Reason.ANTENNA


def test_data_that_came_down_before_the_urgent_image_is_no_matter():
    images = [image("U", 3010, 50.0), image("B", 2000, 10.0)]
    down = [contact(3000, 3040, "X"), contact(5000, 5200, "X")]
    assert both(images, down)[0] == {"U": 5000.0, "B": 3000.0}


def test_a_pass_that_the_urgent_data_may_not_use_is_free_for_the_other():
    images = [image("U", 1000, 5.0), image("B", 2000, 10.0)]
    down = [contact(3000, 3040, "X"), contact(5000, 5200, "X", station="Osh")]
    found = both(images, down, articles=(FIRST, AT_HOME), urgent_of="KG")[0]
    assert found == {"U": 5000.0, "B": 3000.0}


def test_urgent_data_does_not_fit_behind_what_is_booked_of_a_later_class():
    images = [image("B", 2000, 10.0), image("U", 1000, 50.0)]
    down = [contact(3000, 3040, "X"), contact(5000, 5200, "X")]
    starts, refused = both(images, down)
    assert starts == {"B": 3000.0}
    assert refused["U"].reason is Reason.RECORDER
    assert "B, of a later class, comes down" in refused["U"].sentence


@given(st.permutations(range(8)), st.lists(st.integers(0, 2), min_size=8, max_size=8),
       st.sets(st.integers(0, 7)))  # fmt: skip
def test_no_plan_ever_breaks_the_rule(turns, ranks, given_back):
    classes = [CLASSES[rank] for rank in ranks]
    orders = [order(f"O{k}", order_class=classes[k]) for k in range(8)]
    images = [image(f"O{k}", 1000.0 + 900.0 * k, 10.0 + 5.0 * (k % 3)) for k in turns]
    down = [contact(2000.0 + 1500.0 * k, 2035.0 + 1500.0 * k, "X") for k in range(8)]
    engine, _ = filled(day(images, satellites=[satellite(recorder=SENDS)], orders=orders,
                           articles=(FIRST,), contacts=([contact(0, 600)], down)))  # fmt: skip
    for key in [key for key in engine.bookings if int(key[0][1]) in given_back]:
        engine.unbook(key)
    for each in images:
        if each.key not in engine.bookings and not isinstance(found := engine.fit(each), Obstacle):
            engine.book(found)
    rank = {f"O{k}": ranks[k] for k in range(8)}
    booked = engine.bookings.values()
    for first in booked:
        for later in booked:
            waits = first.opportunity.end <= later.downlink.start < first.downlink.start
            assert not (waits and rank[first.opportunity.order] < rank[later.opportunity.order])
