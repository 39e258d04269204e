"""A month of the bundled pool is closed, one record disputed, and members check their part."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from fractions import Fraction
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest

from artel.cli.settle_work import write_close
from artel.commons.errors import InputError
from artel.feeds import pdf
from artel.feeds.closes import read_close
from artel.studies.close import CLOSE
from artel.studies.own_statement import check_statement, read_statement
from artel.studies.settlement_page import page_of
from artel.studies.verify_close import verify_close

SECOND_OPINION = Path(__file__).with_name("second_opinion.py")


def test_a_month_is_closed_with_one_record_disputed(closed, files):
    books = closed.books
    (held,) = books.held
    assert held.record.dispute.by == held.record.brought_by
    assert len(books.lines) + 1 == len(closed.pool.texts["usage.jsonl"].splitlines())
    head = json.loads(files[CLOSE])
    assert [each["id"] for each in head["held"]] == [held.record.id]
    told = [name for name, data in files.items() if held.record.id.encode() in data]
    assert set(told) == {CLOSE, f"statements/{held.record.owner}.json"}
    owner = json.loads(files[f"statements/{held.record.owner}.json"])
    assert [each["id"] for each in owner["held"]] == [held.record.id]
    assert not any(held.record.id in line["id"] for line in owner["lines"])


def test_nothing_of_the_revenue_is_lost_on_the_way(closed):
    books = closed.books
    value = books.sheet.whole
    assert sum(line.net for line in books.lines) == value("revenue")
    assert sum(invoice.net_pool for invoice in books.invoices) == value("revenue")
    taken = sum(value(name) for name in ("partners", "fee", "opex", "reserve"))
    for shares in books.shares.values():
        assert sum(shares.values()) == value("revenue") - taken
    assert sum(books.positions.values()) == 0
    assert len(books.payments) < len(books.positions)


def test_who_flies_nothing_gets_a_share_of_what_its_orders_bring(closed):
    shares, revenue = closed.books.shares, closed.books.revenue
    assert "KG" not in revenue
    assert shares["utilisation"]["KG"] == 0
    assert shares["shapley"]["KG"] > revenue["AM"] / 10
    assert shares["shapley"]["KG"] > shares["shapley"]["AM"]


def test_all_four_kinds_of_use_and_five_owners_are_in_the_month(closed):
    records = [line.record for line in closed.books.lines]
    assert {record.kind for record in records} == {"image", "downlink", "message", "link"}
    assert {record.owner for record in records} == {"RU", "BY", "KZ", "AM", "AZ"}
    assert 150 <= len(records) <= 300
    currencies = {invoice.currency for invoice in closed.books.invoices}
    assert currencies == {"RUB", "BYN", "KZT", "AMD", "KGS", "AZN", "UZS", "MDL"}


def test_an_advance_of_the_year_before_bears_the_tax_of_then(closed):
    (invoice,) = [each for each in closed.books.invoices if each.advances]
    assert invoice.amount("advance") * 20 // 120 == invoice.amount("credit")
    assert invoice.amount("remit") == invoice.amount("tax") - invoice.amount("credit")
    assert "tax/22" in invoice.sheet.values


@pytest.mark.deep
def test_closing_twice_gives_the_same_bytes_printed_pages_included(settle, folder, tmp_path):
    out = tmp_path / "again"
    code, said, _ = settle("close", "--period", "2026-09", "--out", out)
    assert code == 0, said
    again, first = read_close(out), read_close(folder)
    assert sum(name.endswith(".pdf") for name in first) == 27
    assert again == first
    assert all(data.startswith(b"%PDF") for name, data in first.items() if name.endswith(".pdf"))


@pytest.mark.parametrize("member", ["RU", "BY", "KZ", "AM", "KG"])
def test_a_second_program_reckons_the_same_share_from_the_statement_alone(
    folder, closed, tmp_path, member
):
    alone = tmp_path / "statement.json"
    shutil.copy(folder / "statements" / f"{member}.json", alone)
    run = subprocess.run(
        [sys.executable, "-I", SECOND_OPINION, alone],
        capture_output=True, text=True, check=True, cwd=tmp_path,
    )  # fmt: skip
    books = closed.books
    assert json.loads(run.stdout) == {
        "member": member,
        "used": books.revenue.get(member, 0),
        "collected": books.collected[member],
        "distributable": books.sheet.whole("distributable"),
        "share": books.booked[member],
        "position": books.positions[member],
    }


def test_the_second_program_knows_nothing_of_this_one():
    imports = [
        line
        for line in SECOND_OPINION.read_text().splitlines()
        if line.startswith(("import", "from"))
    ]
    assert imports
    assert not any("artel" in line or "numpy" in line for line in imports)


def test_a_member_checks_its_own_statement(settle, folder, tmp_path):
    code, said, _ = settle("statement", folder, "KG")
    assert code == 0
    assert "every one follows from the inputs" in said
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    file = copy / "statements" / "KG.json"
    document = json.loads(file.read_text())
    place = next(n for n, line in enumerate(document["lines"]) if line["id"] == "fee")
    document["lines"][place]["value"] -= 100
    file.write_text(json.dumps(document))
    code, said, _ = settle("statement", copy, "KG")
    assert code == 1
    assert f"lines[{place}].value fee: " in said
    code, said, _ = settle("verify", copy, "--frozen")
    assert code == 1
    assert f"statements/KG.json: lines[{place}].value is " in said


def test_a_share_at_the_head_of_a_statement_that_no_line_gives_is_told(files):
    document = json.loads(files["statements/KG.json"])
    document["share"] += 1
    assert any(each.startswith("share is ") for each in check_statement(document))


@pytest.mark.parametrize(
    ("here", "there", "said"),
    [
        ('"format": "artel-statement/1"', '"format": "artel-statement/2"', "newer than artel-st"),
        ('"share": ', '"share": 0.', ", share: "),
        ('"formula": "sum(revenue)"', '"formula": 5', ".formula: "),
        ('"tables": {', '"tables": {}, "more": {', "'more' is not a known key"),
    ],
)
def test_what_is_no_statement_is_named_with_its_field(files, here, there, said):
    text = files["statements/KG.json"].decode()
    assert here in text
    with pytest.raises(InputError, match=r"statements/KG\.json") as caught:
        read_statement(text.replace(here, there, 1), "statements/KG.json")
    assert said in str(caught.value)


def test_a_statement_that_is_not_there_is_named(settle, folder):
    code, _, said = settle("statement", folder, "KQ")
    assert code == 2
    assert "There is no statement of 'KQ'" in said
    assert "AM, BY, KG, KZ, RU" in said


def test_books_are_written_once(settle, folder):
    code, _, said = settle("close", "--period", "2026-09", "--out", folder)
    assert code == 2
    assert "is not empty" in said


def test_without_typst_the_books_are_json_and_one_sentence_says_why(closed, tmp_path, monkeypatch):
    def nothing(name):
        raise PackageNotFoundError(name)

    monkeypatch.setattr(pdf, "version", nothing)
    out = tmp_path / "plain"
    (said,) = write_close(closed, out)
    assert "typst is not installed (pip install 'artel[documents]')" in said
    files = read_close(out)
    assert not any(name.endswith(".pdf") for name in files)
    report = verify_close(files, replan=False)
    assert report.holds
    assert "The close has no printed pages." in report.notes


def test_the_page_of_the_brief_says_who_earned_what_and_why(pool, closed):
    page = page_of(pool, closed)
    assert "2026-09" in page.title
    assert "Kyrgyzstan, whose assets earned nothing, gets " in page.lead
    titles = [sheet.title for sheet in page.sheets]
    assert titles == ["Each member", "What each would get by each scheme", "Who pays whom",
                      "Held out of the close"]  # fmt: skip
    assert len(page.sheets[0].rows) == 5
    assert all(len(row) == len(sheet.columns) for sheet in page.sheets for row in sheet.rows)


def test_both_tables_of_the_economic_union_sum_to_a_hundred(closed):
    tables = closed.books.terms.tariffs.fixed
    assert [table.first.year for table in tables] == [2015, 2020]
    for table in tables:
        assert set(table.shares) == {"RU", "BY", "KZ", "AM", "KG"}
        assert sum(map(Fraction, table.shares.values())) == 100
