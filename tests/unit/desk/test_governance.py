"""The charter amended by its own article, members that come and go, decisions and follow-ups."""

from datetime import UTC, date, datetime, timedelta

import psycopg
import pytest
from tests.desk_fixtures import EVE, actor, wish

from artel.commons.errors import Conflict, InputError, NotAllowed, TableError
from artel.commons.tables import load
from artel.desk import decisions, governance, orders
from artel.desk.governance import Proposal
from artel.desk.governance_change import Change, Rule, counted
from artel.desk.pool_edits import with_field, with_row, without_row
from artel.desk.pool_files import files_of, known_to
from artel.desk.shelf import pool_of_files
from artel.store import journal

MEMBERS = ("RU", "BY", "KZ", "AM", "KG")
BY = actor("owner", "BY")
ADMIN = actor("admin")
CLOSES = EVE + timedelta(days=7)
IN_FORCE = datetime(2026, 11, 11, tzinfo=UTC)
"""Thirty days after the close, at the next midnight."""
PRIORITY = {
    "id": "P-2",
    "kind": "priority",
    "parties": list(MEMBERS),
    "text": "Disasters come before what an owner reserved.",
    "classes": ["emergency", "disaster", "reserved", "quota", "commercial", "background"],
}
TURKMEN = {
    "id": "TM",
    "name": "Turkmenistan",
    "agency": "Turkmenaragatnashyk",
    "currency": "TMT",
    "site": {"name": "Ashgabat", "lat_deg": 37.95, "lon_deg": 58.38},
}
FOUR = {
    "id": "A-2",
    "kind": "amendment",
    "parties": ["RU", "BY", "AM", "KG"],
    "text": "Articles change by consensus of all four.",
    "vote": "consensus",
    "quorum": 4,
    "enters_after_days": 30,
    "accession": "consensus",
    "withdrawal_days": 180,
}
AMENDMENT = Change(ends=("P-1",), articles=(PRIORITY,))


def proposal(kind="amendment", change=AMENDMENT, **more):
    said = {"kind": kind, "title": "Disasters first", "text": "Because.", "closes": CLOSES}
    return Proposal(change=change, **said | more)


def all_vote(desk, name, choice="yes", parties=MEMBERS):
    for party in parties:
        with desk.unit(actor("owner", party)) as unit:
            governance.vote(unit, name, choice)


def enter(desk, clock, at=IN_FORCE):
    clock.wind(CLOSES)
    closed = governance.close_votes(desk)
    clock.wind(at)
    return closed, governance.bring_into_force(desk)


def pool_at(desk):
    with desk.unit() as unit:
        return pool_of_files(files_of(unit))


def state_of(desk, name):
    with desk.unit(BY) as unit:
        return governance.get(unit, name)


def test_an_amendment_by_consensus_enters_into_force_on_its_day(desk, clock):
    name = governance.propose(desk, BY, proposal())["id"]
    all_vote(desk, name)
    assert enter(desk, clock, IN_FORCE - timedelta(seconds=1)) == ([name], [])
    assert len(state_of(desk, name)["bindings"]) == 5
    clock.wind(IN_FORCE)
    assert governance.bring_into_force(desk) == [name]
    articles = {each.id: each for each in pool_at(desk).charter.articles}
    assert articles["P-1"].in_force_until == IN_FORCE == articles["P-2"].in_force_from
    assert articles["P-1"].in_force(IN_FORCE - timedelta(days=1))  # for plans of before
    assert state_of(desk, name)["state"] == "in force"
    assert governance.bring_into_force(desk) == []
    with desk.unit() as unit:
        assert files_of(unit)["charter.yaml"].count("#") > 20  # its comments stay
        actions = [each.action for each in journal.entries(unit, journal.size_of(unit))]
    assert "charter.changed" in actions


def test_what_contradicts_the_charter_is_shown_and_not_stored(desk):
    with pytest.raises(TableError, match="'P-2' is in force at the same time"):
        governance.propose(desk, BY, proposal(change=Change(articles=(PRIORITY,))))
    with pytest.raises(InputError, match="No article is called 'P-9'"):
        governance.look(desk, BY, proposal(change=Change(ends=("P-9",))))
    with desk.unit(BY) as unit:
        assert governance.page(unit, None, 10) == []


