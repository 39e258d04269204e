"""What a proposal changes in the pool's files, and how the votes on it are counted: no database."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from artel.charter.articles import Amendment, Balance
from artel.commons.errors import InputError, TableError
from artel.commons.instants import instant_text, parse_instant
from artel.commons.names import hint
from artel.commons.tables import load
from artel.desk.pool_edits import with_field, with_row, without_row
from artel.studies.pool import read_pool

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from artel.studies.pool import Pool

    Row = dict[str, Any]

CHARTER, POOL = "charter.yaml", "pool.yaml"
SATELLITES, STATIONS = "satellites.yaml", "stations.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What a proposal changes: articles that end and begin, a member that comes, one that leaves.

    `articles` are rows of charter.yaml without `from`: they begin when the proposal enters into
    force, and those of `ends` end then. `member` is a row of pool.yaml.
    """

    ends: tuple[str, ...] = ()
    articles: tuple[Mapping[str, Any], ...] = ()
    member: Mapping[str, Any] | None = None
    leaves: str | None = None

    @property
    def empty(self) -> bool:
        """Whether it changes nothing."""
        return not (self.ends or self.articles or self.member or self.leaves)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """How a proposal is decided: the amendment article, as it was when the proposal was made."""

    article: str
    voters: tuple[str, ...]
    vote: str
    quorum: int
    in_favour: int | None
    days: int


@dataclass(frozen=True, slots=True)
class Count:
    """How the votes were counted, and what came of it."""

    votes: Mapping[str, str] = field(default_factory=dict)
    carried: bool = False
    why: str = ""


def rule_of(pool: Pool, kind: str, at: datetime) -> Rule:
    """Return the rule for a kind of proposal. Raises InputError where the charter has none."""
    articles = pool.charter.of(Amendment, at)
    if not articles:
        raise InputError(
            "No article of the charter says how it is amended.",
            next_step="It needs one of kind amendment.",
        )
    article = articles[0]
    members = {each.id for each in pool.settings.members}
    return Rule(
        article=article.id,
        voters=tuple(each for each in article.parties if each in members),
        vote=article.accession if kind == "accession" else article.vote,
        quorum=article.quorum,
        in_favour=article.in_favour,
        days=article.withdrawal_days if kind == "withdrawal" else article.enters_after_days,
    )


def counted(rule: Rule, votes: Mapping[str, str]) -> Count:
    """Count the votes by the article: the quorum first, then consensus or majority."""
    cast = {party: vote for party, vote in votes.items() if party in rule.voters}
    against = sorted(party for party, vote in cast.items() if vote == "no")
    yes = sum(vote == "yes" for vote in cast.values())
    if len(cast) < rule.quorum:
        return Count(cast, carried=False, why=f"{len(cast)} voted, and {rule.quorum} must")
    if rule.vote == "consensus":
        why = f"against: {', '.join(against)}" if against else "nobody was against"
        return Count(cast, carried=not against, why=why)
    needed = rule.in_favour or 1
    return Count(cast, carried=yes >= needed, why=f"{yes} in favour, {needed} needed")


def changed_files(files: Mapping[str, str], change: Change, at: datetime) -> dict[str, str]:
    """Return the pool's files after a change that enters into force at an instant.

    Raises TableError with every contradiction (file, line, field), and InputError for names that
    nobody has: nothing is changed by halves.
    """
    result = dict(files)
    result[CHARTER] = _charter(files[CHARTER], change, at)
    result[POOL] = _parties(files[POOL], change)
    if change.leaves:
        result[SATELLITES] = _each_of(result, SATELLITES, change.leaves, "status", "retired")
        result[STATIONS] = _each_of(result, STATIONS, change.leaves, "permits", [])
    _check_amendable(read_pool(result), at)
    return {name: text for name, text in result.items() if text != files.get(name)}


