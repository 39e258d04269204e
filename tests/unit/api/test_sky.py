import gzip
import json

import pytest
from tests.unit.api.tenants import actors, key_of

PLANNER = next(each for each in actors() if each.role == "planner")


@pytest.mark.parametrize("path", ["/api/v1/sky", "/api/v1/sky/land"])
def test_geometry_is_sent_once_and_packed_for_who_takes_it(new_desk, path):
    with new_desk() as (_, asked):
        plain = asked.ask("get", path, key_of(PLANNER))
        packed = asked.ask("get", path, key_of(PLANNER), headers=[("accept-encoding", "gzip")])
        tag = dict(plain.headers)["etag"]
        again = asked.ask("get", path, key_of(PLANNER), headers=[("if-none-match", tag)])
        nobody = asked.ask("get", path)
    assert json.loads(gzip.decompress(packed.body)) == plain.json()
    assert len(packed.body) < len(plain.body) / 2
    assert (again.status, again.body) == (304, b"")
    assert "private" in dict(plain.headers)["cache-control"]
    assert nobody.status == 401


def test_the_handover_log_is_read_by_the_page(new_desk):
    with new_desk() as (_, asked):
        body = b'{"text": "Khabarovsk is shut until noon."}'
        kind = [("content-type", "application/json")]
        made = asked.ask("post", "/api/v1/handover-notes", key_of(PLANNER), body, kind)
        page = asked.ask("get", "/api/v1/handover-notes", key_of(PLANNER), query=b"limit=200")
    assert made.status == 201
    assert made.json() in page.json()["notes"]
