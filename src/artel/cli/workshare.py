"""`artel workshare`: who builds what, whose return is due, what it weighs, when it flies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from artel.cli.common import Json, PoolFolder

if TYPE_CHECKING:
    from datetime import datetime

    from artel.studies.workshare import Programme

app = typer.Typer(
    no_args_is_help=True, help="Joint production: who builds what, returns, budgets, the path."
)
At = Annotated[
    str | None, typer.Option("--at", help="As things stand at this instant. Default: the epoch.")
]


@app.command("show")
def show(folder: PoolFolder = None, as_json: Json = False) -> None:
    """Show the product tree: owner, supplier, maturity, mass, power, cost; and the launches."""
    from artel.cli import common
    from artel.studies import workshare_rows

    programme, _ = _programme(folder)
    said = workshare_rows.show(programme)
    if as_json:
        common.echo_json(said)
        return
    sheet = [
        ("  " * row["depth"] + row["name"], row["count"], row["owner"], row["supplier"] or "",
         row["maturity"] or "", row["trl"] or "", row["mass_kg"], row["power_w"],
         _cost(row["cost"]))
        for row in said["products"]
    ]  # fmt: skip
    columns = ("product", "count", "owner", "built by", "maturity", "trl", "kg of one",
               "W of one", "cost of one")  # fmt: skip
    common.table(said["programme"], columns, sheet)
    flights = [
        (row["launch_date"][:10], row["satellite"], row["product"], _declared(row["declared"]))
        for row in said["launches"]
    ]
    common.table("Launches", ("date", "satellite", "product", "declared"), flights)
    counts = said["interfaces"]
    typer.echo(
        f"Interfaces: {counts['agreed']} agreed, {counts['issued']} issued, {counts['open']} open."
    )


@app.command("return")
def returns(folder: PoolFolder = None, at: At = None, as_json: Json = False) -> None:
    """Show each state's return coefficient, now and at the review, and what lifts all over it."""
    from artel.cli import common
    from artel.studies import workshare_rows

    programme, instant = _programme(folder, at)
    said = workshare_rows.returns(programme, instant)
    if as_json:
        common.echo_json(said)
        return
    money = said["currency"]
    sheet = [
        (row["state"], _money(row["paid_minor"], money), f"{row['share']:.2%}",
         _money(row["weighted_minor"], money), f"{row['coefficient']:.3f}",
         "under" if row["under"] else "", f"{row['forecast']:.3f}",
         "under" if row["under_at_review"] else "")
        for row in said["states"]
    ]  # fmt: skip
    review = said["review"][:10]
    columns = ("state", "paid", "share", "weighted contracts", "return", "",
               f"at review {review}", "")  # fmt: skip
    common.table(f"{said['programme']}: returns, limit {said['limit']:g}", columns, sheet)
    for when, found in (("Now", said["remedy_now"]), ("At the review", said["remedy_at_review"])):
        typer.echo(f"{when}: {_remedy(found, money)}")


