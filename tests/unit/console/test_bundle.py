"""What the built console weighs, and that it names nobody outside."""

import gzip
import re

import pytest

from artel.console.serving import INDEX, STATIC

MOST_BYTES = 150_000
NAMES = {"www.w3.org", "svelte.dev"}
"""Names of markup languages, and of the page that explains an error of the library: never asked."""


@pytest.fixture(scope="module")
def files():
    """Return every file of the built console by its path, or skip the test loudly."""
    if not (STATIC / INDEX).is_file():
        pytest.skip("the console is not built: make console")
    found = (path for path in STATIC.rglob("*") if path.is_file())
    return {path.relative_to(STATIC).as_posix(): path.read_bytes() for path in found}


def test_all_of_it_weighs_less_than_150_kilobytes_compressed(files):
    sizes = {name: len(gzip.compress(body, 9)) for name, body in files.items()}
    assert sum(sizes.values()) < MOST_BYTES, sizes


def test_it_names_no_address_of_the_outside(files):
    found = {
        (name, host)
        for name, body in files.items()
        for host in re.findall(r"(?:https?:)?//([a-z0-9-]+(?:\.[a-z0-9-]+)+)", body.decode())
        if host not in NAMES
    }
    assert found == set()
