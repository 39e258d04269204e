"""The journal as the desk gives it out: whole, or a member's extract; keys and countersignatures.

The operator's private key is a file of the data folder, secrets/operator.pem, made when it is first
needed.
"""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from artel.commons.errors import Conflict, InputError, NotFound
from artel.desk.permissions import permit, permit_party
from artel.desk.pool_files import files_of
from artel.desk.shelf import pool_of_files
from artel.store import journal
from artel.store.extracting import extract
from artel.store.heads import Countersignature, countersigned_text
from artel.store.records import OPERATOR
from artel.store.signing import (
    new_key,
    private_pem,
    public_hex,
    read_private,
    read_public,
    signed_by,
)

if TYPE_CHECKING:
    from datetime import date

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from artel.commons.actors import Actor
    from artel.desk.desk import Desk
    from artel.store.connections import Unit
    from artel.store.heads import Head
    from artel.store.journal_file import Journal

    Row = dict[str, Any]

KEY_FILE = "operator.pem"


def operator_key(desk: Desk) -> Ed25519PrivateKey:
    """Return the key by which the operator signs heads; it is made at the first use."""
    folder = desk.folder / "secrets"
    path = folder / KEY_FILE
    if not path.is_file():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = folder / f".{KEY_FILE}.{secrets.token_hex(8)}"
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(private_pem(new_key()))
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):  # another process was quicker: its key stays
            os.link(fresh, path)
        fresh.unlink()
    return read_private(path.read_text("ascii"), KEY_FILE)


def pool_name(unit: Unit) -> str:
    """Return the pool's name, as the journal's header and its heads have it."""
    return pool_of_files(files_of(unit)).settings.name


def seal(desk: Desk, day: date) -> Head:
    """Sign the head of a day that has ended; see `store.journal.seal_day`."""
    key = operator_key(desk)
    with desk.unit() as unit:
        return journal.seal_day(unit, day, key, pool_name(unit))


def journal_for(desk: Desk, actor: Actor) -> Journal:
    """Return the whole journal to the operator and the auditor, and to a member its extract."""
    whole = actor.scope == "operator"
    permit(actor, "journal.read" if whole else "journal.extract")
    made = _whole(desk)
    return made if whole else extract(made, actor.party)


def extract_of(desk: Desk, member: str) -> Journal:
    """Return a member's extract, for the operator to hand over."""
    return extract(_whole(desk), member)


def _whole(desk: Desk) -> Journal:
    own = public_hex(operator_key(desk))
    with desk.unit() as unit:
        return journal.export(unit, pool_name(unit), {**_keys(unit), OPERATOR: [own]})


def _keys(unit: Unit) -> dict[str, list[str]]:
    held: dict[str, list[str]] = {}
    for row in unit.rows("member_keys"):
        held.setdefault(row["party"], []).append(row["key"])
    return held


def heads(unit: Unit) -> Row:
    """Return the signed heads and what members put under them."""
    permit(unit.actor, "journal.read" if unit.actor.scope == "operator" else "journal.extract")
    return {
        "heads": [each.model_dump(exclude={"record"}) for each in journal.heads(unit)],
        "countersignatures": [
            each.model_dump(exclude={"record"}) for each in journal.countersignatures(unit)
        ],
    }


def hand_in_key(unit: Unit, text: str) -> str:
    """Keep a public key of the actor's member, and return it in hex. Earlier ones stay valid."""
    permit(unit.actor, "journal.sign")
    key, party = read_public(text, "This"), unit.actor.party
    if unit.run("member_key_added", party=party, key=key, by=unit.actor.account, at=unit.now):
        unit.enter("journal.key", party, {"key": key}, parties=[party])
    return key


def countersign(unit: Unit, said: Countersignature) -> None:
    """Keep a member's signature under a head, after checking it."""
    permit_party(unit.actor, "journal.sign", said.member)
    heads_by = {(each.day, each.size): each for each in journal.heads(unit)}
    head = heads_by.get((said.day, said.size))
    if head is None:
        raise NotFound(f"There is no head of {said.day} over {said.size} entries.")
    keys = _keys(unit).get(said.member, [])
    if not signed_by(keys, said.signature, countersigned_text(head, said.member)):
        raise InputError(
            f"No key of {said.member} made this signature under the head of {said.day}.",
            next_step="Hand your public key in first, and sign the head as it stands.",
        )
    before = {(each.day, each.member) for each in journal.countersignatures(unit)}
    if (said.day, said.member) in before:
        raise Conflict(f"{said.member} has countersigned the head of {said.day} already.")
    journal.countersigned(unit, said)
    body = {"day": said.day, "size": said.size}
    unit.enter("journal.countersigned", said.member, body, parties=[said.member])


def forget(unit: Unit, number: int, reason: str) -> None:
    """Delete what an entry says of a person; the entry stays, and the reason is entered."""
    permit(unit.actor, "journal.forget")
    if not journal.delete_personal(unit, number):
        raise NotFound(f"Entry {number} has no personal part.")
    unit.enter("journal.forgotten", str(number), {"entry": number, "reason": reason})
