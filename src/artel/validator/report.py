"""Findings of the validator, their codes, and the report that holds them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum


class Code(StrEnum):
    """What kind of rule a finding is about."""

    SHAPE = "SHAPE"
    """A field of the plan is missing, unknown or of the wrong kind."""
    DIGEST = "DIGEST"
    """A copied input does not have the SHA-256 that the plan states."""
    INPUT = "INPUT"
    """A copied input is missing or cannot be read."""
    HORIZON = "HORIZON"
    """The horizon is not sane, or something lies outside it."""
    EPHEMERIS = "EPHEMERIS"
    """A satellite has no usable ephemeris then, or the list of ephemerides is wrong."""
    IDENTITY = "IDENTITY"
    """An id stands twice or names nothing."""
    ORDER = "ORDER"
    """The order is unknown, or what the plan says of it is not what it says."""
    REPEATED = "REPEATED"
    """An order is imaged more than once."""
    SATELLITE = "SATELLITE"
    """The satellite is unknown, not operational, or not whose the plan says."""
    SENSOR = "SENSOR"
    """The sensor is unknown to the satellite, or of a type that the order does not take."""
    WINDOW = "WINDOW"
    """An image lies outside the acquisition window of its order."""
    POINTING = "POINTING"
    """The boresight does not meet the target, or a strip leaves part of it out."""
    DURATION = "DURATION"
    """An image is longer or shorter than its target needs."""
    ATTITUDE = "ATTITUDE"
    """Roll, pitch or off-nadir angle is beyond the sensor or the order."""
    INCIDENCE = "INCIDENCE"
    """A radar looks outside its range of incidence, or to a side it does not have."""
    SUN = "SUN"
    """The Sun is too low."""
    GSD = "GSD"
    """What is delivered is coarser than ordered."""
    FIGURE = "FIGURE"
    """A figure that the plan states is not the derived one."""
    AREA = "AREA"
    """An area is not covered as the plan says, or its images do not go together."""
    SERIES = "SERIES"
    """A visit of a series lies outside its window, or the list of visits is wrong."""
    SLEW = "SLEW"
    """Two images of a satellite leave too little time to turn."""
    DUTY = "DUTY"
    """A satellite images longer in a day than it may."""
    RESERVE = "RESERVE"
    """Others use more of an asset than its owner's reserve leaves."""
    DONATION = "DONATION"
    """Orders that are no disasters use what an owner gives for disasters."""
    BALANCE = "BALANCE"
    """A party uses more than its share and balance allow, or its account does not add up."""
    BATTERY = "BATTERY"
    """The battery would fall below what must be kept."""
    RECORDER = "RECORDER"
    """The recorder would overflow."""
    UPLOAD = "UPLOAD"
    """An image has no usable command upload."""
    DOWNLINK = "DOWNLINK"
    """An image has no usable downlink."""
    VISIBILITY = "VISIBILITY"
    """A station does not see the satellite above its mask for the whole interval."""
    ANTENNA = "ANTENNA"
    """An antenna or a radio is used twice, or without its set-up."""
    DELIVERY = "DELIVERY"
    """Data would be delivered too late."""
    ARTICLE = "ARTICLE"
    """An article of the charter forbids what the plan does."""
    MAINTENANCE = "MAINTENANCE"
    """Something is booked of an asset that is worked on then."""
    STAFF = "STAFF"
    """A pass is booked over a station that has nobody to fly it."""
    CONSENT = "CONSENT"
    """An article asks for a consent that the order does not carry."""
    VERDICT = "VERDICT"
    """The verdicts that an image lists are not those that the charter gives."""
    UNPLANNED = "UNPLANNED"
    """The list of orders not planned is not complete, or contradicts the images."""
    REASON = "REASON"
    """The reason given for an order not planned does not hold."""
    VALUE = "VALUE"
    """Values, bound or gap do not add up."""
    REPAIR = "REPAIR"
    """What a repair says that it changed is not what changed."""
    FREEZE = "FREEZE"
    """A repair changed what was imaged or commanded already."""
    HOLD = "HOLD"
    """What the plan was made around has ended, or could not be accepted any more."""
    MEMBERS = "MEMBERS"
    """The table of members does not add up."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One broken rule: its code, what it is about, the article if any, and a sentence.

    The sentence says what the plan says, what was derived, and what to do.
    """

    code: Code
    subject: str
    sentence: str
    article: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """All findings on a plan in the order of the checks, and how much was checked."""

    findings: tuple[Finding, ...]
    checked: dict[str, int]

    @property
    def valid(self) -> bool:
        """Whether no rule is broken."""
        return not self.findings


@dataclass(slots=True)
class Notebook:
    """Where the checks write while they work."""

    findings: list[Finding] = field(default_factory=list)
    checked: Counter[str] = field(default_factory=Counter)

    def note(self, code: Code, subject: str, sentence: str, article: str | None = None) -> None:
        """Write one finding down."""
        self.findings.append(Finding(code, subject, sentence, article))

    def require(self, holds: object, code: Code, subject: str, sentence: str) -> bool:
        """Count one check, write the finding down unless it holds, and return whether it does."""
        self.checked["rules"] += 1
        if not holds:
            self.note(code, subject, sentence)
        return bool(holds)

    def report(self) -> Report:
        """Return what was found."""
        return Report(tuple(self.findings), dict(sorted(self.checked.items())))
