"""Writing a closed period into a folder, and printing what it says."""

from __future__ import annotations

import sys
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from artel.cli import common
from artel.commons.errors import InputError
from artel.feeds.files import read_text
from artel.feeds.outputs import write_bytes, write_text
from artel.feeds.pdf import HOW_TO_GET, print_page, printer
from artel.settlement.prints import SECTIONS, amount_text
from artel.studies.verify_close import Printer

if TYPE_CHECKING:
    from artel.studies.close import Closed


def printer_here() -> Printer | None:
    """Return what prints pages on this machine, if anything does."""
    tool = printer()
    return Printer(tool, print_page) if tool else None


def refuse_full(out: Path) -> None:
    """Refuse a folder that holds something: books are written once."""
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise InputError(
            f"{out} is not empty.", next_step="A close is written once: name another --out."
        )


def write_close(closed: Closed, out: Path) -> tuple[str, ...]:
    """Write every file of a close, and return what a person should know about it."""
    refuse_full(out)
    here = printer_here()
    pages = {page.name: here.print_page(page.data, closed.closes) for page in closed.pages if here}
    digests = {name: sha256(data).hexdigest() for name, data in sorted(pages.items())}
    for name, text in closed.files(here.tool if here else "", digests).items():
        write_text(out / name, text)
    for name, data in pages.items():
        write_bytes(out / name, data)
    return () if here else (HOW_TO_GET,)


def show_close(closed: Closed, out: Path, *, as_json: bool) -> None:
    """Print who earned what, and who pays whom."""
    books = closed.books
    unit, scheme = books.terms.tariffs.currency, books.terms.tariffs.scheme
    if as_json:
        common.echo_json({
            "folder": str(out), "period": books.terms.period.name, "scheme": scheme,
            "currency": unit, "shares": books.shares, "positions": books.positions,
            "held": [usage.record.id for usage in books.held],
        })  # fmt: skip
        return
    revenue = amount_text(books.sheet.whole("revenue"), unit)
    shared = amount_text(books.sheet.whole("distributable"), unit)
    typer.echo(
        f"{books.terms.pool}, {books.terms.period.name}: {len(books.lines)} records, "
        f"{len(books.invoices)} invoices, revenue {revenue}; the members share {shared}."
    )
    for usage in books.held:
        dispute = usage.record.dispute
        if dispute is not None:
            typer.echo(f"Held out: {usage.record.id}, disputed by {dispute.by}: {dispute.reason}")
    shares = books.shares.values()
    rows = [
        (member.id, *(amount_text(each.get(member.id, 0), unit) for each in shares))
        for member in books.terms.members
    ]
    columns = ("", *(f"{name} *" if name == scheme else name for name in books.shares))
    common.table("Shares by each scheme (*: booked)", columns, rows)
    for each in books.payments:
        typer.echo(f"{each.payer} pays {each.payee} {amount_text(each.amount, unit)}")
    typer.echo(f"The books are in {out}. Next:  artel settle verify {out}")


def statement_text(folder: str, member: str) -> tuple[str, str]:
    """Return the text of a member's statement out of the folder of a close, and its name."""
    path = Path(folder) / "statements" / f"{member}.json"
    if not path.is_file():
        known = sorted(file.stem for file in path.parent.glob("*.json"))
        raise InputError(
            f"There is no statement of '{member}' in {folder}.",
            next_step=f"Known: {', '.join(known)}." if known else "Name what a close has written.",
        )
    return read_text(path, sys.stdin.buffer), str(path)


def show_statement(document: dict[str, Any], findings: list[str]) -> None:
    """Print a statement by its parts, and what does not follow from its inputs."""
    wrong = {finding.split()[1].rstrip(":") for finding in findings if finding.startswith("lines[")}
    typer.echo(f"{document['name']}, {document['period']}, pool {document['pool']}.")
    for title, heads in SECTIONS:
        rows = [
            (line["text"], amount_text(line["value"], line["unit"]),
             "wrong" if line["id"] in wrong else "ok")
            for line in document["lines"]
            if line["id"].split("/")[0] in heads
        ]  # fmt: skip
        if rows:
            common.table(title, ("", "", ""), rows)
    for each in document["held"]:
        typer.echo(f"Held out: {each['id']}, disputed by {each['by']}: {each['reason']}")
    for finding in findings:
        typer.echo(finding)
    word = "not all of them follow" if findings else "every one follows"
    typer.echo(f"{len(document['lines'])} figures; {word} from the inputs beside it.")
