"""Every role of every tenant writes to what is another's: it is refused, and no row changes.

Then the same with the desk's own permissions taken away: what is refused then, the database's
policies refuse, and what a use case finds out of the rows that it may read.
"""

from __future__ import annotations

import json
from functools import partial

import psycopg
import pytest
from psycopg import sql
from tests.desk_fixtures import wish
from tests.unit.api import checks
from tests.unit.api.asking import operations
from tests.unit.api.tenants import TENANTS, actors, key_of
from tests.unit.api.test_matrix import filled_path

from artel.commons.actors import Role

ACTORS = actors()
PARTIES = [each for each in ACTORS if each.scope == "party"]
READERS = [each for each in ACTORS if each.role in (Role.AUDITOR, Role.FINANCE)]
IN_CHECK = {"A-KZ", "A-minsk-agro"}
OF_ALL = ("/proposals/", "/decisions/", "/follow-ups/")
"""Governance is every member's: a vote on another's proposal is no trespass."""
ASSETS = {"BY": "BKA", "KZ": "KAZEOSAT-2", "AZ": "AZERSKY", "MD": "Chisinau"}
REFUSED = {403, 404, 409, 422}


def _asset(tenant, **said):
    return {"asset": ASSETS[tenant.member], **said}


def _span(tenant):
    return _asset(tenant, start="2026-10-05T01:00:00Z", end="2026-10-05T02:00:00Z")


def _wish(tenant):
    return wish(brought_by=tenant.member, customer=tenant.customer)


def _batch(tenant):
    return {"orders": [_wish(tenant)]}


def _signature(tenant):
    said = {"day": "2026-10-04", "size": 1, "signature": "00" * 64}
    return {**said, "member": tenant.member}


def _centre(tenant):
    return {"owner": tenant.member, "address": "https://93.184.215.14/", "secret": "a key"}


BODIES = {
    "POST /api/v1/block-outs": _span,
    "POST /api/v1/recalls": _span,
    "POST /api/v1/health-reports": partial(_asset, state="lost"),
    "POST /api/v1/centres": _centre,
    "POST /api/v1/orders": _wish,
    "POST /api/v1/orders/batch": _batch,
    "POST /api/v1/journal/countersignatures": _signature,
}
"""Routes that name what is another's in the body."""


def prints(address):
    """Return a digest of every table's rows: of the journal's, too."""
    digest = sql.SQL(
        "SELECT coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '') FROM {} t"
    )
    with psycopg.connect(address, autocommit=True) as owner:
        names = [
            row[0]
            for row in owner.execute(
                "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
                " AND relkind = 'r' ORDER BY relname"
            )
        ]
        return {
            name: owner.execute(digest.format(sql.Identifier(name))).fetchone()[0] for name in names
        }


def trespasses(app, actor):
    """Return what an actor tries: each unsafe route with an object of another, as (what, ask)."""
    foreign = [each for each in TENANTS if actor.party not in each.parties]
    for each in operations(app):
        if each.safe or any(word in each.path + "/" for word in OF_ALL):
            continue
        made = BODIES.get(str(each))
        if not each.holes and made is None:
            continue
        for tenant in foreign:
            body, kind = each.body() or (b"", "")
            if made is not None:
                body, kind = json.dumps(made(tenant)).encode(), "application/json"
            path = filled_path(each, tenant.number)
            headers = [("content-type", kind)] if body else []
            yield f"{each} of {path}", (each.method, path, key_of(actor), body, headers)


def wrongs(desk, asked, actor):
    """Return what went through, or changed a row, of all that an actor tries.

    The rows are looked at once at the end; only where one changed is it found out by which try.
    """
    tries = list(trespasses(asked.app, actor))
    # The actor's own key is marked as used by whatever it asks: here by what only reads.
    assert asked.ask("GET", "/api/v1/events", key_of(actor), query=b"limit=1").status == 200
    before, wrong = prints(desk.store.uri), []
    for what, ask in tries:
        answer = asked.ask(*ask)
        if answer.status not in REFUSED:
            wrong.append(f"{what}: {answer.status} {answer.body[:200]}")
    if prints(desk.store.uri) != before:
        wrong.append(f"rows changed in {_changed(before, prints(desk.store.uri))}")
    assert len(tries) > 60
    return wrong


