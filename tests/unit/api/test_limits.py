"""How often, how much and how long one may ask; what every answer says; what the log tells."""

from __future__ import annotations

import asyncio
import io
import json
import logging
import re
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.desk_fixtures import DAY, actor, wish
from tests.unit.api.asking import Asked
from tests.unit.api.tenants import actors, key_of

from artel.api import limits, readable
from artel.api.app import application
from artel.api.problems import Problem
from artel.commons import log
from artel.commons.actors import Role
from artel.store.refusals import refusal_of

PLANNER = next(each for each in actors() if each.role is Role.PLANNER)
CUSTOMER = next(each for each in actors() if each.party == "minsk-agro")
JSON = ("content-type", "application/json")
ORDERS = "/api/v1/orders"


@pytest.fixture(scope="module")
def filled_desk(new_desk):
    with new_desk() as (desk, _):
        yield desk


@pytest.fixture
def asked(filled_desk):
    """Return an application with limits that a test can reach."""
    few = limits.Limits(limits.Rate(3, 0.01), limits.Rate(5, 0.01))
    with Asked(application(filled_desk, "1.0", few)) as found:
        yield found


class At(Asked):
    """The same application, asked from another address, by another scheme."""

    def __init__(self, app, address="203.0.113.7", scheme="http"):
        async def moved(scope, receive, send):
            await app(scope | {"client": (address, 50000), "scheme": scheme}, receive, send)

        super().__init__(moved)


# ------------------------------------------------------------------------------- how often


@given(
    st.integers(1, 20),
    st.floats(0.1, 50),
    st.lists(st.floats(0, 3), min_size=1, max_size=60),
)
def test_never_more_is_granted_than_at_once_and_so_many_a_second(at_once, per_s, pauses):
    now, granted = 0.0, []
    buckets = limits.Buckets("account", limits.Rate(at_once, per_s), lambda: now)
    for pause in pauses:
        now += pause
        with suppress(Problem):
            assert 0 <= buckets.take("A").number < at_once
            granted.append(now)
    for first in range(len(granted)):
        for last in range(first, len(granted)):
            span = granted[last] - granted[first]
            assert last - first + 1 <= at_once + per_s * span + 1e-6


def test_who_was_refused_may_ask_after_the_pause_that_it_was_told():
    now = 0.0
    buckets = limits.Buckets("account", limits.Rate(2, 0.5), lambda: now)
    assert [buckets.take("A").number for _ in range(2)] == [1, 0]
    with pytest.raises(Problem) as told:
        buckets.take("A")
    assert told.value.headers["RateLimit"] == '"account";r=0;t=2'
    assert buckets.take("B").number == 1
    now = float(told.value.headers["Retry-After"])
    assert buckets.take("A").number == 0


def test_what_is_counted_stays_bounded(monkeypatch):
    monkeypatch.setattr(limits, "MOST_KNOWN", 5)
    buckets = limits.Buckets("address", limits.Rate(1, 0.01))
    for number in range(100):
        buckets.take(str(number))
    assert len(buckets) == 5


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9%eth0", "2001:db8:1:2::/64"),
        ("127.0.0.1", None),
        ("::1", None),
        ("::ffff:127.0.0.1", None),
        ("a socket", "a socket"),
    ],
)
def test_an_address_is_counted_however_it_is_written(host, name):
    assert limits.counted_address(host) == name


def test_an_account_that_asks_too_often_is_told_when_to_come_back(asked):
    answers = [asked.ask("GET", ORDERS, key_of(CUSTOMER)) for _ in range(4)]
    assert [each.status for each in answers] == [200, 200, 200, 429]
    heads = [dict(each.headers) for each in answers]
    assert [each["ratelimit"].split(";")[1] for each in heads] == ["r=2", "r=1", "r=0", "r=0"]
    assert {each["ratelimit-policy"] for each in heads} == {'"account";q=3;w=300'}
    assert int(heads[3]["retry-after"]) == 100
    assert answers[3].json()["type"] == "urn:artel:problem:429"
    assert asked.ask("GET", ORDERS, key_of(PLANNER)).status == 200


