"""What no honest client sends: each is told in a problem document, and nothing is stored."""

from __future__ import annotations

import gzip
import io
import json
import logging
import math
import zipfile

import pytest
from tests.desk_fixtures import wish
from tests.unit.api.tenants import actors, counts, key_of

from artel.commons.actors import Role

CUSTOMER = next(each for each in actors() if each.party == "minsk-agro")
PLANNER = next(each for each in actors() if each.role is Role.PLANNER)
KEY = key_of(CUSTOMER)
ORDERS = "/api/v1/orders"
JSON = ("content-type", "application/json")
MINSK = [27.0, 53.0]


@pytest.fixture(scope="module")
def given(new_desk):
    with new_desk() as found:
        yield found


@pytest.fixture
def desk(given):
    return given[0]


@pytest.fixture
def asked(given):
    return given[1]


@pytest.fixture
def nothing_changes(desk):
    """Count the rows of every table, the journal's among them, before and after."""
    before = counts(desk.store.uri)
    assert before["journal"] > 0
    yield
    assert counts(desk.store.uri) == before


@pytest.fixture(autouse=True)
def nothing_told(caplog):
    """No key, and no text of a request, comes into the log; no error of ours is logged."""
    caplog.set_level(logging.DEBUG)
    yield
    text = caplog.text
    assert "artel_" not in text
    assert "zsecretz" not in text
    assert "an error of ours" not in text


def refused(answer, *statuses):
    """Check that an answer is a problem document with one of the statuses, and return it."""
    assert answer.status in statuses, answer.whole[:600]
    assert answer.media_type == "application/problem+json"
    document = answer.json()
    assert document["status"] == answer.status
    assert document["type"] == f"urn:artel:problem:{answer.status}"
    assert document["title"]
    assert document["detail"]
    assert "Traceback" not in answer.whole
    assert "psycopg" not in answer.whole
    return document


def post(asked, body, *headers, path=ORDERS, key=KEY):
    body = body if isinstance(body, bytes) else json.dumps(body).encode()
    return asked.ask("POST", path, key, body, headers or (JSON,))


def area(ring):
    return wish(
        kind="area", geometry={"type": "Polygon", "coordinates": [ring]}, name="zsecretz fields"
    )


def star(count):
    """Return a ring of so many vertices around Minsk."""
    turns = [2 * math.pi * each / count for each in range(count)]
    return [
        *([27 + 0.5 * math.cos(t), 53 + 0.3 * math.sin(t)] for t in turns),
        [27.5, 53.0],
    ]


def deep(levels):
    return b'{"kind":' + b"[" * levels + b"]" * levels + b"}"


GEOMETRY = "/geometry"
WISHES = {
    "a polygon that crosses itself": (
        area([[27, 53], [28, 54], [28, 53], [27, 54], [27, 53]]),
        GEOMETRY,
    ),
    "ten thousand vertices": (area(star(10_000)), GEOMETRY),
    "another reference system": (
        wish(
            geometry={
                "type": "Point",
                "coordinates": MINSK,
                "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3857"}},
            }
        ),
        GEOMETRY,
    ),
    "metres for degrees": (
        wish(geometry={"type": "Point", "coordinates": [2973000.0, 7100000.0]}),
        GEOMETRY,
    ),
    "a reversed interval": (
        wish(not_before="2026-10-05T12:00:00Z", not_after="2026-10-05T00:00:00Z"),
        "/not_",
    ),
    "an interval of the past": (
        wish(not_before="2020-10-05T00:00:00Z", not_after="2020-10-05T12:00:00Z"),
        "/not_",
    ),
    "an instant that is none": (wish(not_before="yesterday"), "/not_before"),
    "an unknown product": (wish(product="no such product"), "/product"),
    "an unknown kind": (wish(kind="spying"), "/kind"),
    "an unknown field": (wish(surprise=1), "/surprise"),
    "somebody else's name": (wish(brought_by="XX"), "/brought_by"),
    "a null byte": (wish(name="null\x00byte"), "/name"),
    "half a character": (wish(name="\ud800"), "/name"),
    "a line end": (wish(name="one\r\nSet-Cookie: a=b"), "/name"),
    "a very long text": (wish(name="n" * 100_000), "/name"),
    "a number in quotes": (wish(max_gsd_m="10"), "/max_gsd_m"),
    "a huge number": (wish(max_gsd_m=10**400), "/max_gsd_m"),
    "a geometry that is none": (wish(geometry=7), GEOMETRY),
    "a wish for everything": (wish(max_gsd_m=-1), "/max_gsd_m"),
}


