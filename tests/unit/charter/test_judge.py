from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import MultiPolygon, box

from artel.charter.articles import (
    BlockOut,
    Charter,
    OwnerVeto,
    Priority,
    Reserve,
    Residency,
    Territory,
)
from artel.charter.judge import (
    HARDNESS,
    WITHHELD,
    Case,
    class_rank,
    judge,
    pooled_share,
    receiving_states,
    reserve_of,
)
from artel.commons.classes import OrderClass
from artel.commons.verdicts import Outcome

NOON = datetime(2026, 10, 5, 12, tzinfo=UTC)
AREAS = {"BOX": MultiPolygon([box(60, 45, 64, 47)]), "FAR": MultiPolygon([box(0, 0, 1, 1)])}
CASE = Case(
    order="harbour",
    brought_by="UZ",
    purpose="ports",
    satellite="EYE 1",
    owner="RU",
    footprint=box(61, 45.5, 61.2, 45.7),
    finest_gsd_m=1.0,
    start=NOON,
    end=NOON + timedelta(seconds=5),
)
HEAD = {"parties": ["KZ"], "from": "2026-01-01", "text": "A sentence."}


def territory(effect="refuse", name="T-1", **fields):
    figure = {"delay": {"hours": 24}, "degrade": {"gsd_m": 5}, "ask": {"party": "KZ"}}.get(
        effect, {}
    )
    row = HEAD | {
        "id": name,
        "kind": "territory",
        "area": "BOX",
        "finer_than_m": 2,
        "effect": effect,
    }
    return Territory.model_validate(row | figure | fields)


def veto(**fields):
    row = HEAD | {"id": "V-1", "kind": "owner-veto", "assets": ["EYE*"], "within_h": 12}
    return OwnerVeto.model_validate(row | {"exercised": ["harbour"]} | fields)


def block_out(**fields):
    windows = [{"start": "2026-10-05T10:00Z", "end": "2026-10-05T14:00Z"}]
    row = HEAD | {
        "id": "B-1",
        "kind": "block-out",
        "assets": ["EYE 1", "Minsk"],
        "windows": windows,
    }
    return BlockOut.model_validate(row | {"reason": "a secret test"} | fields)


def reserve(name="R-1", **fields):
    row = HEAD | {"id": name, "kind": "reserve", "assets": ["EYE*"], "share": 0.3}
    return Reserve.model_validate(row | fields)


def residency(name="D-1", **fields):
    row = HEAD | {"id": name, "kind": "residency", "orders_of": ["BY"], "states": ["BY", "RU"]}
    return Residency.model_validate(row | fields)


def charter(*articles):
    return Charter(AREAS, articles)


def only(*articles, case=CASE):
    (verdict,) = judge(charter(*articles), case).verdicts
    return verdict


def test_where_no_article_speaks_the_image_is_allowed_without_conditions():
    judgement = judge(charter(), CASE)
    assert judgement.allowed
    assert judgement.outcome is Outcome.ALLOWED
    assert judgement.deciding is None
    assert (judgement.product_gsd_floor_m, judgement.delay_s) == (None, 0.0)


def test_a_refusal_over_a_territory_names_its_article():
    verdict = only(territory())
    assert (verdict.outcome, verdict.article) == (Outcome.REFUSED, "T-1")
    assert "finer than 2 m over BOX" in verdict.reason


def test_a_delay_and_a_degradation_are_conditions_not_refusals():
    judgement = judge(charter(territory("delay"), territory("degrade", "T-2")), CASE)
    assert judgement.allowed
    assert judgement.delay_s == 86400
    assert judgement.product_gsd_floor_m == 5
    assert judgement.outcome is Outcome.AFTER


def test_a_consent_is_waited_for_until_it_is_given():
    waiting = judge(charter(territory("ask")), CASE)
    assert not waiting.allowed
    assert waiting.consents_needed == (("T-1", "KZ"),)
    given_case = replace(CASE, consents=frozenset({("T-1", "KZ")}))
    judgement = judge(charter(territory("ask")), given_case)
    assert judgement.allowed
    assert judgement.verdicts[0].article == "T-1"
    assert judgement.consents_needed == ()


