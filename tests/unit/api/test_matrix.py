"""Every role of every tenant asks every route: what is another's stays where it is.

Each tenant's rows hold words that nobody else uses, and every answer is searched for them, head and
body. Then the same is asked with the desk's own checks taken away: what stays then is kept in by
the database alone.
"""

from __future__ import annotations

import re
from collections import Counter

import psycopg
import pytest
from psycopg import sql
from tests.unit.api import checks
from tests.unit.api.asking import operations
from tests.unit.api.tenants import TENANTS, actors, key_of, leaks

from artel.commons.actors import Role

ACTORS = actors()
PARTIES = [each for each in ACTORS if each.scope == "party"]
ABSENT = "never-given"
PAGES = 6
OPEN = {
    "POST /api/v1/sessions": "nobody is known before",
    "POST /api/v1/sessions/one-time": "nobody is known before",
    "POST /api/v1/quotes": "the plan is read in the desk's own name",
}
"""Unsafe routes that need no permission of the table, with the reason."""


def table_of(path, hole):
    """Return the table whose ids a hole of a path takes: that of the word before it."""
    word = path[: path.index("{" + hole)].rstrip("/").rsplit("/", 1)[1].replace("-", "_")
    return {"block_outs": "blockouts", "blockouts": "blockouts", "keys": "api_keys"}.get(word, word)


def filled_path(operation, number):
    """Return a path with the ids of a tenant, or of nothing (number None)."""
    path = operation.path
    integers = {
        each["name"]
        for each in operation.said.get("parameters", ())
        if each["schema"].get("type") == "integer"
    }
    for hole in operation.holes:
        value = ABSENT if number is None else TENANTS[number - 1].id(table_of(operation.path, hole))
        if hole in integers:
            value = 999 if number is None else 1
        path = re.sub(rf"{{{hole}[^}}]*}}", str(value), path)
    return path


def numbers_for(actor, operation):
    """Return whose ids an actor tries: its own, another's, and those of nothing."""
    if not operation.holes:
        return [None]
    own = [t.number for t in TENANTS if actor.party in t.parties][:1]
    foreign = [t.number for t in TENANTS if actor.party not in t.parties][:2]
    return [*own, *foreign, None]


class Asking:
    """One actor that asks everything, and what was wrong with what it got."""

    def __init__(self, asked, actor, permits):
        self.asked, self.actor, self.permits = asked, actor, permits
        self.wrong, self.reached = [], Counter()

    def all_of(self, chosen):
        """Ask what only reads first: then nothing has changed yet."""
        for each in sorted(chosen, key=lambda op: not op.safe):
            statuses = {n: self._one(each, n) for n in numbers_for(self.actor, each)}
            self._same_as_absent(each, statuses)

    def _one(self, operation, number):
        path = filled_path(operation, number)
        body = operation.body() or (b"", "")
        headers = [("content-type", body[1])] if body[0] else []
        query = b"limit=200" if "limit" in str(operation.said.get("parameters")) else b""
        streams = "event-stream" in str(operation.said.get("responses"))
        if streams:
            headers.append(("accept", "application/json"))
        del self.permits[:]
        for _ in range(PAGES):
            answer = self.asked.ask(
                operation.method, path, key_of(self.actor), body[0], headers, query,
                patience=2 if streams else 60,
            )  # fmt: skip
            self._judge(operation, path, answer)
            cursor = re.search(r'"next","href":"[^"?]*\?([^"]*)"', answer.body.decode("latin-1"))
            if not cursor or not operation.safe:
                break
            query = cursor.group(1).encode()
        return answer.status

    def _judge(self, operation, path, answer):
        found = leaks(self.actor, answer.whole, path)
        if found:
            self.wrong.append(f"{operation} of {path}: {answer.status} tells {found[:3]}")
        if answer.status >= 500 or answer.status == 0:
            self.wrong.append(f"{operation} of {path}: {answer.status} {answer.whole[-300:]}")
        asked = [each for each in self.permits if each[1] is self.actor.role]
        self.reached[str(operation)] += bool(asked)
        refused = [action for action, _, allowed in asked if not allowed]
        if refused and answer.status not in (403, 404):
            self.wrong.append(f"{operation}: {refused[0]} is refused, and it says {answer.status}")
        through = answer.status < 400 and not operation.safe
        if through and not asked and str(operation) not in OPEN:
            self.wrong.append(f"{operation}: {answer.status} without a permission")

    def _same_as_absent(self, operation, statuses):
        """What is another's is told as what is not there."""
        for number, status in statuses.items():
            if number is None or self.actor.scope == "operator":
                continue
            if self.actor.party in TENANTS[number - 1].parties or self._integers(operation):
                continue
            if status != statuses[None] and _secret(operation):
                self.wrong.append(f"{operation}: {status} for another's, {statuses[None]} for none")

    def _integers(self, operation):
        return "'type': 'integer'" in str(operation.said.get("parameters"))


