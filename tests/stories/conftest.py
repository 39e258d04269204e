"""The program as a person runs it, and the bundled pool's first day, planned once."""

from __future__ import annotations

import io
import json
import sys
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from artel import bootstrap
from artel.cli import main
from artel.studies.brief.render import render_brief
from artel.studies.briefing import brief_of
from artel.studies.day import plan_day, plan_of, solve_day

if TYPE_CHECKING:
    from collections.abc import Callable

    from artel.studies.brief.model import Brief
    from artel.studies.planned import Day
    from artel.studies.pool import Pool


@dataclass(frozen=True)
class Run:
    """What one run of the program gave."""

    code: int
    out: str
    err: str

    def json(self) -> Any:
        """Return standard output as JSON."""
        return json.loads(self.out)


@pytest.fixture
def artel(monkeypatch, capsys) -> Callable[..., Run]:
    """Run `artel ARGUMENTS` in this process, as its console script does."""

    def run(*arguments: object, stdin: bytes = b"") -> Run:
        monkeypatch.setattr(sys, "argv", ["artel", *map(str, arguments)])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        capsys.readouterr()
        code: Any = 0
        try:
            main.run()
        except SystemExit as end:
            code = end.code or 0
        said = capsys.readouterr()
        return Run(int(code), said.out, said.err)

    return run


@pytest.fixture(scope="session")
def first_day(kazan, once) -> Day:
    """Return the first day of the bundled pool, planned once for all workers."""
    pool = bootstrap.read_pool_at(kazan)
    span = pool.settings.epoch, pool.settings.epoch + timedelta(hours=24)
    return once("first-day", lambda: solve_day(pool, span))


@pytest.fixture(scope="session")
def first_plan(first_day, once) -> dict[str, Any]:
    """Return the plan document of the first day."""
    return once("first-plan", lambda: plan_of(first_day))


@pytest.fixture(scope="session")
def first_told(first_day, first_plan, once) -> Brief:
    """Return what the brief of the first day shows, in no language yet."""
    return once("first-told", lambda: brief_of(first_day, first_plan, ""))


@pytest.fixture(scope="session")
def first_brief(first_told) -> str:
    """Return the brief of the first day."""
    return render_brief(first_told)


@pytest.fixture(scope="session")
def aral(kazan) -> Pool:
    """Return the bundled pool with an area over the Aral Sea and a series for its orders."""
    return bootstrap.read_pool_at(kazan, orders=str(Path(__file__).parent / "aral.geojson"))


@pytest.fixture(scope="session")
def aral_plan(aral, once) -> dict[str, Any]:
    """Return the plan document of the first day of those orders."""
    span = aral.settings.epoch, aral.settings.epoch + timedelta(hours=24)
    return once("aral-plan", lambda: plan_day(aral, span))