@pytest.mark.usefixtures("nothing_changes")
@pytest.mark.parametrize("name", WISHES)
def test_a_wish_that_is_wrong_is_told_where(asked, name):
    body, pointer = WISHES[name]
    document = refused(post(asked, body), 422)
    assert any(each["pointer"].startswith(pointer) for each in document["errors"])


UNREADABLE = {
    "no JSON": b"{",
    "nothing": b"",
    "a list": b"[]",
    "a text": b'"order"',
    "null": b"null",
    "NaN": json.dumps(wish(max_gsd_m=math.nan)).encode(),
    "infinity": json.dumps(wish(max_gsd_m=math.inf)).encode(),
    "an endless exponent": json.dumps(wish()).replace("10.0", "1e999").encode(),
    "a field twice": json.dumps(wish()).replace("{", '{"customer": "other",', 1).encode(),
    "a deep nest": deep(100_000),
    "a nest": deep(200),
    "invalid UTF-8": b'{"kind": "\xff\xfe"}',
    "UTF-16": json.dumps(wish()).encode("utf-16"),
    "a number of a million digits": b'{"kind": ' + b"9" * 900_000 + b"}",
    "a list of a hundred thousand": json.dumps(wish(sensors=["optical"] * 100_000)).encode(),
}


@pytest.mark.usefixtures("nothing_changes")
@pytest.mark.parametrize("name", UNREADABLE)
def test_a_body_that_cannot_be_read_is_refused(asked, name):
    refused(post(asked, UNREADABLE[name]), 400, 413, 422)


def bomb():
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("order.json", b"0" * 20_000_000)
    return held.getvalue()


ENTITIES = b"""<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "zsecretz"><!ENTITY c "&b;&b;&b;">
<!ENTITY d SYSTEM "file:///etc/passwd">]><order>&c;&d;</order>"""
WHOLE = json.dumps(wish()).encode()
KINDS = {
    "XML with entities": (ENTITIES, [("content-type", "application/xml")]),
    "XML said to be JSON": (ENTITIES, [JSON]),
    "KML with entities": (ENTITIES, [("content-type", "application/vnd.google-earth.kml+xml")]),
    "a zip bomb": (bomb(), [("content-type", "application/zip")]),
    "a zip bomb said to be JSON": (bomb(), [JSON]),
    "gzip": (gzip.compress(WHOLE), [JSON, ("content-encoding", "gzip")]),
    "a gzip bomb": (gzip.compress(b" " * 50_000_000), [JSON, ("content-encoding", "gzip")]),
    "plain text": (WHOLE, [("content-type", "text/plain")]),
    "a form": (b"kind=point", [("content-type", "application/x-www-form-urlencoded")]),
    "no type": (WHOLE, [("x-other", "1")]),
    "several parts": (
        b"--a\r\n\r\nzsecretz\r\n--a--",
        [("content-type", "multipart/form-data; boundary=a")],
    ),
}


@pytest.mark.usefixtures("nothing_changes")
@pytest.mark.parametrize("name", KINDS)
def test_a_body_of_another_kind_is_refused(asked, name):
    body, headers = KINDS[name]
    refused(post(asked, body, *headers), 400, 413, 415, 422)


@pytest.mark.usefixtures("nothing_changes")
def test_a_huge_body_is_refused_before_it_is_read(asked):
    read = []

    def endless(limit):
        for number in range(limit):
            read.append(number)
            yield b" " * 65536

    answer = asked.ask("POST", ORDERS, KEY, endless(2000), [JSON])
    refused(answer, 413)
    assert len(read) < 100
    said = [JSON, ("content-length", "99999999999")]
    refused(asked.ask("POST", ORDERS, KEY, iter([b"{"]), said), 413)
    refused(post(asked, b'{"name": "' + b"n" * 3_000_000 + b'"}'), 413)


