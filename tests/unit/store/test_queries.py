from __future__ import annotations

import pytest

from artel.store import queries


def test_statements_are_known_by_name():
    text = "-- about\n-- name: one\nSELECT 1\n\n-- name: two\n-- why\nSELECT 2\n"
    assert queries.read_queries([("a.sql", text)]) == {"one": "SELECT 1", "two": "-- why\nSELECT 2"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("-- name: one\nSELECT 1\n-- name: one\nSELECT 2\n", "'one' is there twice"),
        ("-- name: one\n-- nothing\n-- name: two\nSELECT 2\n", "'one' has no statement"),
        ("-- name:\nSELECT 1\n", "'' is not a query's name"),
        ("-- name: One\nSELECT 1\n", "'One' is not a query's name"),
        ("SELECT 0\n-- name: one\nSELECT 1\n", "before the first name"),
    ],
)
def test_what_is_no_list_of_named_statements_is_refused(text, said):
    with pytest.raises(ValueError, match=said):
        queries.read_queries([("a.sql", text)])


def test_a_name_given_in_two_files_is_refused():
    with pytest.raises(ValueError, match=r"b\.sql: the query 'one' is there twice"):
        queries.read_queries([("a.sql", "-- name: one\nSELECT 1"), ("b.sql", "-- name: one\nx")])


def test_the_product_has_its_queries():
    assert queries.query("journal_last") == "SELECT * FROM journal_last()"
    assert len(queries.known()) > 10
