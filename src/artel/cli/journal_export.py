"""Taking the journal, or one member's extract, out of the desk's database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from artel.commons.errors import InputError
from artel.commons.names import hint
from artel.desk import journals
from artel.desk.desk import SYSTEM
from artel.desk.pool_files import pool_now
from artel.store.journal_file import write_journal

if TYPE_CHECKING:
    from artel.desk.desk import Desk


def export_text(desk: Desk, member: str) -> tuple[str, int]:
    """Return the text of the desk's journal, or of a member's extract, and how many entries it has.

    Raises InputError where the pool has no such member.
    """
    if member:
        with desk.unit() as unit:
            known = [each.id for each in pool_now(unit).settings.members]
        if member not in known:
            raise InputError(f"The pool has no member '{member}'.", next_step=hint(member, known))
    found = journals.extract_of(desk, member) if member else journals.journal_for(desk, SYSTEM)
    return write_journal(found), len(found.entries)
