"""What cannot be read in one way only is refused before a route sees it.

A path or a query with characters that nobody can print; a body that is too large, or compressed; a
JSON body that is not UTF-8, that says a field twice, or that holds a number or a text that no other
program would keep.
"""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from typing import TYPE_CHECKING, Any
from unicodedata import category
from urllib.parse import unquote_to_bytes

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from artel.api.problems import Problem, answer

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

LONGEST_PATH = 1000
LONGEST_QUERY = 4000
MOST_BYTES = 1 << 20
"""So much of a body is taken, and no more of it is read."""
LONGEST_S = 60.0
"""A body that is not whole by then is given up."""
_UNPRINTABLE = {"Cc", "Cs", "Cn"}
_LOST = "\ufffd"


class Readable:
    """The application behind it is asked only what can be read."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with a problem, or hand the request on with the body that was read."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        problem, handed = _head_problem(scope) or _length_problem(scope), receive
        if problem is None and scope["method"] not in ("GET", "HEAD", "OPTIONS"):
            messages, taken = await _all_of(receive)
            handed = _again(messages, receive)
            if taken is None:
                problem = Problem(408, f"The body was not whole after {LONGEST_S:g} s.")
            elif taken > MOST_BYTES:
                problem = _too_large()
            elif _is_json(scope):
                body = b"".join(each.get("body", b"") for each in messages)
                problem = await run_in_threadpool(body_problem, body)
        if problem is None:
            await self.app(scope, handed, send)
        else:
            await answer(Request(scope), problem)(scope, handed, send)


def _head_problem(scope: Scope) -> Problem | None:
    query = scope.get("query_string", b"")
    if len(scope["path"]) > LONGEST_PATH or len(query) > LONGEST_QUERY:
        return Problem(414, "The address is too long.")
    if not printable(scope["path"]) or _LOST in scope["path"]:
        return Problem(404, "There is no such address: it holds what cannot be printed.")
    try:
        text = unquote_to_bytes(query).decode()
    except UnicodeDecodeError:
        text = _LOST
    if not printable(text) or _LOST in text:
        return Problem(422, "The query holds what cannot be printed.")
    return None


def printable(text: str) -> bool:
    """Whether a text holds no control character and no half of one."""
    return not any(category(each) in _UNPRINTABLE for each in text)


def _length_problem(scope: Scope) -> Problem | None:
    """Return what the head says of a body that will not be taken."""
    if any(each.lower() != b"identity" for each in _said(scope, b"content-encoding")):
        return Problem(415, "A compressed body is not taken; send it as it is.")
    lengths = [each for each in _said(scope, b"content-length") if each.isdigit()]
    too_large = any(len(each) > 18 or int(each) > MOST_BYTES for each in lengths)
    return _too_large() if too_large else None


def _too_large() -> Problem:
    return Problem(413, f"The body is larger than {MOST_BYTES} bytes.")


def _said(scope: Scope, header: bytes) -> list[bytes]:
    return [value for name, value in scope["headers"] if name == header]


def _is_json(scope: Scope) -> bool:
    return any(b"json" in each.lower() for each in _said(scope, b"content-type"))


async def _all_of(receive: Receive) -> tuple[list[Message], int | None]:
    """Return the messages of a body and its size; None for one that drips too long.

    It is left when it becomes too large.
    """
    messages: list[Message] = []
    taken = 0
    try:
        async with asyncio.timeout(LONGEST_S):
            while taken <= MOST_BYTES:
                messages.append(await receive())
                taken += len(messages[-1].get("body", b""))
                if not messages[-1].get("more_body", False):
                    break
    except TimeoutError:
        return messages, None
    return messages, taken


def _again(messages: list[Message], receive: Receive) -> Receive:
    """Return what gives the messages that were read, and then those that come."""
    left = iter(messages)

    async def given() -> Message:
        try:
            return next(left)
        except StopIteration:
            return await receive()

    return given


def body_problem(body: bytes) -> Problem | None:
    """Return what keeps a JSON body from being read, or None."""
    if not body:
        return None
    try:
        _check(body)
    except Problem as problem:
        return problem
    except RecursionError:
        return Problem(400, "The body is nested too deep.")
    except ValueError as error:
        utf8 = not isinstance(error, UnicodeDecodeError)
        return Problem(400, "The body is no JSON." if utf8 else "The body is not in UTF-8.")
    return None


def _check(body: bytes) -> None:
    value = json.loads(body.decode(), object_pairs_hook=_once, parse_constant=_no_number)
    pointer = _unkept(value)
    if pointer is not None:
        said = "This holds a character that cannot be kept."
        raise Problem(422, said, errors=({"pointer": pointer, "detail": said},))


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) == len(pairs):
        return fields
    twice = Counter(name for name, _ in pairs).most_common(1)[0][0]
    raise Problem(400, f"The body says {twice[:60]!a} twice in one place.")


def _no_number(name: str) -> None:
    raise Problem(400, f"{name} is no number of JSON.")


def _unkept(value: Any, pointer: str = "") -> str | None:
    """Return where a text stands that no database and no other program would keep."""
    if isinstance(value, str):
        lost = "\x00" in value or any("\ud800" <= each <= "\udfff" for each in value)
        return pointer if lost else None
    if isinstance(value, dict):
        parts = [*(("", key) for key in value), *value.items()]
    elif isinstance(value, list):
        parts = [(str(place), part) for place, part in enumerate(value)]
    else:
        return None
    found = (_unkept(part, f"{pointer}/{ascii(name)[1:-1]}") for name, part in parts)
    return next((each for each in found if each is not None), None)
