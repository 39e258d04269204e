from __future__ import annotations

import pytest

from artel.commons.names import hint, matches


@pytest.mark.parametrize(
    ("patterns", "name", "covered"),
    [
        (["KANOPUS-V*"], "KANOPUS-V 3", True),
        (["KANOPUS-V*"], "KANOPUS-V-IK", True),
        (["kanopus*"], "KANOPUS-V 3", False),
        (["KAZEOSAT-?"], "KAZEOSAT-1", True),
        (["KAZEOSAT-?"], "KAZEOSAT-MR 1", False),
        (["A", "B"], "B", True),
        ([], "A", False),
    ],
)
def test_a_shell_pattern_covers_a_name(patterns, name, covered):
    assert matches(patterns, name) == covered


def test_the_nearest_known_name_is_offered_whatever_its_case():
    assert hint("yeravan", ["Yerevan", "Minsk"]) == "did you mean 'Yerevan'?"


def test_where_nothing_is_near_all_that_is_known_is_listed():
    assert hint("Zzz", ["B", "A"]) == "known: A, B."
    assert hint("Zzz", []) == "none is known."
