"""A day's end: the operator signs one root for all entries so far, and members countersign it."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Annotated, Any, Literal, TypeAlias

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import BaseModel, ConfigDict, Field

from artel.commons.instants import instant_text
from artel.store.chain import Entry, canonical
from artel.store.merkle import Roots
from artel.store.signing import sign

INSTANT = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[.][0-9]{3}Z$"

Hash: TypeAlias = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Signature: TypeAlias = Annotated[str, Field(pattern=r"^[0-9a-f]{128}$")]
DayText: TypeAlias = Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
At: TypeAlias = Annotated[str, Field(pattern=INSTANT)]
Count: TypeAlias = Annotated[int, Field(ge=1, le=2**53)]
Size: TypeAlias = Annotated[int, Field(ge=0, le=2**53)]


class Record(BaseModel):
    """A line of a journal: frozen, and nothing in it is guessed or passed over."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Head(Record):
    """The root over the first `size` entries, signed by the operator.

    `sequences` says how many of these entries concern each member, so that a member sees when
    the last of its own were left out.
    """

    record: Literal["head"] = "head"
    day: DayText
    size: Size
    root: Hash
    at: At
    sequences: dict[str, Count]
    signature: Signature


class Countersignature(Record):
    """A member's word that it was shown this head: the operator cannot show it another later."""

    record: Literal["countersignature"] = "countersignature"
    day: DayText
    size: Size
    member: str
    signature: Signature


def head_of(
    entries: Iterable[Entry], day: date, at: datetime, key: Ed25519PrivateKey, pool: str
) -> Head:
    """Return the signed head over all entries of a pool's journal so far, from the first one on."""
    roots, counts = Roots(), dict[str, int]()
    for entry in entries:
        roots.add(bytes.fromhex(entry.hash))
        counts.update(entry.sequences)
    fields: dict[str, Any] = {
        "day": day.isoformat(),
        "size": roots.size,
        "root": roots.root().hex(),
        "at": instant_text(at),
        "sequences": dict(sorted(counts.items())),
    }
    return Head(**fields, signature=sign(key, _head_text(fields, pool)))


def countersign(head: Head, member: str, key: Ed25519PrivateKey) -> Countersignature:
    """Return a member's signature under a head. Verify first: it vouches for what it has seen."""
    text = countersigned_text(head, member)
    return Countersignature(day=head.day, size=head.size, member=member, signature=sign(key, text))


def signed_text(head: Head, pool: str) -> str:
    """Return what the operator signs of a head, with the pool's name as the header has it."""
    return _head_text(head.model_dump(exclude={"record", "signature"}), pool)


def countersigned_text(head: Head, member: str) -> str:
    """Return what a member signs of a head."""
    return canonical(
        {
            "format": "artel-countersignature/1",
            "head": head.model_dump(exclude={"record"}),
            "member": member,
        }
    )


def _head_text(fields: Mapping[str, Any], pool: str) -> str:
    # The format keeps a signature of one kind from being shown as one of another.
    return canonical({"format": "artel-head/1", "pool": pool, **fields})
