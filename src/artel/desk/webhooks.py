"""Webhooks: a party's own address is told of the events meant for it, signed, until it answers.

Requests are signed as Standard Webhooks 1.0 says: HMAC-SHA-256 over id, timestamp and body.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from artel.commons.errors import Conflict, InputError
from artel.commons.ids import canonical_json
from artel.commons.instants import instant_text
from artel.desk.desk import new_id
from artel.desk.orders import found
from artel.desk.permissions import permit, permit_party
from artel.feeds.outbound import Ask, asked, checked_url
from artel.feeds.urls import Bounds

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from artel.commons.actors import Actor
    from artel.desk.desk import Desk
    from artel.store.connections import Unit

    Row = dict[str, Any]

SECRET_PREFIX = "whsec_"  # noqa: S105 - what stands before a secret
PAUSES_S = (5, 30, 120, 600, 1800, 3600, 7200, 14400, 28800, 28800)
"""Seconds between one try and the next: the last comes nearly 24 hours after the first."""
BATCH = 10
"""So many events go to one webhook before the others have their turn."""
CLAIM = timedelta(minutes=10)
"""So long one worker alone sends for a webhook: longer than a batch can take."""
BOUNDS = Bounds(limit=64 * 1024, patience_s=10.0, longest_s=15.0)
MOST_REPLAYED = 1000
_LONGEST_SAID = 300


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one request: the status, 0 for no answer, and a sentence where it failed."""

    status: int
    said: str

    @property
    def good(self) -> bool:
        """Whether the receiver took it: any status of 200 to 299."""
        return 200 <= self.status < 300


def make(desk: Desk, actor: Actor, url: str, kinds: Sequence[str]) -> Row:
    """Make a webhook for the actor's party; `secret` is in this answer and in no other.

    `kinds` are of events: `order.state`, `order.*`, or `*` for all. Raises InputError for an
    address that the desk may not ask.
    """
    permit(actor, "webhook.keep")
    checked_url(url, desk.allowed)
    secret = SECRET_PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()
    with desk.unit(actor) as unit:
        row = unit.row(
            "webhook_added",
            id=new_id(unit, "WH"),
            party=actor.party,
            by=actor.account,
            url=url.strip(),
            secret=secret,
            kinds=sorted(set(kinds)),
            at=unit.now,
        )
        made = found(row, "webhook")
        unit.enter("webhook.made", made["id"], {"party": actor.party, "kinds": made["kinds"]})
    return {**made, "secret": secret}


def page(unit: Unit, after: str | None, limit: int) -> list[Row]:
    """Return the webhooks that this actor may see, the newest first, without their secrets."""
    permit(unit.actor, "webhook.keep")
    return unit.rows("webhooks_page", after=after, limit=limit)


def tries(unit: Unit, name: str, after: int | None, limit: int) -> list[Row]:
    """Return what became of a webhook's events, the newest first."""
    permit(unit.actor, "webhook.keep")
    found(unit.row("webhook_by_id", id=name), name)
    return unit.rows("webhook_tries_page", id=name, after=after, limit=limit)


def end(unit: Unit, name: str) -> None:
    """End a webhook: nothing is sent to it any more."""
    _own(unit, name)
    unit.run("webhook_ended", id=name)
    unit.enter("webhook.ended", name, {})


def replay(unit: Unit, name: str, begin: int) -> int:
    """Send the events from a number on again, at most 1,000, and return how many they are."""
    if not _own(unit, name)["active"]:
        raise Conflict(f"The webhook {name} has ended.", next_step="Make another one.")
    count = unit.run("webhook_replayed", id=name, begin=begin, at=unit.now, limit=MOST_REPLAYED)
    unit.enter("webhook.replayed", name, {"from": begin, "events": count})
    return count


def ping(desk: Desk, actor: Actor, name: str) -> Outcome:
    """Send a signed test to a webhook now, once, and return what it answered."""
    with desk.unit(actor) as unit:
        hook = _own(unit, name)
    body = {"at": instant_text(desk.clock.now()), "kind": "ping", "subject": name, "body": {}}
    return _sent(desk, hook, f"{name}-ping-{secrets.token_hex(8)}", canonical_json(body))


