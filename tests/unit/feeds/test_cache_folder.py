"""Where artel keeps what it can make again."""

from __future__ import annotations

import os
import stat
import tempfile

import pytest

from artel.feeds.cache_folder import cache_folder


@pytest.fixture
def temporary(tmp_path, monkeypatch):
    """Return a folder that stands for the machine's temporary files."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def test_the_folder_that_is_named_is_made_and_wins(tmp_path):
    named = tmp_path / "deep" / "er"
    assert cache_folder({"ARTEL_CACHE_DIR": str(named), "HOME": str(tmp_path)}) == named
    assert named.is_dir()


@pytest.mark.parametrize(
    ("platform", "variables", "expected"),
    [
        ("linux", {"HOME": "{}"}, ".cache/artel"),
        ("linux", {"HOME": "{}", "XDG_CACHE_HOME": "{}/x"}, "x/artel"),
        ("linux", {"HOME": "{}", "XDG_CACHE_HOME": "not/absolute"}, ".cache/artel"),
        ("linux", {"HOME": "{}", "ARTEL_CACHE_DIR": ""}, ".cache/artel"),
        ("darwin", {"HOME": "{}"}, "Library/Caches/artel"),
        ("win32", {"LOCALAPPDATA": "{}"}, "artel/Cache"),
    ],
)
def test_each_platform_has_its_place_for_caches(tmp_path, platform, variables, expected):
    environ = {name: text.format(tmp_path) for name, text in variables.items()}
    assert cache_folder(environ, platform) == tmp_path / expected


def test_a_folder_that_is_made_is_of_the_user_alone(tmp_path):
    made = cache_folder({"ARTEL_CACHE_DIR": str(tmp_path / "new")})
    assert stat.S_IMODE(made.stat().st_mode) & 0o077 == 0


def test_where_the_named_one_cannot_be_made_a_temporary_one_serves(tmp_path, temporary):
    (tmp_path / "file").write_text("in the way")
    folder = cache_folder({"ARTEL_CACHE_DIR": str(tmp_path / "file" / "below")})
    assert folder.parent == temporary
    assert os.access(folder, os.W_OK)
    assert cache_folder({}) == folder, "the same one serves next time"


def test_a_temporary_folder_into_which_others_may_write_is_not_used(temporary):
    trap = cache_folder({})
    trap.chmod(0o777)
    assert cache_folder({}) != trap


def test_a_link_in_the_place_of_the_temporary_folder_is_not_followed(temporary, tmp_path):
    honest = cache_folder({})
    honest.rmdir()
    (tmp_path / "elsewhere").mkdir()
    honest.symlink_to(tmp_path / "elsewhere")
    assert cache_folder({}) != honest


def test_where_nothing_can_be_written_there_is_none(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "file"))
    assert cache_folder({"HOME": str(tmp_path / "file")}, "linux") is None
