from __future__ import annotations

import hashlib
import io
import json
import shutil
import tarfile
from datetime import UTC, datetime
from types import SimpleNamespace

import psycopg
import pytest

from artel import bootstrap
from artel.commons.actors import Actor, Role
from artel.commons.errors import FormatError, InputError
from artel.commons.ids import canonical_json, digest
from artel.store import backup, journal, opening, signing
from artel.store.connections import Store
from artel.store.manifest import DUMP, NAME, read_manifest
from artel.store.migrations import migrations
from artel.store.restore import restore

NOW = datetime(2026, 10, 5, 6, 0, tzinfo=UTC)
MADE = "2026-10-05T06:00:00.000Z"
DESK = Actor("desk", "the desk", Role.SYSTEM)
IMAGES = (b"one image", b"another", b"")


def kept(data, content):
    name = hashlib.sha256(content).hexdigest()
    place = data / "files" / name[:2] / name
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(content)
    return name


@pytest.fixture(scope="module")
def prepared(new_database, tmp_path_factory):
    """Return a desk with a journal, a signed day and three files, its address, and its archive."""
    data = tmp_path_factory.mktemp("data") / "desk"
    names = [kept(data, content) for content in IMAGES]
    (data / "files" / "half-written").write_bytes(b"x")
    (data / "secrets").mkdir()
    (data / "secrets" / "operator.pem").write_text("secret")
    with new_database() as uri:
        fill(uri)
        archive = data.parent / "desk.tar"
        manifest = backup.back_up(uri, data, archive, MADE)
        yield data, uri, archive.read_bytes()
    assert sorted(manifest.parts) == sorted([DUMP, *(f"files/{n[:2]}/{n}" for n in names)])


def fill(uri):
    store = Store.open(uri)
    for number in range(3):
        with store.unit(DESK, NOW) as unit:
            body = {"number": number, "share": 1e-7, "text": "ö"}
            unit.enter("order.placed", f"O-{number}", body, ["BY"], personal={"name": "Anna"})
            unit.run("pool_file_put", name=f"{number}", content="a", digest="b", at=NOW)
    with store.unit(DESK, NOW.replace(day=6)) as unit:
        journal.delete_personal(unit, 2)
        journal.seal_day(unit, NOW.date(), signing.new_key(), "kazan")
    store.close()


@pytest.fixture
def desk(prepared, data_folder):
    """Return the prepared desk's folder and archive, both to be spoilt."""
    data, archive = data_folder / "desk", data_folder / "kept" / "desk.tar"
    data_folder.mkdir()
    data_folder.chmod(0o711)
    shutil.copytree(prepared[0], data)
    archive.parent.mkdir()
    archive.write_bytes(prepared[2])
    return data, archive


@pytest.fixture
def owner(prepared, new_database):
    """Return a superuser's connection to a copy of the prepared desk's database, to be spoilt."""
    name = prepared[1].split("?")[0].rsplit("/", 1)[1]
    with new_database(name) as uri, psycopg.connect(uri, autocommit=True) as connection:
        yield SimpleNamespace(uri=uri, execute=connection.execute)


def members(archive):
    with tarfile.open(archive) as opened:
        return [(each, opened.extractfile(each).read()) for each in opened]


def rewritten(archive, change):
    """Write an archive anew with its members as `change` returns them, and return its path."""
    out = archive.with_name("other.tar")
    with tarfile.open(out, "w") as opened:
        for member, content in change(members(archive)):
            member.size = len(content)
            opened.addfile(member, io.BytesIO(content))
    return out


def with_manifest(found, **changes):
    (first, text), *rest = found
    value = {**json.loads(text), **changes}
    del value["seal"]
    value["seal"] = digest(canonical_json(value))
    return [(first, json.dumps(value).encode()), *rest]


def refused(archive, data, said, error=InputError):
    new = data.with_name("new")
    with pytest.raises(error, match=said):
        restore(archive, new)
    assert sorted(path.name for path in new.parent.iterdir()) == ["desk", "kept"]


