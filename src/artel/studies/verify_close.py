"""A closed period judged anew: every figure is derived again from the inputs that it carries."""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from artel.commons.errors import ArtelError, InputError
from artel.commons.formats import check_stamp
from artel.commons.ids import digest
from artel.settlement.periods import period_of
from artel.studies.close import CLOSE, COALITIONS, FORMAT, VERSION, Closed, close_period
from artel.studies.coalitions import coalitions_from
from artel.studies.differences import differences
from artel.studies.pool import read_pool

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime

    Progress = Callable[[str, int, int], None]
    PrintPage = Callable[[Mapping[str, Any], datetime], bytes]


@dataclass(frozen=True, slots=True)
class Printer:
    """What prints pages here: its name and version, and how."""

    tool: str
    print_page: PrintPage


@dataclass(frozen=True, slots=True)
class Report:
    """What does not follow from the inputs (file, place, what is there, what follows).

    `checked` counts what was looked at, `notes` say what was not.
    """

    findings: tuple[str, ...]
    checked: dict[str, int]
    notes: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether every figure follows from the inputs."""
        return not self.findings


def verify_close(
    files: Mapping[str, bytes],
    printer: Printer | None = None,
    progress: Progress | None = None,
    *,
    replan: bool = True,
) -> Report:
    """Return what of a closed period's files does not follow from the inputs in close.json.

    With `replan` the coalitions are planned again, without it their values are taken as they
    stand. Raises InputError where there is no close.json of a known format.
    """
    head = _head(files)
    texts, findings = _inputs(head)
    try:
        pool, period = read_pool(texts), period_of(str(_at(head, "period", "name")))
        frozen = None if replan else coalitions_from(_json(files, COALITIONS))
        closed = close_period(pool, period, progress, frozen)
    except ArtelError as error:
        told = [f"{CLOSE}: inputs: {line}" for line in str(error).splitlines()]
        return Report((*findings, *told), {"inputs": len(texts)}, ())
    findings += findings_of(closed, files, printer)
    tool, _ = _prints(head)
    expected = closed.files()
    checked = {"inputs": len(texts), "files": len(files), "figures": _figures(expected)}
    checked |= {"coalitions planned": len(closed.coalitions.values)} if replan else {}
    return Report(tuple(findings), checked, tuple(_notes(tool, printer, replan=replan)))


def findings_of(
    closed: Closed, files: Mapping[str, bytes], printer: Printer | None = None
) -> list[str]:
    """Return what of the files is not what this close would write, each with its place."""
    tool, prints = _prints(_head(files))
    expected = closed.files(tool, prints)
    found = [finding for name in expected for finding in _compare(name, expected, files)]
    found += _pages(closed, files, prints, printer if printer and printer.tool == tool else None)
    known = {*expected, *prints}
    return found + [
        f"{name}: the file is no part of this close." for name in files if name not in known
    ]


def _head(files: Mapping[str, bytes]) -> Any:
    if CLOSE not in files:
        raise InputError(
            f"There is no {CLOSE}.", next_step="Name a folder that artel settle close has written."
        )
    try:
        head = json.loads(files[CLOSE])
    except (ValueError, RecursionError):
        raise InputError(f"{CLOSE}: this is not JSON.") from None
    check_stamp(_at(head, "format"), FORMAT, VERSION, CLOSE)
    return head


def _at(value: Any, *path: str) -> Any:
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _inputs(head: Any) -> tuple[dict[str, str], list[str]]:
    """Return the input files that a close carries, and those whose digest is not theirs."""
    inputs = _at(head, "inputs")
    texts: dict[str, str] = {}
    findings = []
    for name, entry in inputs.items() if isinstance(inputs, dict) else ():
        text = _at(entry, "text")
        if not isinstance(text, str):
            findings.append(f"{CLOSE}: inputs.{name}: there is no text.")
            continue
        texts[name] = text
        if _at(entry, "sha256") != digest(text):
            findings.append(
                f"{CLOSE}: inputs.{name}.sha256 is {_at(entry, 'sha256')}, but that of the text "
                f"is {digest(text)}."
            )
    return texts, findings


def _prints(head: Any) -> tuple[str, dict[str, str]]:
    tool, prints = _at(head, "prints", "tool"), _at(head, "prints", "files")
    plain = isinstance(prints, dict) and all(isinstance(each, str) for each in prints.values())
    return (tool if isinstance(tool, str) else ""), (prints if plain else {})


def _json(files: Mapping[str, bytes], name: str) -> Any:
    if name not in files:
        raise InputError(f"{name}: the file is missing.")
    try:
        return json.loads(files[name])
    except (ValueError, RecursionError):
        raise InputError(f"{name}: this is not JSON.") from None


def _compare(name: str, expected: Mapping[str, str], files: Mapping[str, bytes]) -> Iterator[str]:
    if name not in files:
        yield f"{name}: the file is missing."
        return
    if files[name] == expected[name].encode():
        return
    try:
        found = json.loads(files[name])
    except (ValueError, RecursionError):
        yield f"{name}: this is not JSON."
        return
    told = [f"{name}: {each}" for each in differences(json.loads(expected[name]), found)]
    yield from told or [f"{name}: the figures hold, but the file is not written as a close is."]


def _pages(
    closed: Closed, files: Mapping[str, bytes], prints: Mapping[str, str], printer: Printer | None
) -> Iterator[str]:
    """Compare printed pages with their digests, and print them again where the same tool is."""
    pages = {page.name: page for page in closed.pages}
    for name in sorted({*prints, *(pages if prints else ())}):
        if name not in pages:
            yield f"{CLOSE}: prints.files.{name}: no such page follows from the inputs."
        elif name not in files or name not in prints:
            yield f"{name}: the page is missing."
        elif sha256(files[name]).hexdigest() != prints[name]:
            yield f"{name}: its SHA-256 is not the one in {CLOSE}, prints.files."
        elif printer and printer.print_page(pages[name].data, closed.closes) != files[name]:
            yield f"{name}: {printer.tool} prints another page from these inputs."


def _figures(files: Mapping[str, str]) -> int:
    def count(value: Any) -> int:
        if isinstance(value, dict | list):
            return sum(map(count, value.values() if isinstance(value, dict) else value))
        return int(isinstance(value, int))

    return sum(count(json.loads(text)) for text in files.values())


def _notes(tool: str, printer: Printer | None, *, replan: bool) -> Iterator[str]:
    if not replan:
        yield "The coalitions were not planned again: their values were taken as they stand."
    if not tool:
        yield "The close has no printed pages."
    elif printer is None or printer.tool != tool:
        yield f"The pages were compared by their digests only: {tool} is not here to print them."