def _secret(operation):
    """Whether the rows that a path names are hidden from others; governance's are not."""
    return not any(word in operation.path for word in ("/proposals", "/decisions", "/follow"))


def _deep_beside(several, chosen):
    """Return the actors as parameters; those that are not chosen are asked in the deep run."""
    marks = {True: (), False: pytest.mark.deep}
    return [pytest.param(a, marks=marks[a.account in chosen], id=a.account) for a in several]


EACH_ROLE = {"A-op-planner", "A-op-auditor", "A-KZ", "A-MD", "A-minsk-agro", "A-terminals"}
EACH_PARTY = {"A-KZ", "A-minsk-agro", "A-terminals"}


@pytest.mark.parametrize("actor", _deep_beside(ACTORS, EACH_ROLE))
def test_nothing_of_another_tenant_leaves(new_desk, actor):
    with new_desk() as (_, asked), checks.watched() as permits:
        asking = Asking(asked, actor, permits)
        asking.all_of(operations(asked.app))
    assert not asking.wrong, "\n".join(asking.wrong)


@pytest.mark.parametrize("actor", _deep_beside(PARTIES, EACH_PARTY))
def test_nothing_leaves_with_the_desks_own_checks_removed(new_desk, actor):
    with new_desk() as (_, asked), checks.removed() as permits:
        asking = Asking(asked, actor, permits)
        asking.all_of(operations(asked.app))
    told = [each for each in asking.wrong if " tells " in each]
    assert not told, "\n".join(told)


@pytest.mark.parametrize("actor", ACTORS, ids=lambda each: each.account)
def test_no_table_shows_a_row_of_another(server, filled, actor):
    with psycopg.connect(server.address(filled)) as owner:
        names = owner.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
            " AND relkind IN ('r', 'v', 'm') AND has_table_privilege('artel_app', oid, 'SELECT')"
        ).fetchall()
        owner.execute("SET ROLE artel_app")
        said = {"scope": actor.scope, "party": actor.party, "account": actor.account}
        for name, value in {**said, "role": str(actor.role)}.items():
            owner.execute("SELECT set_config(%s, %s, false)", (f"artel.{name}", value))
        shown = [
            (table, word)
            for (table,) in names
            for (text,) in owner.execute(
                sql.SQL("SELECT t::text FROM {} t").format(sql.Identifier(table))
            )
            for word in leaks(actor, text)
        ]
    assert not shown


def test_every_route_is_described(new_desk):
    with new_desk() as (_, asked):
        described = {str(each) for each in operations(asked.app)}
        assert {name for name in _routes(asked.app.routes) if name not in described} == set()


def test_every_unsafe_route_is_reached_with_the_body_made_of_its_description(new_desk):
    """A route that nobody's request gets into would prove nothing."""
    reached = Counter()
    with new_desk() as (_, asked), checks.watched() as permits:
        unsafe = [each for each in operations(asked.app) if not each.safe]
        for actor in CHOSEN:
            asking = Asking(asked, actor, permits)
            asking.all_of(each for each in unsafe if not reached[str(each)])
            reached.update(asking.reached)
    assert {str(each) for each in unsafe} - {*OPEN, *+reached} == set()


CHOSEN = [
    each for each in ACTORS if each.role in (Role.CUSTOMER, Role.OWNER, Role.ADMIN, Role.PLANNER)
]


def _routes(routes, prefix=""):
    for each in routes:
        router = getattr(each, "original_router", None)
        if router is not None:
            yield from _routes(router.routes, prefix + each.include_context.prefix)
        elif each.path != "/api/v1/openapi.json":
            for method in sorted(each.methods - {"HEAD", "OPTIONS"}):
                yield f"{method} {prefix}{each.path}"


def test_the_words_are_planted_and_the_operator_sees_them(new_desk):
    """The search finds what it looks for: a list of the operator holds every tenant's orders."""
    planner = next(each for each in ACTORS if each.role is Role.PLANNER)
    with new_desk() as (_, asked):
        whole = asked.ask("GET", "/api/v1/orders", key_of(planner), query=b"limit=200").whole
    assert all(each.word("orders") in whole for each in TENANTS)
    assert leaks(PARTIES[0], whole)


@pytest.mark.parametrize("table", ["orders", "consents", "tasks"])
def test_a_wall_that_is_taken_down_is_noticed(new_desk, table):
    """Without the database's policy on one table, the same search finds the words of others."""
    actor = next(each for each in PARTIES if each.role is Role.OWNER)
    with new_desk() as (desk, asked), checks.removed() as permits:
        with psycopg.connect(desk.store.uri, autocommit=True) as owner:
            owner.execute(sql.SQL("ALTER TABLE {} DISABLE ROW LEVEL SECURITY").format(
                sql.Identifier(table)))  # fmt: skip
        asking = Asking(asked, actor, permits)
        asking.all_of(each for each in operations(asked.app) if each.safe)
    assert any(f"GET /api/v1/{table} " in each and " tells " in each for each in asking.wrong)