def _own(unit: Unit, name: str) -> Row:
    permit(unit.actor, "webhook.keep")
    row = found(unit.row("webhook_by_id", id=name), name)
    permit_party(unit.actor, "webhook.keep", row["party"])
    return row


def send_due(desk: Desk) -> int:
    """Send what is due to every webhook, at most a batch to each; return how many tries there were.

    Several workers may do this at once: a webhook is served by one of them at a time. A periodic
    job calls it.
    """
    count, after = 0, ""
    while True:
        until = desk.clock.now() + CLAIM
        with desk.unit() as unit:
            hook = unit.row("webhook_claimed", at=unit.now, until=until, after=after)
            if hook is None:
                return count
            unit.run("webhook_queued", id=hook["id"], at=unit.now)
            due = unit.rows("webhook_due", id=hook["id"], at=unit.now, limit=BATCH)
        after = hook["id"]
        try:
            count += _batch(desk, hook, due, until)
        finally:
            with desk.unit() as unit:
                unit.run("webhook_freed", id=hook["id"], until=until)


def _batch(desk: Desk, hook: Row, due: Sequence[Row], until: datetime) -> int:
    """Send events in their order; after one that failed the next ones wait for the next call."""
    for count, event in enumerate(due, 1):
        if desk.clock.now() + timedelta(seconds=60) > until:
            return count - 1
        outcome = _sent(desk, hook, f"{hook['id']}-{event['event']}", body_of(event))
        _noted(desk, hook, event, outcome)
        if not outcome.good:
            return count
    return len(due)


def _noted(desk: Desk, hook: Row, event: Row, outcome: Outcome) -> None:
    over = not outcome.good and event["tries"] >= len(PAUSES_S)
    pause = PAUSES_S[min(event["tries"], len(PAUSES_S) - 1)]
    with desk.unit() as unit:
        unit.run(
            "webhook_tried",
            id=hook["id"],
            event=event["event"],
            state="done" if outcome.good else "given up" if over else "waiting",
            next_try=unit.now + timedelta(seconds=pause),
            status=outcome.status,
            said=outcome.said,
        )
        if over:
            said = {"event": event["event"], "said": outcome.said}
            unit.enter("webhook.given_up", hook["id"], said)
            unit.tell("webhook.given_up", hook["id"], [hook["party"]], said)


def body_of(event: Row) -> str:
    """Return what is sent of an event, as canonical JSON."""
    return canonical_json(
        {
            "seq": event["event"],
            "at": instant_text(event["at"]),
            "kind": event["kind"],
            "subject": event["subject"],
            "body": event["body"],
        }
    )


def _sent(desk: Desk, hook: Row, name: str, body: str) -> Outcome:
    """Send one signed request; where the address leads is looked at anew each time."""
    stamp = str(int(desk.clock.now().timestamp()))
    heads = {
        "Content-Type": "application/json",
        "webhook-id": name,
        "webhook-timestamp": stamp,
        "webhook-signature": signature(hook["secret"], name, stamp, body),
    }
    try:
        checked = checked_url(hook["url"], desk.allowed)
        answer = asked(checked, Ask("POST", heads, body.encode()), BOUNDS)
    except InputError as error:
        return Outcome(0, str(error)[:_LONGEST_SAID])
    good = 200 <= answer.status < 300
    return Outcome(answer.status, "" if good else f"It answered {answer.status}.")


def signature(secret: str, name: str, stamp: str, body: str) -> str:
    """Return the head `webhook-signature` of a request: its id, its POSIX second, its body."""
    key = base64.b64decode(secret.removeprefix(SECRET_PREFIX))
    made = hmac.new(key, f"{name}.{stamp}.{body}".encode(), hashlib.sha256).digest()
    return "v1," + base64.b64encode(made).decode()