def test_an_address_that_asks_too_often_is_told_whoever_it_says_it_is(asked):
    with At(asked.app) as far:
        statuses = [far.ask("GET", ORDERS, f"artel_guess{n}").status for n in range(7)]
        assert statuses == [401] * 5 + [429] * 2
        refused = far.ask("GET", ORDERS, key_of(PLANNER))
        assert refused.status == 429
        assert dict(refused.headers)["ratelimit"].startswith('"address";r=0')
    with At(asked.app, "203.0.113.8") as other:
        assert other.ask("GET", ORDERS, key_of(PLANNER)).status == 200


def test_a_refused_request_changes_nothing(asked, filled_desk):
    for _ in range(4):
        asked.ask("GET", ORDERS, key_of(CUSTOMER))
    with psycopg.connect(filled_desk.store.uri) as owner:
        before = owner.execute("SELECT count(*) FROM orders").fetchone()
        answer = asked.ask("POST", ORDERS, key_of(CUSTOMER), json.dumps(wish()).encode(), [JSON])
        assert answer.status == 429
        assert owner.execute("SELECT count(*) FROM orders").fetchone() == before


# ------------------------------------------------------------------------- how much, how long


def test_a_body_in_pieces_is_taken_to_its_last_byte_and_refused_one_beyond(asked):
    whole = json.dumps(wish()).encode()
    for extra, status in ((0, 201), (1, 413)):
        rest = b" " * (readable.MOST_BYTES - len(whole) + extra)
        pieces = iter([whole, *(rest[at : at + 65536] for at in range(0, len(rest), 65536))])
        answer = asked.ask("POST", ORDERS, key_of(CUSTOMER), pieces, [JSON])
        assert answer.status == status, answer.whole[:500]


def test_a_body_that_never_ends_is_given_up(asked, monkeypatch):
    monkeypatch.setattr(readable, "LONGEST_S", 0.2)
    answers = []

    async def dripping():
        await asyncio.sleep(0.05)
        return {"type": "http.request", "body": b" ", "more_body": True}

    async def noted(message):
        answers.append(message)

    scope = {
        "type": "http", "method": "POST", "path": ORDERS, "query_string": b"", "scheme": "http",
        "headers": [], "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 80), "root_path": "",
        "http_version": "1.1", "state": {},
    }  # fmt: skip
    asyncio.run(asked.app(scope, dripping, noted))
    assert answers[0]["status"] == 408


@pytest.mark.parametrize("coding", ["gzip", "br", "identity, gzip", "x-none", ""])
def test_no_coding_of_a_body_is_taken(asked, coding):
    heads = [JSON, ("content-encoding", coding)]
    assert asked.ask("POST", ORDERS, key_of(CUSTOMER), b"{}", heads).status == 415


# ------------------------------------------------------------------------------ what answers say


@pytest.mark.parametrize("path", [ORDERS, "/api/v1/nothing", "/health/live", "/nothing"])
def test_every_answer_says_what_a_browser_must_not_do(asked, path):
    for key in ("", key_of(PLANNER)):
        heads = dict(asked.ask("GET", path, key).headers)
        assert heads["x-content-type-options"] == "nosniff"
        assert heads["referrer-policy"] == "no-referrer"
        assert "frame-ancestors 'none'" in heads["content-security-policy"]
        assert "unsafe" not in heads["content-security-policy"]
        assert (heads.get("cache-control") == "no-store") == path.startswith("/api/")
        assert "strict-transport-security" not in heads


def test_only_who_came_by_https_is_held_to_it(asked):
    with At(asked.app, scheme="https") as far:
        heads = dict(far.ask("GET", "/health/live").headers)
    assert heads["strict-transport-security"] == "max-age=31536000"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("0f6e2b1c-77aa-4d7d", True),
        ("a" * 64, True),
        ("a" * 65, False),
        ("short", False),
        ("", False),
        ("with blanks in it", False),
        ('"quoted-and-more"', False),
        ("<script>alert", False),
        ("-begins-wrong", False),
        ("łatin-and-more", False),
    ],
)
def test_a_plain_request_id_is_kept_and_another_replaced(asked, given, kept):
    heads = asked.ask("GET", "/health/live", headers=[("x-request-id", given)]).headers
    told = [value for name, value in heads if name == "x-request-id"]
    assert len(told) == 1
    assert (told[0] == given) is kept
    assert re.fullmatch(r"[A-Za-z0-9._-]{8,64}", told[0])


