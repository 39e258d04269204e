"""The charter amended by its own article: proposals, votes, the count, and the entry into force."""

from __future__ import annotations

import difflib
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Literal, get_args

from artel.commons.errors import Conflict, InputError, NotAllowed
from artel.commons.ids import canonical_json, digest
from artel.commons.instants import instant_text
from artel.desk import decisions, departures
from artel.desk.desk import new_id
from artel.desk.governance_change import (
    Change,
    Count,
    Rule,
    change_body,
    change_of,
    changed_files,
    counted,
    rule_of,
)
from artel.desk.orders import found
from artel.desk.permissions import permit, permit_party
from artel.desk.pool_files import files_of
from artel.desk.shelf import pool_of_files

if TYPE_CHECKING:
    from collections.abc import Mapping

    from artel.commons.actors import Actor
    from artel.desk.desk import Desk
    from artel.store.connections import Unit

    Row = dict[str, Any]

PAGE = 200
LONGEST = timedelta(days=366)
Kind = Literal["amendment", "accession", "withdrawal", "decision"]
Vote = Literal["yes", "no", "abstain"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What a member proposes, and when the vote closes.

    `orders` is for a withdrawal: whether open orders of the member are finished or cancelled.
    """

    kind: Kind
    title: str
    text: str
    closes: datetime
    change: Change = field(default_factory=Change)
    orders: departures.Choice = "finish"


def look(desk: Desk, actor: Actor, proposal: Proposal) -> Row:
    """Return what a proposal would do, without making it: the rule, the date, the new text.

    A withdrawal lists what happens to assets, open orders and balances. Raises TableError with
    every contradiction of the charter that would result.
    """
    permit(actor, "governance.propose")
    change = _whole(proposal, actor.party)
    with desk.unit() as unit:
        files, now = files_of(unit), unit.now
        terms = departures.terms(unit, actor.party, proposal.orders) if change.leaves else None
    pool = pool_of_files(files)
    rule = rule_of(pool, proposal.kind, now)
    if actor.party not in rule.voters:
        raise NotAllowed(f"{actor.party} has no vote by '{rule.article}', and proposes nothing.")
    if not now < proposal.closes <= now + LONGEST:
        raise InputError(f"The vote closes within {LONGEST.days} days from now.")
    at = _enters(proposal, rule, now)
    changed = {} if change.empty else changed_files(files, change, at)
    return {
        "kind": proposal.kind,
        "title": proposal.title,
        "text": proposal.text,
        "rule": asdict(rule) | {"voters": list(rule.voters)},
        "members": [each.id for each in pool.settings.members],
        "change": change_body(change),
        "terms": terms,
        "in_force": instant_text(at),
        "difference": _difference(files, changed),
    }


def _whole(proposal: Proposal, party: str) -> Change:
    """Return the change of a proposal, checked against its kind. Raises InputError."""
    change, kind = proposal.change, proposal.kind
    if not (proposal.title.strip() and proposal.text.strip()):
        raise InputError("A proposal has a title and a text.")
    if kind == "withdrawal":
        change = Change(ends=change.ends, articles=change.articles, leaves=party)
    elif change.leaves:
        raise InputError("A member leaves by a withdrawal of its own, and by no other proposal.")
    if (kind == "accession") != (change.member is not None):
        raise InputError("An accession names the new member, and nothing else does.")
    if (kind == "decision") != change.empty:
        raise InputError("A decision changes no article, and every other proposal changes some.")
    return change


def _enters(proposal: Proposal, rule: Rule, now: datetime) -> datetime:
    """Return when a proposal enters into force: at midnight UTC, so many days after."""
    if proposal.kind == "decision":
        return proposal.closes
    begin = now if proposal.kind == "withdrawal" else proposal.closes
    last = max(begin + timedelta(days=rule.days), proposal.closes).astimezone(UTC)
    return datetime.combine(last.date() + timedelta(days=1), time(tzinfo=UTC))


def _difference(files: Mapping[str, str], changed: Mapping[str, str]) -> str:
    """Return what changes in the files, line by line."""
    return "".join(
        line
        for name, text in sorted(changed.items())
        for line in difflib.unified_diff(
            files[name].splitlines(keepends=True),
            text.splitlines(keepends=True),
            name,
            f"{name}, changed",
            n=1,
        )
    )


def propose(desk: Desk, actor: Actor, proposal: Proposal) -> Row:
    """Make a proposal and open the vote on it; see `look` for what it says and raises."""
    body = look(desk, actor, proposal)
    with desk.unit(actor) as unit:
        row = unit.row(
            "proposal_added",
            id=new_id(unit, "G"),
            kind=proposal.kind,
            title=proposal.title.strip(),
            body=canonical_json(body),
            article=body["rule"]["article"],
            party=actor.party,
            at=unit.now,
            closes=proposal.closes,
            in_force=datetime.fromisoformat(body["in_force"]),
        )
        made = found(row, "proposal")
        said = {**body, "closes": instant_text(proposal.closes)}
        unit.enter("proposal.made", made["id"], said, body["members"])
        _tell(unit, made)
        return get(unit, made["id"])


def _tell(unit: Unit, row: Row, kind: str = "proposal.state") -> None:
    said = {"proposal": row["id"], "kind": row["kind"], "state": row["state"]}
    closes = {"closes": instant_text(row["closes"])}
    unit.tell(kind, row["id"], row["body"]["members"], {**said, **closes})


def get(unit: Unit, name: str) -> Row:
    """Return a proposal with the votes as they stand, and from when it binds whom."""
    permit(unit.actor, "governance.read")
    row = found(unit.row("proposal_by_id", id=name), name)
    votes = unit.rows("votes_of", proposal=name)
    return {**row, "votes": votes, "bindings": unit.rows("bindings_of", proposal=name)}


def page(unit: Unit, after: str | None, limit: int, state: str | None = None) -> list[Row]:
    """Return at most `limit` proposals, the newest first."""
    permit(unit.actor, "governance.read")
    return unit.rows("proposals_page", after=after, limit=min(limit, PAGE), state=state)


def vote(unit: Unit, name: str, choice: Vote) -> Row:
    """Vote for one's member, or vote anew: the last vote before the close counts."""
    permit(unit.actor, "governance.vote")
    row = found(unit.row("proposal_by_id", id=name), name)
    party = unit.actor.party
    if party not in row["body"]["rule"]["voters"]:
        raise NotAllowed(f"{party} has no vote by '{row['article']}'.")
    if choice not in get_args(Vote):
        raise InputError(f"'{choice}' is no vote; it is yes, no or abstain.")
    if row["state"] != "open" or row["closes"] <= unit.now:
        raise Conflict(f"The vote on {name} closed at {instant_text(row['closes'])}.")
    said = {"proposal": name, "party": party, "vote": choice}
    unit.run(
        "vote_added", proposal=name, party=party, vote=choice, at=unit.now, by=unit.actor.account
    )
    unit.enter("proposal.voted", name, said, row["body"]["members"])
    unit.tell("proposal.voted", name, row["body"]["members"], said)
    return get(unit, name)


def withdraw(unit: Unit, name: str) -> Row:
    """Take a proposal back while the vote is open. Its own member's to do."""
    row = found(unit.row("proposal_by_id", id=name), name)
    permit_party(unit.actor, "governance.propose", row["proposed_by"])
    locked = found(unit.row("proposal_locked", id=name), name)
    if locked["state"] != "open" or locked["closes"] <= unit.now:
        raise Conflict(f"{name} is {locked['state']}, and its vote is not open any more.")
    _moved(unit, locked, "withdrawn")
    return get(unit, name)


def _moved(unit: Unit, row: Row, state: str, outcome: Row | None = None) -> None:
    changed = unit.row(
        "proposal_moved",
        id=row["id"],
        state=state,
        outcome=None if outcome is None else canonical_json(outcome),
        trouble="",
    )
    said = {"state": state, "kind": row["kind"], "outcome": outcome}
    unit.enter(f"proposal.{state.replace(' ', '-')}", row["id"], said, row["body"]["members"])
    _tell(unit, found(changed, row["id"]))


def close_votes(desk: Desk) -> list[str]:
    """Count every vote whose time is over, by the article it was opened under; return their ids."""
    with desk.unit() as unit:
        names = [row["id"] for row in unit.rows("proposals_closing", at=unit.now)]
    return [name for name in names if _closed(desk, name)]


def _closed(desk: Desk, name: str) -> bool:
    with desk.unit() as unit:
        row = found(unit.row("proposal_locked", id=name), name)
        if row["state"] != "open":
            return False
        count = _count(row, {each["party"]: each["vote"] for each in _votes(unit, name)})
        _moved(unit, row, "carried" if count.carried else "lost", asdict(count))
        if count.carried:
            _bind(unit, row)
        if count.carried and row["kind"] == "decision":
            decisions.of_proposal(unit, row)
    return True


def _votes(unit: Unit, name: str) -> list[Row]:
    return unit.rows("votes_of", proposal=name)


def _count(row: Row, votes: Mapping[str, str]) -> Count:
    """Count votes. No vote holds a member back that leaves: they say what others think of it."""
    rule = Rule(**{**row["body"]["rule"], "voters": tuple(row["body"]["rule"]["voters"])})
    if row["kind"] == "withdrawal":
        return Count(dict(votes), carried=True, why="a member leaves by its own word")
    return counted(rule, votes)


def _bind(unit: Unit, row: Row) -> None:
    """Write down from when a proposal binds each member, and the one that comes."""
    comes = row["body"]["change"]["member"]
    parties = {*row["body"]["members"], *([comes["id"]] if comes else [])}
    for party in sorted(parties):
        unit.run("binding_added", proposal=row["id"], party=party, in_force=row["in_force"])


def bring_into_force(desk: Desk) -> list[str]:
    """Put the pool's files of every proposal whose date has come in force; return their ids.

    One that contradicts what the charter has become meanwhile stays out, and is told of.
    """
    with desk.unit() as unit:
        names = [row["id"] for row in unit.rows("proposals_entering", at=unit.now)]
    return [name for name in names if _entered(desk, name)]


def _entered(desk: Desk, name: str) -> bool:
    with desk.unit() as unit:
        row, files = found(unit.row("proposal_by_id", id=name), name), files_of(unit)
    try:
        changed = changed_files(files, change_of(row["body"]), row["in_force"])
    except InputError as error:
        _stuck(desk, name, str(error))
        return False
    with desk.unit() as unit:
        row = found(unit.row("proposal_locked", id=name), name)
        if row["state"] != "carried" or files_of(unit) != files:
            return False  # another worker was quicker, or the pool changed: the next run tries
        _put(unit, row, changed)
    return True


def _put(unit: Unit, row: Row, changed: Mapping[str, str]) -> None:
    for file, text in sorted(changed.items()):
        unit.run("pool_file_put", name=file, content=text, digest=digest(text), at=unit.now)
    said = {"proposal": row["id"], "files": {each: digest(changed[each]) for each in changed}}
    unit.enter("charter.changed", row["id"], said, row["body"]["members"])
    leaves = row["body"]["change"]["leaves"]
    done = departures.done(unit, row) if leaves else {}
    _moved(unit, row, "in force", {**row["outcome"], **done})


def _stuck(desk: Desk, name: str, why: str) -> None:
    with desk.unit() as unit:
        row = found(unit.row("proposal_locked", id=name), name)
        if row["state"] != "carried" or row["trouble"] == why:
            return
        unit.row("proposal_moved", id=name, state="carried", outcome=None, trouble=why)
        unit.enter("proposal.stuck", name, {"why": why}, row["body"]["members"])
        _tell(unit, row, "proposal.stuck")
