"""Fill every table of a desk with rows of several tenants, each with words that nobody else uses.

The rows are made of the database's own catalogue: a table that is added has its rows without an
edit, unless a guard of it wants a value that the catalogue does not tell (see GIVEN).
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb
from psycopg.types.range import TimestamptzRange
from tests.desk_fixtures import DAY, EVE, wish

from artel.commons.actors import Actor, Role

PARTY_COLUMNS = {"party", "owner", "member", "brought_by", "responsible", "proposed_by"}
LEFT = {
    "artel_version", "pool_files", "resources", "journal", "journal_bodies", "journal_sequences",
    "journal_heads", "countersignatures", "plans", "plan_runs", "bookings",
}  # fmt: skip
"""Tables whose rows the desk writes itself here, and tables of the operator alone."""
LIBRARY = ("procrastinate_",)


@dataclass(frozen=True)
class Tenant:
    """A member with a customer of its own, and the word by which its rows are known."""

    number: int
    member: str
    customer: str

    @property
    def parties(self):
        return {self.member, self.customer}

    def id(self, table):
        return f"idq{self.number}{table.replace('_', '')}q"

    def word(self, table):
        return f"zq{self.number}{table.replace('_', '')}q"


TENANTS = (
    Tenant(1, "BY", "minsk-agro"),
    Tenant(2, "KZ", "astana-lands"),
    Tenant(3, "BY", "brest-woods"),
    Tenant(4, "AZ", "baku-harbour"),
    Tenant(5, "MD", "dniester-mills"),
)
MARK = re.compile(r"(?:z|id)q(\d)([a-z]+?)q")

PUBLIC = {"proposals", "votes", "decisions", "followups"}
"""What every member, partner and observer reads."""
SHARED = {
    "orders", "ordersteps", "holds", "notices", "deliveries", "events", "complaints",
    "stationtimes", "archiveitems",
}  # fmt: skip
"""What the member that brings an order and its customer both see."""
SEALED = {"withheld", "credentials", "identities", "idempotency", "signintries"}
"""What not even the operator reads: a party's own reasons, and secrets."""
OPERATORS = {
    "personal", "plans", "planruns", "ledgerentries", "ledgerlines", "holdclaims", "strays",
    "handovernotes",
}  # fmt: skip
"""What only the operator reads: of a person, of plans, and of the money of all."""
KEPT = {"sessions", "onetimelinks", "apikeys"}
"""What an administrator keeps in order."""


def may_see(actor, number, table, *, name=False):
    """Whether an actor may read the words, or the name, that a tenant's row of a table has.

    A delivery tells its customer the name of the task by which the image was made.
    """
    tenant = TENANTS[int(number) - 1]
    mine = actor.party == tenant.member
    customers = table in SHARED or (name and table == "tasks")
    if table in KEPT:
        return actor.role is Role.ADMIN
    if table in SEALED:
        return table == "withheld" and mine
    if actor.scope == "operator":
        return True
    if table in PUBLIC:
        return actor.role in (Role.OWNER, Role.OBSERVER, Role.PARTNER)
    return table not in OPERATORS and (mine or (customers and actor.party == tenant.customer))


def leaks(actor, answer, asked=""):
    """Return the words in an answer that the actor may not read, but for those it asked with."""
    answer = re.sub(r"whsec_([A-Za-z0-9+/=]+)", _plain, answer)
    found = {match.group(0): match for match in MARK.finditer(answer)}
    return sorted(
        word
        for word, match in found.items()
        if not may_see(actor, *match.groups(), name=word.startswith("id"))
        and not (word.startswith("id") and word in asked)
    )


def _plain(secret):
    """Return the word of a webhook's secret, which stands there encoded."""
    return base64.b64decode(secret.group(1) + "==").decode(errors="replace")


def actors():
    """Return one actor of every role, and of the parties one of every tenant."""
    made = [
        Actor(f"A-op-{role}", f"the {role}", role)
        for role in (Role.PLANNER, Role.FINANCE, Role.AUDITOR, Role.ADMIN)
    ]
    roles = {"BY": Role.OWNER, "KZ": Role.OWNER, "AZ": Role.PARTNER, "MD": Role.OBSERVER}
    for member, role in roles.items():
        made.append(Actor(f"A-{member}", f"{role} of {member}", role, member))
    made += [
        Actor(f"A-{each.customer}", each.customer, Role.CUSTOMER, each.customer, each.member)
        for each in TENANTS
    ]
    made.append(Actor("A-terminals", "terminals", Role.TERMINAL_OWNER, "gomel-buoys", "BY"))
    return made


