"""Routes of the journal: the file to verify, heads, keys, and members' countersignatures."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from artel.api.auth import Asking, TheDesk
from artel.desk import journals
from artel.store.heads import Countersignature, DayText, Hash, Signature, Size
from artel.store.journal_file import lines_of
from artel.store.signing import public_hex, public_pem

router = APIRouter(prefix="/journal", tags=["journal"])

LINES = "application/jsonl"


class HeadOut(BaseModel):
    """The operator's signature over all entries up to a day's end."""

    day: str
    size: int
    root: str
    at: datetime
    sequences: dict[str, int]
    signature: str


class CountersignatureIn(BaseModel):
    """What `artel journal countersign` prints."""

    model_config = ConfigDict(extra="forbid")
    record: Annotated[str, Field(pattern="^countersignature$")] = "countersignature"
    day: DayText
    size: Size
    member: Annotated[str, Field(min_length=1, max_length=100)]
    signature: Signature


class CountersignatureOut(BaseModel):
    """A member's signature under a head."""

    day: str
    size: int
    member: str
    signature: str


class HeadList(BaseModel):
    """Heads by day, and what members put under them."""

    heads: list[HeadOut]
    countersignatures: list[CountersignatureOut]


class PublicKey(BaseModel):
    """A public Ed25519 key."""

    key: Hash
    pem: str


class KeyIn(BaseModel):
    """A member's public key: PEM, or its 32 bytes as base64 or hex."""

    model_config = ConfigDict(extra="forbid")
    key: Annotated[str, Field(min_length=1, max_length=1000)]


class KeyOut(BaseModel):
    """The key as it was kept, in hex."""

    key: Hash


class ForgetIn(BaseModel):
    """Why a personal part is deleted."""

    model_config = ConfigDict(extra="forbid")
    reason: Annotated[str, Field(min_length=1, max_length=1000)]


@router.get(
    "",
    response_class=StreamingResponse,
    responses={200: {"content": {LINES: {"schema": {"type": "string"}}}}},
)
def journal(desk: TheDesk, actor: Asking) -> StreamingResponse:
    """Fetch the journal as a file, `artel-journal/1`: members get their own extract."""
    return StreamingResponse(lines_of(journals.journal_for(desk, actor)), media_type=LINES)


@router.get("/heads", response_model=HeadList)
def heads(desk: TheDesk, actor: Asking) -> dict[str, Any]:
    """List the signed heads and the countersignatures."""
    with desk.unit(actor) as unit:
        return journals.heads(unit)


@router.get("/key", response_model=PublicKey)
def key(desk: TheDesk, actor: Asking) -> dict[str, Any]:  # noqa: ARG001 - who asks is known
    """Read the operator's public key; compare it with the one that you were given on paper."""
    own = journals.operator_key(desk)
    return {"key": public_hex(own), "pem": public_pem(own)}


@router.post("/keys", status_code=201, response_model=KeyOut)
def hand_in(given: KeyIn, desk: TheDesk, actor: Asking) -> dict[str, Any]:
    """Hand in a public key by which your member countersigns."""
    with desk.unit(actor) as unit:
        return {"key": journals.hand_in_key(unit, given.key)}


@router.post("/countersignatures", status_code=201, response_model=CountersignatureOut)
def countersign(given: CountersignatureIn, desk: TheDesk, actor: Asking) -> dict[str, Any]:
    """Put your member's signature under a head that you have verified."""
    said = Countersignature(**given.model_dump(exclude={"record"}))
    with desk.unit(actor) as unit:
        journals.countersign(unit, said)
    return said.model_dump(exclude={"record"})


@router.post("/entries/{number}/forget", status_code=204)
def forget(
    number: Annotated[int, Path(ge=1, le=2**53)], given: ForgetIn, desk: TheDesk, actor: Asking
) -> None:
    """Delete what an entry says of a person; the entry itself stays."""
    with desk.unit(actor) as unit:
        journals.forget(unit, number, given.reason)