IDS = {
    "a path upwards": "../../../etc/passwd",
    "a path upwards, encoded": "..%2F..%2Fetc%2Fpasswd",
    "a null byte": "O-1\x00",
    "a very long one": "O" * 100_000,
    "a line end": "O-1\r\nSet-Cookie: a=b",
    "a statement": "O-1'; DROP TABLE orders; --",
    "half a character": "\udcff",
    "a percent": "%s%(id)s",
    "another alphabet": "заказ-1",
    "a negative number": "-1",
    "a huge number": "9" * 400,
    "beyond a bigint": str(2**63),
    "no number": "0x10",
    "nan": "nan",
    "markup": "<script>alert(1)</script>",
}


ALWAYS = "/reason"
"""What a party keeps to itself is answered alike for what is there and for what is not."""


@pytest.mark.usefixtures("nothing_changes")
@pytest.mark.parametrize("name", IDS)
def test_an_id_that_is_none_is_not_found(asked, name):
    from tests.unit.api.asking import operations

    wrong = []
    for each in operations(asked.app):
        if not each.holes or not each.safe or each.path.endswith(ALWAYS):
            continue
        for key in (KEY, key_of(PLANNER)):
            answer = asked.ask(each.method, each.filled(IDS[name]), key)
            if answer.status not in (400, 403, 404, 405, 414, 422):
                wrong.append(f"{each}: {answer.whole[-300:]}")
            elif answer.media_type != "application/problem+json":
                wrong.append(f"{each}: {answer.media_type}")
            if len(answer.whole) > 3000 or "set-cookie" in dict(answer.headers):
                wrong.append(f"{each}: says it all again")
    assert not wrong, "\n".join(wrong)


QUERIES = {
    "a null byte": b"cursor=AA&limit=1",
    "no base64": b"cursor=%FF%FE",
    "half a character": b"cursor=%ED%A0%80",
    "a huge limit": b"limit=99999999999999999999999",
    "a negative limit": b"limit=-1",
    "a long one": b"cursor=" + b"A" * 100_000,
    "a number": b"limit=1e3",
    "twice": b"limit=1&limit=x",
    "no number of a plan": b"cursor=OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5",
    "a state": b"state=%00",
}


@pytest.mark.usefixtures("nothing_changes")
@pytest.mark.parametrize("name", QUERIES)
def test_a_query_that_is_wrong_is_told(asked, name):
    from tests.unit.api.asking import operations

    for each in operations(asked.app):
        if each.safe and not each.holes and "event-stream" not in str(each.said):
            answer = asked.ask(each.method, each.path, key_of(PLANNER), query=QUERIES[name])
            assert answer.status < 500, f"{each}: {answer.whole[-300:]}"
            if answer.status >= 400:
                refused(answer, 400, 403, 404, 406, 414, 422)


HEADERS = {
    "no key": [],
    "an empty key": [("authorization", "Bearer ")],
    "another scheme": [("authorization", "Basic YTpi")],
    "a wrong key": [("authorization", "Bearer artel_zsecretz")],
    "a key that is no text": [("authorization", b"Bearer \xff\xfe\x00")],
    "a huge key": [("authorization", "Bearer " + "k" * 60_000)],
    "a line end in a key": [("authorization", "Bearer a\r\nx: y")],
    "two keys": [("authorization", f"Bearer {KEY}, Bearer {KEY}")],
}


@pytest.mark.usefixtures("nothing_changes")
@pytest.mark.parametrize("name", HEADERS)
def test_who_is_not_known_is_told_so(asked, name):
    answer = asked.ask("POST", ORDERS, "", WHOLE, [JSON, *HEADERS[name]])
    refused(answer, 401)
    assert dict(answer.headers)["www-authenticate"].startswith("Bearer")
    assert "zsecretz" not in answer.whole


def test_a_key_that_ended_opens_nothing(desk, asked):
    from datetime import timedelta

    from artel.desk.accounts import issue_key, make_account

    with desk.unit() as unit:
        made = make_account(unit, "Anna", Role.CUSTOMER, party="minsk-agro", home="BY")
        key, _ = issue_key(unit, made["id"], "a short one", unit.now + timedelta(hours=1))
    assert asked.ask("GET", ORDERS, key).status == 200
    now = desk.clock.now()
    desk.clock.wind(now + timedelta(hours=2))
    before = counts(desk.store.uri)
    refused(asked.ask("GET", ORDERS, key), 401)
    refused(post(asked, wish(), key=key), 401)
    assert counts(desk.store.uri) == before


