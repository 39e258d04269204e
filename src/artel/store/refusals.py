"""What the database refuses, in the product's own errors."""

from __future__ import annotations

import psycopg

from artel.commons.errors import ArtelError, Conflict, InputError, NotAllowed, Unavailable


class Interrupted(Unavailable):
    """The database went away in the middle of a unit.

    `stored` is False where certainly nothing was stored, and None where the commit was under way:
    then only a look tells.
    """

    def __init__(self, *, stored: bool | None) -> None:
        said = "nothing was stored" if stored is False else "it may have been stored or not"
        super().__init__(
            f"The database went away while this was done: {said}.", next_step="Look, and try again."
        )
        self.stored = stored


class Against(Unavailable):
    """Two units were in each other's way, and this one gave way: nothing of it was stored."""

    def __init__(self) -> None:
        super().__init__("Somebody else was at the same: nothing was stored.", next_step="Again.")


class Busy(Conflict, Unavailable):
    """All connections to the database are in use."""


OF_INPUT = (
    psycopg.errors.CharacterNotInRepertoire,
    psycopg.errors.UntranslatableCharacter,
    psycopg.errors.NumericValueOutOfRange,
    psycopg.errors.DatetimeFieldOverflow,
    psycopg.errors.StringDataRightTruncation,
)
"""What a client's text or number may be though it passed every check: too large, or never kept.

All other errors of data, such as a wrong cast or a division by nought, are a statement's of ours.
"""


def refusal_of(error: psycopg.Error) -> ArtelError | None:
    """Return the error that a person is told; None for what no person can cause.

    A row that is there already, or that overlaps another one, is a Conflict and names the guard;
    a row that the actor's policies forbid is NotAllowed; a number or a text that it cannot hold is
    an InputError; units that were in each other's way are Against.
    """
    guard = error.diag.constraint_name or "a guard of the database"
    match error:
        case psycopg.errors.ExclusionViolation() | psycopg.errors.UniqueViolation():
            return Conflict(
                f"Somebody was first: it is taken ({guard}).", next_step="Look again, and choose."
            )
        case psycopg.errors.SerializationFailure() | psycopg.errors.DeadlockDetected():
            return Against()
        case psycopg.errors.InsufficientPrivilege():
            return NotAllowed(f"The database refuses this: {error.diag.message_primary}.")
        case psycopg.DataError() if isinstance(error, OF_INPUT) or _before_it_was_sent(error):
            return InputError("A value in this is none that the database can hold.")
        case _:
            return None


def _before_it_was_sent(error: psycopg.Error) -> bool:
    """Whether the client's own library refused a value: a text with a null byte in it."""
    return type(error) is psycopg.DataError and error.sqlstate is None