def test_one_against_is_no_consensus_and_a_vote_may_change_until_the_close(desk, clock):
    name = governance.propose(desk, BY, proposal())["id"]
    all_vote(desk, name)
    all_vote(desk, name, "no", ["KZ"])
    all_vote(desk, name, "yes", ["KZ"])
    all_vote(desk, name, "no", ["AM"])
    clock.wind(CLOSES)
    with desk.unit(BY) as unit, pytest.raises(Conflict, match="closed"):
        governance.vote(unit, name, "yes")
    assert governance.close_votes(desk) == [name]
    row = state_of(desk, name)
    assert (row["state"], row["outcome"]["why"]) == ("lost", "against: AM")
    assert {each["party"]: each["vote"] for each in row["votes"]}["KZ"] == "yes"
    assert row["bindings"] == []


@pytest.mark.parametrize(
    ("vote", "votes", "carried"),
    [
        ("consensus", "yyya", True),
        ("consensus", "yyy", False),
        ("consensus", "yyyn", False),
        ("majority", "yynn", False),
        ("majority", "yyyn", True),
        ("majority", "yyy", False),
    ],
)
def test_votes_are_counted_by_the_article(vote, votes, carried):
    rule = Rule(article="A", voters=MEMBERS, vote=vote, quorum=4, in_favour=3, days=1)
    words = {"y": "yes", "n": "no", "a": "abstain"}
    cast = {party: words[each] for party, each in zip(MEMBERS, votes, strict=False)}
    assert counted(rule, {**cast, "XX": "no"}).carried is carried


def test_only_members_vote_and_only_for_themselves(desk):
    name = governance.propose(desk, BY, proposal())["id"]
    with desk.unit(actor("owner", "AZ")) as unit, pytest.raises(NotAllowed, match="no vote"):
        governance.vote(unit, name, "yes")
    with desk.unit(actor("planner")) as unit, pytest.raises(NotAllowed):
        governance.vote(unit, name, "yes")
    forged = {"proposal": name, "party": "KZ", "vote": "yes", "at": EVE, "by": "A"}
    with pytest.raises((NotAllowed, psycopg.Error)), desk.unit(BY) as unit:
        unit.run("vote_added", **forged)
    with pytest.raises(NotAllowed, match="proposes nothing"):
        governance.propose(desk, actor("owner", "AZ"), proposal())


def test_a_proposal_is_taken_back_by_its_own_member_alone(desk, clock):
    name = governance.propose(desk, BY, proposal())["id"]
    with desk.unit(actor("owner", "KZ")) as unit, pytest.raises(NotAllowed):
        governance.withdraw(unit, name)
    with desk.unit(BY) as unit:
        assert governance.withdraw(unit, name)["state"] == "withdrawn"
    assert enter(desk, clock) == ([], [])


def test_a_new_member_is_voted_in(desk, clock):
    change = Change(member=TURKMEN)
    name = governance.propose(desk, BY, proposal("accession", change))["id"]
    all_vote(desk, name)
    enter(desk, clock)
    assert "TM" in {each.id for each in pool_at(desk).settings.members}
    assert "TM" in {each["party"] for each in state_of(desk, name)["bindings"]}


def test_an_observer_that_joins_is_no_observer_any_more(desk):
    change = Change(member={**TURKMEN, "id": "UZ", "name": "Uzbekistan", "currency": "UZS"})
    shown = governance.look(desk, BY, proposal("accession", change))["difference"]
    assert "-  - {id: UZ, name: Uzbekistan" in shown
    assert '+  - id: "UZ"' in shown


@pytest.mark.parametrize(("choice", "state"), [("cancel", "rejected"), ("finish", "accepted")])
def test_who_leaves_takes_its_satellites_and_its_orders_end_as_it_chose(desk, clock, choice, state):
    kazakh = actor("owner", "KZ")
    order = _long_order(desk, kazakh)
    change = Change(ends=("A-1",), articles=(FOUR,))
    asked = proposal("withdrawal", change, orders=choice)
    row = governance.propose(desk, kazakh, asked)
    terms = row["body"]["terms"]
    assert "KAZEOSAT-1" in terms["assets"]["satellites"]
    then = "cancelled" if choice == "cancel" else "finished"
    assert {"order": order, "state": "accepted", "then": then} in terms["open_orders"]
    all_vote(desk, row["id"], "no", ["RU"])
    left = EVE.replace(hour=0) + timedelta(days=181)
    assert enter(desk, clock, left) == ([row["id"]], [row["id"]])
    pool = pool_at(desk)
    assert [each.id for each in pool.settings.members] == ["RU", "BY", "AM", "KG"]
    assert {each.owner for each in pool.imagers}.isdisjoint({"KZ"})
    with desk.unit() as unit:
        assert orders.get(unit, order)["state"] == state


