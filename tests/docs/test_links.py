"""Links between the files of the repository lead somewhere."""

from __future__ import annotations

import re

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


def headings(text: str) -> set[str]:
    """Return the anchors of a page's headings, as readers of Markdown make them."""
    titles = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-") for title in titles}


def broken(page):
    """Return the links of a page that lead to no file, or to no heading of a page."""
    for target in LINK.findall(page.read_text(encoding="utf-8")):
        if "://" in target or target.startswith("mailto:"):
            continue
        name, _, anchor = target.partition("#")
        goal = page.parent / name if name else page
        if not goal.exists() or (anchor and anchor not in headings(goal.read_text("utf-8"))):
            yield target


def test_every_link_of_a_page_leads_somewhere(page):
    assert list(broken(page)) == []


def test_a_broken_link_would_be_found(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("# One word\n[a](page.md) [b](#one-word) [c](gone.md) [d](page.md#two)\n")
    assert list(broken(page)) == ["gone.md", "page.md#two"]


def test_every_page_of_docs_can_be_reached_from_the_readme(repository):
    reached, waiting = set(), [repository / "README.md"]
    while waiting:
        page = waiting.pop().resolve()
        if page in reached or page.suffix != ".md":
            continue
        reached.add(page)
        found = LINK.findall(page.read_text(encoding="utf-8"))
        waiting += [page.parent / link.partition("#")[0] for link in found if "://" not in link]
    lost = set((repository / "docs").rglob("*.md")) - reached
    assert sorted(path.name for path in lost) == []