def test_a_desk_comes_back_with_its_files_its_journal_and_its_guards(desk, prepared):
    data, archive = desk
    new = data.with_name("new")
    new.mkdir()
    restored = restore(archive, new)
    assert restored.steps == 0
    assert restored.manifest.journal.size == 3
    assert restored.manifest.left_out == ["secrets"]
    assert not (new / "secrets").exists()
    for content in IMAGES:
        name = hashlib.sha256(content).hexdigest()
        assert (new / "files" / name[:2] / name).read_bytes() == content
    store = Store.open(prepared[1])
    with store.unit(DESK, NOW) as unit:
        before = journal.export(unit, "kazan", {})
    store.close()
    with opening.opened(new) as back:
        with back.unit(DESK, NOW) as unit:
            assert journal.export(unit, "kazan", {}) == before
            assert len(unit.rows("pool_files")) == 3
            unit.enter("order.placed", "O-9", {}, ["BY"])
        with back.unit(DESK, NOW) as unit:
            assert journal.entries(unit, 9)[-1].sequences == {"BY": 4}
        with (
            psycopg.connect(back.uri) as owner,
            pytest.raises(psycopg.errors.InsufficientPrivilege, match="stays"),
        ):
            owner.execute("DELETE FROM journal")


def test_a_folder_that_holds_something_is_not_written_into(desk):
    data, archive = desk
    with pytest.raises(InputError, match="is not empty"):
        restore(archive, data)
    data.with_name("new.restoring").mkdir()
    with pytest.raises(InputError, match="under way, or was cut short"):
        restore(archive, data.with_name("new"))


def test_an_archive_is_never_written_over(desk, prepared):
    data, archive = desk
    before = archive.read_bytes()
    with pytest.raises(InputError, match="is there already"):
        backup.back_up(prepared[1], data, archive, MADE)
    assert archive.read_bytes() == before


def test_a_file_that_is_damaged_is_not_kept_as_if_it_were_whole(desk, prepared):
    data, archive = desk
    name = hashlib.sha256(IMAGES[0]).hexdigest()
    (data / "files" / name[:2] / name).write_bytes(b"one Image")
    out = archive.with_name("again.tar")
    with pytest.raises(InputError, match="is damaged: its digest is not its name"):
        backup.back_up(prepared[1], data, out, MADE)
    assert [path.name for path in archive.parent.iterdir()] == ["desk.tar"]


@pytest.mark.parametrize("part", ["json", "manifest", "dump", "image", "cut", "nothing", "other"])
def test_a_damaged_archive_leaves_nothing_behind(desk, part):
    data, archive = desk
    whole = bytearray(archive.read_bytes())
    at = {
        "json": whole.index(b'"made"'),
        "manifest": whole.index(b'"made"') + 10,
        "dump": whole.index(b"PGDMP") + 2000,
        "image": whole.index(IMAGES[0]),
    }
    if part in at:
        whole[at[part]] ^= 1
    else:
        whole = {"cut": whole[:-12000], "nothing": b"", "other": b"PK\3\4" * 3000}[part]
    archive.write_bytes(bytes(whole))
    refused(archive, data, "is no backup of artel" if part == "json" else "is damaged")


@pytest.mark.parametrize(
    "name",
    ["../../escaped", "/escaped", "files/../../escaped", "files/ab/" + "a" * 64, "secrets/key"],
)
def test_a_name_that_leads_elsewhere_is_refused(desk, name):
    data, archive = desk

    def change(found):
        part = {"size": 1, "sha256": hashlib.sha256(b"x").hexdigest()}
        parts = {**json.loads(found[0][1])["parts"], name: part}
        return [*with_manifest(found, parts=parts), (tarfile.TarInfo(name), b"x")]

    refused(rewritten(archive, change), data, "names a part that no backup has")