def _charter(text: str, change: Change, at: datetime) -> str:
    for name in change.ends:
        text = _ended(text, name, at)
    for article in reversed(change.articles):
        if "from" in article:
            raise InputError("An article's 'from' is when it enters into force; leave it out.")
        text = with_row(text, CHARTER, "articles", {**article, "from": instant_text(at)})
    return text


def _ended(text: str, name: str, at: datetime) -> str:
    rows = load(text, CHARTER).value["articles"]
    ids = [row.get("id") for row in rows]
    if name not in ids:
        raise InputError(f"No article is called '{name}'; {hint(name, ids)}")
    until = rows[ids.index(name)].get("until")
    if until is not None and parse_instant(str(until)) <= at:
        raise InputError(f"The article '{name}' ends at {until} already.")
    return with_field(text, CHARTER, ("articles", ids.index(name)), "until", instant_text(at))


def _parties(text: str, change: Change) -> str:
    if change.leaves:
        row = _row(text, "members", change.leaves)
        text = without_row(text, POOL, "members", row[0])
        kept: Row = {name: row[1][name] for name in ("id", "name", "agency") if name in row[1]}
        # An observer that may order: what it has ordered can be finished.
        text = with_row(text, POOL, "observers", {**kept, "rights": ["order"]})
    if change.member:
        for name in ("observers", "partners"):
            if change.member.get("id") in _ids(text, name):
                index = _row(text, name, str(change.member["id"]))[0]
                text = without_row(text, POOL, name, index)
        text = with_row(text, POOL, "members", change.member)
    return text


def _ids(text: str, name: str) -> list[str]:
    return [row.get("id") for row in load(text, POOL).value.get(name) or ()]


def _row(text: str, name: str, party: str) -> tuple[int, Row]:
    ids = _ids(text, name)
    if party not in ids:
        raise InputError(f"'{party}' is not among the {name}; {hint(party, ids)}")
    index = ids.index(party)
    return index, load(text, POOL).value[name][index]


def _each_of(files: Mapping[str, str], file: str, owner: str, name: str, value: Any) -> str:
    """Return a file in which a field of every asset of an owner has this value."""
    key = file.removesuffix(".yaml")
    text = files[file]
    for index, row in enumerate(load(text, file).value[key]):
        if row.get("owner") == owner:
            text = with_field(text, file, (key, index), name, value)
    return text


def _check_amendable(pool: Pool, at: datetime) -> None:
    """Raise TableError where the charter could not be amended any more."""
    rule = rule_of(pool, "amendment", at)
    needed = max(rule.quorum, rule.in_favour or 0)
    if len(rule.voters) < needed:
        sentence = (
            f"{CHARTER}: by '{rule.article}' {needed} must vote, and only {len(rule.voters)}"
            " members could: it could never be amended again. End it, and add another."
        )
        raise TableError((sentence,))


def assets_of(pool: Pool, party: str) -> Row:
    """Return what a party has brought, and what the charter carries over for it."""
    carried = [
        {"article": article.id, "seconds": row.seconds}
        for article in pool.charter.articles
        if isinstance(article, Balance)
        for row in article.carried
        if row.party == party
    ]
    return {
        "satellites": [each.name for each in pool.satellites if each.owner == party],
        "stations": [each.name for each in pool.stations if each.owner == party],
        "articles": [each.id for each in pool.charter.articles if party in each.parties],
        "carried": carried,
    }


def change_of(body: Mapping[str, Any]) -> Change:
    """Return the change that a proposal's body says."""
    change = body["change"]
    return Change(
        ends=tuple(change["ends"]),
        articles=tuple(change["articles"]),
        member=change["member"],
        leaves=change["leaves"],
    )


def change_body(change: Change) -> Row:
    """Return a change as plain values, as `change_of` reads it."""
    plain = {
        "ends": list(change.ends),
        "articles": [dict(each) for each in change.articles],
        "member": change.member,
        "leaves": change.leaves,
    }
    return dict(json.loads(json.dumps(plain)))
