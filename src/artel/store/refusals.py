"""What the database refuses, in the product's own errors."""

from __future__ import annotations

import psycopg

from artel.commons.errors import ArtelError, Conflict, InputError, NotAllowed


class Interrupted(ArtelError):
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


def refusal_of(error: psycopg.Error) -> ArtelError | None:
    """Return the error that a person is told; None for what no person can cause.

    A row that is there already, or that overlaps another one, is a Conflict and names the guard;
    a row that the actor's policies forbid is NotAllowed; a number or a text that it cannot hold is
    an InputError.
    """
    guard = error.diag.constraint_name or "a guard of the database"
    match error:
        case psycopg.errors.ExclusionViolation() | psycopg.errors.UniqueViolation():
            return Conflict(
                f"Somebody was first: it is taken ({guard}).", next_step="Look again, and choose."
            )
        case psycopg.errors.InsufficientPrivilege():
            return NotAllowed(f"The database refuses this: {error.diag.message_primary}.")
        case psycopg.DataError():
            return InputError("A value in this is none that the database can hold.")
        case _:
            return None