def key_of(actor):
    """Return the key of an actor that `fill` made."""
    return f"artel_{hashlib.sha256(actor.account.encode()).hexdigest()}"


def fill(address):
    """Plant the rows of every tenant and the accounts of every actor, as the server's superuser."""
    with psycopg.connect(address, autocommit=True) as owner:
        tables = _in_order(owner)
        for tenant in TENANTS:
            owner.execute("BEGIN")
            planted = {}
            for table in tables:
                planted[table] = _plant(owner, table, tenant, planted)
            owner.execute("COMMIT")
        for actor in actors():
            _account(owner, actor)
    return tables


def _account(owner, actor):
    owner.execute(
        "INSERT INTO accounts (id, name, role, party, home, made) VALUES (%s, %s, %s, %s, %s, %s)",
        (actor.account, actor.name, str(actor.role), actor.party, actor.home, EVE),
    )
    owner.execute(
        "INSERT INTO api_keys (id, account, name, hash, made) VALUES (%s, %s, 'a key', %s, %s)",
        (f"K-{actor.account}", actor.account, hashlib.sha256(key_of(actor).encode()).digest(), EVE),
    )


# ------------------------------------------------------------------------- rows by the catalogue


def _in_order(owner):
    """Return the tables to fill, each after those that it refers to."""
    names = [
        row[0]
        for row in owner.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
            " AND relkind = 'r' ORDER BY relname"
        )
        if row[0] not in LEFT and not row[0].startswith(LIBRARY)
    ]
    after = {name: {each[1] for each in _links(owner, name).values()} for name in names}
    ordered = []
    while len(ordered) < len(names):
        ready = [n for n in names if n not in ordered and not (after[n] - {n, *ordered, *LEFT})]
        ordered += ready
        if not ready:
            raise AssertionError(f"Tables refer to each other in a ring: {set(names)}")
    return ordered


def _links(owner, table):
    """Return column -> (constraint, table, column) of a table's references."""
    rows = owner.execute(
        """SELECT a.attname, c.conname, c.confrelid::regclass::text, f.attname
        FROM pg_constraint c, unnest(c.conkey, c.confkey) AS k (here, there)
        JOIN pg_attribute a ON a.attnum = k.here
        JOIN pg_attribute f ON f.attnum = k.there
        WHERE c.contype = 'f' AND c.conrelid = %s::regclass AND a.attrelid = c.conrelid
          AND f.attrelid = c.confrelid""",
        (table,),
    )
    return {row[0]: row[1:] for row in rows}


def _choices(owner, table):
    """Return column -> the values that a CHECK of it lists."""
    rows = owner.execute(
        "SELECT pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE contype = 'c' AND conrelid = %s::regclass AND cardinality(conkey) = 1",
        (table,),
    )
    found = {}
    for (text,) in rows:
        match = re.match(r"CHECK \(\((\w+) = ANY", text)
        if match:
            found[match.group(1)] = re.findall(r"'([^']+)'::text", text)
    return found


def _plant(owner, table, tenant, planted):
    columns = owner.execute(
        """SELECT column_name, udt_name, is_nullable = 'YES', column_default IS NOT NULL,
                  is_identity = 'YES'
        FROM information_schema.columns
        WHERE table_schema = 'public' AND table_name = %s AND is_generated = 'NEVER'""",
        (table,),
    ).fetchall()
    links, choices = _links(owner, table), _choices(owner, table)
    row = {}
    for name, kind, empty, _, counted in columns:
        if counted:
            continue
        given = GIVEN.get(table, {}).get(name, ...)
        if given is not ...:
            row[name] = given(tenant) if callable(given) else given
        elif name in links and links[name][1] in planted:
            row[name] = planted[links[name][1]][links[name][2]]
        elif name in choices:
            row[name] = choices[name][0]
        elif name in links and empty:
            row[name] = None
        else:
            row[name] = _value(name, kind, table, tenant)
    statement = sql.SQL("INSERT INTO {} ({}) VALUES ({}) RETURNING *").format(
        sql.Identifier(table),
        sql.SQL(", ").join(map(sql.Identifier, row)),
        sql.SQL(", ").join(sql.Placeholder() * len(row)),
    )
    cursor = owner.execute(statement, list(row.values()))
    names = [each.name for each in cursor.description]
    return dict(zip(names, cursor.fetchone(), strict=True))


