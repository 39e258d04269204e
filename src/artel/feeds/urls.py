"""One document over http or https: bounded in size, time and redirects."""

from __future__ import annotations

import time
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

import httpx

from artel.commons.errors import InputError
from artel.feeds.decode import LARGEST, MIB, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

SCHEMES = ("http", "https")
MOST_REDIRECTS = 3
PATIENCE_S = 20.0
"""Seconds to wait for a connection, and for each part of the answer."""
LONGEST_S = 180.0
"""Seconds after which an answer that still drips in is given up."""
_ASK_AGAIN = "Check the address, or save the document and name the file."


def is_url(name: str) -> bool:
    """Return whether a name is an address of the web, rather than a file's."""
    return name.lower().startswith(tuple(f"{scheme}://" for scheme in SCHEMES))


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much an answer may hold, in bytes, and how long it may take, in seconds.

    `patience_s` is for the connection and for each part, `longest_s` for all parts together.
    """

    limit: int = LARGEST
    patience_s: float = PATIENCE_S
    longest_s: float = LONGEST_S


DEFAULT = Bounds()


def read_url(url: str, bounds: Bounds = DEFAULT) -> str:
    """Return the text at an address; gzip is unpacked, also where the file itself is gzip.

    At most three redirects, all within http and https. Raises InputError for every refusal,
    with the host's name in it but never a user's name, password or query.
    """
    address = _address(url)
    shown = f"{address.scheme}://{address.netloc.decode('ascii')}{address.path}"
    try:
        data = _fetched(address, shown, bounds)
    except httpx.TimeoutException:
        raise InputError(
            f"{shown} did not answer within {bounds.patience_s:g} s.",
            next_step="Try later, or save the document and name the file.",
        ) from None
    except httpx.TooManyRedirects:
        raise InputError(
            f"{shown} redirects more than {MOST_REDIRECTS} times.", next_step=_ASK_AGAIN
        ) from None
    except httpx.UnsupportedProtocol:
        raise InputError(
            f"{shown} redirects to something other than http or https.", next_step=_ASK_AGAIN
        ) from None
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        said = str(error).strip().rstrip(".") or type(error).__name__
        raise InputError(f"{shown} could not be read: {said}.", next_step=_ASK_AGAIN) from None
    return text_of(data, shown)


def _address(url: str) -> httpx.URL:
    try:
        address = httpx.URL(url.strip())
    except httpx.InvalidURL:
        raise InputError(f"'{url}' is no address.", next_step=_ASK_AGAIN) from None
    if address.scheme not in SCHEMES or not address.host:
        raise InputError(
            f"'{url}' is no address that is read.",
            next_step="Give one that begins with https:// or http://.",
        )
    return address


def _fetched(address: httpx.URL, shown: str, bounds: Bounds) -> bytes:
    with (
        httpx.Client(
            follow_redirects=True,
            max_redirects=MOST_REDIRECTS,
            timeout=bounds.patience_s,
            headers={"User-Agent": "artel"},
        ) as client,
        client.stream("GET", address) as answer,
    ):
        _check_status(answer, shown)
        return b"".join(bounded_parts(answer, shown, bounds))


def _check_status(answer: httpx.Response, shown: str) -> None:
    if answer.status_code != HTTPStatus.OK:
        said = answer.reason_phrase or "no reason given"
        raise InputError(f"{shown} answered {answer.status_code} ({said}).", next_step=_ASK_AGAIN)


def bounded_parts(answer: httpx.Response, shown: str, bounds: Bounds) -> Iterator[bytes]:
    """Yield the answer's parts until it ends; raise InputError if it grows or drips too long."""
    began = time.monotonic()  # A stopwatch, not the time of day.
    size = 0
    for part in answer.iter_bytes():
        size += len(part)
        if size > bounds.limit:
            raise InputError(
                f"{shown} is larger than {bounds.limit / MIB:g} MiB.",
                next_step="Give a smaller one.",
            )
        if time.monotonic() - began > bounds.longest_s:
            raise InputError(
                f"{shown} was not complete after {bounds.longest_s:g} s.",
                next_step="Try later, or save the document and name the file.",
            )
        yield part
