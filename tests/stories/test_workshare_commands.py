"""`artel workshare` on the bundled pool: its four answers, as data and for people."""

from __future__ import annotations

import shutil

import pytest


def test_the_tree_says_who_builds_each_leaf(artel):
    said = artel("workshare", "show", "--json").json()
    leaves = {row["product"]: row for row in said["products"] if row["supplier"]}
    assert leaves["rbka-camera"]["built_in"] == "BY"
    assert leaves["mr-wheels"]["count"] == 4
    assert {row["built_in"] for row in leaves.values()} == {"RU", "BY", "KZ", "AM", "KG"}
    assert [row["product"] for row in said["products"] if row["depth"] == 1] == [
        "rbka", "kazeosat-mr",
    ]  # fmt: skip
    assert said["interfaces"] == {"agreed": 4, "issued": 1, "open": 2}
    assert said["launches"][0]["declared"]["rate_deg_s"] == 0.9


def test_one_state_is_under_the_limit_and_promised_work_turns_the_table(artel):
    said = artel("workshare", "return", "--json").json()
    states = {row["state"]: row for row in said["states"]}
    assert [state for state, row in states.items() if row["under"]] == ["AM"]
    assert said["remedy_now"]["under"] == ["AM"]
    assert said["check"] == "1"
    assert states["AM"]["forecast"] > 1
    assert said["remedy_at_review"]["under"] == ["RU", "KZ"]
    later = artel("workshare", "return", "--at", "2027-04-01", "--json").json()
    assert {row["state"]: row["coefficient"] for row in later["states"]} == {
        state: row["forecast"] for state, row in states.items()
    }


def test_rbka_weighs_what_was_printed(artel):
    (said,) = artel("workshare", "budget", "--product", "rbka", "--json").json()
    mass = {line["line"]: line for line in said["mass"]}
    assert mass["mass at launch"]["value"] == pytest.approx(1825, abs=1)
    assert mass["system margin"]["requirement"] == "R-M1-1"
    assert sum(cost["programme_minor"] for cost in said["costs"]) == said["cost_minor"]


def test_a_slip_moves_only_the_launches_that_wait_for_it(artel):
    said = artel("workshare", "path", "--slip", "mr1-tests=2", "--json").json()
    late = {row["satellite"]: row["later_weeks"] for row in said["launches"]}
    assert late == {"KAZEOSAT-MR 1": 2, "KAZEOSAT-MR 2": 0, "KAZEOSAT-MR 3": 0, "RBKA": 0}
    assert said["launches"][0]["spare_days"] == -11
    assert said["critical"] == [
        "rbka-design", "rbka-optics", "rbka-integration", "rbka-tests", "rbka-launch",
    ]  # fmt: skip


@pytest.mark.parametrize("what", ["show", "return", "budget", "path"])
def test_every_answer_is_printed_for_people_too(artel, what):
    run = artel("workshare", what)
    assert run.code == 0
    assert "RBKA" in run.out or what == "return"
    assert len(run.out.splitlines()) > 5


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["budget", "--product", "rbkb"], "did you mean 'rbka'?"),
        (["path", "--slip", "mr1-test=2"], "did you mean 'mr1-tests'?"),
        (["path", "--slip", "mr1-tests"], "ACTIVITY=WEEKS"),
        (["path", "--slip", "mr1-tests=soon"], "ACTIVITY=WEEKS"),
        (["path", "--slip", "mr1-tests=-19"], "it cannot take fewer"),
        (["return", "--at", "2020-01-01"], "there is no return"),
    ],
)
def test_wrong_input_is_one_sentence(artel, arguments, said):
    run = artel("workshare", *arguments)
    assert run.code == 2
    assert said in run.err
    assert "Traceback" not in run.err


def test_a_pool_without_the_file_is_told_so(artel, kazan, tmp_path):
    folder = tmp_path / "pool"
    shutil.copytree(kazan, folder)
    (folder / "workshare.yaml").unlink()
    run = artel("workshare", "show", folder)
    assert run.code == 2
    assert "no workshare.yaml" in run.err