def _value(name, kind, table, tenant):
    if name in PARTY_COLUMNS:
        return tenant.member
    if name == "customer":
        return tenant.customer
    if name == "id":
        return tenant.id(table)
    word = tenant.word(table)
    values = {
        "text": f"{word} {name}",
        "_text": [word],
        "jsonb": Jsonb({"note": word}),
        "bytea": hashlib.sha256(word.encode()).digest(),
        "bool": False,
        "timestamptz": EVE,
        "date": DAY.date(),
        "tstzrange": TimestamptzRange(DAY + HOUR * tenant.number, DAY + HOUR * (tenant.number + 1)),
    }
    return values.get(kind, tenant.number)


HOUR = timedelta(hours=1)
LATE = datetime(2026, 10, 7, tzinfo=UTC)


def _wish(tenant):
    name = f"Fields {tenant.word('orders')}"
    return Jsonb(wish(name=name, brought_by=tenant.member, customer=tenant.customer))


def _form(tenant):
    area = {"type": "Point", "coordinates": [27.0, 53.0]}
    said = {"place": tenant.word("activations"), "contact": "the duty desk", "note": ""}
    return Jsonb({"disaster": "flood", "area": area, "since": f"{EVE:%FT%TZ}", **said})


def _proposal(tenant):
    rule = {
        "article": "a", "voters": ["BY"], "vote": "majority", "quorum": 1, "in_favour": 1, "days": 1
    }  # fmt: skip
    change = {"ends": [], "articles": [], "member": None, "leaves": None}
    said = {"kind": "decision", "title": tenant.word("proposals"), "text": "as it is"}
    body = {**said, "rule": rule, "members": ["BY"], "change": change, "terms": None}
    return Jsonb({**body, "in_force": f"{LATE:%FT%TZ}", "difference": ""})


def _account_role(tenant):
    roles = {"AZ": "partner", "MD": "observer"}
    return roles.get(tenant.member, "owner")


GIVEN = {
    "accounts": {"role": _account_role, "party": lambda t: t.member, "home": "", "active": True},
    "orders": {
        "wish": _wish, "state": "received", "kind": "point", "class": "commercial",
        "activation": None, "version": 1, "not_before": DAY, "not_after": DAY + 12 * HOUR,
        "deliver_by": DAY + 20 * HOUR,
    },
    "order_steps": {"state": "received", "from_state": None, "article": None},
    "events": {"audience": lambda t: sorted(t.parties), "kind": "order.state"},
    "centres": {
        "kind": "http", "address": lambda t: f"https://{t.word('centres')}.example.org",
        "exercise": lambda t: t.number == 3,
    },
    "consents": {"answered": None, "answered_by": None, "deadline": LATE},
    "tasks": {"plan": 1, "next_try": LATE, "cutoff": LATE},
    "deliveries": {"verdict": "accepted", "files": Jsonb({}), "faults": Jsonb([])},
    "notices": {"currency": "RUB"},
    "ledger_lines": {"currency": "RUB", "amount_minor": 0},
    "blockouts": {"lifted": None},
    "votes": {"in_force": None},
    "proposals": {
        "closes": LATE, "in_force": None, "body": _proposal, "outcome": None, "kind": "decision",
        "state": "open",
    },
    "holds": {"until": LATE, "plan": 1, "ended": None},
    "hold_claims": {"resource": 1, "live": False, "station_time": None},
    "station_times": {"resource": 1, "state": "given", "ended": LATE},
    "archive_items": {"currency": "RUB"},
    "api_keys": {"ends": None, "revoked": None},
    "one_time_links": {"used": None, "ends": LATE},
    "sessions": {"ends": LATE},
    "webhooks": {
        "url": lambda t: f"https://{t.word('webhooks')}.example.org/",
        "kinds": ["order.state"], "begins": 1,
        "secret": lambda t: f"whsec_{base64.b64encode(t.word('webhooks').encode()).decode()}",
    },
    "webhook_tries": {"next_try": LATE},
    "activations": {"exercise": False, "due": LATE, "body": _form},
    "activation_steps": {"state": "called"},
}  # fmt: skip
"""What a guard, or a route that reads the row, wants besides."""


def enter(desk):
    """Have an entry of each tenant in the journal, with what it says of a person apart."""
    for tenant in TENANTS:
        with desk.unit() as unit:
            said = {"note": tenant.word("journalbodies")}
            person = {"name": tenant.word("personal")}
            unit.enter("order.noted", tenant.id("orders"), said, [tenant.member], person)


def counts(address):
    """Return how many rows every table holds."""
    with psycopg.connect(address, autocommit=True) as owner:
        names = [
            row[0]
            for row in owner.execute(
                "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
                " AND relkind = 'r' ORDER BY relname"
            )
        ]
        count = sql.SQL("SELECT count(*) FROM {}")
        found = {n: owner.execute(count.format(sql.Identifier(n))).fetchone()[0] for n in names}
    return json.loads(json.dumps(found))
