"""What every test may ask for: recorded data outside the repository, and the bundled pool."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

# No test is timed: a busy machine must not fail one.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

REPOSITORY = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Return the folder of recorded data, or skip the test loudly where it is absent."""
    folder = Path(os.environ.get("ARTEL_SHARED_DATA", REPOSITORY.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"recorded data is absent: {folder.name}")
    return folder


@pytest.fixture(scope="session")
def kazan() -> Path:
    """Return the folder of the bundled pool."""
    return REPOSITORY / "pools" / "kazan"