# ------------------------------------------------------------------------------------ the log


@pytest.fixture
def lines():
    """Return what gives the lines that were logged so far, as `--log-json` writes them."""
    logger = logging.getLogger("artel")
    before = (logger.handlers[:], logger.level, logger.propagate)
    log.set_up(json_lines=True)
    written = io.StringIO()
    logger.handlers[0].setStream(written)
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    logger.handlers[:], logger.propagate = before[0], before[2]
    logger.setLevel(before[1])


def test_each_request_is_one_line_with_its_ids_and_no_id_of_a_row_in_its_route(asked, lines):
    answer = asked.ask("GET", f"{ORDERS}/O-secret", key_of(PLANNER), query=b"limit=1")
    (line,) = lines()
    assert line["request_id"] == dict(answer.headers)["x-request-id"]
    assert (line["method"], line["status"]) == ("GET", 404)
    assert line["route"].endswith("/orders/{name}")
    assert line["actor_id"] == PLANNER.account
    assert line["ms"] > 0
    assert "O-secret" not in str(line)


def test_an_error_of_ours_is_logged_under_its_request_and_tells_nothing(asked, filled_desk, lines):
    with psycopg.connect(filled_desk.store.uri, autocommit=True) as owner:
        owner.execute("ALTER TABLE orders ADD CONSTRAINT planted CHECK (state <> 'cancelled')")
        answer = asked.ask(
            "POST", f"{ORDERS}/idq1ordersq/cancel", key_of(CUSTOMER), b'{"reason": "zq-private"}',
            [JSON],
        )  # fmt: skip
        owner.execute("ALTER TABLE orders DROP CONSTRAINT planted")
    heads = dict(answer.headers)
    assert answer.status == 500
    assert answer.media_type == "application/problem+json"
    assert heads["x-content-type-options"] == "nosniff"
    assert "planted" not in answer.whole
    error, request = lines()
    assert error["message"] == "an error of ours"
    assert error["request_id"] == request["request_id"] == heads["x-request-id"]
    assert "planted" in error["exception"]
    assert "Failing row contains" not in error["exception"]
    assert "minsk-agro" not in error["exception"]
    assert request["status"] == 500


SECRETS = {
    "authorization": "Bearer artel_zsecretz1zsecretz1",
    "cookie": "artel_session=zsecretz2zsecretz2; csrf=zsecretz3zsecretz3",
    "x-csrf-token": "zsecretz4zsecretz4",
    "idempotency-key": "zsecretz5zsecretz5",
    "proxy-authorization": "Basic zsecretz6zsecretz6",
    "last-event-id": "zsecretz7zsecretz7",
    "if-match": '"zsecretz8zsecretz8"',
    "user-agent": "zsecretz9zsecretz9",
}


def test_no_secret_of_any_request_comes_into_the_log(new_desk, lines):
    """Every route is asked with a secret in each head, in the query, in the path, in the body."""
    from tests.unit.api.asking import operations

    body = json.dumps({"password": "zsecretza", "secret": "zsecretzb", "key": "zsecretzc"}).encode()
    query = b"token=zsecretzd&code=zsecretze&password=zsecretzf"
    with new_desk() as (_, asked):
        known = operations(asked.app)
        for each in known:
            path, heads = each.filled("zsecretzg"), dict(SECRETS)
            asked.ask(each.method, path, "", body, [JSON, *heads.items()], query, patience=1)
            if "event-stream" not in str(each.said.get("responses")):
                del heads["authorization"]
                rest = [JSON, *heads.items()]
                asked.ask(each.method, path, key_of(PLANNER), body, rest, query)
        asked.ask("ZSECRETZ", "/zsecretzh")
        made = asked.ask(
            "POST", "/api/v1/webhooks", key_of(PLANNER),
            b'{"url": "https://93.184.215.14/zsecretzi?token=zsecretzj", "kinds": ["*"]}', [JSON],
        )  # fmt: skip
    told = json.dumps(lines(), ensure_ascii=False)
    assert made.status == 201
    assert len(lines()) > len(known)
    assert "zsecretz" not in told.lower()
    assert key_of(PLANNER) not in told
    assert made.json()["secret"] not in told


