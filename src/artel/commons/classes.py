"""The classes of orders, from a declared emergency to background work."""

from __future__ import annotations

from enum import StrEnum


class OrderClass(StrEnum):
    """What kind of order it is; a priority article says in which order the classes are served."""

    EMERGENCY = "emergency"
    RESERVED = "reserved"
    DISASTER = "disaster"
    QUOTA = "quota"
    COMMERCIAL = "commercial"
    BACKGROUND = "background"
