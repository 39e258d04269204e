"""The wheel has the console in it, also on a machine without Node."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from artel.console.serving import INDEX

ROOT = Path(__file__).resolve().parents[3]
ANSWERS = """
import artel, asyncio, sys
from artel.console.serving import Console
said = []
async def send(message): said.append(message)
async def receive(): await asyncio.sleep(3600)
scope = {"type": "http", "method": "GET", "path": "/", "headers": [], "query_string": b""}
asyncio.run(Console(None)(scope, receive, send))
print(artel.__file__, said[0]["status"], b"<div id=" in said[1]["body"])
"""

pytestmark = pytest.mark.deep


@pytest.fixture(scope="module")
def without_npm(tmp_path_factory):
    """Return the environment of a machine that has no npm."""
    folder = tmp_path_factory.mktemp("bin")
    for tool in ("git", "sh", "env"):
        (folder / tool).symlink_to(shutil.which(tool))
    return {"PATH": str(folder), "HOME": os.environ.get("HOME", "/")}


def wheel(root, out, env):
    """Build a wheel as pip does, without bringing anything."""
    words = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(out)]
    return subprocess.run(words, cwd=root, env=env, check=False, capture_output=True, text=True)


def test_an_installed_wheel_serves_the_console(built, without_npm, tmp_path):
    assert (ROOT / "src/artel/console/static" / INDEX).is_file()
    done = wheel(ROOT, tmp_path / "dist", without_npm)
    assert done.returncode == 0, done.stderr
    (made,) = (tmp_path / "dist").glob("artel-*.whl")
    with zipfile.ZipFile(made) as packed:
        packed.extractall(tmp_path / "site")
    env = {**without_npm, "PYTHONPATH": str(tmp_path / "site")}
    words = [sys.executable, "-c", ANSWERS]
    said = subprocess.run(
        words, cwd=tmp_path, env=env, check=True, capture_output=True, text=True
    ).stdout
    assert said == f"{tmp_path}/site/artel/__init__.py 200 True\n"


def test_without_a_console_and_without_npm_no_wheel_is_made(without_npm, tmp_path):
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True
    )
    for name in filter(None, listed.stdout.split("\0")):
        if name.startswith(("src/", "console/")) or "/" not in name:
            (tmp_path / "copy" / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, tmp_path / "copy" / name)
    done = wheel(tmp_path / "copy", tmp_path / "dist", without_npm)
    assert done.returncode != 0
    assert "the console could not be built (there is no npm)" in done.stderr
    assert "ARTEL_WITHOUT_CONSOLE=1" in done.stderr
    assert not list((tmp_path / "dist").glob("*.whl"))
