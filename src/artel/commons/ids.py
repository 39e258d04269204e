"""Digests and canonical JSON, so that two sides can see that they hold the same thing."""

from __future__ import annotations

import hashlib
import json
from typing import Any


def digest(text: str) -> str:
    """Return the SHA-256 of the text in UTF-8, as 64 hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def canonical_json(value: Any) -> str:
    """Return JSON with sorted keys and no spaces: the same value gives the same bytes."""
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )


def pretty_json(value: Any) -> str:
    """Return JSON for files that people read too: keys in the order given, one space deep."""
    return json.dumps(value, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
