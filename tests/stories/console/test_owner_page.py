"""An owner answers, refuses, blocks out and reports; what it withholds stays its own."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.desk_fixtures import DAY, actor
from tests.unit.desk.owner_program import one_alone, owner_of, sent, told_of

from artel.desk import blockouts, complaints, consents, deliveries, dispatch, health
from artel.desk.pool_files import files_of, load_pool

WHY = "a parade is there"
PLANNER = actor("planner")
VETO = """\
  - id: V-ALL
    kind: owner-veto
    parties: [KZ]
    from: 2026-01-01
    text: Kazakhstan may refuse any task within six hours.
    assets: ["*"]
    within_h: 6
"""


def asked(desk, party):
    """Return the questions that a party has not answered."""
    with desk.unit(actor("owner", party)) as unit:
        return consents.page(unit, "asked")


def read(desk, name):
    """Return how a question stands, and the reason as a planner may read it."""
    with desk.unit(PLANNER) as unit:
        row = next(each for each in consents.page(unit) if each["id"] == name)
        return row["state"], consents.reason_of(unit, name)


def test_an_owner_refuses(console):
    question, other = asked(console.desk, "RU")[:2]
    page = console.signed_in("owner", "RU", home="RU", path="/owner")
    card = page.get_by_role("article", name=question["order_id"])
    card.get_by_role("timer").get_by_text("left").wait_for()
    card.get_by_text("The place on the map").click()
    card.get_by_role("application", name="Map of the place").wait_for()
    card.get_by_label("Reason").fill(WHY)
    card.get_by_role("button", name="Refuse").click()
    card.wait_for(state="detached")
    page.get_by_text("answered or lapsed").click()
    row = page.get_by_role("listitem").filter(has_text=question["order_id"])
    row.get_by_text("refused", exact=True).wait_for()
    row.get_by_role("button", name="Show the reason kept").click()
    row.get_by_text(WHY).wait_for()
    assert read(console.desk, question["id"]) == ("refused", None)

    # What no article lets it refuse stays.
    page.get_by_role("button", name="Veto").first.click()
    page.get_by_role("form").get_by_role("button", name="Veto").click()
    page.get_by_role("alert").get_by_text("No article lets RU refuse").wait_for()

    # The other question is answered with yes.
    card = page.get_by_role("article", name=other["order_id"])
    card.get_by_role("button", name="Give consent").click()
    card.wait_for(state="detached")
    assert read(console.desk, other["id"])[0] == "granted"
    console.expects("status of 401", "status of 403")


def test_an_owner_vetoes_blocks_out_and_reports(console):
    with console.desk.unit() as unit:
        files = files_of(unit)
        charter = files["charter.yaml"].replace("articles:\n", f"articles:\n\n{VETO}", 1)
        load_pool(unit, {**files, "charter.yaml": charter})
    page = console.signed_in("owner", "KZ", home="KZ", path="/owner")
    row = page.get_by_role("row").filter(has=page.get_by_role("button", name="Veto")).first
    row.get_by_role("timer").wait_for()
    name = row.locator("code").first.inner_text()
    row.get_by_role("button", name="Veto").click()
    form = page.get_by_role("form", name=f"Veto {name}")
    form.get_by_label("Reason").fill(WHY)
    form.get_by_role("button", name="Veto").click()
    row = page.get_by_role("row").filter(has_text=name)
    row.get_by_text("recalled", exact=True).wait_for()

    # A satellite is blocked out, and why is withheld.
    page.get_by_text("Block out or recall").click()
    block = page.locator("details form")
    block.get_by_label("Reason").first.fill(WHY)
    block.get_by_label("Withhold the reason").check()
    block.get_by_role("button", name="Block it out").click()
    block.get_by_text("Done: plans go around").wait_for()
    with console.desk.unit(PLANNER) as unit:
        made = blockouts.page(unit, None, 1)[0]
    assert (made["owner"], made["kind"], made["reason"]) == ("KZ", "block-out", "")
    item = page.get_by_role("listitem").filter(has_text=made["asset"])
    item.get_by_role("button", name="Show the reason kept").click()
    item.get_by_text(WHY).wait_for()
    item.get_by_role("button", name="Lift").click()
    page.get_by_text("1 more is over or lifted").wait_for()
    block.get_by_role("combobox", name="What").select_option("recall")
    block.get_by_role("button", name="Recall it").click()
    page.get_by_role("listitem").filter(has_text=made["asset"]).get_by_text("recall").wait_for()
    with console.desk.unit(PLANNER) as unit:
        assert blockouts.page(unit, None, 1)[0]["kind"] == "recall"

    # It is lost, and comes back.
    for word, state in (("lost", "lost"), ("nominal", "nominal")):
        page.get_by_role("combobox", name="Health").select_option(state)
        page.get_by_role("button", name="Report", exact=True).click()
        page.get_by_text(f"is reported {word}").wait_for()
    with console.desk.unit(PLANNER) as unit:
        assert [each["state"] for each in health.page(unit, None, 2)] == ["nominal", "lost"]
    console.expects("status of 401")


@pytest.mark.deep
def test_an_owner_answers_a_complaint_about_an_image_of_its_own(console, clock, tmp_path):
    with owner_of(tmp_path / "owner") as program:
        desk = told_of(console.desk, program)
        wrong = {"flight": "wrong-place", "complaint": "consider"}
        program.behaves(default={"flight": "none"}, by_task={one_alone(desk)["id"]: wrong})
        sent(desk)
        clock.wind(DAY + timedelta(hours=11))
        while dispatch.follow(desk):
            pass
        deliveries.take_in(desk)
    with desk.unit(PLANNER) as unit:
        (made,) = complaints.page(unit, None, 10)
    page = console.signed_in("owner", made["owner"], path="/owner")
    card = page.get_by_role("article", name=made["id"])
    card.get_by_text(made["body"]["faults"][0]["sentence"]).wait_for()
    assert card.get_by_role("button", name="Dispute it").is_disabled()
    card.get_by_label("Reason").fill("the cloud was asked for")
    card.get_by_role("button", name="Dispute it").click()
    card.get_by_text("the owner disputes it").wait_for()
    page.get_by_role("row").filter(has_text=made["delivery"]).get_by_text("complained").wait_for()
    console.expects("status of 401")


@pytest.mark.parametrize("width", [1280, 768, 390])
@pytest.mark.deep
def test_nothing_of_the_owners_page_is_wider_than_the_screen(console, width):
    page = console.signed_in("owner", "RU", viewport={"width": width, "height": 900})
    for language in ("en", "ru"):
        page.evaluate(f"localStorage.setItem('artel.language', '{language}')")
        page.goto(console.address + "/owner")
        page.get_by_role("article").first.wait_for()
        page.locator("meter, dl").first.wait_for()
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, f"{language} at {width}"
    console.expects("status of 401")
