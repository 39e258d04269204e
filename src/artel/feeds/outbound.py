"""The guard of every request to an address that others gave: where it goes, and nowhere else."""

from __future__ import annotations

import ipaddress
import socket
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, TypeAlias

import httpx

from artel.commons.errors import InputError
from artel.feeds.urls import Bounds, bounded_parts

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterator, Mapping

    Resolver: TypeAlias = Callable[[str, int], list[str]]

_PORTS = {"https": 443, "http": 80}
_METADATA = frozenset({"168.63.129.16", "169.254.169.254", "100.100.100.200", "fd00:ec2::254"})
"""Where machines of a cloud ask for their own keys; the first lies in a public range."""
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_ASK_AGAIN = "Give a public https address, or have the operator allow this host and port."
Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address


class UnreachableError(InputError):
    """Nobody answered, or not to the end: what failed now may go well later."""


@dataclass(frozen=True, slots=True)
class Allowed:
    """What the operator allows beyond public https: `host:port`, each by name.

    A host and port named here may be asked by http, and may have a private address.
    `authorities` is a PEM file of further certificate authorities, such as a state's own.
    """

    hosts: frozenset[str] = frozenset()
    authorities: str = ""

    def names(self, host: str, port: int) -> bool:
        """Whether the operator named this host and port."""
        shown = f"[{host}]" if ":" in host else host
        return f"{shown}:{port}" in {name.lower() for name in self.hosts}


@dataclass(frozen=True, slots=True)
class Checked:
    """An address that may be asked, and the one network address that it was checked to mean."""

    url: httpx.URL
    host: str
    port: int
    address: str
    authorities: str = ""

    @property
    def shown(self) -> str:
        """The address without query, for sentences and logs."""
        return f"{self.url.scheme}://{self.url.netloc.decode('ascii')}{self.url.path}"


@dataclass(frozen=True, slots=True)
class Ask:
    """One request: what it says, and with which heads."""

    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    content: bytes = b""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: status, heads by lower-case name, and the whole body."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def resolved(host: str, port: int) -> list[str]:
    """Return the network addresses of a host, as this machine's resolver tells them."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(entry[4][0]) for entry in found]


def checked_url(url: str, allowed: Allowed, resolve: Resolver = resolved) -> Checked:
    """Return an address that may be asked, or raise InputError with the reason.

    https only, and no private, loopback, link-local, multicast or metadata address, however it is
    written (v4, v6, v4 within v6, decimal, octal) and whichever of a name's addresses it is;
    except where the operator named the host and port. Whoever asks connects to `address`: a name
    that means something else a moment later (DNS rebinding) leads nowhere new.
    """
    address = _parsed(url)
    host = address.host.lower().rstrip(".")
    port = address.port or _PORTS[address.scheme]
    named = allowed.names(host, port)
    if address.scheme != "https" and not named:
        raise InputError(f"{host}:{port} would be asked without https.", next_step=_ASK_AGAIN)
    found = _addresses(host, port, resolve)
    wrong = [why for why in map(_private, found) if why]
    if wrong and not named:
        raise InputError(f"{host} is {wrong[0]}.", next_step=_ASK_AGAIN)
    return Checked(address, host, port, str(found[0]), allowed.authorities)


def _parsed(url: str) -> httpx.URL:
    try:
        address = httpx.URL(url.strip())
    except (httpx.InvalidURL, UnicodeError, ValueError):
        raise InputError("This is no address.", next_step=_ASK_AGAIN) from None
    if address.scheme not in _PORTS or not address.host:
        raise InputError("This is no address of the web.", next_step=_ASK_AGAIN)
    if address.userinfo:
        raise InputError(
            "An address must not hold a name or a password.",
            next_step="Give the key apart from the address.",
        )
    return address


def _addresses(host: str, port: int, resolve: Resolver) -> list[Address]:
    try:
        found = [ipaddress.ip_address(text) for text in resolve(host, port)]
    except (OSError, UnicodeError, ValueError):
        found = []
    if not found:
        raise UnreachableError(f"The host {host} is not known.", next_step="Check its name.")
    return found


def _private(address: Address) -> str:
    """Return what kind of closed address this is, or nothing for a public one."""
    inner = _within(address)
    if inner is not None:
        return _private(inner)
    if str(address) in _METADATA:
        return "an address of the machine's own metadata"
    kinds = (
        (address.is_loopback, "this machine itself"),
        (address.is_link_local, "a link-local address"),
        (address.is_multicast, "a multicast address"),
        (address.is_unspecified, "no address at all"),
        (address.is_reserved, "a reserved address"),
        (getattr(address, "is_site_local", False), "a private address"),
    )
    for so, kind in kinds:
        if so:
            return kind
    return "" if address.is_global else "a private address"


def _within(address: Address) -> ipaddress.IPv4Address | None:
    """Return the v4 address that a v6 one carries to a translator."""
    if isinstance(address, ipaddress.IPv4Address):
        return None
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo[1] if address.teredo else None
    return address.ipv4_mapped or address.sixtofour or teredo


def asked(checked: Checked, ask: Ask, bounds: Bounds) -> Answer:
    """Return the whole answer to a request, within bounds; see `streamed`."""
    with streamed(checked, ask, bounds) as (answer, parts):
        body = b"".join(parts)
        return Answer(answer.status_code, dict(answer.headers), body)


@contextmanager
def streamed(
    checked: Checked, ask: Ask, bounds: Bounds
) -> Iterator[tuple[httpx.Response, Iterator[bytes]]]:
    """Open an answer and its parts; it comes from the address that was checked.

    A redirect is an answer like any other and is never followed; no proxy stands between. Raises
    UnreachableError where nobody answers, InputError where the answer is too large or drips.
    """
    pinned = checked.url.copy_with(host=checked.address)
    name = checked.url.netloc.decode("ascii")
    try:
        with (
            httpx.Client(
                verify=_trust(checked), trust_env=False, timeout=bounds.patience_s
            ) as client,
            client.stream(
                ask.method, pinned, content=ask.content,
                headers={"User-Agent": "artel", **ask.headers, "Host": name},
                extensions={"sni_hostname": checked.host},
            ) as answer,
        ):  # fmt: skip
            yield answer, bounded_parts(answer, checked.shown, bounds)
    except httpx.TimeoutException:
        raise UnreachableError(
            f"{checked.shown} did not answer within {bounds.patience_s:g} s.",
            next_step="Try later.",
        ) from None
    except httpx.HTTPError as error:
        said = str(error).strip().rstrip(".") or type(error).__name__
        raise UnreachableError(
            f"{checked.shown} could not be reached: {said}.", next_step="Try later."
        ) from None


def _trust(checked: Checked) -> ssl.SSLContext:
    if not checked.authorities:
        return _usual_trust()
    context = httpx.create_ssl_context(trust_env=False)
    try:
        context.load_verify_locations(checked.authorities)
    except OSError:
        raise InputError(
            f"The authorities in {checked.authorities} cannot be read.",
            next_step="Name a PEM file of certificates.",
        ) from None
    return context


@cache
def _usual_trust() -> ssl.SSLContext:
    """Return the usual authorities, read once: reading them takes longer than a short request."""
    return httpx.create_ssl_context(trust_env=False)
