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


def test_of_many_known_names_the_first_dozen_is_listed_and_the_rest_counted():
    known = [f"O-{number:03d}" for number in range(190)]
    dozen = ", ".join(known[:12])
    assert hint("Zzz", known[:12]) == f"known: {dozen}."
    assert hint("Zzz", known[:13]) == f"known: {dozen} and 1 more."
    assert hint("Zzz", known) == f"known: {dozen} and 178 more."
