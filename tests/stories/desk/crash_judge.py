"""What must hold of a desk at every moment, read from its database as it stands at one of them."""

from __future__ import annotations

import json
import time
import zlib
from collections import Counter
from contextlib import suppress
from datetime import timedelta

import psycopg
from psycopg.rows import dict_row
from tests.desk_fixtures import EVE

from artel.commons.actors import Actor, Role
from artel.desk import journals
from artel.store import embedded, journal
from artel.store.connections import Store
from artel.store.opening import FOLDER
from artel.store.signing import new_key, public_hex, read_private
from artel.store.verifying import verify

DESK = Actor("desk", "the desk", Role.SYSTEM)
SECRETS = "secrets"

NOTHING = {
    "a plan in force beside another one": """
        SELECT a.version, b.version FROM plans a JOIN plans b ON a.version < b.version
        WHERE a.state = 'published' AND b.state = 'published' AND a.horizon && b.horizon""",
    "an order whose last step is not where it stands": """
        SELECT o.id, o.state FROM orders o WHERE o.state IS DISTINCT FROM (
            SELECT s.state FROM order_steps s WHERE s.order_id = o.id
            ORDER BY s.number DESC LIMIT 1)""",
    "a step that does not begin where the one before ended": """
        SELECT * FROM (SELECT order_id, number, from_state, lag(state) OVER (
            PARTITION BY order_id ORDER BY number) AS before FROM order_steps) s
        WHERE from_state IS DISTINCT FROM before""",
    "an order whose steps are not in the journal, each once": """
        SELECT o.id FROM orders o WHERE
            (SELECT count(*) FROM order_steps s WHERE s.order_id = o.id AND s.number > 1)
            <> (SELECT count(*) FROM journal j WHERE j.subject = o.id AND j.action IN
                (SELECT 'order.' || s.state FROM order_steps s WHERE s.number > 1))
            OR 1 <> (SELECT count(*) FROM journal j WHERE j.subject = o.id
                     AND j.action = 'order.placed')""",
    "a plan whose coming into force is not in the journal once": """
        SELECT p.version, p.state FROM plans p WHERE
            CASE WHEN p.state IN ('published', 'superseded') THEN 1 ELSE 0 END
            <> (SELECT count(*) FROM journal j WHERE j.action = 'plan.published'
                AND j.subject = 'plan-' || p.version)""",
    "a plan that was not made once": """
        SELECT p.version FROM plans p WHERE 1 <> (SELECT count(*) FROM journal j
            WHERE j.action = 'plan.made' AND j.subject = 'plan-' || p.version)""",
    "a sensor, radio or antenna booked twice in one plan": """
        SELECT a.plan, a.resource FROM bookings a JOIN bookings b ON a.plan = b.plan
            AND a.resource = b.resource AND a.ctid < b.ctid AND a.span && b.span""",
    "a look held twice": """
        SELECT a.hold, b.hold FROM hold_claims a JOIN hold_claims b ON a.hold < b.hold
            AND a.resource = b.resource AND a.span && b.span
        WHERE a.live AND b.live AND NOT (a.shared AND b.shared)""",
    "a look held that the plan in force has": """
        SELECT c.hold, b.plan FROM hold_claims c JOIN bookings b ON b.resource = c.resource
            AND b.span && c.span JOIN plans p ON p.version = b.plan
        WHERE c.live AND NOT c.shared AND p.state = 'published'""",
    "a hold whose order does not stand as it says": """
        SELECT h.id, o.state FROM holds h JOIN orders o ON o.id = h.order_id
        WHERE h.state = 'held' AND o.state <> 'held'""",
    "an order held without a hold": """
        SELECT o.id FROM orders o WHERE o.state = 'held' AND 1 <> (
            SELECT count(*) FROM holds h WHERE h.order_id = o.id AND h.state = 'held')""",
    "claims of a hold that ended": """
        SELECT c.hold FROM hold_claims c JOIN holds h ON h.id = c.hold
        WHERE c.live AND h.state <> 'held'""",
    "a run that is done without a plan, or a plan of another": """
        SELECT id FROM plan_runs WHERE (state = 'done') <> (plan IS NOT NULL)""",
    "two runs with one plan": """
        SELECT plan FROM plan_runs WHERE plan IS NOT NULL GROUP BY plan HAVING count(*) > 1""",
    "a task in two places of one plan": """
        SELECT plan, order_id, body->>'start' FROM tasks
        WHERE state IN ('waiting', 'sent', 'acknowledged', 'flown', 'delivered')
        GROUP BY 1, 2, 3, satellite HAVING count(*) > 1""",
    "a task of a plan that is not in force, and that nobody recalled": """
        SELECT t.id, t.state FROM tasks t JOIN plans p ON p.version = t.plan
        WHERE p.state <> 'published' AND t.state IN ('waiting', 'sent', 'acknowledged')""",
    "a delivered task without one accepted delivery": """
        SELECT t.id FROM tasks t WHERE t.state = 'delivered' AND 1 <> (
            SELECT count(*) FROM deliveries d WHERE d.task = t.id AND d.verdict = 'accepted')""",
    "a delivery that is not in the journal once": """
        SELECT d.id FROM deliveries d WHERE 1 <> (SELECT count(*) FROM journal j
            WHERE j.subject = d.id AND j.action = 'delivery.' || d.verdict)""",
    "an entry that does not follow from the one before": """
        SELECT number FROM (SELECT number, previous, lag(hash) OVER (ORDER BY number) AS before,
            lag(number) OVER (ORDER BY number) AS last FROM journal) j
        WHERE last IS NOT NULL AND (previous <> before OR number <> last + 1)""",
    "money that does not sum to nothing": """
        SELECT entry FROM ledger_lines GROUP BY entry, currency HAVING sum(amount_minor) <> 0""",
}


