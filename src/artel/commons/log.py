"""Log lines for people, or JSON lines for machines, on standard error."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime
from typing import Any

from artel.commons.instants import instant_text

_OWN = ("request_id", "run_id", "actor_id")


class JsonLines(logging.Formatter):
    """One JSON object a line: time, level, logger, message, and the ids that were given."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as one line of JSON."""
        line: dict[str, Any] = {
            "time": instant_text(datetime.fromtimestamp(record.created, UTC)),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        line |= {key: record.__dict__[key] for key in _OWN if key in record.__dict__}
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def set_up(*, verbose: bool = False, json_lines: bool = False) -> None:
    """Send artel's log to standard error: warnings, or everything when verbose."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        JsonLines() if json_lines else logging.Formatter("%(levelname)s %(message)s")
    )
    logger = logging.getLogger("artel")
    logger.handlers[:] = [handler]
    logger.setLevel(logging.DEBUG if verbose else logging.WARNING)
    logger.propagate = False


def as_json() -> bool:
    """Whether the log is written as JSON lines."""
    handlers = logging.getLogger("artel").handlers
    return any(isinstance(each.formatter, JsonLines) for each in handlers)