def _changed(before, after):
    return sorted(name for name in before if before[name] != after[name])


def _deep_beside(several):
    """Return the actors as parameters; those not in IN_CHECK are asked in the deep run."""
    marks = {True: (), False: pytest.mark.deep}
    return [pytest.param(a, marks=marks[a.account in IN_CHECK], id=a.account) for a in several]


@pytest.mark.parametrize("actor", _deep_beside(PARTIES))
def test_nothing_of_another_tenant_is_changed(new_desk, actor):
    with new_desk() as (desk, asked):
        assert wrongs(desk, asked, actor) == []


@pytest.mark.parametrize("actor", _deep_beside(PARTIES))
def test_nothing_is_changed_with_the_desks_own_checks_removed(new_desk, actor):
    with new_desk() as (desk, asked), checks.removed():
        assert wrongs(desk, asked, actor) == []


@pytest.mark.parametrize("actor", READERS, ids=lambda each: str(each.role))
def test_who_only_reads_changes_nothing_of_any_tenant(new_desk, actor):
    with new_desk() as (desk, asked):
        assert wrongs(desk, asked, actor) == []


@pytest.mark.parametrize("actor", PARTIES, ids=lambda each: each.account)
def test_no_row_of_another_is_written_in_the_database_itself(server, filled, actor):
    """Without the program: statements that name no row, in the actor's name, touch no other's."""
    from tests.unit.api.tenants import leaks

    with psycopg.connect(server.address(filled)) as owner:
        names = owner.execute(
            "SELECT relname, has_table_privilege('artel_app', oid, 'UPDATE'),"
            " has_table_privilege('artel_app', oid, 'DELETE') FROM pg_class"
            " WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
            " AND relname <> 'artel_version'"
        ).fetchall()
        owner.execute("SET ROLE artel_app")
        said = {"scope": actor.scope, "party": actor.party, "account": actor.account}
        for name, value in {**said, "role": str(actor.role)}.items():
            owner.execute("SELECT set_config(%s, %s, false)", (f"artel.{name}", value))
        told = [
            (table, word)
            for table, updates, deletes in names
            for verb, allowed in (("UPDATE", updates), ("DELETE", deletes))
            if allowed
            for word in leaks(actor, _touched(owner, verb, table))
        ]
        owner.rollback()
    assert told == []


def _touched(owner, verb, table):
    """Return the rows that a statement over a whole table touches, as text; all is undone."""
    name = sql.Identifier(table)
    statements = {
        "UPDATE": sql.SQL("UPDATE {t} SET {c} = {c} RETURNING {t}::text"),
        "DELETE": sql.SQL("DELETE FROM {t} RETURNING {t}::text"),
    }
    column = owner.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0"
        " AND has_column_privilege('artel_app', attrelid, attnum, 'UPDATE')"
        " AND attgenerated = '' AND attidentity = '' ORDER BY attnum LIMIT 1",
        (table,),
    ).fetchone()
    try:
        with owner.transaction(force_rollback=True):
            if verb == "DELETE":
                # A reference to a row is no wall: what is asked is who may touch it.
                owner.execute("SET CONSTRAINTS ALL DEFERRED")
            rows = owner.execute(
                statements[verb].format(t=name, c=sql.Identifier(column[0] if column else "id"))
            )
            return "\n".join(row[0] for row in rows)
    except psycopg.errors.InsufficientPrivilege:
        return ""
    except psycopg.errors.ForeignKeyViolation as error:
        return str(error)


def test_a_wall_that_is_taken_down_is_noticed(new_desk):
    """Without the database's policies, the same tries change rows of others."""
    actor = next(each for each in PARTIES if each.role is Role.OWNER)
    with new_desk() as (desk, asked), checks.removed():
        with psycopg.connect(desk.store.uri, autocommit=True) as owner:
            for table in ("orders", "webhooks"):
                name = sql.Identifier(table)
                owner.execute(sql.SQL("ALTER TABLE {} DISABLE ROW LEVEL SECURITY").format(name))
        wrong = wrongs(desk, asked, actor)
    assert any(each.startswith("POST /api/v1/orders/{name}/cancel ") for each in wrong)
    assert any(each.startswith("DELETE /api/v1/webhooks/{name} ") for each in wrong)
    assert "orders" in wrong[-1]
    assert "journal" in wrong[-1]
