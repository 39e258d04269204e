"""Reading journals and keys, and printing what was found of them."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import typer

from artel.cli import common
from artel.commons.errors import InputError
from artel.feeds.decode import LARGEST_UNPACKED
from artel.feeds.files import STDIN, read_text
from artel.store.chain import canonical
from artel.store.checks import Finding
from artel.store.comparing import compare
from artel.store.heads import countersign
from artel.store.journal_file import Journal, read_journal
from artel.store.records import OPERATOR
from artel.store.signing import public_hex, read_private, read_public
from artel.store.verifying import Report, verify

if TYPE_CHECKING:
    from collections.abc import Sequence


MOST = 20
"""So many findings are told; the rest are counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A journal, what was found of it and of the other file, and how the two agree."""

    journal: Journal
    report: Report
    other: Report | None
    split: tuple[Finding, ...]

    @property
    def findings(self) -> list[tuple[str, Finding]]:
        """All findings, each with the file that it is about."""
        found = [(self.report.file, each) for each in self.report.findings]
        if self.other is not None:
            found += [(self.other.file, each) for each in self.other.findings]
        return found + [("both files", each) for each in self.split]

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader should know, of the other file with its name."""
        more = self.other.notes if self.other else ()
        said = tuple(f"{self.other.file}: {each}" for each in more) if self.other else ()
        return (*self.report.notes, *said)

    @property
    def holds(self) -> bool:
        """Whether nothing is wrong."""
        return not self.findings


def judge(file: str, member: str, keys: Sequence[str], against: str | None) -> Judged:
    """Return what is wrong with a journal, and with another file that should tell the same."""
    trusted = _trusted(keys)
    journal = _journal(file)
    held_by = journal.header.member
    if member and held_by and held_by != member:
        raise InputError(
            f"{file} is the extract of {held_by}.",
            next_step=f"Give the extract of {member}, or the whole journal.",
        )
    other = _journal(against) if against is not None else None
    return Judged(
        journal=journal,
        report=verify(journal, trusted),
        other=verify(other, trusted) if other else None,
        split=compare(journal, other) if other else (),
    )


def _trusted(keys: Sequence[str]) -> dict[str, list[str]]:
    """Return public keys by who holds them: of the operator where no member is named."""
    found: dict[str, list[str]] = {}
    for each in keys:
        party, named, file = each.partition("=")
        if not (named and party.isalnum()):
            party, file = OPERATOR, each
        found.setdefault(party, []).append(read_public(_text(file), file))
    return found


def _journal(file: str) -> Journal:
    return read_journal(_text(file), "standard input" if file == STDIN else file)


def _text(file: str) -> str:
    return read_text(file, sys.stdin.buffer, limit=LARGEST_UNPACKED)


def vouch(journal: Journal, member: str, file: str) -> str:
    """Return a member's countersignature of the newest head, made with the key of a file."""
    key = read_private(_text(file), file)
    if public_hex(key) not in journal.header.keys.get(member, []):
        raise InputError(
            f"{journal.name} names no such key of {member}.",
            next_step="Hand your public key to the operator first.",
        )
    head = max(journal.heads, key=lambda each: (each.size, each.day), default=None)
    if head is None:
        raise InputError(f"{journal.name} has no head yet.", next_step="Wait for the day's end.")
    return canonical(countersign(head, member, key).model_dump())


def show(judged: Judged, *, as_json: bool) -> None:
    """Print the findings, the first one first, and what was checked."""
    if as_json:
        common.echo_json(_value(judged))
        return
    findings = judged.findings
    several = judged.other is not None
    common.warn(tuple(dict.fromkeys(judged.notes)))
    for file, each in findings[:MOST]:
        typer.echo(f"{file}, {each}" if several else str(each))
    if len(findings) > MOST:
        typer.echo(f"... and {len(findings) - MOST} more.")
    for report in filter(None, (judged.report, judged.other)):
        told = ", ".join(f"{number:,} {name}" for name, number in report.checked.items())
        typer.echo(f"{report.file}: {told}.")
    _show_verdict(judged)


def _show_verdict(judged: Judged) -> None:
    if not judged.holds:
        file, first = judged.findings[0]
        typer.echo(f"Wrong: {len(judged.findings)}. The first is {first.record} ({file}).")
        return
    header = judged.journal.header
    whose = f"extract of {header.member}" if header.member else "whole journal"
    same = " Both files tell one history." if judged.other else ""
    typer.echo(f"The {whose}, pool {header.pool}, holds.{same}")


def _value(judged: Judged) -> dict[str, object]:
    findings = [
        {"file": file, "record": each.record, "sentence": each.sentence}
        for file, each in judged.findings
    ]
    return {
        "holds": judged.holds,
        "pool": judged.journal.header.pool,
        "member": judged.journal.header.member,
        "first": findings[0]["record"] if findings else None,
        "findings": findings,
        "notes": list(judged.notes),
        "checked": judged.report.checked,
    }
