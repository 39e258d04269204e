"""What quotes are asked of is ready before the first of them."""

import time

from tests.desk_fixtures import actor, wish

from artel.desk import quotes, quotes_ground
from artel.desk.quotes_warming import FOR_EVER, Warming, make_ready

CUSTOMER = actor("customer", "minsk-agro", "BY")


def ready(desk):
    """Return what a quote asked now is asked of."""
    span = (desk.clock.now(), FOR_EVER)
    asked = quotes_ground.asked_over(desk, span, exercise=False)
    return quotes_ground.ready_at(asked, quotes_ground.minute_after(desk.clock.now()))


def kept():
    """Return what is ready at this moment."""
    return list(quotes_ground._READY._things.values())


def test_a_plan_in_force_is_made_ready_and_the_same_thing_is_asked(planned):
    quotes_ground._READY._things.clear()
    version = make_ready(planned)
    made = kept()
    assert made
    assert quotes.ask(planned, CUSTOMER, wish())["plan"] == version
    assert any(ready(planned) is each for each in made)


def test_the_thread_makes_it_ready_and_ends(planned):
    quotes_ground._READY._things.clear()
    with Warming(planned, each_s=0.05) as warming:
        late = time.monotonic() + 30.0
        while not kept() and time.monotonic() < late:
            time.sleep(0.02)
    assert any(ready(planned) is each for each in kept())
    assert not warming._thread.is_alive()


def test_without_a_plan_there_is_nothing_to_make_ready(desk):
    assert make_ready(desk) is None
