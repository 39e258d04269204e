"""What a wish must agree with: the time it is, the names there are, and its own kind."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from artel.commons.classes import OrderClass
from artel.commons.errors import InputError
from artel.commons.instants import instant_text, parse_instant
from artel.orders.geometry import finite
from artel.orders.wishes_problems import WishProblem, unknown_name

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

LONGEST = timedelta(days=366)
LONGEST_ARCHIVE = timedelta(days=50 * 366)
FARTHEST = timedelta(days=3 * 366)
"""No order reaches further ahead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What there is, for who asks, and what the time is.

    `now` None: instants are not held against the clock. `parties` may bring the order. `licences`
    None: any text will do. `classes` are those that who asks may ask for. `may_value`: whether
    who asks may say the planning value.
    """

    now: datetime | None
    parties: Collection[str]
    products: Collection[str] = ()
    terminals: Collection[str] = ()
    stations: Collection[str] = ()
    satellites: Collection[str] = ()
    licences: Collection[str] | None = None
    classes: Collection[OrderClass] = field(default_factory=lambda: tuple(OrderClass))
    may_value: bool = False


def interval_problems(body: Mapping[str, Any], now: datetime | None) -> Iterator[WishProblem]:
    """Yield what is wrong with the instants of a wish that can be read as such."""
    first, last, due = (_instant(body, each) for each in ("not_before", "not_after", "deliver_by"))
    if first and last:
        yield from _span_problems(first, last, body["kind"])
    if first and due and due <= first:
        yield WishProblem("/deliver_by", "deliver_by must be later than not_before.")
    if now is None:
        return
    if body["kind"] == "archive":
        if first and first > now:
            sentence = f"The archive holds what was taken; it is {instant_text(now)}."
            yield WishProblem("/not_before", sentence)
        return
    for name, instant in (("not_after", last), ("deliver_by", due)):
        if instant:
            yield from _ahead_problems(name, instant, now)


def _ahead_problems(name: str, instant: datetime, now: datetime) -> Iterator[WishProblem]:
    if instant <= now:
        sentence = f"{name} lies in the past; it is {instant_text(now)}."
        yield WishProblem(f"/{name}", sentence)
    elif instant - now > FARTHEST:
        yield WishProblem(f"/{name}", f"{name} lies more than {FARTHEST.days} days ahead.")


def _span_problems(first: datetime, last: datetime, kind: str) -> Iterator[WishProblem]:
    longest = LONGEST_ARCHIVE if kind == "archive" else LONGEST
    if last <= first:
        yield WishProblem("/not_after", "not_after must be later than not_before.")
    elif last - first > longest:
        days = (last - first).days
        sentence = f"The interval has {days} days; at most {longest.days} will do."
        yield WishProblem("/not_after", sentence)


def name_problems(body: Mapping[str, Any], known: Known) -> Iterator[WishProblem]:
    """Yield the names that are not known, and what who asks may not say."""
    names: dict[str, tuple[str, Collection[str] | None]] = {
        "brought_by": ("party", known.parties),
        "product": ("product", known.products),
        "licence": ("licence", known.licences),
        "terminal": ("terminal", known.terminals),
        "station": ("station", known.stations),
        "satellite": ("satellite", known.satellites),
    }
    for each, (what, there) in names.items():
        name = body.get(each)
        if isinstance(name, str) and there is not None and name.strip() not in there:
            yield WishProblem(f"/{each}", unknown_name(what, name.strip(), there))
    asked = body.get("class")
    if asked in list(OrderClass) and asked not in known.classes:
        words = ", ".join(known.classes)
        yield WishProblem("/class", f"You cannot order in class {asked}; you can in {words}.")
    if "value" in body and not known.may_value:
        yield WishProblem("/value", "The desk says what an order is worth in plans. Leave it out.")


def kind_problems(body: Mapping[str, Any]) -> Iterator[WishProblem]:
    """Yield what does not go with the kind of the wish."""
    kind = body["kind"]
    if kind in {"point", "strip", "series"} and body.get("fill") is not None:
        yield WishProblem("/fill", "Only kind area is filled. Leave it out.")
    if kind in {"point", "strip", "area"} and body.get("series") is not None:
        yield WishProblem("/series", "Only kind series has visits. Leave it out.")
    if kind == "series" and body.get("series") is None:
        sentence = "'series' is missing: say visits, every_h and tolerance_h."
        yield WishProblem("/series", sentence)
    if kind == "link" and (body.get("bandwidth_mhz") is None) == (body.get("rate_mbps") is None):
        yield WishProblem("/bandwidth_mhz", "Give either bandwidth_mhz or rate_mbps.")
    yield from _time_problems(body)


def _time_problems(body: Mapping[str, Any]) -> Iterator[WishProblem]:
    first, last = _instant(body, "not_before"), _instant(body, "not_after")
    if first is None or last is None or last <= first:
        return
    span_h = (last - first) / timedelta(hours=1)
    for kind, name, most in (("link", "hours", span_h), ("station", "minutes", 60.0 * span_h)):
        asked: Any = body.get(name)
        if body["kind"] == kind and finite(asked) and asked > most:
            sentence = f"The interval has only {most:g} {name}."
            yield WishProblem(f"/{name}", sentence)


def _instant(body: Mapping[str, Any], name: str) -> datetime | None:
    """Return an instant of the body, or None where there is none that can be read."""
    value = body.get(name)
    try:
        return parse_instant(value) if isinstance(value, str) else None
    except InputError:
        return None
