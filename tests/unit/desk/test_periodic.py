"""What the desk does of itself: the seal of a day is one that every member can verify."""

from datetime import timedelta

from tests.desk_fixtures import actor

from artel.desk import journals, periodic
from artel.store.signing import public_hex
from artel.store.verifying import verify


def test_a_day_is_sealed_once_and_its_journal_verifies_by_the_key_that_is_given_out(desk, clock):
    clock.wind(clock.now() + timedelta(days=1))
    assert periodic.done(desk, "seal") is True
    assert periodic.done(desk, "seal") is False
    key = {"operator": [public_hex(journals.operator_key(desk))]}
    whole = verify(journals.journal_for(desk, actor("auditor")), key)
    assert whole.holds, whole.findings
    mine = verify(journals.journal_for(desk, actor("owner", "KZ")), key)
    assert mine.holds, mine.findings
