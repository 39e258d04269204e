"""The named queries of the folder `queries`: `-- name: x` and the statement that follows it."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

FOLDER = Path(__file__).resolve().parent / "queries"
_NAME = re.compile(r"^--\s*name:\s*(\S*)\s*$", re.MULTILINE)
_WORD = re.compile(r"[a-z][a-z0-9_]*")


def read_queries(texts: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return the statements of (file, text) by name.

    Raises ValueError where a name is missing, ill-formed or given twice, or has no statement.
    """
    found: dict[str, str] = {}
    for file, text in texts:
        head, *rest = _NAME.split(text)
        if _bare(head):
            raise ValueError(f"{file}: a statement stands before the first name.")
        for name, statement in zip(rest[::2], rest[1::2], strict=True):
            if not _WORD.fullmatch(name):
                raise ValueError(f"{file}: '{name}' is not a query's name.")
            if name in found:
                raise ValueError(f"{file}: the query '{name}' is there twice.")
            if not _bare(statement):
                raise ValueError(f"{file}: the query '{name}' has no statement.")
            found[name] = statement.strip()
    return found


def _bare(text: str) -> str:
    """Return a text without its comments."""
    return re.sub(r"--.*", "", text).strip()


@cache
def known() -> Mapping[str, str]:
    """Return all statements of the product by name."""
    files = sorted(FOLDER.glob("*.sql"))
    return read_queries((file.name, file.read_text("utf-8")) for file in files)


def query(name: str) -> str:
    """Return the statement of this name. Raises KeyError with the name for an unknown one."""
    try:
        return known()[name]
    except KeyError:
        raise KeyError(f"There is no query '{name}' in {FOLDER.name}/.") from None
