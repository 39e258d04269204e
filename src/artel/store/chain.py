"""The journal's chain: each entry seals the one before it, and names its body by a salted digest.

Nothing here knows a database: the same functions write the journal, read it and verify it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from artel.commons.errors import InputError
from artel.commons.ids import canonical_json
from artel.commons.instants import instant_text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

GENESIS = "0" * 64
"""What stands as the hash before the first entry."""


@dataclass(frozen=True, slots=True)
class Act:
    """Who did what to what, and when."""

    at: datetime
    actor: str
    action: str
    subject: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the journal.

    Entries are numbered from 1 without gaps. `at` is UTC text with milliseconds. `digest` is that
    of the body, which stands beside the entry or is deleted. `sequences` says, for each member
    whom the entry concerns, the how manyth of its entries this is, from 1. `hash` seals all other
    fields, and by `previous`, the hash before it, everything that went before.
    """

    number: int
    at: str
    actor: str
    action: str
    subject: str
    digest: str
    previous: str
    sequences: Mapping[str, int]
    hash: str


def canonical(value: Any) -> str:
    """Return the one text of a value: JSON with sorted keys and no spaces.

    Keep this text where a body is kept: a database that parses it may write its numbers in
    another way. Raises InputError for what has no such text.
    """
    try:
        text = canonical_json(value)
        text.encode()
    except (TypeError, ValueError, RecursionError):
        raise InputError(
            "The journal cannot hold this body: it is not JSON in UTF-8.",
            next_step="Use text, whole and finite numbers, lists, and objects with text as keys.",
        ) from None
    return text


def digest(salt: str, body: Any) -> str:
    """Return the SHA-256 of the salt's bytes and the body's canonical text, in hex.

    `salt` is hex, 32 bytes that nobody can guess: when body and salt are deleted, the digest that
    stays tells nothing of what the body was.
    """
    return hashlib.sha256(bytes.fromhex(salt) + canonical(body).encode()).hexdigest()


def link(last: Entry | None, act: Act, body: str, sequences: Mapping[str, int]) -> Entry:
    """Return the entry that follows `last`, or the first one.

    `body` is the digest of the entry's body; `sequences` names every member it concerns.
    """
    entry = Entry(
        number=last.number + 1 if last else 1,
        at=instant_text(act.at),
        actor=act.actor,
        action=act.action,
        subject=act.subject,
        digest=body,
        previous=last.hash if last else GENESIS,
        sequences=dict(sorted(sequences.items())),
        hash="",
    )
    return replace(entry, hash=hash_of(entry))


def hash_of(entry: Entry) -> str:
    """Return the SHA-256 of the canonical text of all fields but the hash itself, in hex."""
    return hashlib.sha256(canonical(fields_of(entry)).encode()).hexdigest()


def fields_of(entry: Entry) -> dict[str, Any]:
    """Return all fields of an entry but its hash, as they are sealed."""
    return {
        "number": entry.number,
        "at": entry.at,
        "actor": entry.actor,
        "action": entry.action,
        "subject": entry.subject,
        "digest": entry.digest,
        "previous": entry.previous,
        "sequences": dict(entry.sequences),
    }
