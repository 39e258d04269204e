from __future__ import annotations

import pytest

from artel.commons.verdicts import Outcome, Verdict


def test_outcomes_stand_from_the_mildest_to_the_hardest():
    assert list(Outcome) == [
        "allowed",
        "allowed degraded",
        "allowed after",
        "needs consent",
        "refused",
    ]


@pytest.mark.parametrize("outcome", Outcome)
def test_only_consent_and_refusal_forbid(outcome):
    forbids = Verdict(outcome, "A-1", "because").forbids
    assert forbids == (outcome in {Outcome.CONSENT, Outcome.REFUSED})
