"""The public face of the validator: judge a plan, given as a document or as text."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from artel.commons.errors import InputError
from artel.commons.ids import digest
from artel.validator.antennas import check_antennas
from artel.validator.areas import check_areas
from artel.validator.case import Case, when
from artel.validator.chances import check_chances
from artel.validator.clauses import check_clauses
from artel.validator.document import read_plan
from artel.validator.hand import check_hand
from artel.validator.holds import check_holds
from artel.validator.images import check_images
from artel.validator.inputs import read_facts
from artel.validator.launched import with_launched
from artel.validator.levels import check_levels
from artel.validator.links import check_links
from artel.validator.maintenance import check_maintenance
from artel.validator.positions import read_motions
from artel.validator.remainder import check_remainder
from artel.validator.repairs import check_repairs, with_notices
from artel.validator.report import Code, Notebook, Report
from artel.validator.resources import check_resources
from artel.validator.shares import check_accounts, check_shares
from artel.validator.sources import check_sources
from artel.validator.staff import check_staff
from artel.validator.sums import check_sums
from artel.validator.visits import check_visits

if TYPE_CHECKING:
    from collections.abc import Mapping

    from artel.validator.document import Plan
    from artel.validator.shares import Accounts

MAX_CHARACTERS = 256 * 1024 * 1024
"""A plan longer than this is not read: a month of a hundred satellites is a tenth of it."""
LONGEST_HORIZON_S = 31 * 86400.0
"""Plans are made for days; a horizon of more than a month is a slip of the pen."""


def validate_text(text: str) -> Report:
    """Judge the text of a plan.json.

    Raises FormatError for another format or a newer version, and InputError for what is no plan:
    not JSON, nested too deep, a number that is none, a key that stands twice, or far too long.
    """
    if len(text) > MAX_CHARACTERS:
        raise InputError(
            f"The plan has {len(text)} characters; at most {MAX_CHARACTERS} are read.",
            next_step="Give the plan.json that artel plan wrote.",
        )
    return validate(_parsed(text))


def validate(document: Mapping[str, Any]) -> Report:
    """Judge a plan (`artel-plan/1`): derive everything anew from its own copied inputs.

    Nothing is taken from the plan but what it decided: which image, when, under which attitude,
    over which links. Raises FormatError or InputError for what is no plan at all.
    """
    plan, complaints = read_plan(document)
    book = Notebook()
    for field, sentence in complaints:
        book.note(Code.SHAPE, field, sentence)
    case = _case(plan, book) if plan is not None else None
    if case is not None:
        _check(case)
    return book.report()


def _parsed(text: str) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_unique, parse_constant=_refuse)
    except RecursionError:
        raise InputError("The plan is nested too deep to be one.") from None
    except ValueError as error:
        raise InputError(
            f"The plan is not JSON: {error}.", next_step="Give the plan.json that artel plan wrote."
        ) from None


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    mapping = dict(pairs)
    if len(mapping) < len(pairs):
        raise ValueError("a key stands twice in one object")
    return mapping


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is no number that can be used")


def _case(plan: Plan, book: Notebook) -> Case | None:
    """Return the plan with its facts, or None where its inputs or horizon cannot be used."""
    texts = {name: copy.text for name, copy in plan.inputs.items()}
    for name, copy in plan.inputs.items():
        book.checked["inputs"] += 1
        found = digest(copy.text)
        book.require(
            copy.sha256 == found,
            Code.DIGEST,
            name,
            f"The plan says SHA-256 {copy.sha256[:16]}…; its copy has {found[:16]}…. The copy was"
            " changed: have the plan made again.",
        )
    length = plan.horizon.end - plan.horizon.start
    sane = book.require(
        0.0 < length <= LONGEST_HORIZON_S,
        Code.HORIZON,
        "horizon",
        f"The horizon runs from {when(plan.horizon.start)} to {when(plan.horizon.end)};"
        " it must end after it starts, within 31 days.",
    )
    if not sane:
        return None
    try:
        facts = with_launched(read_facts(texts), texts, plan.horizon.start)
        facts = with_notices(facts, texts)
        motions = read_motions(texts, facts.satellites.values(), plan.horizon)
    except InputError as error:
        book.note(Code.INPUT, "inputs", str(error))
        return None
    return Case(plan, facts, motions, book)


def _check(case: Case) -> None:
    """Ask every room of the validator, in the order in which a person would read the plan."""
    case.book.require(
        case.plan.pool == case.facts.pool,
        Code.IDENTITY,
        "pool",
        f"The plan says it is of pool '{case.plan.pool}'; its inputs are '{case.facts.pool}'.",
    )
    check_sources(case)
    check_accounts(case, _check_bookings(case))
    check_holds(case, _check_bookings)
    check_remainder(case)
    check_sums(case)
    check_levels(case)
    check_chances(case)
    check_repairs(case)
    check_hand(case)


def _check_bookings(case: Case) -> Accounts:
    """Check all that is booked: images, what the charter says of them, resources and links.

    Returns the accounts of balances that follow from it.
    """
    pairs = check_images(case)
    for shot, derived in pairs:
        check_clauses(case, shot, derived)
    check_areas(case, pairs)
    check_visits(case)
    check_resources(case)
    accounts = check_shares(case)
    check_links(case)
    check_antennas(case)
    check_maintenance(case)
    check_staff(case)
    return accounts
