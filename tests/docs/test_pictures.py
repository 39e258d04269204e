"""The pictures of the documents are taken from the product by these tests."""

from __future__ import annotations

import os
import shutil
import struct
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
PICTURES = REPOSITORY / "docs" / "pictures"
SIZE = (1280, 1400)


@pytest.fixture(scope="module")
def chromium() -> str:
    """Return the browser, or skip loudly; where it is required its absence fails."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        if "chromium" in os.environ.get("ARTEL_REQUIRE", ""):
            pytest.fail("Chromium is required here and is not installed.")
        pytest.skip("Chromium is not installed: no picture was taken.")
    return found


def size_of(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    return struct.unpack(">II", png[16:24])


def test_the_brief_is_drawn_by_a_browser_as_the_readme_shows_it(chromium, tmp_path):
    program = Path(sys.executable).with_name("artel")
    subprocess.run([program, "brief", "--out", "brief.html"], cwd=tmp_path, check=True)
    picture = tmp_path / "brief.png"
    subprocess.run(
        [
            chromium, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
            "--disable-background-networking", "--disable-component-update", "--disable-sync",
            "--no-first-run", f"--user-data-dir={tmp_path / 'profile'}",
            f"--window-size={SIZE[0]},{SIZE[1]}", f"--screenshot={picture}",
            (tmp_path / "brief.html").as_uri(),
        ],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    taken = picture.read_bytes()
    if os.environ.get("ARTEL_PICTURES") == "renew":
        (PICTURES / "brief.png").write_bytes(taken)
    kept = (PICTURES / "brief.png").read_bytes()
    assert size_of(taken) == size_of(kept) == SIZE
    # Fonts differ between machines, so the drawings are compared by how much there is to see.
    assert len(kept) / 2 < len(taken) < len(kept) * 2