@pytest.mark.usefixtures("nothing_changes")
def test_headers_with_line_ends_come_back_nowhere(asked):
    hostile = "1\r\nset-cookie: a=b"
    for name in ("x-request-id", "if-match", "idempotency-key", "accept", "last-event-id", "host"):
        answer = asked.ask(
            "PATCH", f"{ORDERS}/none", KEY, b'{"name": "a"}', [JSON, (name, hostile)]
        )
        refused(answer, 400, 404, 406, 422)
        assert not any("\r" in value or "\n" in value for _, value in answer.headers)


@pytest.mark.usefixtures("nothing_changes")
def test_reasons_that_cannot_be_stored_are_refused(asked):
    path = "/api/v1/orders/idq1ordersq/cancel"
    for reason in ("null\x00byte", "\ud800", "", "r" * 5000, 7, None, ["a"]):
        refused(post(asked, {"reason": reason}, path=path), 422)


@pytest.mark.usefixtures("nothing_changes")
def test_methods_and_paths_that_are_not_there_are_told_as_problems(asked):
    refused(asked.ask("DELETE", ORDERS, KEY), 405)
    refused(asked.ask("TRACE", ORDERS, KEY), 405)
    refused(asked.ask("BREW", ORDERS, KEY), 405)
    refused(asked.ask("GET", "/api/v1/nothing", KEY), 404)
    refused(asked.ask("GET", "/", KEY), 404)
    refused(asked.ask("GET", "//evil.example.org/%2e%2e", KEY), 404)


PRIVATE = (
    "https://127.0.0.1/", "https://localhost/", "https://localhost.:443/", "https://0.0.0.0/",
    "https://[::1]/", "https://[::ffff:127.0.0.1]/", "https://[::ffff:7f00:1]/", "https://[::]/",
    "https://10.0.0.1/", "https://172.16.0.1/", "https://192.168.1.1/", "https://169.254.169.254/",
    "https://[fe80::1]/", "https://[fd00::1]/", "https://2130706433/", "https://0x7f000001/",
    "https://0177.0.0.1/", "https://127.1/", "https://127.0.1/", "https://0x7f.1/",
    "https://[64:ff9b::7f00:1]/", "https://[2002:7f00:1::]/", "https://100.64.0.1/",
    "https://224.0.0.1/", "https://255.255.255.255/", "https://user:pw@127.0.0.1/",
    "https://example.org@127.0.0.1/", "https://127.0.0.1#@example.org/", "http://127.0.0.1/",
    "https://127。0。0。1/", "https://①②⑦.0.0.1/", "https://LOCALHOST/", "https://a.localhost/",
    "file:///etc/passwd", "gopher://127.0.0.1/", "ftp://127.0.0.1/", "//127.0.0.1/", "javascript:1",
    "https://", "https:///path", "https://127.0.0.1:99999/", "https://127.0.0.1%00.example.org/",
    "https://127.0.0.1\\@example.org/", "https://example.org\r\nx: y/", " https://127.0.0.1/",
)  # fmt: skip


@pytest.mark.usefixtures("nothing_changes")
@pytest.mark.parametrize("url", PRIVATE)
def test_a_webhook_to_a_private_address_is_refused(asked, url):
    body = {"url": url, "kinds": ["order.*"]}
    refused(post(asked, body, path="/api/v1/webhooks"), 422)


def test_a_key_of_a_request_with_another_body_is_refused_and_nothing_is_stored(desk, asked):
    key = ("idempotency-key", "once-and-no-more")
    assert post(asked, wish(), JSON, key).status == 201
    before = counts(desk.store.uri)
    document = refused(post(asked, wish(max_gsd_m=3.0), JSON, key), 422)
    assert "another request" in document["detail"]
    assert post(asked, wish(), JSON, key).status == 201
    assert counts(desk.store.uri) == before
