"""What every test may ask for: recorded data outside the repository, and the bundled pool."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

# No test is timed: a busy machine must not fail one. The cases are the same in every run, so that
# a change is judged by what it changes; ARTEL_CHANCE=1 hunts for new ones.
settings.register_profile("same", deadline=None, derandomize=True)
settings.register_profile("chance", deadline=None, print_blob=True)
settings.load_profile("chance" if os.environ.get("ARTEL_CHANCE") else "same")

REPOSITORY = Path(__file__).resolve().parents[1]
# What artel keeps for its next run stays in the repository's own folder, and out of the home.
os.environ.setdefault("ARTEL_CACHE_DIR", str(REPOSITORY / ".pytest_cache" / "artel"))
# No test finds tracks that another one kept; those of the store of tracks ask for it.
os.environ["ARTEL_TRACKS_MB"] = "0"


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
