"""Every command and example of the pages runs, and prints what the page shows.

A page is played from top to bottom in one folder that holds a copy of `pools/`, as after a clone.
In a console block a line that starts with `$ ` is a command. The lines below it are its output:
each must be printed, in this order, and a page may leave lines out. A comment, two blanks and
`# exit 1`, names another exit code than 0.
"""

from __future__ import annotations

import io
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from ruamel.yaml import YAML

if TYPE_CHECKING:
    from collections.abc import Callable

PROGRAMS = Path(sys.executable).parent
BLOCK = re.compile(r"^```(\w+)[^\n]*\n(.*?)^```\s*$", re.MULTILINE | re.DOTALL)
TERMINAL = {"COLUMNS": "100", "NO_COLOR": "1", "TERM": "dumb"}
# The commands of a page follow each other on one machine, and tracks are kept there.
TRACKS = {"ARTEL_TRACKS_MB": "400"}
# These read the bundled pool alone, so one run of each is enough for all pages.
SHARED = ("artel demo --out artel-demo", "artel plan --out day")
# What else a page may tell a reader to type; the tests prepare their folder themselves.
PREPARATIONS = ("git clone ", "cd ", ". .venv/bin/activate")


@dataclass
class Command:
    line: str
    code: int = 0
    shown: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Block:
    kind: str
    text: str
    line: int


def blocks_of(page: Path) -> list[Block]:
    text = page.read_text(encoding="utf-8")
    return [
        Block(found[1], found[2], text.count("\n", 0, found.start()) + 2)
        for found in BLOCK.finditer(text)
    ]


def commands_of(block: Block) -> list[Command]:
    """Return the commands of a console block, each with the output shown below it."""
    commands: list[Command] = []
    for line in re.sub(r"\\\n\s*", "", block.text).splitlines():
        if line.startswith("$ "):
            typed, _, comment = line[2:].partition("  # ")
            named = re.match(r"exit (\d+)", comment)
            commands.append(Command(typed.strip(), int(named[1]) if named else 0))
        elif line.strip() and commands:
            commands[-1].shown.append(line.rstrip())
    return commands


def recipe(makefile: str, target: str) -> str:
    """Return the product's command that a recipe runs once .venv is there, or nothing."""
    found = re.search(rf"^{target}:.*\n\t\$\(BIN\)/(artel .*)$", makefile, re.MULTILINE)
    demo = re.search(r"^DEMO := (\S+)$", makefile, re.MULTILINE)
    return found[1].replace("$(DEMO)", demo[1]) if found and demo else ""


def run(command: Command, folder: Path) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join([str(PROGRAMS), os.environ["PATH"]])
    return subprocess.run(
        shlex.split(command.line),
        cwd=folder,
        env={**os.environ, "PATH": path, **TERMINAL, **TRACKS},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def run_once(
    command: Command, folder: Path, once: Callable[..., Any]
) -> subprocess.CompletedProcess[str]:
    """Run a command that pages share, or write the files that it wrote for another page."""
    out = folder / shlex.split(command.line)[-1]

    def made() -> tuple[subprocess.CompletedProcess[str], dict[str, bytes]]:
        done = run(command, folder)
        files = [path for path in out.rglob("*") if path.is_file()]
        return done, {str(path.relative_to(out)): path.read_bytes() for path in files}

    done, files = once(command.line.replace(" ", "-"), made)
    for name, data in files.items():
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        (out / name).write_bytes(data)
    return done


def missing(shown: list[str], printed: str) -> list[str]:
    """Return the lines that a page shows and the command did not print in that order."""
    rest = iter([line.rstrip() for line in printed.splitlines()])
    return [line for line in shown if line not in rest]


def play(command: Command, folder: Path, makefile: str, once: Callable[..., Any]) -> str:
    """Run one command of a page; return what is wrong with it, or nothing."""
    if command.line.startswith(PREPARATIONS):
        return ""
    if command.line.startswith("make"):
        target = command.line.removeprefix("make").strip() or "help"
        if not re.search(rf"^{target}:", makefile, re.MULTILINE):
            return f"`{command.line}`: there is no such recipe"
        command = Command(recipe(makefile, target), shown=command.shown)
    if not command.line:
        return ""
    if not command.line.startswith("artel "):
        return f"`{command.line}`: a page may show artel, make, and {PREPARATIONS}"
    shared = command.line in SHARED
    done = run_once(command, folder, once) if shared else run(command, folder)
    if done.returncode != command.code:
        return f"`{command.line}`: exit code {done.returncode}\n{done.stdout}{done.stderr}"
    lost = missing(command.shown, done.stdout + done.stderr)
    return f"`{command.line}` does not print: {lost}\n{done.stdout}{done.stderr}" if lost else ""


@pytest.fixture
def folder(repository, tmp_path, monkeypatch):
    """Return an empty folder that holds a copy of the pools, as a clone does."""
    shutil.copytree(repository / "pools", tmp_path / "pools")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_every_command_and_example_of_a_page_runs(page, folder, makefile, once):
    names: dict[str, object] = {"__name__": page.stem}
    for block in blocks_of(page):
        if block.kind == "console":
            wrong = [play(command, folder, makefile, once) for command in commands_of(block)]
            assert not any(wrong), "\n".join(filter(None, wrong))
        elif block.kind == "python":
            code = compile("\n" * (block.line - 1) + block.text, str(page), "exec")
            exec(code, names)  # noqa: S102 - the pages of this repository are its own code


def test_every_table_of_a_page_parses(page):
    for block in blocks_of(page):
        if block.kind in {"json", "geojson"}:
            json.loads(block.text)
        elif block.kind in {"yaml", "yml"}:
            YAML(typ="safe").load(io.StringIO(block.text))


def test_every_block_of_a_page_says_what_it_holds(page):
    """A block of unknown kind would be shown and never tried."""
    known = {"console", "python", "json", "geojson", "yaml", "text", "csv", "xml"}
    text = page.read_text(encoding="utf-8")
    assert [block.kind for block in blocks_of(page) if block.kind not in known] == []
    assert text.count("\n```") == 2 * len(blocks_of(page))


def test_a_wrong_command_on_a_page_would_be_found(tmp_path, makefile, once):
    block = Block("console", "$ artel --help\nnever printed\n$ make tea\n$ rm -r /  # exit 1\n", 1)
    wrong = [play(command, tmp_path, makefile, once) for command in commands_of(block)]
    assert "does not print: ['never printed']" in wrong[0]
    assert wrong[1] == "`make tea`: there is no such recipe"
    assert "a page may show artel" in wrong[2]


def test_make_demo_on_a_page_is_played_by_the_recipe_s_own_command(makefile):
    assert recipe(makefile, "demo") == "artel demo --out artel-demo"


def test_what_pages_share_is_in_the_folder_of_each(tmp_path, once):
    pages = [tmp_path / name for name in ("one", "another")]
    for page in pages:
        page.mkdir()
    runs = [run_once(Command("artel pool new mine"), page, once) for page in pages]
    assert [each.returncode for each in runs] == [0, 0]
    kept = [{each.relative_to(page) for each in page.rglob("*")} for page in pages]
    assert kept[0] == kept[1] > {Path("mine"), Path("mine/pool.yaml")}
