"""What befell a pool's satellites and stations since its charter was written: notices.yaml.

A notice of a loss says from when an asset is gone, one of a recall between which instants its
owner has it back. Either holds for plans as a block-out of the charter does, under its own id.
"""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field, model_validator

from artel.charter.articles import BlockOut, Charter, Span
from artel.commons.errors import InputError
from artel.commons.figures import Text
from artel.commons.formats import check_stamp, stamp
from artel.commons.instants import instant_text
from artel.commons.tables import Instant, Row, Table, check, load

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

FILE = "notices.yaml"
FORMAT, VERSION = "artel-notices", 1
FOR_EVER = datetime(2100, 1, 1, tzinfo=UTC)
_BEFORE = timedelta(days=1)


class Notice(Row):
    """One notice: what happened to which asset, from when, and until when if it ends."""

    id: Text
    kind: Literal["loss", "recall"]
    asset: Text
    owner: Text
    since: Annotated[Instant, Field(alias="from")]
    until: Instant | None = None
    text: Text

    @model_validator(mode="after")
    def _only_a_recall_ends(self) -> "Notice":
        if (self.kind == "recall") != (self.until is not None):
            raise ValueError("A recall has 'until', a loss has none")
        if self.until is not None and self.until <= self.since:
            raise ValueError("until must be later than from")
        return self

    def as_article(self) -> BlockOut:
        """Return the block-out that it is for plans; it judges images that had begun, too."""
        end = self.until or FOR_EVER
        return BlockOut(
            id=self.id,
            kind="block-out",
            parties=(self.owner,),
            text=self.text,
            assets=(_literally(self.asset),),
            windows=(Span(start=self.since, end=end),),
            reason=self.text,
            **{"from": self.since - _BEFORE, "until": end},
        )  # fmt: skip


class NoticeTable(Row):
    """The file notices.yaml."""

    format: str
    notices: tuple[Notice, ...]


def read_notices(files: "Mapping[str, str]") -> tuple[Notice, ...]:
    """Return the notices among a pool's files, none where there is no such file.

    Raises FormatError or TableError for what is wrong in it.
    """
    if FILE not in files:
        return ()
    table: Table = load(files[FILE], FILE)
    said = table.value.get("format") if isinstance(table.value, dict) else None
    check_stamp(said, FORMAT, VERSION, FILE)
    return check(table, NoticeTable).notices


def with_notices(charter: Charter, notices: "Sequence[Notice]") -> Charter:
    """Return the charter as it holds for plans once these notices are out.

    Raises InputError where an id is an article's, or stands twice.
    """
    known = {article.id for article in charter.articles}
    for notice in notices:
        if notice.id in known:
            raise InputError(f"{FILE}: the id '{notice.id}' stands twice, or is an article's.")
        known.add(notice.id)
    return replace(
        charter, articles=(*charter.articles, *(notice.as_article() for notice in notices))
    )


def notices_text(notices: "Sequence[Notice]") -> str:
    """Return the file that says so."""
    lines = [f"format: {stamp(FORMAT, VERSION)}", "notices:"]
    for each in notices:
        until = f", until: {instant_text(each.until)}" if each.until is not None else ""
        who = f"asset: {_quoted(each.asset)}, owner: {_quoted(each.owner)}"
        when = f"from: {instant_text(each.since)}{until}"
        lines.append(f"  - {{id: {each.id}, kind: {each.kind}, {who},")
        lines.append(f"     {when}, text: {_quoted(each.text)}}}")
    return "\n".join(lines) + "\n"


def next_id(charter: Charter, notices: "Sequence[Notice]") -> str:
    """Return the id of a further notice."""
    known = {article.id for article in charter.articles} | {each.id for each in notices}
    return next(f"N-{n}" for n in range(1, len(known) + 2) if f"N-{n}" not in known)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _literally(name: str) -> str:
    """Return the shell pattern that means one name alone."""
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in name)
