"""Routes of governance: proposals and votes, decisions and what follows from them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from artel.api import paging
from artel.api.auth import Asking, TheDesk
from artel.api.orders import Link
from artel.desk import decisions as desk_decisions
from artel.desk import governance as desk_governance
from artel.desk.departures import Choice
from artel.desk.governance import Kind, Proposal, Vote
from artel.desk.governance_change import Change

router = APIRouter(tags=["governance"])

Name = Annotated[str, Field(min_length=1, max_length=64)]
Title = Annotated[str, Field(min_length=1, max_length=200)]
Words = Annotated[str, Field(min_length=1, max_length=20_000)]
ProposalState = Literal["open", "carried", "lost", "withdrawn", "in force"]
FollowUpState = Literal["open", "late", "done"]


class Strict(BaseModel):
    """A body that says nothing unknown."""

    model_config = ConfigDict(extra="forbid")


class Proposed(Strict):
    """A proposal: articles that end and begin, a new member, a member that leaves; or a decision.

    `articles` are rows of charter.yaml without `from`; `member` is a row of pool.yaml. `orders` is
    for a withdrawal: what becomes of the member's open orders.
    """

    kind: Kind
    title: Title
    text: Words
    closes: AwareDatetime
    ends: Annotated[list[Name], Field(max_length=100)] = []
    articles: Annotated[list[dict[str, Any]], Field(max_length=100)] = []
    member: dict[str, Any] | None = None
    orders: Choice = "finish"

    @property
    def proposal(self) -> Proposal:
        """The proposal that this body says."""
        change = Change(ends=tuple(self.ends), articles=tuple(self.articles), member=self.member)
        return Proposal(
            kind=self.kind,
            title=self.title,
            text=self.text,
            closes=self.closes,
            change=change,
            orders=self.orders,
        )


class Cast(Strict):
    """A vote."""

    vote: Vote


class RuleOut(BaseModel):
    """How it is decided: the amendment article as it was when the proposal was made."""

    article: str
    voters: list[str]
    vote: Literal["consensus", "majority"]
    quorum: int
    in_favour: int | None
    days: int


class ChangeOut(BaseModel):
    """What would change."""

    ends: list[str]
    articles: list[dict[str, Any]]
    member: dict[str, Any] | None
    leaves: str | None


class CarriedOut(BaseModel):
    """What the charter carries over for a member, in seconds of imaging."""

    article: str
    seconds: float


class AssetsOut(BaseModel):
    """What a member has brought, and the articles that name it."""

    satellites: list[str]
    stations: list[str]
    articles: list[str]
    carried: list[CarriedOut]


class OpenOrderOut(BaseModel):
    """An open order of a member that leaves, and what becomes of it."""

    order: str
    state: str
    then: Literal["finished", "cancelled"]


class BalanceOut(BaseModel):
    """A balance to be settled, in minor units; below zero the account is owed it."""

    account: str
    currency: str
    amount_minor: int


class TermsOut(BaseModel):
    """What a withdrawal means for assets, open orders and balances."""

    party: str
    assets: AssetsOut
    orders: Choice
    open_orders: list[OpenOrderOut]
    balances: list[BalanceOut]


class BodyOut(BaseModel):
    """What a proposal says and would do; `difference` shows the pool's files line by line."""

    kind: Kind
    title: str
    text: str
    rule: RuleOut
    members: list[str]
    change: ChangeOut
    terms: TermsOut | None
    in_force: datetime
    difference: str


class OutcomeOut(BaseModel):
    """How the votes were counted; of a withdrawal that was done, also what was done."""

    votes: dict[str, Vote]
    carried: bool
    why: str
    open_orders: list[OpenOrderOut] | None = None
    balances: list[BalanceOut] | None = None


class ProposalOut(BaseModel):
    """A proposal; `trouble` says why it could not enter into force."""

    id: str
    kind: Kind
    title: str
    article: str
    proposed_by: str
    opened: datetime
    closes: datetime
    in_force: datetime | None
    state: ProposalState
    outcome: OutcomeOut | None
    trouble: str
    body: BodyOut


class VoteOut(BaseModel):
    """A member's last vote."""

    party: str
    vote: Vote
    at: datetime


class BindingOut(BaseModel):
    """From when a member is bound."""

    party: str
    in_force: datetime


class ProposalWhole(ProposalOut):
    """A proposal with the votes as they stand, and from when it binds whom."""

    votes: list[VoteOut]
    bindings: list[BindingOut]


class ProposalPage(BaseModel):
    """Proposals, the newest first."""

    proposals: list[ProposalOut]
    links: list[Link]


class Decided(Strict):
    """A decision: which body made it, when, and its words."""

    body: Title
    title: Title
    made: date
    text: Words


class Following(Strict):
    """What follows from a decision: what is done, by whom, by when."""

    what: Words
    responsible: Title
    due: date


class Done(Strict):
    """How it was done."""

    note: Annotated[str, Field(max_length=2000)] = ""


class FollowUpOut(BaseModel):
    """What follows from a decision."""

    id: str
    decision: str
    what: str
    responsible: str
    due: date
    state: FollowUpState
    note: str
    changed: datetime


