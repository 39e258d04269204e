"""Names that people write: shell patterns over them, and the nearest one that is known."""

from __future__ import annotations

import difflib
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

NAMED = 12
"""So many known names are listed at most."""


def matches(patterns: Iterable[str], name: str) -> bool:
    """Whether any of the shell patterns (`KANOPUS-V*`) covers the name; case counts."""
    return any(fnmatchcase(name, pattern) for pattern in patterns)


def hint(name: str, known: Iterable[str]) -> str:
    """Return `did you mean 'X'?`, or what is known, its first dozen, when nothing is near."""
    names = sorted(set(known))
    lower = {known_name.lower(): known_name for known_name in names}
    near = difflib.get_close_matches(name.lower(), lower, n=1, cutoff=0.5)
    if near:
        return f"did you mean '{lower[near[0]]}'?"
    if not names:
        return "none is known."
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return f"known: {', '.join(names[:NAMED])}{more}."
