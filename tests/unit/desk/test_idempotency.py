"""The same order sent twice is one order; a key that comes with another body is refused."""

from datetime import timedelta

import httpx
import pytest
from tests.desk_fixtures import wish
from tests.stories.desk.served import People, serving

from artel.commons.errors import InputError
from artel.desk.idempotency import once
from artel.desk.orders import page


@pytest.fixture
def customer(desk):
    with serving(desk) as address:
        people = People(desk, address)
        yield people("customer", "minsk-agro", "BY")
        people.close()


def send(client, key, **changes) -> httpx.Response:
    return client.post("orders", json=wish(**changes), headers={"Idempotency-Key": key})


def count(desk):
    with desk.unit() as unit:
        return len([row for row in page(unit, None, 200) if row["customer"] == "minsk-agro"])


def test_a_request_sent_again_gets_the_same_bytes_and_is_one_order(desk, customer):
    first, again = send(customer, "k-1"), send(customer, "k-1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    assert first.headers["Location"] == again.headers["Location"]
    assert "Idempotent-Replayed" not in first.headers
    assert again.headers["Idempotent-Replayed"] == "true"
    assert count(desk) == 1


def test_the_key_with_another_body_is_refused_and_stores_nothing(desk, customer):
    send(customer, "k-1")
    other = send(customer, "k-1", max_gsd_m=3.0)
    assert other.status_code == 422
    assert "another request" in other.json()["detail"]
    assert count(desk) == 1


def test_a_wrong_wish_leaves_its_key_free(desk, customer):
    assert send(customer, "k-2", max_gsd_m=-1).status_code == 422
    assert send(customer, "k-2").status_code == 201
    assert count(desk) == 1


def test_a_key_is_new_again_after_a_day(desk, clock):
    with desk.unit() as unit:
        assert not once(unit, "k", {"a": 1}, lambda: "one").replayed
    clock.wind(clock.now() + timedelta(hours=23))
    with desk.unit() as unit, pytest.raises(InputError, match="another request"):
        once(unit, "k", {"a": 2}, lambda: "two")
    clock.wind(clock.now() + timedelta(hours=2))
    with desk.unit() as unit:
        assert once(unit, "k", {"a": 2}, lambda: "two").body == "two"
