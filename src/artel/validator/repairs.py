"""Repairs of a plan: that nothing moved which may not, and that all that moved is told.

A plan that was repaired carries what it was before each repair. What was imaged by then stays; an
image whose command was sent stays too, unless its own satellite or station was lost or recalled,
its satellite has new elements, or a declared emergency of a class before its own took its place.
Each list is derived anew.
"""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, TypeAlias

from pydantic import ValidationError

from artel.charter.articles import BlockOut, Span
from artel.commons.errors import InputError
from artel.commons.formats import check_stamp
from artel.commons.instants import to_posix
from artel.commons.tables import check, load, path_text
from artel.validator import tolerances as tol
from artel.validator.case import when
from artel.validator.freeze import check_freeze, check_withdrawn
from artel.validator.repair_rows import Added, Changed, Dropped, Notice, Notices, Repair, Where
from artel.validator.report import Code
from artel.validator.updates import FILE as UPDATES
from artel.validator.updates import read_updates

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from collections.abc import Set as AbstractSet

    from artel.validator.case import Case
    from artel.validator.facts import Facts

    Key: TypeAlias = tuple[str, str]
    State: TypeAlias = Mapping[Key, Where]

FILE = "notices.yaml"
_FOR_EVER = datetime(2100, 1, 1, tzinfo=UTC)
_ASSETS = ("loss", "recall")


def with_notices(facts: Facts, texts: Mapping[str, str]) -> Facts:
    """Return the facts with each notice of the copied notices.yaml as a block-out.

    It holds for images that had begun, too. Raises InputError where the file cannot be read.
    """
    articles = tuple(_block_out(each) for each in _notices(texts))
    charter = facts.charter
    return replace(facts, charter=replace(charter, articles=(*charter.articles, *articles)))


def check_repairs(case: Case) -> None:
    """Check every repair against the state before it and the state after it."""
    rows = [_row(case, number, row) for number, row in enumerate(case.plan.repairs)]
    repairs = [row for row in rows if row is not None]
    if len(repairs) < len(rows):
        return
    states = [{(b.order, b.piece or ""): _plain(b) for b in each.before} for each in repairs]
    for number, repair in enumerate(repairs):
        case.book.checked["repairs"] += 1
        after = states[number + 1] if number + 1 < len(states) else _planned(case)
        _cause(case, repair, last=number + 1 == len(repairs))
        _lists(case, repair, states[number], after)
        check_freeze(case, repair, states[number], after)
        if number + 1 == len(repairs):
            check_withdrawn(case, repair)
    _all_named(case, repairs)
    for one, other in itertools.pairwise(repairs):
        case.book.require(
            one.at <= other.at,
            Code.REPAIR,
            "repairs",
            f"A repair at {when(other.at)} follows one at {when(one.at)}. Put them in order.",
        )


# ---------------------------------------------------------------- reading


def _row(case: Case, number: int, row: Mapping[str, object]) -> Repair | None:
    try:
        repair = Repair.model_validate(row)
    except ValidationError as error:
        for entry in error.errors(include_url=False):
            field = path_text(("repairs", number, *entry["loc"]))
            said = str(entry["msg"]).removeprefix("Value error, ").rstrip(".")
            case.book.note(Code.SHAPE, field, f"{said}. Have the plan repaired again.")
        return None
    horizon = case.plan.horizon
    case.book.require(
        horizon.start <= repair.at < horizon.end,
        Code.REPAIR,
        "repairs",
        f"A repair at {when(repair.at)} lies outside the plan. Repair the plan of that day.",
    )
    return repair


def _notices(texts: Mapping[str, str]) -> tuple[Notice, ...]:
    if FILE not in texts:
        return ()
    table = load(texts[FILE], FILE)
    said = table.value.get("format") if isinstance(table.value, dict) else None
    check_stamp(said, Notices.format_name, 1, FILE)
    return check(table, Notices).notices


def _block_out(notice: Notice) -> BlockOut:
    end = notice.until or _FOR_EVER
    if end <= notice.since:
        raise InputError(f"{FILE}: the notice '{notice.id}' ends before it begins.")
    plain = "".join(f"[{letter}]" if letter in "*?[" else letter for letter in notice.asset)
    return BlockOut.model_validate({
        "id": notice.id, "kind": "block-out", "parties": (notice.owner,), "text": notice.text,
        "from": notice.since - timedelta(days=1), "until": end, "assets": (plain,),
        "windows": (Span(start=notice.since, end=end),), "reason": notice.text,
    })  # fmt: skip


def _plain(row: Where) -> Where:
    return Where.model_construct(**{name: getattr(row, name) for name in Where.model_fields})


def _planned(case: Case) -> State:
    """Return the images of the plan as it stands, those without links left out."""
    found = {}
    for image in case.plan.images:
        up, down = case.uploads.get(image.upload), case.downlinks.get(image.downlink)
        if up is not None and down is not None:
            found[image.order, image.piece or ""] = Where.model_construct(
                satellite=image.satellite, sensor=image.sensor, start=image.start, end=image.end,
                commanded_by=up.station, command_at=up.start, received_by=down.station,
                received_at=down.end,
            )  # fmt: skip
    return found


# ---------------------------------------------------------------- what caused it


