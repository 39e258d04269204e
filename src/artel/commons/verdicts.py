"""The answer of the charter to one thing asked, as a value with its article."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """What an article says, from the mildest to the hardest."""

    ALLOWED = "allowed"
    DEGRADED = "allowed degraded"
    AFTER = "allowed after"
    CONSENT = "needs consent"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Verdict:
    """One article's word: the outcome, the article that spoke, and why in one sentence.

    `metres` goes with DEGRADED (deliver no finer than this), `seconds` with AFTER
    (deliver no sooner than this after the image), `party` with CONSENT (who is asked).
    """

    outcome: Outcome
    article: str
    reason: str
    metres: float | None = None
    seconds: float | None = None
    party: str | None = None

    @property
    def forbids(self) -> bool:
        """Whether the thing asked may not be done as matters stand."""
        return self.outcome in (Outcome.CONSENT, Outcome.REFUSED)