def test_what_the_manifest_does_not_name_is_refused(desk):
    data, archive = desk

    def more(found):
        return [*found, (tarfile.TarInfo("../escaped"), b"x")]

    refused(rewritten(archive, more), data, "is not as the manifest says")
    refused(rewritten(archive, lambda found: found[:-1]), data, "1 parts are missing")
    refused(rewritten(archive, lambda found: found[1:]), data, "does not begin with a manifest")


def test_a_link_in_the_place_of_a_file_is_refused(desk):
    data, archive = desk

    def change(found):
        # The empty file, so that its size is that of a link.
        link = next(member for member, content in found if not content)
        link.type, link.linkname = tarfile.SYMTYPE, "../../escaped"
        return found

    refused(rewritten(archive, change), data, "is no plain file")


def test_a_newer_archive_and_one_of_a_newer_database_are_refused(desk):
    data, archive = desk
    newer = rewritten(archive, lambda found: with_manifest(found, format="artel-backup/2"))
    refused(newer, data, "newer than artel-backup/1", FormatError)
    later = len(migrations()) + 1
    newer = rewritten(archive, lambda found: with_manifest(found, database_version=later))
    refused(newer, data, f"at version {later}")


@pytest.mark.deep
def test_a_journal_that_ends_elsewhere_than_the_manifest_says_is_refused(desk):
    data, archive = desk
    head = {"size": 4, "hash": "0" * 64}
    refused(
        rewritten(archive, lambda found: with_manifest(found, journal=head)),
        data,
        "its journal does not end where",
    )


def test_a_journal_that_was_altered_is_not_brought_back(desk, owner):
    data, archive = desk
    owner.execute("ALTER TABLE journal_bodies DISABLE TRIGGER ALL")
    owner.execute(
        "UPDATE journal_bodies SET body = '{\"number\":7}' WHERE number = 1 AND part = 'body'"
    )
    altered = archive.with_name("altered.tar")
    backup.back_up(owner.uri, data, altered, MADE)
    refused(altered, data, "its journal does not hold: body of entry 1")


def test_a_file_that_the_database_names_and_that_is_not_there_is_told(desk, owner):
    data, archive = desk
    owner.execute("SET session_replication_role = replica")
    owner.execute(
        "INSERT INTO deliveries VALUES ('D', 'T', 'O', false, 'KZ', '{}', %s, 'x', now(), "
        "'accepted', '[]')",
        (json.dumps({"image": "f" * 64}),),
    )
    again = archive.with_name("again.tar")
    manifest = backup.back_up(owner.uri, data, again, MADE)
    assert again.stat().st_mode & 0o777 == 0o600
    assert manifest.missing == ["f" * 64]


def test_the_manifest_is_the_first_file_and_says_what_is_not_there(desk):
    _, archive = desk
    member, text = members(archive)[0]
    assert member.name == NAME
    manifest = read_manifest(text, "desk.tar")
    assert (manifest.made, manifest.left_out, manifest.missing) == (MADE, ["secrets"], [])


def test_a_password_goes_by_a_variable_and_not_by_the_command_line():
    found = backup.variables("postgresql://anna:se%20cret@db.example:5433/artel?sslmode=require")
    assert found == {
        "PGUSER": "anna",
        "PGPASSWORD": "se cret",
        "PGHOST": "db.example",
        "PGPORT": "5433",
        "PGDATABASE": "artel",
        "PGSSLMODE": "require",
    }
    with pytest.raises(InputError, match="keepalives"):
        backup.variables("postgresql:///artel?keepalives=1")


def test_the_command_says_in_a_sentence_what_cannot_be_written_or_read(desk):
    data, archive = desk
    letter = data / "letter.txt"
    letter.write_text("dear")
    for folder, said in ((letter / "new", "not a directory"), (data, "is not empty")):
        with pytest.raises(InputError, match=said):
            bootstrap.restore(archive, folder)
    with pytest.raises(InputError, match="There is no file"):
        bootstrap.restore(data / "none.tar", data / "new")
    with pytest.raises(InputError, match="There is no desk"):
        bootstrap.back_up(data / "out.tar", data / "nowhere")
