"""What the coalitions of the bundled pool say of each player: fair shares, and leaving."""

import pytest

from artel.studies.coalitions import document_of
from artel.studies.coalitions_page import gains_of, page_of


@pytest.fixture(scope="module")
def document(closed):
    return document_of(closed.coalitions)


def test_shares_give_away_all_that_is_earned_and_lie_where_they_may(document):
    gains, whole = gains_of(document), document["values"][-1]
    assert list(gains) == document["players"]
    assert sum(each["share"] for each in gains.values()) == pytest.approx(whole["lower"], abs=9)
    assert sum(each["nucleolus"] for each in gains.values()) == pytest.approx(whole["lower"], abs=9)
    for each in gains.values():
        low, high = each["share_between"]
        assert low <= each["share"] <= high
        assert each["gain"] == pytest.approx(each["share"] - each["alone"], abs=1)


def test_what_leaving_costs_follows_from_the_values_of_the_others(document):
    known = {tuple(row["coalition"]): row for row in document["values"]}
    players, whole = document["players"], document["values"][-1]
    for player, each in gains_of(document).items():
        others = known[tuple(name for name in players if name != player)]
        assert each["without"] == others["lower"]
        assert each["loss_of_all"] == whole["lower"] - others["lower"] - each["alone"] >= 0
        low, high = each["adds"]
        assert 0 <= low <= whole["lower"] - others["lower"] <= high


def test_the_page_says_who_gains_nothing_and_who_could_leave(document):
    page = page_of(document)
    assert "RUB" in page.lead
    assert "Nobody gains nothing" in page.lead
    sheets = {sheet.title: sheet for sheet in page.sheets}
    assert [len(sheet.rows) for sheet in page.sheets] == [6, 6, 63]
    assert "Every coalition, RUB a day" in sheets

    poor = {**document, "shapley": {**document["shapley"], "KG": "0"}}
    assert "KG gains nothing by Shapley's share." in page_of(poor).lead
    poorer = {**poor, "shapley": {**poor["shapley"], "AM": "0"}}
    assert "AM and KG gain nothing" in page_of(poorer).lead
    left = {**document, "in_core": False,
            "shapley_worst": {"coalition": ["RU", "KZ"], "excess": "12300"}}  # fmt: skip
    assert "RU+KZ would have 123.00 RUB more by leaving together." in page_of(left).lead
    stays = {**document, "in_core": True}
    assert "No coalition would have more by leaving." in page_of(stays).lead
