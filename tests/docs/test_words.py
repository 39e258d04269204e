"""The pages and the code use the glossary's words, and each recipe says what it does."""

from __future__ import annotations

import re
import subprocess

import pytest

ENTRY = re.compile(r"^- \*\*([^*]+)\*\*: \S", re.MULTILINE)
# The words on which the members' papers and the code agreed.
AGREED = {
    "member", "partner", "observer", "charter", "article", "share", "pool", "satellite", "station",
    "terminal", "order", "opportunity", "quote", "hold", "plan", "task", "pass", "delivery",
    "usage record", "period", "statement", "journal", "endorsement", "shift", "work package",
    "activation", "contact", "image", "upload", "downlink",
}  # fmt: skip


@pytest.fixture(scope="session")
def words(repository):
    return ENTRY.findall((repository / "docs" / "glossary.md").read_text(encoding="utf-8"))


def test_every_agreed_word_is_explained_once(words):
    assert set(words) >= AGREED
    assert len(set(words)) == len(words)


def test_every_word_of_the_glossary_is_used_elsewhere(words, repository):
    glossary = repository / "docs" / "glossary.md"
    pages = [*(repository / "docs").rglob("*.md"), *(repository / "src").rglob("*.py")]
    used = " ".join(path.read_text(encoding="utf-8") for path in pages if path != glossary).lower()
    unused = [word for word in words if not re.search(rf"\b{word.lower()}(s|es)?\b", used)]
    assert unused == []


def test_every_recipe_is_in_the_help(makefile, repository):
    recipes = set(re.findall(r"^([a-z][a-z-]*):(?!=)(?! SELECT)", makefile, re.MULTILINE))
    shown = subprocess.run(
        ["make", "help"], cwd=repository, capture_output=True, text=True, check=True
    ).stdout
    helped = set(re.findall(r"^  make (\S+) +\S", shown, re.MULTILINE))
    assert {"help", "demo", "check", "proof", "serve"} <= recipes
    assert recipes == helped