def _long_order(desk, who):
    body = wish(
        brought_by="KZ",
        customer="KZ",
        not_after="2027-06-01T00:00:00Z",
        deliver_by="2027-06-02T00:00:00Z",
    )
    known = known_to(desk, who)
    with desk.unit(who) as unit:
        name = orders.place(unit, body, known)["id"]
    with desk.unit(actor("planner")) as unit:
        orders.accept(unit, name)
    return name


def test_nobody_leaves_a_charter_that_could_not_be_amended_any_more(desk):
    with pytest.raises(TableError, match="never be amended again"):
        governance.look(desk, actor("owner", "KZ"), proposal("withdrawal", Change()))


def test_of_two_that_contradict_each_other_the_later_stays_out_and_is_told_of(desk, clock):
    first = governance.propose(desk, BY, proposal())["id"]
    other = Change(ends=("P-1",), articles=({**PRIORITY, "id": "P-3"},))
    second = governance.propose(desk, BY, proposal(change=other))["id"]
    all_vote(desk, first)
    all_vote(desk, second)
    assert enter(desk, clock) == ([first, second], [first])
    assert governance.bring_into_force(desk) == []
    row = state_of(desk, second)
    assert row["state"] == "carried"
    assert "'P-1' ends at 2026-11-11" in row["trouble"]
    with desk.unit() as unit:
        actions = [each.action for each in journal.entries(unit, journal.size_of(unit))]
    assert actions.count("proposal.stuck") == 1


@pytest.mark.parametrize(
    ("kind", "change", "said"),
    [
        ("amendment", Change(), "changes some"),
        ("decision", AMENDMENT, "changes no article"),
        ("accession", AMENDMENT, "names the new member"),
        ("amendment", Change(leaves="KZ"), "withdrawal of its own"),
    ],
)
def test_a_proposal_does_what_its_kind_says(desk, kind, change, said):
    with pytest.raises(InputError, match=said):
        governance.look(desk, BY, proposal(kind, change))


def test_what_is_voted_becomes_a_decision(desk, clock):
    name = governance.propose(desk, BY, proposal("decision", Change()))["id"]
    all_vote(desk, name)
    clock.wind(CLOSES)
    governance.close_votes(desk)
    with desk.unit(actor("observer", "UZ")) as unit:
        (row,) = decisions.page(unit, None, 10)
    assert (row["proposal"], row["text"]) == (name, "Because.")


def test_what_follows_from_a_decision_is_late_when_nobody_did_it(desk, clock):
    with desk.unit(ADMIN) as unit:
        made = decisions.record(
            unit, "heads of government", "Fly together", date(2021, 4, 29), "Cooperate more."
        )
        follow = decisions.follow_up(unit, made["id"], "a plan", "KZ", date(2026, 10, 5))["id"]
    clock.wind(datetime(2026, 10, 5, 23, tzinfo=UTC))
    assert decisions.mark_late(desk) == []
    clock.wind(datetime(2026, 10, 6, tzinfo=UTC))
    assert decisions.mark_late(desk) == [follow]
    assert decisions.mark_late(desk) == []
    with desk.unit(actor("owner", "KZ")) as unit:
        assert decisions.get(unit, made["id"])["follow_ups"][0]["state"] == "late"
        with pytest.raises(NotAllowed):
            decisions.done(unit, follow, "it is there")
    with desk.unit(ADMIN) as unit:
        assert decisions.done(unit, follow, "it is there")["state"] == "done"
        with pytest.raises(Conflict):
            decisions.done(unit, follow, "again")


def test_an_edit_keeps_the_text_or_at_least_the_values():
    text = "# head\nrows:\n  - id: A   # one\n    state: on\n  - {id: B, state: on}\n"
    there = with_field(text, "x.yaml", ("rows", 0), "state", "off")
    assert there.startswith("# head")
    assert load(there, "x.yaml").value["rows"][0] == {"id": "A", "state": "off"}
    flow = with_field(text, "x.yaml", ("rows", 1), "state", "off")
    assert load(flow, "x.yaml").value["rows"][1] == {"id": "B", "state": "off"}
    more = with_row(text, "x.yaml", "rows", {"id": "C"})
    assert [row["id"] for row in load(more, "x.yaml").value["rows"]] == ["C", "A", "B"]
    assert load(with_row(text, "x.yaml", "others", {"id": "C"}), "x.yaml").value["others"]
    less = without_row(text, "x.yaml", "rows", 0)
    assert [row["id"] for row in load(less, "x.yaml").value["rows"]] == ["B"]
