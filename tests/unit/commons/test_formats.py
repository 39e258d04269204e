from __future__ import annotations

import pytest

from artel.commons.errors import FormatError
from artel.commons.formats import check_stamp, stamp


def test_a_stamp_is_read_back():
    assert check_stamp(stamp("artel-plan", 1), "artel-plan", 1, "plan.json") == 1


def test_an_older_version_is_returned_to_be_carried_forward():
    assert check_stamp("artel-plan/1", "artel-plan", 3, "plan.json") == 1


def test_a_newer_version_is_refused_with_a_sentence():
    with pytest.raises(FormatError, match="newer than artel-plan/1") as caught:
        check_stamp("artel-plan/2", "artel-plan", 1, "plan.json")
    assert "newer artel" in caught.value.next_step


@pytest.mark.parametrize(
    "found", [None, "", 1, "artel-pool/1", "artel-plan", "artel-plan/x", "plan/1"]
)
def test_another_format_is_refused_and_the_right_head_is_named(found):
    with pytest.raises(FormatError, match=r"plan\.json: .*Begin it with format: artel-plan/1"):
        check_stamp(found, "artel-plan", 1, "plan.json")
