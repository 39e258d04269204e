"""Errors that a person can cause, each with its next step.

ArtelError
  InputError           something handed in is wrong; nothing was changed
    TableError         ... in a table, with file, line and field
    FormatError        ... a file of another format, or of a newer version
  NotAllowed           who asks may not do it; the reason is said
  NotFound             there is no such thing, or it is not theirs to see
  Conflict             it cannot be done as things stand now
  Unavailable          it cannot be done at this moment; asked again it may
"""

from __future__ import annotations


class ArtelError(Exception):
    """Something went wrong that a sentence can explain."""

    def __init__(self, message: str, *, next_step: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.next_step = next_step

    def __str__(self) -> str:
        return f"{self.message} {self.next_step}".strip()


class InputError(ArtelError):
    """What was handed in is wrong; nothing was changed."""


class TableError(InputError):
    """A table is wrong; every finding names file, line and field."""

    def __init__(self, findings: tuple[str, ...]) -> None:
        super().__init__("\n".join(findings))
        self.findings = findings


class FormatError(InputError):
    """The file is of another format, or of a version newer than this artel knows."""


class NotAllowed(ArtelError):
    """Who asks may not do it."""


class NotFound(ArtelError):
    """There is no such thing, or it is not theirs to see: the two are not told apart."""


class Conflict(ArtelError):
    """It cannot be done as things stand: somebody was first, or its time has passed."""


class Unavailable(ArtelError):
    """It cannot be done at this moment, for nothing that is wrong in it: asked again it may."""
