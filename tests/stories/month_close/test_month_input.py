"""Wrong input of a month is refused, with file, line and field."""

from __future__ import annotations

import importlib.util
import json
import shutil

import pytest

from artel.commons.errors import InputError
from artel.settlement.periods import period_of
from artel.studies.close import close_period
from artel.studies.pool import read_pool
from artel.studies.settlement_page import page_of
from artel.studies.settlement_tables import check_settlement

MONTH = period_of("2026-09")


def test_values_known_too_loosely_do_not_close_where_the_shares_lean_on_them(
    pool, closed, changed_pool
):
    text = pool.texts["tariffs.yaml"]
    strict = text.replace("tolerance_percent: 50", "tolerance_percent: 1")
    assert strict != text
    with pytest.raises(InputError, match=r"more than tolerance_percent \(1\) in tariffs.yaml"):
        close_period(changed_pool(tariffs=strict), MONTH, frozen=closed.coalitions)
    fixed = changed_pool(tariffs=strict.replace("scheme: shapley", "scheme: fixed"))
    other = close_period(fixed, MONTH, frozen=closed.coalitions)
    assert "more than the pool tolerates" in other.notes[0]
    assert other.books.booked == closed.books.shares["fixed"]


@pytest.mark.parametrize(
    ("name", "here", "there", "said"),
    [
        ("usage.jsonl", '"quantity": "1', '"quantity": "2', "usage.jsonl, line 1, signature: "),
        ("usage.jsonl", '"asset": "EXPRESS', '"asset": "EKSPRESS', "usage.jsonl, line 1, "),
        ("usage.jsonl", '"owner": "RU"', '"owner": "XX"', "usage.jsonl, line 1, owner: "),
        ("tariffs.yaml", "currency: RUB", "currency: KZT", "tariffs.yaml, line 5, currency: "),
        ("tariffs.yaml", "id: OP", "id: KZ", "tariffs.yaml, line 12, operator.id: "),
        ("tariffs.yaml", "party: AZ", "party: AA", "keys[5].party: no party is called 'AA'"),
        ("tariffs.yaml", "KG: 6000000000", "XX: 6000000000", "investment[0].amounts_minor.XX: "),
        ("tariffs.yaml", 'RU: "85.065"', 'RU: "85.066"', "the shares sum to 100.001, not to 100"),
        ("tariffs.yaml", "fee_percent", "fee_procent", "did you mean 'fee_percent'"),
    ],
)
def test_wrong_input_is_refused_with_file_line_and_field(
    settle, kazan, tmp_path, name, here, there, said
):
    copy = tmp_path / "pool"
    shutil.copytree(kazan, copy)
    text = (copy / name).read_text()
    assert here in text
    (copy / name).write_text(text.replace(here, there, 1))
    code, _, complaint = settle("close", copy, "--period", "2026-09", "--out", tmp_path / "out")
    assert code == 2
    assert said in complaint
    assert not (tmp_path / "out").exists()


def test_an_asset_that_is_anothers_is_named(pool, kazan, changed_pool):
    module = toy_keys(kazan)
    first = json.loads(pool.texts["usage.jsonl"].splitlines()[0])
    record = {key: value for key, value in first.items() if key != "signature"}
    record["asset"] = "KAZSAT-2"
    text = json.dumps(module.signed(record))
    (found,) = check_settlement(changed_pool(usage=text))
    assert found == "usage.jsonl, line 1, asset: 'KAZSAT-2' is KZ's, not RU's."


def toy_keys(kazan):
    """Return the script that made the month, as a module."""
    path = kazan.parents[1] / "design" / "make_kazan_usage.py"
    spec = importlib.util.spec_from_file_location("make_kazan_usage", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_month_is_the_one_its_script_makes(pool, kazan):
    module = toy_keys(kazan)
    keys = {party: module.public_hex(party) for party in module.PARTIES}
    assert all(
        f"{{party: {party}, ed25519: {key}}}" in pool.texts["tariffs.yaml"]
        for party, key in keys.items()
    )
    made = [record["signature"] for record in module.records()]
    there = [json.loads(line)["signature"] for line in pool.texts["usage.jsonl"].splitlines()]
    assert made == there


def test_a_pool_without_tariffs_settles_nothing_and_says_so(pool):
    bare = {name: text for name, text in pool.texts.items() if name != "tariffs.yaml"}
    with pytest.raises(InputError, match=r"The pool has no tariffs\.yaml"):
        close_period(read_pool(bare), MONTH)
    del bare["usage.jsonl"]
    assert check_settlement(read_pool(bare)) == ()
    assert page_of(read_pool(bare)) is None
    assert check_settlement(pool) == ()
