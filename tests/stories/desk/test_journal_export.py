"""The journal leaves the desk as a file that is verified without it."""

from __future__ import annotations

from typer.testing import CliRunner

from artel.cli.main import app
from artel.desk import periodic


def run(*words):
    return CliRunner().invoke(app, list(words))


def test_a_member_is_handed_its_extract_and_verifies_it(desk, clock, tmp_path, monkeypatch):
    clock.wind(clock.now().replace(day=5, hour=1))
    assert periodic.done(desk, "seal")
    monkeypatch.setenv("ARTEL_DATABASE_URL", desk.store.uri)
    monkeypatch.setenv("ARTEL_DATA_DIR", str(desk.folder))
    for member in ("KZ", ""):
        out = tmp_path / f"{member or 'all'}.jsonl"
        asked = ["--member", member] if member else []
        done = run("journal", "export", "--out", str(out), *asked)
        assert done.exit_code == 0, done.output
        assert run("journal", "verify", str(out), *asked).exit_code == 0
    wrong = run("journal", "export", "--out", str(tmp_path / "x"), "--member", "KK")
    assert wrong.exit_code != 0
    assert not (tmp_path / "x").exists()
