"""Vetoes: an owner refuses a planned image under its article, in time, and later plans obey."""

from datetime import timedelta

import pytest
from tests.desk_fixtures import EVE, SPAN, actor
from tests.unit.desk.owner_program import open_alerts, states_of, tasks_of

from artel.charter.articles import OwnerVeto
from artel.commons.errors import Conflict, NotAllowed, NotFound
from artel.commons.tables import load
from artel.desk import consents, plans, vetoes
from artel.desk.exercised import with_vetoes
from artel.desk.pool_files import files_of, load_pool, pool_of
from artel.planner.best import Effort

KZ, PLANNER = actor("owner", "KZ"), actor("planner")
WHY = "the minister's cousin"
ARTICLE = """\
  - id: V-ALL
    kind: owner-veto
    parties: [KZ]
    from: 2026-01-01
    text: Kazakhstan may refuse any task within six hours.
    assets: ["*"]
    within_h: 6
"""


@pytest.fixture
def task(planned):
    """Return a task of Kazakhstan's, which may refuse anything."""
    with planned.unit() as unit:
        files = files_of(unit)
        charter = files["charter.yaml"].replace("articles:\n", f"articles:\n\n{ARTICLE}", 1)
        load_pool(unit, {**files, "charter.yaml": charter})
    return tasks_of(planned)[0]


def test_a_veto_frees_the_order_and_later_plans_keep_to_it(planned, task):
    cast = vetoes.veto(planned, KZ, task["id"], WHY)
    assert (cast["kind"], cast["article"], cast["state"]) == ("veto", "V-ALL", "refused")
    assert states_of(planned)[task["order_id"]] == "accepted"
    assert task["id"] in {row["id"] for row in tasks_of(planned, "recalled")}
    with planned.unit() as unit:
        step = unit.rows("steps_of_order", order_id=task["order_id"])[-1]
        exercised = [a.exercised for a in _vetoes(unit) if a.id == "V-ALL"]
    assert step["article"] == "V-ALL"
    assert exercised == [(task["order_id"],)]
    assert open_alerts(planned, "task-vetoed")[0]["proposal"]["asset"] == task["satellite"]
    version = plans.make(planned, PLANNER, SPAN, Effort(steps=0))
    with planned.unit(PLANNER) as unit:
        images = plans.document_of(unit, version)["images"]
        assert plans.head_of(unit, version)["report"]["valid"]
    assert "KZ" not in {row["owner"] for row in images if row["order"] == task["order_id"]}


def _vetoes(unit):
    return [each for each in pool_of(unit).charter.articles if isinstance(each, OwnerVeto)]


def test_why_an_owner_refuses_is_read_by_itself_alone(planned, task):
    cast = vetoes.veto(planned, KZ, task["id"], WHY)
    for other, told in ((KZ, WHY), (PLANNER, None), (actor("owner", "RU"), None)):
        with planned.unit(other) as unit:
            assert consents.reason_of(unit, cast["id"]) == told
            assert WHY not in str(consents.page(unit))


def test_a_veto_is_cast_in_time_once_and_on_ones_own_satellite(planned, task, clock):
    with pytest.raises(NotFound):
        vetoes.veto(planned, actor("owner", "RU"), task["id"])
    with pytest.raises(NotAllowed):
        vetoes.veto(planned, PLANNER, task["id"])
    clock.wind(EVE + timedelta(hours=6, seconds=1))
    with pytest.raises(NotAllowed, match="within 6 hours"):
        vetoes.veto(planned, KZ, task["id"])
    clock.wind(EVE + timedelta(hours=6))
    vetoes.veto(planned, KZ, task["id"])
    with pytest.raises(Conflict, match="recalled"):
        vetoes.veto(planned, KZ, task["id"])


def test_no_article_no_veto(planned):
    with pytest.raises(NotAllowed, match="No article"):
        vetoes.veto(planned, KZ, tasks_of(planned)[0]["id"])
    assert not tasks_of(planned, "recalled")


def test_a_charter_with_vetoes_keeps_those_it_had_and_passes_over_articles_that_are_gone():
    text = f"format: artel-charter/1\narticles:\n{ARTICLE}    exercised: [a]\n"
    rows = [{"article": "V-ALL", "order_id": "b"}, {"article": "GONE", "order_id": "c"}]
    twice = with_vetoes(with_vetoes(text, rows), rows)
    assert load(twice, "charter.yaml").value["articles"][0]["exercised"] == ["a", "b"]