class DecisionOut(BaseModel):
    """A decision; `proposal` is the one that was carried, where the members voted."""

    id: str
    body: str
    title: str
    made: date
    text: str
    proposal: str | None


class DecisionWhole(DecisionOut):
    """A decision with what follows from it."""

    follow_ups: list[FollowUpOut]


class DecisionPage(BaseModel):
    """Decisions, the newest first."""

    decisions: list[DecisionOut]
    links: list[Link]


class FollowUpPage(BaseModel):
    """What follows from decisions, the newest first."""

    follow_ups: list[FollowUpOut]
    links: list[Link]


@router.post("/proposals/check", response_model=BodyOut)
def look(proposed: Proposed, desk: TheDesk, actor: Asking) -> dict[str, Any]:
    """Say what a proposal would do. Nothing is stored; contradictions come as a problem."""
    return desk_governance.look(desk, actor, proposed.proposal)


@router.post("/proposals", status_code=201, response_model=ProposalWhole)
def propose(proposed: Proposed, desk: TheDesk, actor: Asking, response: Response) -> dict[str, Any]:
    """Make a proposal for your member, and open the vote on it."""
    row = desk_governance.propose(desk, actor, proposed.proposal)
    response.headers["Location"] = f"/api/v1/proposals/{row['id']}"
    return row


@router.get("/proposals", response_model=ProposalPage)
def proposals(
    request: Request,
    desk: TheDesk,
    actor: Asking,
    limit: paging.Limit = 50,
    cursor: paging.Cursor = None,
    state: ProposalState | None = None,
) -> dict[str, Any]:
    """List the proposals."""
    with desk.unit(actor) as unit:
        rows = desk_governance.page(unit, paging.after(cursor), limit, state)
    return paging.page(request, "proposals", rows, limit)


@router.get("/proposals/{name}", response_model=ProposalWhole)
def proposal(name: str, desk: TheDesk, actor: Asking) -> dict[str, Any]:
    """Read one proposal with its votes."""
    with desk.unit(actor) as unit:
        return desk_governance.get(unit, name)


@router.post("/proposals/{name}/vote", response_model=ProposalWhole)
def vote(name: str, cast: Cast, desk: TheDesk, actor: Asking) -> dict[str, Any]:
    """Vote for your member; until the close you may vote anew, and the last vote counts."""
    with desk.unit(actor) as unit:
        return desk_governance.vote(unit, name, cast.vote)


@router.post("/proposals/{name}/withdraw", response_model=ProposalWhole)
def withdraw(name: str, desk: TheDesk, actor: Asking) -> dict[str, Any]:
    """Take a proposal of your member back while the vote is open."""
    with desk.unit(actor) as unit:
        return desk_governance.withdraw(unit, name)


@router.post("/decisions", status_code=201, response_model=DecisionWhole)
def record(decided: Decided, desk: TheDesk, actor: Asking, response: Response) -> dict[str, Any]:
    """Record a decision."""
    with desk.unit(actor) as unit:
        row = desk_decisions.record(unit, **decided.model_dump())
    response.headers["Location"] = f"/api/v1/decisions/{row['id']}"
    return row


@router.get("/decisions", response_model=DecisionPage)
def decisions(
    request: Request,
    desk: TheDesk,
    actor: Asking,
    limit: paging.Limit = 50,
    cursor: paging.Cursor = None,
) -> dict[str, Any]:
    """List the decisions."""
    with desk.unit(actor) as unit:
        rows = desk_decisions.page(unit, paging.after(cursor), limit)
    return paging.page(request, "decisions", rows, limit)


@router.get("/decisions/{name}", response_model=DecisionWhole)
def decision(name: str, desk: TheDesk, actor: Asking) -> dict[str, Any]:
    """Read one decision with what follows from it."""
    with desk.unit(actor) as unit:
        return desk_decisions.get(unit, name)


@router.post("/decisions/{name}/follow-ups", status_code=201, response_model=FollowUpOut)
def follow(name: str, following: Following, desk: TheDesk, actor: Asking) -> dict[str, Any]:
    """Add what follows from a decision."""
    with desk.unit(actor) as unit:
        return desk_decisions.follow_up(unit, name, **following.model_dump())


@router.get("/follow-ups", response_model=FollowUpPage)
def follow_ups(
    request: Request,
    desk: TheDesk,
    actor: Asking,
    limit: paging.Limit = 50,
    cursor: paging.Cursor = None,
    state: FollowUpState | None = None,
) -> dict[str, Any]:
    """List what follows from decisions."""
    with desk.unit(actor) as unit:
        rows = desk_decisions.follow_ups(unit, paging.after(cursor), limit, state)
    return paging.page(request, "follow_ups", rows, limit)


@router.post("/follow-ups/{name}/done", response_model=FollowUpOut)
def done(name: str, how: Done, desk: TheDesk, actor: Asking) -> dict[str, Any]:
    """Write down that what followed is done."""
    with desk.unit(actor) as unit:
        return desk_decisions.done(unit, name, how.note)