@app.command("budget")
def budget(
    folder: PoolFolder = None,
    product: Annotated[
        list[str] | None, typer.Option("--product", help="Only this product; may be repeated.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Show mass, power and cost with every margin, each under its requirement number."""
    from artel.cli import common
    from artel.studies import workshare_rows

    programme, _ = _programme(folder)
    said = workshare_rows.budgets(programme, product or ())
    if as_json:
        common.echo_json(said)
        return
    for each in said:
        sheet = [
            (kind, line["line"], line["value"], line["unit"], line["requirement"] or "",
             line["formula"])
            for kind in ("mass", "power") for line in each[kind]
        ]  # fmt: skip
        columns = ("", "line", "value", "unit", "requirement", "how")
        common.table(f"{each['name']}, one of them", columns, sheet)
        typer.echo(f"Cost: {_money(each['cost_minor'], each['currency'])}.\n")


@app.command("path")
def path(
    folder: PoolFolder = None,
    at: At = None,
    slip: Annotated[
        list[str] | None,
        typer.Option("--slip", help="ACTIVITY=WEEKS longer (-WEEKS shorter); may be repeated."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Show the critical path, the floats, and what slips do to the launches."""
    from artel.cli import common
    from artel.studies import workshare_rows

    programme, instant = _programme(folder, at)
    said = workshare_rows.path(programme, instant, _slips(slip or ()))
    if as_json:
        common.echo_json(said)
        return
    sheet = [
        (row["activity"], row["name"], row["supplier"] or "", row["weeks"], row["start"],
         row["end"], row["total_float"], row["free_float"], "critical" if row["critical"] else "")
        for row in said["activities"]
    ]  # fmt: skip
    common.table(
        f"{said['programme']}: {said['weeks']} weeks from {said['starts'][:10]}",
        ("activity", "", "by", "weeks", "from week", "to week", "float", "free", ""),
        sheet,
    )
    flights = [
        (row["satellite"], row["launch_date"][:10], row.get("ready", "")[:10],
         row.get("later_weeks"), row.get("spare_days"))
        for row in said["launches"]
    ]  # fmt: skip
    columns = ("satellite", "launch date", "ready", "weeks later by the slips", "days to spare")
    common.table("Launches", columns, flights)
    typer.echo(_earned(said["earned"]))


def _programme(folder: str | None, at: str | None = None) -> tuple[Programme, datetime]:
    from artel import bootstrap
    from artel.studies.workshare import needed

    pool = bootstrap.read_pool_at(folder or bootstrap.bundled_pool())
    return needed(pool), bootstrap.instant_of(at, pool.settings.epoch)


def _slips(texts: list[str] | tuple[str, ...]) -> dict[str, int]:
    """Return weeks by activity. Raises InputError for anything but ACTIVITY=WEEKS."""
    from artel.commons.errors import InputError

    slips: dict[str, int] = {}
    for text in texts:
        name, _, weeks = text.rpartition("=")
        if not name or not weeks.lstrip("-").isdecimal() or len(weeks) > 5:
            raise InputError(f"'{text}' is no slip.", next_step="Write it as ACTIVITY=WEEKS.")
        slips[name] = slips.get(name, 0) + int(weeks)
    return slips


def _money(minor: int, currency: str) -> str:
    from artel.settlement.prints import amount_text

    return amount_text(minor, currency)


def _cost(cost: dict[str, Any] | None) -> str:
    return _money(cost["amount_minor"], cost["currency"]) if cost else ""


def _declared(figures: dict[str, float]) -> str:
    return ", ".join(f"{name} {value:g}" for name, value in figures.items())


def _remedy(found: dict[str, Any], currency: str) -> str:
    if not found["under"]:
        return "no state is under the limit."
    named = ", ".join(found["under"])
    parts = ", ".join(
        f"{state} {_money(amount, currency)}" for state, amount in found["minor"].items()
    )
    least = f"{_money(found['total_minor'], currency)} ({parts})"
    if found["impossible"]:
        return f"{named} under the limit; it would take {least}. {found['impossible']}"
    return f"{named} under the limit; the least new work that lifts all is {least}."


def _earned(said: dict[str, Any]) -> str:
    if not said["budget_minor"]:
        return "No activity has a budget, so there is no earned value."
    money = said["currency"]
    indices = ", ".join(
        f"{word} {'-' if said[name] is None else format(said[name], '.3f')}"
        for word, name in (
            ("SPI", "schedule_index"), ("CPI", "cost_index"), ("TCPI", "to_complete"),
        )
    )  # fmt: skip
    estimate = said["estimate_minor"]
    end = "not known" if estimate is None else _money(estimate, money)
    return (
        f"At {said['at'][:10]}: {indices}; estimate at completion {end} "
        f"of {_money(said['budget_minor'], money)} budgeted."
    )