@pytest.mark.parametrize("consent", [("T-2", "KZ"), ("T-1", "RU")])
def test_a_consent_to_another_article_or_of_another_party_does_not_help(consent):
    case = replace(CASE, consents=frozenset({consent}))
    assert only(territory("ask"), case=case).outcome is Outcome.CONSENT


SILENT = [
    {"brought_by": "KZ"},
    {"finest_gsd_m": 2.0},
    {"footprint": box(70, 45, 71, 46)},
    {"start": datetime(2025, 12, 31, tzinfo=UTC)},
]


@pytest.mark.parametrize("change", SILENT)
def test_a_territory_is_silent_where_it_does_not_apply(change):
    case = replace(CASE, **change)
    assert judge(charter(territory(exempt=["KZ"])), case).verdicts == ()


def test_the_exposed_footprint_counts_not_the_target():
    over_the_border = replace(CASE, footprint=box(59.0, 45.5, 60.01, 45.7))
    assert only(territory(), case=over_the_border).outcome is Outcome.REFUSED


def test_a_footprint_cut_at_the_antimeridian_is_judged_in_both_parts():
    parts = MultiPolygon([box(179, 45, 180, 46), box(-180, 45, -179, 46)])
    far_east = Charter({"BOX": MultiPolygon([box(-180, 40, -170, 50)])}, (territory(),))
    assert not judge(far_east, replace(CASE, footprint=parts)).allowed


def test_a_veto_refuses_only_the_tasks_for_which_it_was_exercised():
    assert only(veto()).outcome is Outcome.REFUSED
    assert "RU" in only(veto()).reason
    assert judge(charter(veto(exercised=[])), CASE).verdicts == ()
    assert judge(charter(veto(assets=["OTHER"])), CASE).verdicts == ()
    assert judge(charter(veto(purposes=["dams"])), CASE).verdicts == ()
    assert only(veto(purposes=["ports"])).article == "V-1"


def test_a_block_out_refuses_in_its_window_and_gives_its_reason():
    assert only(block_out()).reason == "EYE 1: a secret test"
    late = replace(CASE, start=NOON + timedelta(hours=2), end=NOON + timedelta(hours=2, seconds=5))
    assert judge(charter(block_out()), late).verdicts == ()
    assert judge(charter(block_out()), replace(CASE, satellite="EYE 2")).verdicts == ()


def test_a_withheld_reason_is_never_told():
    withheld = block_out(withheld=True)
    verdict = only(withheld)
    assert WITHHELD in verdict.reason
    for said in (repr(verdict), repr(judge(charter(withheld), CASE))):
        assert "secret" not in said


def test_windows_that_touch_a_block_out_do_not_meet_it():
    (ten, two), hour = (NOON.replace(hour=10), NOON.replace(hour=14)), timedelta(hours=1)
    windows = [(two - hour, two + hour, 1), (two, two + hour, 0), (ten - hour, ten, 0)]
    for start, end, met in windows:
        case = replace(CASE, start=start, end=end)
        assert len(judge(charter(block_out()), case).verdicts) == met


def test_residency_leaves_the_states_that_all_articles_name():
    both = charter(residency(), residency("D-2", states=["RU", "KZ"]))
    receiving = receiving_states(both, "BY", "ice", NOON)
    assert receiving.states == {"RU"}
    assert receiving.articles == ("D-1", "D-2")
    assert receiving.allows("RU")
    assert not receiving.allows("BY")


def test_where_no_residency_covers_the_order_any_state_may_receive():
    receiving = receiving_states(charter(residency()), "RU", "ice", NOON)
    assert receiving.states is None
    assert receiving.allows("NO")


def test_the_largest_reserve_on_a_satellite_counts():
    both = charter(reserve(), reserve("R-2", share=0.5))
    found = reserve_of(both, "EYE 1", NOON)
    assert found is not None
    assert found.id == "R-2"
    assert reserve_of(both, "OTHER", NOON) is None


