"""The lines of a journal file, in the order in which they stand there."""

from dataclasses import asdict
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Field, TypeAdapter

from artel.store.chain import Entry
from artel.store.heads import At, Count, Countersignature, Hash, Head, Record, Size

OPERATOR = "operator"
"""The operator's name among the keys; members go by their ids."""

Proof: TypeAlias = Annotated[list[Hash], Field(max_length=64)]


class Header(Record):
    """The first line: whose journal this is, and the public keys by who holds them.

    `member` is the id of the member whose extract this is, and nothing for the whole journal. A
    party has several keys where it has changed them.
    """

    format: Annotated[str, Field(pattern=r"^artel-journal/[1-9][0-9]*$")]
    keys: dict[str, list[Hash]]
    member: str
    pool: str


class EntryLine(Record):
    """An entry of the chain."""

    record: Literal["entry"] = "entry"
    number: Count
    at: At
    actor: str
    action: str
    subject: str
    digest: Hash
    previous: Hash
    sequences: dict[str, Count]
    hash: Hash

    def entry(self) -> Entry:
        """Return the entry as the chain knows it."""
        return Entry(**self.model_dump(exclude={"record"}))


class Body(Record):
    """The body of an entry: what exactly was done. Its digest with the salt is the entry's.

    Where the body has a `personal` part, that is the digest of the entry's `Personal` record.
    """

    record: Literal["body"] = "body"
    number: Count
    salt: Hash
    body: dict[str, Any]


class Personal(Record):
    """What an entry says of a person, apart from its body, so that it can be deleted."""

    record: Literal["personal"] = "personal"
    number: Count
    salt: Hash
    body: dict[str, Any]


class Deleted(Record):
    """A body, or a personal part, that stood here and was deleted together with its salt."""

    record: Literal["deleted"] = "deleted"
    number: Count
    part: Literal["body", "personal"]


class Inclusion(Record):
    """The proof that an entry is among those under the head of this size."""

    record: Literal["inclusion"] = "inclusion"
    number: Count
    size: Count
    path: Proof


class Consistency(Record):
    """The proof that the head of size `new` holds all entries under that of size `old`."""

    record: Literal["consistency"] = "consistency"
    old: Size
    new: Count
    path: Annotated[list[Hash], Field(max_length=128)]


class End(Record):
    """The last line: how many records stand between the header and it."""

    record: Literal["end"] = "end"
    records: Size


Line: TypeAlias = Annotated[
    EntryLine | Body | Personal | Deleted | Head | Countersignature | Inclusion | Consistency | End,
    Field(discriminator="record"),
]
LINE: TypeAdapter[Line] = TypeAdapter(Line)

Place: TypeAlias = tuple[int, int, int, str]


def entry_line(entry: Entry) -> EntryLine:
    """Return the line of an entry."""
    return EntryLine(**{**asdict(entry), "sequences": dict(entry.sequences)})


def place_of(line: Line) -> Place:
    """Return where a record stands among the others: no two have the same place."""
    match line:
        case EntryLine():
            return 0, line.number, 0, ""
        case Body():
            return 1, line.number, 0, ""
        case Personal():
            return 1, line.number, 1, ""
        case Deleted():
            return 1, line.number, int(line.part == "personal"), ""
        case _:
            return _place_of_proof(line)


def _place_of_proof(line: Head | Countersignature | Inclusion | Consistency | End) -> Place:
    match line:
        case Head():
            return 2, line.size, 0, line.day
        case Countersignature():
            return 3, line.size, 0, f"{line.day} {line.member}"
        case Inclusion():
            return 4, line.number, line.size, ""
        case Consistency():
            return 5, line.old, line.new, ""
        case End():
            return 6, 0, 0, ""


def name_of(line: Line) -> str:
    """Return what a person calls a record: `entry 7`, `head of 2026-10-05`."""
    match line:
        case EntryLine():
            return f"entry {line.number}"
        case Body():
            return f"body of entry {line.number}"
        case Personal():
            return f"personal part of entry {line.number}"
        case Deleted():
            return f"deleted {line.part} of entry {line.number}"
        case _:
            return _name_of_proof(line)


def _name_of_proof(line: Head | Countersignature | Inclusion | Consistency | End) -> str:
    match line:
        case Head():
            return head_name(line)
        case Countersignature():
            return f"countersignature of {line.member} under the head of {line.day}"
        case Inclusion():
            return f"proof of entry {line.number}"
        case Consistency():
            return f"proof from {line.old} to {line.new} entries"
        case End():
            return "end"


def head_name(head: Head) -> str:
    """Return what a person calls a head."""
    return f"head of {head.day}, {head.size} entries"
