"""The page of commands names every command with every option, and no others."""

from __future__ import annotations

import re

import pytest
from typer.main import get_command

from artel.cli.main import app


@pytest.fixture(scope="session")
def text(repository):
    return (repository / "docs" / "commands.md").read_text(encoding="utf-8")


def section(text: str, noun: str) -> str:
    """Return what stands under the heading of a command."""
    found = re.search(rf"^## artel {noun}\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    return found[1] if found else ""


def commands(noun: str):
    """Return the command of a noun, or the several that stand under it, by what is typed."""
    command = get_command(app).commands[noun]
    verbs = getattr(command, "commands", None)
    return {f"{noun} {verb}": part for verb, part in verbs.items()} if verbs else {noun: command}


def options(command) -> set[str]:
    names = (name for entry in command.params for name in (*entry.opts, *entry.secondary_opts))
    return {name for name in names if name.startswith("--")}


NOUNS = sorted(get_command(app).commands)


@pytest.mark.parametrize("noun", NOUNS)
def test_every_command_is_on_the_page_with_all_its_options(text, noun):
    explained = section(text, noun)
    for typed, command in commands(noun).items():
        assert f"`artel {typed}" in explained
        assert {name for name in options(command) if f"`{name}" not in explained} == set()


@pytest.mark.parametrize("noun", NOUNS)
def test_no_option_is_on_the_page_that_the_command_does_not_have(text, noun):
    known = set().union(*map(options, commands(noun).values()))
    assert set(re.findall(r"`(--[a-z-]+)", section(text, noun))) - known == set()


def test_no_command_is_on_the_page_that_the_program_does_not_have(text):
    assert sorted(re.findall(r"^## artel (\w+)$", text, re.MULTILINE)) == NOUNS