def _cause(case: Case, repair: Repair, *, last: bool) -> None:
    cause, orders = repair.cause, case.facts.orders
    if cause.kind == "elements":
        holds = _renewed(case, repair)
        said = f"new elements of {', '.join(cause.satellites)} since then; {UPDATES} has no such"
    elif cause.kind in _ASSETS:
        notices = _notices({name: copy.text for name, copy in case.plan.inputs.items()})
        meant = [each for each in notices if each.id == cause.article]
        holds = any(
            (each.kind, each.asset) == (cause.kind, cause.name)
            and (each.kind == "recall" or abs(to_posix(each.since) - repair.at) <= tol.INSTANT_S)
            for each in meant
        )
        said = f"a {cause.kind} of {cause.name}; no notice {cause.article} of {FILE} says so"
    elif cause.kind == "emergency":
        known = [orders[name] for name in cause.orders if name in orders]
        classes = {order.terms.class_ for order in known}
        holds = classes <= {"emergency"} and (not last or len(known) == len(cause.orders))
        said = f"an emergency of {', '.join(cause.orders)}; the inputs have no such emergency"
    elif cause.kind == "hold":
        holds = not last or all(name in orders for name in cause.orders)
        said = (
            f"that a hold of {', '.join(cause.orders)} is taken up; the inputs have no such order"
        )
    elif cause.kind == "hand":
        holds = not last or all(name in orders for name in cause.orders)
        said = f"that {', '.join(cause.orders)} were changed by hand; the inputs lack one of them"
    else:
        holds = not any(name in orders for name in cause.orders)
        said = f"that {', '.join(cause.orders)} is cancelled; the inputs have it still"
    case.book.require(holds, Code.REPAIR, "cause", f"The plan says {said}. Repair it again.")


def _renewed(case: Case, repair: Repair) -> bool:
    """Whether each satellite that is named has a set from the repair on, or from a little later.

    That is when the last image or link that was under way had ended.
    """
    known = read_updates({name: copy.text for name, copy in case.plan.inputs.items()})
    for name in repair.cause.satellites:
        satellite = case.facts.satellites.get(name)
        seconds = satellite.command.upload_s if satellite and satellite.command else 0.0
        ends = [repair.at, *(each.end for each in case.plan.uploads if each.satellite == name)]
        for row in repair.before:
            if row.satellite == name:
                ends += [row.end, row.received_at, row.command_at + seconds]
        since = [each.at for each in known.get(name, ()) if each.at >= repair.at - tol.INSTANT_S]
        if not any(abs(one - end) <= tol.INSTANT_S for one in since for end in ends):
            return False
    return bool(repair.cause.satellites)


def _all_named(case: Case, repairs: list[Repair]) -> None:
    """Check that no satellite has new elements but by a repair."""
    known = read_updates({name: copy.text for name, copy in case.plan.inputs.items()})
    for name, updates in known.items():
        times = sum(name in repair.cause.satellites for repair in repairs)
        case.book.require(
            times == len(updates),
            Code.REPAIR,
            name,
            f"{UPDATES} has {len(updates)} sets of {name}; {times} repairs are for such. Repair"
            " the plan once for each.",
        )


# ---------------------------------------------------------------- what changed


def _lists(case: Case, repair: Repair, before: State, after: State) -> None:
    """Check that what is listed as changed is what changed."""
    both = before.keys() & after.keys()
    same = {key for key in both if before[key] == after[key]}
    look = {key for key in both if before[key].look == after[key].look}
    named: tuple[tuple[str, tuple[Changed | Dropped | Added, ...], AbstractSet[Key]], ...] = (
        ("relinked", repair.relinked, look - same),
        ("moved", repair.moved, both - look),
        ("dropped", repair.dropped, before.keys() - after.keys()),
        ("added", repair.added, after.keys() - before.keys()),
    )
    for name, rows, keys in named:
        listed = [(row.order, row.piece or "") for row in rows]
        case.book.require(
            sorted(listed) == sorted(keys),
            Code.REPAIR,
            name,
            f"The plan lists {_names(listed)} as {name}; by the images it is {_names(keys)}."
            " Correct the list.",
        )
    case.book.require(
        repair.kept == len(same),
        Code.REPAIR,
        "kept",
        f"The plan says {repair.kept} images were kept; it is {len(same)}.",
    )
    changed: list[Changed | Dropped] = [*repair.relinked, *repair.moved, *repair.dropped]
    for row in changed:
        key = row.order, row.piece or ""
        told = row.was == before.get(key) and getattr(row, "to", None) == after.get(key)
        case.book.require(
            told,
            Code.REPAIR,
            row.order,
            "What the list says of the image, as it was or as it is, is not so. Correct the list.",
        )
    for dropped in repair.dropped:
        _credit(case, repair, dropped, after)


def _names(keys: Iterable[Key]) -> str:
    return ", ".join(" ".join(filter(None, key)) for key in sorted(keys)) or "none"


def _credit(case: Case, repair: Repair, row: Dropped, after: State) -> None:
    order = case.facts.orders.get(row.order)
    if order is not None:
        case.as_ordered(order, row.class_, row.value)
    cancelled = repair.cause.kind == "cancellation" and row.order in repair.cause.orders
    gone = all(key[0] != row.order for key in after) and not row.piece
    due = 0.0 if cancelled else row.value
    holds = abs(row.credit - due) <= tol.SUM_RELATIVE * max(1.0, due) if gone else (
        0.0 <= row.credit <= row.value
    )  # fmt: skip
    case.book.require(
        holds,
        Code.REPAIR,
        row.order,
        f"The list gives a credit of {row.credit:g}; {due:g} is due. Correct it.",
    )
