"""Log lines for people, or JSON lines for machines, on standard error; neither tells a secret."""

from __future__ import annotations

import json
import logging
import re
import sys
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from artel.commons.instants import instant_text

if TYPE_CHECKING:
    from collections.abc import Iterator

ACTOR = "actor_id"
_OWN = ("request_id", "run_id", "job", ACTOR, "method", "route", "status", "ms")
_KNOWN: ContextVar[dict[str, Any] | None] = ContextVar("known", default=None)
_SECRET = re.compile(
    r"(artel_|whsec_|(?:Bearer|Basic)\s+|(?:password|secret|token|cookie|code)[\"']?\s*[=:]\s*[\"']?)"
    r"[^\s\"',;&)]{4,}",
    re.IGNORECASE,
)
_ROW = re.compile(r"DETAIL:.*")
"""What a database adds to its complaint: the whole row that it refused."""


@contextmanager
def bound(**ids: str) -> Iterator[None]:
    """Add ids, such as `request_id`, to every line that is logged while the block runs."""
    token = _KNOWN.set((_KNOWN.get() or {}) | ids)
    try:
        yield
    finally:
        _KNOWN.reset(token)


def without_secrets(text: str) -> str:
    """Return a text with what looks like a key, a token or a password taken out.

    The last net: what is logged holds none to begin with, but for what an error of ours may say.
    """
    return _SECRET.sub(r"\1...", _ROW.sub("DETAIL: ...", text))


class Lines(logging.Formatter):
    """A line for people."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as a line, and the lines of an error below it."""
        return without_secrets(super().format(record))


class JsonLines(logging.Formatter):
    """One JSON object a line: time, level, logger, message, and what else is known."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as one line of JSON."""
        line: dict[str, Any] = {
            "time": instant_text(datetime.fromtimestamp(record.created, UTC)),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": without_secrets(record.getMessage()),
        }
        line |= _KNOWN.get() or {}
        line |= {key: record.__dict__[key] for key in _OWN if key in record.__dict__}
        if record.exc_info:
            line["exception"] = without_secrets(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False)


def set_up(*, verbose: bool = False, json_lines: bool = False) -> None:
    """Send artel's log to standard error: warnings, or everything when verbose.

    JSON lines tell of every request, run and job as well.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if json_lines else Lines("%(levelname)s %(message)s"))
    logger = logging.getLogger("artel")
    logger.handlers[:] = [handler]
    usual = logging.INFO if json_lines else logging.WARNING
    logger.setLevel(logging.DEBUG if verbose else usual)
    logger.propagate = False


def as_json() -> bool:
    """Whether the log is written as JSON lines."""
    handlers = logging.getLogger("artel").handlers
    return any(isinstance(each.formatter, JsonLines) for each in handlers)
