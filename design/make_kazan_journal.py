"""The example journal of the bundled pool: a day and a half of October 2026, signed with toy keys.

    python design/make_kazan_journal.py pools/kazan/examples/journal

The private keys follow from the parties' names and the salts from the numbers, so they protect
nothing. `other-ru.jsonl` is what an operator would show who tells Russia another history.
"""

from __future__ import annotations

import hashlib
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from artel.store.chain import Act, digest, link
from artel.store.extracting import extract
from artel.store.heads import countersign, head_of
from artel.store.journal_file import Journal, header_of, write_journal
from artel.store.records import OPERATOR, Body, Deleted, Personal
from artel.store.signing import public_hex, public_pem

BEGIN = datetime(2026, 10, 5, 6, tzinfo=UTC)
# Hours after the beginning | actor | action | subject | members | body | what it says of a person
ACTS = (
    (0.0, "operator", "pool.opened", "Kazan", "RU BY KZ AM KG", {"charter": "2026-10-05"}, None),
    (0.5, "by-desk", "order.received", "O-000001", "BY",
     {"product": "image", "place": [27.9, 53.2], "class": "commercial"},
     {"name": "A. Novik", "telephone": "+375 17 000 00 00"}),
    (0.6, "operator", "order.accepted", "O-000001", "BY", {"hold": "H-000001"}, None),
    (1.0, "operator", "plan.published", "P-000001", "RU BY KZ AM KG",
     {"images": 1, "satellites": ["KAZEOSAT-1"]}, None),
    (1.1, "operator", "task.sent", "T-000001", "BY KZ", {"satellite": "KAZEOSAT-1"}, None),
    (1.3, "kz-centre", "task.acknowledged", "T-000001", "BY KZ", {"by": "Astana"}, None),
    (3.0, "ru-desk", "consent.granted", "C-000001", "RU BY", {"article": "territory-ru"}, None),
    (20.0, "kz-centre", "image.acquired", "T-000001", "BY KZ", {"cloud_percent": 12}, None),
    (22.0, "kz-centre", "delivery.received", "D-000001", "BY KZ", {"gsd_m": 1.1}, None),
    (22.5, "operator", "delivery.accepted", "D-000001", "BY KZ", {"checks": 5}, None),
    (23.0, "by-desk", "personal.deleted", "O-000001", "BY", {"entry": 2}, None),
)  # fmt: skip
FIRST_DAY = 7
OTHER = {"article": "territory-ru", "coarsest_gsd_m": 5}
"""What the other history says of the consent."""


def key_of(party):
    """Return the toy key of a party, from its name alone."""
    seed = hashlib.sha256(f"toy journal key of {party} in the Kazan pool".encode()).digest()
    return Ed25519PrivateKey.from_private_bytes(seed)


def salt_of(number, part):
    return hashlib.sha256(f"toy salt {number} {part}".encode()).hexdigest()


def bodies_of(number, body, personal):
    """Return the records that stand beside an entry."""
    if personal is None:
        return [Body(number=number, salt=salt_of(number, "body"), body=body)]
    apart = Personal(number=number, salt=salt_of(number, "personal"), body=personal)
    whole = {**body, "personal": digest(apart.salt, apart.body)}
    return [Body(number=number, salt=salt_of(number, "body"), body=whole), apart]


def history(acts):
    """Return entries and what stands beside them."""
    entries, bodies, counts = [], [], dict.fromkeys(("RU", "BY", "KZ", "AM", "KG"), 0)
    for number, (hours, actor, action, subject, parties, body, personal) in enumerate(acts, 1):
        beside = bodies_of(number, body, personal)
        counts.update({party: counts[party] + 1 for party in parties.split()})
        act = Act(BEGIN + timedelta(hours=hours), actor, action, subject)
        sequences = {party: counts[party] for party in parties.split()}
        seal = digest(beside[0].salt, beside[0].body)
        entries.append(link(entries[-1] if entries else None, act, seal, sequences))
        bodies += beside
    return entries, bodies


def journal_of(acts, members, deleted=()):
    """Return the whole journal, with a head for each day, countersigned by these members."""
    entries, bodies = history(acts)
    bodies = [
        Deleted(number=each.number, part="personal")
        if isinstance(each, Personal) and each.number in deleted
        else each
        for each in bodies
    ]
    key = key_of("operator")
    heads = (
        head_of(
            entries[:FIRST_DAY], date(2026, 10, 5), datetime(2026, 10, 6, tzinfo=UTC), key, "Kazan"
        ),
        head_of(entries, date(2026, 10, 6), datetime(2026, 10, 7, tzinfo=UTC), key, "Kazan"),
    )
    keys = {OPERATOR: [public_hex(key)]}
    keys |= {member: [public_hex(key_of(member))] for member in ("RU", "BY", "KZ", "AM", "KG")}
    signers = [(head, member) for head in heads for member in members]
    return Journal(
        header=header_of("Kazan", keys),
        entries=tuple(entries),
        bodies=tuple(bodies),
        heads=heads,
        countersignatures=tuple(countersign(head, who, key_of(who)) for head, who in signers),
    )


def files():
    """Return every file of the example by its name."""
    whole = journal_of(ACTS, ("BY", "KZ"), deleted={2})
    acts = [(*act[:5], OTHER, None) if act[3] == "C-000001" else act for act in ACTS]
    other = journal_of(acts, ("RU",))
    return {
        "journal.jsonl": write_journal(whole),
        "kz.jsonl": write_journal(extract(whole, "KZ")),
        "other-ru.jsonl": write_journal(extract(other, "RU")),
        "operator.pem": public_pem(key_of("operator")),
    }


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files().items():
        (folder / name).write_text(text, encoding="utf-8")
    print(", ".join(sorted(files())))