def faults_of(folder, told, again=3):
    """Return what is wrong at a desk: of itself, or of what its people were `told`.

    A worker whose server was killed may only now end, and the database with it, which then starts
    again: what was being read is read anew.
    """
    try:
        return _faults_of(embedded.Server(folder / FOLDER).uri, folder, told)
    except psycopg.OperationalError:
        if not again:
            raise
        time.sleep(2.0)
        return faults_of(folder, told, again - 1)


def _faults_of(uri, folder, told):
    with psycopg.connect(uri, row_factory=dict_row) as desk:
        desk.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        found = [
            f"{name}: {rows[:3]}"
            for name, query in NOTHING.items()
            if (rows := desk.execute(query).fetchall())
        ]
        found += _half_published(desk) + _orders_lost(desk, told) + _ends_lost(desk, told)
    return found + _journal_of(uri, folder / SECRETS / journals.KEY_FILE)


def _half_published(desk):
    """Return plans in force whose bookings or tasks are not those of their documents."""
    found = []
    for row in desk.execute(
        "SELECT version, state, document FROM plans WHERE state IN ('published', 'superseded')"
    ):
        document = json.loads(zlib.decompress(row["document"]))
        images = document["images"]
        wanted = len(images) + len(document["uploads"]) + 2 * len(document["downlinks"])
        given = {"plan": row["version"]}
        booked = desk.execute("SELECT count(*) AS n FROM bookings WHERE plan = %(plan)s", given)
        if booked.fetchone()["n"] != wanted:
            found.append(f"plan {row['version']} is booked in part")
        if row["state"] == "published":
            found += _untasked(desk, row["version"], images)
    return found


def _untasked(desk, plan, images):
    query = "SELECT order_id, satellite, body->>'start' AS at FROM tasks WHERE plan = %s"
    known = {(row["order_id"], row["satellite"], row["at"]) for row in desk.execute(query, [plan])}
    wanted = {(each["order"], each["satellite"], each["start"]) for each in images}
    return [f"plan {plan} has no task for {sorted(wanted - known)[:3]}"] if wanted - known else []


def _orders_lost(desk, told):
    """Return the orders that were told and are not there once, by their keys; and the doubled."""
    rows = desk.execute("SELECT id, state, wish->>'name' AS name FROM orders").fetchall()
    names = Counter(row["name"] for row in rows)
    stored = {row["name"]: row for row in rows}
    found = [f"order {name} is {stored.get(name)}" for name, id_ in told["orders"].items()
             if stored.get(name, {}).get("id") != id_]  # fmt: skip
    found += [f"{name} is there {names[name]} times" for name in told["names"] if names[name] > 1]
    states = {row["id"]: row["state"] for row in rows}
    return found + [f"{name} is not cancelled" for name in told["cancelled"]
                    if states[name] != "cancelled"]  # fmt: skip


def _ends_lost(desk, told):
    """Return holds and runs that do not stand as their people were told."""
    holds = {row["id"]: row["state"] for row in desk.execute("SELECT id, state FROM holds")}
    runs = {row["id"]: row for row in desk.execute("SELECT id, state, plan FROM plan_runs")}
    asked = desk.execute("SELECT subject FROM journal WHERE action = 'run.asked'").fetchall()
    found = [f"{hold} is {holds.get(hold)}, not {state}" for hold, state in told["holds"].items()
             if holds.get(hold) != state]  # fmt: skip
    found += [f"run {name} is {runs.get(name)}" for name, row in told["runs"].items()
              if runs.get(name) != {key: row[key] for key in ("id", "state", "plan")}]  # fmt: skip
    found += [f"run {name} was stopped" for name in told["stopped"]
              if runs[name]["state"] != "stopped"]  # fmt: skip
    if sorted(row["subject"] for row in asked) != sorted(runs):
        found.append("runs and what the journal says of them are not the same")
    return found


def _journal_of(uri, kept):
    """Return what the member's own verifier finds in the journal as it would be exported now."""
    store, key = Store.open(uri), new_key()
    # The desk may have sealed a day meanwhile, by its own key.
    own = [read_private(kept.read_text("ascii"), kept.name)] if kept.is_file() else []
    keys = {"operator": [public_hex(each) for each in (*own, key)]}
    try:
        # The head is signed in a unit that is never stored; until its end nobody writes entries.
        with suppress(_Seen), store.unit(DESK, EVE + timedelta(days=2)) as unit:
            pool = journals.pool_name(unit)
            journal.seal_day(unit, EVE.date() + timedelta(days=1), key, pool)
            found = verify(journal.export(unit, pool, keys), keys).findings
            raise _Seen
    finally:
        store.close()
    return [f"the journal: {each}" for each in found]


class _Seen(Exception):
    pass
