"""How often one account and one address may ask, and what every answer tells a browser to forbid.

The limits are generous: they stop a program that has gone wild, and no person at work.
"""

from __future__ import annotations

import ipaddress
import math
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.datastructures import MutableHeaders
from starlette.requests import Request

from artel.api.problems import Problem, answer
from artel.commons import log

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from artel.commons.actors import Actor

MOST_KNOWN = 10_000
"""So many names are counted at once; the one that asked longest ago is forgotten first."""


@dataclass(frozen=True, slots=True)
class Rate:
    """So many requests at once, and after that so many a second."""

    at_once: int
    per_s: float

    @property
    def window_s(self) -> int:
        """Seconds in which an empty bucket is full again."""
        return math.ceil(self.at_once / self.per_s)


@dataclass(frozen=True, slots=True)
class Left:
    """What a request leaves: how many may follow at once, and in how many seconds the next may."""

    kind: str
    rate: Rate
    number: int
    wait_s: int

    def heads(self) -> dict[str, str]:
        """Return it as the heads RateLimit and RateLimit-Policy say it."""
        return {
            "RateLimit-Policy": f'"{self.kind}";q={self.rate.at_once};w={self.rate.window_s}',
            "RateLimit": f'"{self.kind}";r={self.number};t={self.wait_s}',
        }


PER_ACCOUNT = Rate(at_once=1000, per_s=50.0)
PER_ADDRESS = Rate(at_once=3000, per_s=200.0)
"""Many people share the address of an agency; the machine itself is not counted by address."""


class Buckets:
    """A bucket of tokens for each name: a request takes one, and time puts them back."""

    def __init__(
        self, kind: str, rate: Rate, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self.kind, self.rate = kind, rate
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def __len__(self) -> int:
        """Return how many names are counted now."""
        return len(self._kept)

    def take(self, name: str) -> Left:
        """Take one token and return what is left. Raises Problem 429 where there is none."""
        now = self._monotonic()
        with self._lock:
            tokens, then = self._kept.pop(name, (float(self.rate.at_once), now))
            tokens = min(self.rate.at_once, tokens + (now - then) * self.rate.per_s)
            granted = tokens >= 1
            tokens -= granted
            self._kept[name] = (tokens, now)
            if len(self._kept) > MOST_KNOWN:
                self._kept.popitem(last=False)
        missing = max(0.0, 1 - tokens) / self.rate.per_s
        left = Left(self.kind, self.rate, int(tokens), math.ceil(missing))
        if not granted:
            raise _too_many(left)
        return left


def _too_many(left: Left) -> Problem:
    return Problem(
        429,
        f"Too many requests of one {left.kind}: {left.rate.at_once} at once, and then"
        f" {left.rate.per_s:g} a second.",
        headers={"Retry-After": str(left.wait_s), **left.heads()},
    )


class Limits:
    """The buckets of one serving process."""

    def __init__(self, account: Rate = PER_ACCOUNT, address: Rate = PER_ADDRESS) -> None:
        self.accounts = Buckets("account", account)
        self.addresses = Buckets("address", address)


def known(request: Request, actor: Actor) -> None:
    """Note who asks, for the log, and count it. Raises Problem 429 where it asks too often."""
    noted = request.scope.setdefault("state", {})
    noted[log.ACTOR] = actor.account
    limits: Limits = request.app.state.limits
    noted["left"] = limits.accounts.take(actor.account)


def counted_address(host: str) -> str | None:
    """Return by what name an address is counted: a v6 one by its network; None for this machine.

    Behind a proxy on this machine the server takes the client's address from the proxy.
    """
    try:
        found = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return host
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    if found.is_loopback:
        return None
    if isinstance(found, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((int(found), 64), strict=False))
    return str(found)


class Limited:
    """Asks the application behind it no oftener than an address may, and tells what is left."""

    def __init__(self, app: ASGIApp, limits: Limits) -> None:
        self.app, self.limits = app, limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with a problem, or hand the request on."""
        client = scope.get("client")
        name = counted_address(client[0]) if client else None
        if scope["type"] != "http" or name is None:
            await self.app(scope, receive, _telling(scope, send))
            return
        try:
            left = self.limits.addresses.take(name)
        except Problem as problem:
            await answer(Request(scope), problem)(scope, receive, send)
            return
        scope.setdefault("state", {})["left"] = left
        await self.app(scope, receive, _telling(scope, send))


def _telling(scope: Scope, send: Send) -> Send:
    """Return what sends an answer with the heads of the limit that was looked at last."""

    async def telling(message: Message) -> None:
        left = scope.get("state", {}).get("left")
        if message["type"] == "http.response.start" and left is not None:
            heads = MutableHeaders(scope=message)
            for name, value in left.heads().items():
                heads.setdefault(name, value)
        await send(message)

    return telling


POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none';"
    " form-action 'self'; frame-ancestors 'none'"
)
"""What a page of ours may load: its own files, and pictures that it draws itself."""
HEADS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
}
TRANSPORT = "max-age=31536000"
"""For a year a browser that came by https asks by nothing else."""


class Guarded:
    """Every answer says what a browser must not do with it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the request on, and add the heads to its answer."""

        async def guarding(message: Message) -> None:
            if message["type"] == "http.response.start":
                heads = MutableHeaders(scope=message)
                for name, value in _heads_of(scope).items():
                    heads.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, guarding)


def _heads_of(scope: Scope) -> dict[str, str]:
    own = scope["path"].startswith("/api/")
    heads = HEADS | ({"Cache-Control": "no-store"} if own else {})
    return heads | ({"Strict-Transport-Security": TRANSPORT} if scope["scheme"] == "https" else {})
