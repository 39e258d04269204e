"""What was changed in the books of a month is found, wherever it is."""

from __future__ import annotations

import json
from dataclasses import replace
from hashlib import sha256

import pytest

from artel.commons.ids import digest, pretty_json
from artel.settlement.periods import period_of
from artel.studies.close import CLOSE, close_period
from artel.studies.verify_close import findings_of, verify_close

MONTH = period_of("2026-09")


# The page of commands verifies these books each time.
@pytest.mark.deep
def test_what_is_closed_holds_when_everything_is_derived_anew(settle, folder):
    code, said, _ = settle("verify", folder)
    assert code == 0, said
    assert "The close holds" in said
    assert "63 coalitions planned" in said


def figures(value, path=()):
    """Yield the path of every whole number."""
    if isinstance(value, dict):
        for key, part in value.items():
            yield from figures(part, (*path, key))
    elif isinstance(value, list):
        for index, part in enumerate(value):
            yield from figures(part, (*path, index))
    elif type(value) is int:
        yield path


def changed(data, path):
    """Return JSON bytes with one more at the path."""
    document = json.loads(data)
    inner = document
    for part in path[:-1]:
        inner = inner[part]
    inner[path[-1]] += 1
    return pretty_json(document).encode()


def place_of(path):
    """Return `entries[3].amount`."""
    parts = [f"[{part}]" if isinstance(part, int) else f".{part}" for part in path]
    return "".join(parts).lstrip(".")


def test_a_changed_figure_anywhere_is_refused_with_its_place(closed, files):
    texts = {name: data for name, data in files.items() if name.endswith(".json")}
    assert findings_of(closed, files) == []
    for name, data in texts.items():
        paths = list(figures(json.loads(data)))
        for path in {paths[0], paths[len(paths) // 2], paths[-1]}:
            found = findings_of(closed, {**files, name: changed(data, path)})
            assert any(f"{name}: {place_of(path)} is " in each for each in found), (name, path)


def test_a_changed_page_a_missing_one_and_a_strange_one_are_refused(closed, files, printer):
    name = "statements/KZ.pdf"
    spoilt = files[name][:-9] + b"x" + files[name][-8:]
    assert any(name in each for each in findings_of(closed, {**files, name: spoilt}))
    # With the digest made to fit, only printing anew tells.
    head = json.loads(files[CLOSE])
    head["prints"]["files"][name] = sha256(spoilt).hexdigest()
    fitting = {**files, name: spoilt, CLOSE: pretty_json(head).encode()}
    assert findings_of(closed, fitting) == []
    (found,) = findings_of(closed, fitting, printer)
    assert found.startswith(f"{name}: typst")
    missing = {each: data for each, data in files.items() if each != name}
    assert findings_of(closed, missing) == [f"{name}: the page is missing."]
    more = {**files, "invoices/2026-09-099.json": b"{}"}
    (found,) = findings_of(closed, more)
    assert found == "invoices/2026-09-099.json: the file is no part of this close."


def test_an_input_changed_in_the_books_is_refused(files):
    head = json.loads(files[CLOSE])
    entry = head["inputs"]["tariffs.yaml"]
    entry["text"] = entry["text"].replace("fee_percent: 4", "fee_percent: 5")
    report = verify_close({**files, CLOSE: pretty_json(head).encode()}, replan=False)
    assert any("inputs.tariffs.yaml.sha256" in each for each in report.findings)
    assert any(each.startswith("ledger.json: entries[") for each in report.findings)


def test_a_record_changed_in_the_books_with_its_digest_is_refused_by_its_signature(files):
    head = json.loads(files[CLOSE])
    entry = head["inputs"]["usage.jsonl"]
    lines = entry["text"].splitlines()
    record = json.loads(lines[4])
    record["quantity"] = "9999"
    lines[4] = json.dumps(record)
    entry["text"] = "\n".join(lines) + "\n"
    entry["sha256"] = digest(entry["text"])
    report = verify_close({**files, CLOSE: pretty_json(head).encode()}, replan=False)
    (found,) = report.findings
    assert found.startswith("close.json: inputs: usage.jsonl, line 5, signature: ")


@pytest.mark.deep
def test_a_coalition_made_worth_more_is_found_by_planning_anew(closed, changed_pool):
    values = list(closed.coalitions.values)
    place = next(n for n, value in enumerate(values) if value.coalition == ("KZ",))
    values[place] = replace(values[place], planned=values[place].planned + 5_000_000)
    richer = replace(closed.coalitions, values=tuple(values))
    pool = changed_pool(
        tariffs=closed.pool.texts["tariffs.yaml"].replace(
            "tolerance_percent: 50", "tolerance_percent: 90"
        ),
    )  # fmt: skip
    forged = close_period(pool, MONTH, frozen=richer)
    assert forged.books.booked["KZ"] > closed.books.booked["KZ"]
    texts = {name: text.encode() for name, text in forged.files().items()}
    assert verify_close(texts, replan=False).holds
    report = verify_close(texts)
    assert any(
        each.startswith(f"coalitions.json: values[{place}].planned is") for each in report.findings
    )
