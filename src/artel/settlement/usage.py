"""Usage records, one JSON object a line, each signed by the owner of the asset that was used.

The signature is Ed25519 (RFC 8032) over the record's canonical JSON without `signature` and
`dispute`; a dispute carries its own, by who raises it, over the record's digest and its reason.
"""

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date
from typing import Annotated, Any, TypeAlias

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pydantic import Field

from artel.commons.errors import ArtelError, TableError
from artel.commons.figures import Text
from artel.commons.formats import check_stamp
from artel.commons.ids import canonical_json, digest
from artel.commons.names import hint
from artel.commons.tables import Instant, Path, Row, Table, check
from artel.settlement.tariffs import STANDARD, CustomerClass, Day, Kind, Party, Positive

FILE = "usage.jsonl"
FORMAT, VERSION = "artel-usage", 1
UNSIGNED = ("signature", "dispute")
"""What the owner's signature does not cover."""

Signature: TypeAlias = Annotated[str, Field(pattern=r"^[0-9a-f]{128}$")]
KeyOf: TypeAlias = Callable[[str], str | None]


class Customer(Row):
    """Who pays: its name, its state, and whether it belongs to a member."""

    name: Text
    state: Party
    customer_class: Annotated[CustomerClass, Field(alias="class")]


class Dispute(Row):
    """Who contests the record and why, signed by who contests."""

    by: Party
    reason: Text
    signature: Signature


class Record(Row):
    """One use of one asset."""

    format: str
    id: Text
    day: Day
    owner: Party
    asset: Text
    order: Text
    brought_by: Party
    customer: Customer
    kind: Kind
    quantity: Positive
    instant: Instant
    level: Text = STANDARD
    freshness: Text = STANDARD
    urgency: Text = STANDARD
    dispute: Dispute | None = None
    signature: Signature


@dataclass(frozen=True)
class LineTable(Table):
    """One line of a file, as a table whose every part stands on that line."""

    number: int

    def line(self, path: Path) -> int:
        """Return the line's number; a line has no others."""
        del path
        return self.number


@dataclass(frozen=True, slots=True)
class Usage:
    """A record that holds, and the line it stands on."""

    record: Record
    table: LineTable

    def finding(self, path: Path, sentence: str) -> str:
        """Return a complaint about a field, with file, line and field."""
        return self.table.finding(path, sentence)


def read_usage(text: str, key_of: KeyOf, operator: str, file: str = FILE) -> tuple[Usage, ...]:
    """Return every record of a file.

    Raises TableError with a finding (file, line, field) for each line that is no record, that is
    of an owner without a key, unsigned, altered since it was signed, or there twice; and for a
    dispute raised by another than the operator or who brought the order.
    """
    found, findings = [], []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            found.append(_read_line(LineTable(file, line, _json(line, file, number), number)))
        except ArtelError as error:
            findings += str(error).splitlines()
    findings += [finding for usage in found for finding in _signatures(usage, key_of, operator)]
    findings += _twice(found)
    if findings:
        raise TableError(tuple(findings))
    return tuple(found)


def signed_text(value: Mapping[str, Any]) -> str:
    """Return what the owner of the asset signs: canonical JSON without signature and dispute."""
    return canonical_json({key: part for key, part in value.items() if key not in UNSIGNED})


def disputed_text(value: Mapping[str, Any], by: str, reason: str) -> str:
    """Return what a party signs who contests the record."""
    return canonical_json({"by": by, "reason": reason, "record": digest(signed_text(value))})


def _json(line: str, file: str, number: int) -> Any:
    def no_float(text: str) -> Any:
        raise ValueError(f"write the number {text} as text, in quotes")

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len(dict(pairs)) < len(pairs):
            raise ValueError("a key stands twice in one object")
        return dict(pairs)

    try:
        value = json.loads(
            line, parse_float=no_float, parse_constant=no_float, object_pairs_hook=unique
        )
    except (ValueError, RecursionError) as error:
        said = error.msg if isinstance(error, json.JSONDecodeError) else error
        raise TableError(
            (f"{file}, line {number}, the line: this is not JSON ({said}).",)
        ) from None
    if not isinstance(value, dict):
        raise TableError((f"{file}, line {number}, the line: this is not a JSON object.",))
    return value


def _read_line(table: LineTable) -> Usage:
    check_stamp(table.value.get("format"), FORMAT, VERSION, f"{table.file}, line {table.number}")
    record = check(table, Record)
    if record.instant.astimezone(UTC).date() != record.day:
        sentence = f"the instant is on {record.instant.date()}, the day is {record.day}."
        raise TableError((table.finding(("day",), sentence),))
    return Usage(record, table)


def _signatures(usage: Usage, key_of: KeyOf, operator: str) -> Iterator[str]:
    record, value = usage.record, usage.table.value
    key = key_of(record.owner)
    if key is None:
        yield usage.finding(("owner",), f"'{record.owner}' has no key in tariffs.yaml.")
    elif not _holds(key, record.signature, signed_text(value)):
        sentence = f"the signature is not {record.owner}'s for this record: it was altered."
        yield usage.finding(("signature",), sentence)
    if record.dispute is None:
        return
    if record.dispute.by not in (record.brought_by, operator):
        sentence = f"only {record.brought_by}, who brought the order, or {operator} may dispute it."
        yield usage.finding(("dispute", "by"), sentence)
    yield from _dispute(usage, record.dispute, key_of)


def _dispute(usage: Usage, dispute: Dispute, key_of: KeyOf) -> Iterator[str]:
    key = key_of(dispute.by)
    if key is None:
        yield usage.finding(("dispute", "by"), f"'{dispute.by}' has no key in tariffs.yaml.")
        return
    if not _holds(
        key, dispute.signature, disputed_text(usage.table.value, dispute.by, dispute.reason)
    ):
        sentence = f"the signature is not {dispute.by}'s for this dispute."
        yield usage.finding(("dispute", "signature"), sentence)


def _holds(key: str, signature: str, text: str) -> bool:
    try:
        public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(key))
        public.verify(bytes.fromhex(signature), text.encode())
    except (InvalidSignature, ValueError):
        return False
    return True


def _twice(found: list[Usage]) -> Iterator[str]:
    first: dict[str, int] = {}
    for usage in found:
        name, number = usage.record.id, usage.table.number
        if name in first:
            yield usage.finding(("id",), f"'{name}' stands on line {first[name]} already.")
        first.setdefault(name, number)


def of_period(
    usages: tuple[Usage, ...], first: date, end: date
) -> tuple[tuple[Usage, ...], tuple[Usage, ...]]:
    """Return the records of the days [first, end): those that stand, and those in dispute."""
    inside = [usage for usage in usages if first <= usage.record.day < end]
    standing = tuple(usage for usage in inside if usage.record.dispute is None)
    return standing, tuple(usage for usage in inside if usage.record.dispute is not None)


def strangers(usages: tuple[Usage, ...], field: str, known: Collection[str]) -> list[str]:
    """Return a finding for each record whose field holds a name that is not known."""
    return [
        usage.finding((field,), f"no {field} is called '{value}'; {hint(value, known)}")
        for usage in usages
        if (value := getattr(usage.record, field)) not in known
    ]
