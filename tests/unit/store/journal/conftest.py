"""A small journal with keys made for the tests, and what somebody may do to its file."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from artel.commons.errors import InputError
from artel.commons.ids import canonical_json
from artel.feeds.decode import text_of
from artel.store.chain import GENESIS, Act, digest, hash_of, link
from artel.store.extracting import extract
from artel.store.heads import countersign, head_of
from artel.store.journal_file import Journal, header_of, read_journal, write_journal
from artel.store.records import OPERATOR, Body, Deleted, Personal
from artel.store.signing import public_hex
from artel.store.verifying import verify

BEGIN = datetime(2026, 10, 5, 6, tzinfo=UTC)
DAYS = (date(2026, 10, 5), date(2026, 10, 6), date(2026, 10, 7))
# Whom each of twelve entries concerns.
PARTIES = ("KZ RU", "KZ", "RU", "", "KZ", "RU", "KZ RU", "KZ", "RU", "", "KZ RU", "KZ")
SIZES = (5, 9, 12)
PERSONAL = {2, 8}
DELETED = {6}


def key_of(party):
    seed = hashlib.sha256(f"a key of {party} for these tests".encode()).digest()
    return Ed25519PrivateKey.from_private_bytes(seed)


def salt_of(*words):
    return hashlib.sha256(" ".join(map(str, words)).encode()).hexdigest()


def bodies_of(number, said):
    """Return what stands beside an entry: body, and personal part."""
    body = {"said": said, "figures": [number, 0.5, 1e22], "ключ": None}
    if number not in PERSONAL:
        return [Body(number=number, salt=salt_of(number), body=body)]
    apart = Personal(number=number, salt=salt_of(number, "p"), body={"name": f"Person {number}"})
    body["personal"] = digest(apart.salt, apart.body)
    return [Body(number=number, salt=salt_of(number), body=body), apart]


def history(parties=PARTIES, said=()):
    """Return entries and bodies; `said` changes what the bodies of some entries say."""
    entries, bodies, counts = [], [], {}
    for number, line in enumerate(parties, 1):
        for party in line.split():
            counts[party] = counts.get(party, 0) + 1
        beside = bodies_of(number, dict(said).get(number, "as it was"))
        act = Act(BEGIN + timedelta(hours=number), "operator", "order.accepted", f"O-{number}")
        sequences = {party: counts[party] for party in line.split()}
        seal = digest(beside[0].salt, beside[0].body)
        entries.append(link(entries[-1] if entries else None, act, seal, sequences))
        bodies += beside
    return entries, [
        Deleted(number=each.number, part="body") if each.number in DELETED else each
        for each in bodies
    ]


def heads_of(entries, sizes=SIZES, signer="operator"):
    days = [DAYS[0] + timedelta(days=index) for index in range(len(sizes))]
    return tuple(
        head_of(
            entries[:size], day, datetime(day.year, day.month, day.day, 23, tzinfo=UTC),
            key_of(signer), "Kazan",
        )
        for size, day in zip(sizes, days, strict=True)
    )  # fmt: skip


def journal_of(entries, bodies, heads):
    members = sorted({party for entry in entries for party in entry.sequences})
    keys = {party: [public_hex(key_of(party))] for party in (OPERATOR, *members)}
    return Journal(
        header=header_of("Kazan", keys),
        entries=tuple(entries),
        bodies=tuple(bodies),
        heads=tuple(heads),
        countersignatures=tuple(
            countersign(head, party, key_of(party)) for head in heads for party in members
        ),
    )


def whole(parties=PARTIES, sizes=SIZES, said=()):
    """Return a journal with a head at each of these sizes."""
    entries, bodies = history(parties, said)
    return journal_of(entries, bodies, heads_of(entries, sizes))


def rechained(entries):
    """Return entries numbered and sealed anew, as who can write the file would do it."""
    chained, last, counts = [], GENESIS, {}
    for number, entry in enumerate(entries, 1):
        for party in entry.sequences:
            counts[party] = counts.get(party, 0) + 1
        sequences = {party: counts[party] for party in entry.sequences}
        fresh = replace(entry, number=number, previous=last, sequences=sequences)
        chained.append(replace(fresh, hash=hash_of(fresh)))
        last = chained[-1].hash
    return chained


def ended(lines):
    """Return the text of lines, of which the last is the end, with the end's count made right."""
    end = canonical_json({"record": "end", "records": len(lines) - 2})
    return "\n".join([*lines[:-1], end]) + "\n"


def judged(text, trusted=None):
    """Return what is found of a file: the refusal of it, or its report."""
    try:
        plain = text_of(text, "f") if isinstance(text, bytes) else text
        return verify(read_journal(plain, "f"), trusted)
    except InputError as error:
        return error


def first(report):
    """Return the first finding as a person reads it; a file that holds fails the test."""
    assert not isinstance(report, InputError), report
    assert report.findings
    return str(report.findings[0])


def held(report):
    """Return whether a file was found right."""
    return not isinstance(report, InputError) and report.holds


class Desk(SimpleNamespace):
    """Makers and texts, without a long word for themselves where a test fails."""

    def __repr__(self):
        return "desk"


@pytest.fixture(scope="session")
def desk():
    """Return the makers of journals, and one journal with the text of its files."""
    journal = whole()
    return Desk(
        key_of=key_of, history=history, heads_of=heads_of, journal_of=journal_of, whole=whole,
        rechained=rechained, ended=ended, judged=judged, first=first, held=held,
        journal=journal, parties=PARTIES, entries=list(journal.entries),
        text=write_journal(journal),
        kz=write_journal(extract(journal, "KZ", PERSONAL)),
        ru=write_journal(extract(journal, "RU")),
    )  # fmt: skip
