"""The tables of jobs are those of the library that the step was written for."""

from __future__ import annotations

import procrastinate

from artel.store.migrations import migrations


def test_the_tables_of_jobs_are_those_of_the_library():
    (step,) = [each for each in migrations() if each.name == "jobs"]
    assert "CREATE TABLE procrastinate_jobs" in step.statements
    assert "include:" not in step.statements


def test_another_library_asks_for_a_look_at_its_tables():
    assert procrastinate.__version__.startswith("3.10.")