def test_an_emergency_uses_a_reserve_only_where_the_article_accepts_it():
    assert pooled_share(None, OrderClass.QUOTA) == 1
    assert pooled_share(reserve(), OrderClass.EMERGENCY) == pytest.approx(0.7)
    accepting = reserve(accepts_emergency=True)
    assert pooled_share(accepting, OrderClass.EMERGENCY) == 1
    assert pooled_share(accepting, OrderClass.DISASTER) == pytest.approx(0.7)


def test_classes_rank_as_the_priority_article_says_and_are_equal_without_one():
    classes = [str(each) for each in reversed(OrderClass)]
    article = Priority.model_validate(HEAD | {"id": "P-1", "kind": "priority", "classes": classes})
    assert class_rank(charter(article), OrderClass.BACKGROUND, NOON) == 0
    assert class_rank(charter(article), OrderClass.EMERGENCY, NOON) == 5
    assert class_rank(charter(), OrderClass.BACKGROUND, NOON) == 0


TERRITORIES = st.builds(
    lambda effect, number, exempt, area, finer: territory(
        effect, f"T-{number}", exempt=exempt, area=area, finer_than_m=finer
    ),
    st.sampled_from(["refuse", "delay", "degrade", "ask"]),
    st.integers(0, 99),
    st.lists(st.sampled_from(["RU", "BY", "KZ", "UZ"]), max_size=3),
    st.sampled_from(["BOX", "FAR"]),
    st.sampled_from([0.5, 2.0, 5.0]),
)
ARTICLES = st.lists(TERRITORIES | st.just(veto()) | st.just(block_out()), max_size=6)
CASES = st.builds(
    lambda party, gsd, lon, order: replace(
        CASE,
        brought_by=party,
        finest_gsd_m=gsd,
        footprint=box(lon, 45, lon + 0.5, 45.5),
        order=order,
    ),
    st.sampled_from(["RU", "BY", "KZ", "UZ"]),
    st.floats(0.3, 10),
    st.floats(55, 70),
    st.sampled_from(["harbour", "field"]),
)


@given(ARTICLES, CASES)
def test_together_the_articles_say_the_hardest_of_what_each_says(articles, case):
    together = judge(charter(*articles), case)
    apart = [judge(charter(article), case) for article in articles]
    hardest = max((HARDNESS[each.outcome] for each in apart), default=0)
    assert HARDNESS[together.outcome] == hardest
    assert together.allowed == all(each.allowed for each in apart)
    assert together.delay_s == max((each.delay_s for each in apart), default=0)
    assert all(verdict.article and verdict.reason for verdict in together.verdicts)


@given(ARTICLES, CASES, st.sampled_from(["RU", "BY", "KZ", "UZ"]))
def test_exempting_one_more_party_never_makes_a_verdict_harder(articles, case, party):
    eased = [
        row.model_copy(update={"exempt": (*row.exempt, party)})
        if isinstance(row, Territory)
        else row
        for row in articles
    ]
    before, after = judge(charter(*articles), case), judge(charter(*eased), case)
    assert HARDNESS[after.outcome] <= HARDNESS[before.outcome]
    assert after.delay_s <= before.delay_s
    assert set(after.consents_needed) <= set(before.consents_needed)


@given(ARTICLES, CASES, st.floats(0, 5))
def test_a_coarser_image_is_never_judged_harder(articles, case, coarser):
    blurred = replace(case, finest_gsd_m=case.finest_gsd_m + coarser)
    hard, soft = judge(charter(*articles), case), judge(charter(*articles), blurred)
    assert HARDNESS[soft.outcome] <= HARDNESS[hard.outcome]


@given(ARTICLES, CASES)
def test_the_deciding_verdict_is_one_of_the_hardest(articles, case):
    judgement = judge(charter(*articles), case)
    if judgement.deciding is None:
        assert judgement.verdicts == ()
    else:
        assert judgement.deciding.outcome is judgement.outcome
