"""The name and version at the head of every file, and the refusal of newer ones."""

from __future__ import annotations

import re

from artel.commons.errors import FormatError

_STAMP = re.compile(r"(artel-[a-z-]+)/(\d+)")


def stamp(name: str, version: int) -> str:
    """Return the head of a file, such as `artel-plan/1`."""
    return f"{name}/{version}"


def check_stamp(found: object, name: str, version: int, where: str) -> int:
    """Return the version of a file that says it is `name`, or refuse it with a sentence.

    Older versions are returned to be carried forward; a newer one is refused.
    """
    match = _STAMP.fullmatch(found) if isinstance(found, str) else None
    if match is None or match[1] != name:
        said = f"says '{found}'" if found else "says nothing"
        raise FormatError(
            f"{where}: the file {said} where its format should stand.",
            next_step=f"Begin it with format: {stamp(name, version)}.",
        )
    if int(match[2]) > version:
        raise FormatError(
            f"{where}: the file is {found}, newer than {stamp(name, version)}.",
            next_step="Use a newer artel to read it.",
        )
    return int(match[2])
