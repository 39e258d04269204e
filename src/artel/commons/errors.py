"""Errors that a person can cause, each with its next step.

ArtelError
  InputError           something handed in is wrong; nothing was changed
    TableError         ... in a table, with file, line and field
    FormatError        ... a file of another format, or of a newer version
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