def test_runs_and_jobs_are_logged_with_their_ids(desk, lines):
    from artel.desk import periodic, runs, runs_work

    planner = actor("planner")
    with desk.unit(planner) as unit:
        name = runs.ask(unit, (DAY, DAY + timedelta(minutes=20)), 0)["id"]
    assert runs_work.take_up(desk) == 1
    assert periodic.done(desk, "seal")
    of_run = [each for each in lines() if each.get("run_id") == name]
    assert [each["message"] for each in of_run] == ["a run begins", "the run is done"]
    assert of_run[0]["actor_id"] == planner.account
    assert [each["job"] for each in lines() if "job" in each] == ["seal"]


@pytest.mark.parametrize(
    "text",
    [
        "Authorization: Bearer zsecretz1",
        "the key artel_zsecretz1 of",
        "whsec_zsecretz1",
        "password=zsecretz1&x=1",
        '{"password": "zsecretz1"}',
        "DETAIL:  Failing row contains (A-1, zsecretz1).",
        "?token=zsecretz1",
    ],
)
def test_what_looks_like_a_secret_is_taken_out_of_what_is_logged_by_mistake(text, lines):
    try:
        raise RuntimeError(text)  # noqa: TRY301 - to be caught
    except RuntimeError:
        logging.getLogger("artel.api").exception("first\n%s", text)
    assert "zsecretz1" not in json.dumps(lines())
    record = logging.LogRecord("artel", logging.ERROR, __file__, 1, text, (), None)
    assert "zsecretz1" not in log.Lines().format(record)


# ------------------------------------------------------------------- what the database refuses

REFUSED = {
    "a text with a null byte": ("SELECT %s::text", ["a\x00b"], True),
    "a number that is too large": ("SELECT %s::numeric::bigint", [2**70], True),
    "an instant that is none": ("SELECT timestamptz '2026-02-31'", [], True),
    "half a character, escaped": (r"SELECT '{\"a\": \"\\u0000\"}'::jsonb ->> 'a'", [], True),
    "a division by nought": ("SELECT 1 / 0", [], False),
    "a wrong cast of ours": ("SELECT 'a'::int", [], False),
    "a pattern that is none": ("SELECT 'a' ~ '('", [], False),
    "a negative limit": ("SELECT 1 LIMIT -1", [], False),
    "a table that is not there": ("SELECT * FROM nothing", [], False),
}


@pytest.mark.parametrize("name", REFUSED)
def test_only_what_an_input_can_cause_is_told_as_one(server, name):
    statement, values, told = REFUSED[name]
    with psycopg.connect(server.address("postgres")) as owner, pytest.raises(psycopg.Error) as e:
        owner.execute(statement.replace('\\"', '"').replace("\\\\", "\\"), values)
    refusal = refusal_of(e.value)
    assert (refusal is not None) is told


# ----------------------------------------------------------------------------------- the page


def test_the_page_says_what_the_limits_are():
    text = (Path(__file__).parents[3] / "docs" / "operate.md").read_text(encoding="utf-8")
    account, address = limits.PER_ACCOUNT, limits.PER_ADDRESS
    for said in (
        f"at most {readable.MOST_BYTES >> 20} MiB",
        f"within {readable.LONGEST_S:g} seconds",
        f"One account may ask {account.at_once} times at once and then {account.per_s:g} times",
        f"one address {address.at_once} times at once and then {address.per_s:g} times",
    ):
        assert said in text
