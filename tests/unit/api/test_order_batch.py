"""Many orders in one request: all or none, once however often it is sent, and quick enough."""

import pytest
from tests.desk_fixtures import wish
from tests.stories.desk.served import People, serving

MANY = 500


@pytest.fixture
def client(desk):
    """Return a client of the desk as it is served, in the name of a customer."""
    with serving(desk) as address:
        people = People(desk, address)
        try:
            yield people("customer", "minsk-agro", "BY")
        finally:
            people.close()


def batch(count=MANY, **wrong):
    rows = [wish(name=f"Field {number}") for number in range(count)]
    for number, change in wrong.items():
        rows[int(number[1:])] |= change
    return {"orders": rows}


def stored(desk):
    """Return how much there is of the customer's: orders, and entries of the journal."""
    from artel.store import journal

    with desk.unit() as unit:
        rows = unit.rows("orders_in", states=["received"], exercise=False)
        return len([row for row in rows if row["customer"] == "minsk-agro"]), journal.size_of(unit)


def test_five_hundred_orders_are_one_request_and_the_same_again_is_the_same(desk, client):
    before = stored(desk)
    head = {"Idempotency-Key": "the-fields-of-october"}
    first = client.post("orders/batch", json=batch(), headers=head)
    assert first.status_code == 201, first.text
    rows = first.json()["orders"]
    assert [row["wish"]["name"] for row in rows] == [f"Field {number}" for number in range(MANY)]
    assert len({row["id"] for row in rows}) == MANY
    assert stored(desk) == (before[0] + MANY, before[1] + MANY)
    again = client.post("orders/batch", json=batch(), headers=head)
    assert (again.status_code, again.content) == (201, first.content)
    assert again.headers["Idempotent-Replayed"] == "true"
    other = client.post("orders/batch", json=batch(1), headers=head)
    assert other.status_code == 422
    assert stored(desk) == (before[0] + MANY, before[1] + MANY)


def test_one_wrong_order_changes_nothing_and_each_fault_names_its_place(desk, client):
    before = stored(desk)
    body = batch(4, n1={"max_gsd_m": "fine"}, n3={"kind": "link"})
    answer = client.post("orders/batch", json=body)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    for place in ("/orders/1/max_gsd_m", "/orders/3"):
        assert place in answer.text
    assert stored(desk) == before
    theirs = batch(2, n1={"customer": "somebody-else"})
    assert client.post("orders/batch", json=theirs).status_code == 403
    assert client.post("orders/batch", json={"orders": []}).status_code == 422
    assert stored(desk) == before


@pytest.mark.parametrize(
    ("kind", "more", "said"),
    [
        ("messages", {"terminal": "kg-truck-1", "destination": "a@b.example", "size_bytes": 1},
         "does not carry messages"),
        ("link", {"satellite": "KAZSAT-3", "bandwidth_mhz": 9, "hours": 1},
         "does not sell time on links"),
    ],
)  # fmt: skip
def test_what_is_not_sold_yet_is_refused_at_once_with_what_to_do(desk, client, kind, more, said):
    before = stored(desk)
    body = {
        "kind": kind, "name": "x", "brought_by": "BY", "customer": "minsk-agro",
        "not_before": "2026-10-10T06:00:00Z", "not_after": "2026-10-10T18:00:00Z",
    }  # fmt: skip
    answer = client.post("orders", json=body | more)
    assert answer.status_code == 422
    assert said in answer.text
    assert "sk the owner" in answer.text
    assert stored(desk) == before
