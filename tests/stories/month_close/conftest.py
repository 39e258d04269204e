"""September 2026 of the bundled pool, closed once, and the program's commands for it."""

from __future__ import annotations

import pytest

from artel import bootstrap
from artel.cli import settle as commands
from artel.cli.settle_work import write_close
from artel.commons.errors import ArtelError
from artel.feeds import pdf
from artel.feeds.closes import read_close
from artel.settlement.periods import period_of
from artel.studies.close import close_period
from artel.studies.pool import read_pool
from artel.studies.verify_close import Printer


@pytest.fixture
def settle(capsys):
    """Run `artel settle ARGUMENTS` in this process; return its code, output and complaints."""

    def run(*arguments):
        capsys.readouterr()
        code, complaint = 0, ""
        try:
            commands.app([str(argument) for argument in arguments])
        except SystemExit as end:
            code = end.code or 0
        except ArtelError as error:
            code, complaint = 2, str(error)
        said = capsys.readouterr()
        return code, said.out, said.err + complaint

    return run


@pytest.fixture(scope="session")
def pool(kazan):
    return bootstrap.read_pool_at(kazan)


@pytest.fixture(scope="session")
def closed(pool, once):
    """Return September 2026, closed once for all workers."""
    return once("closed-month", lambda: close_period(pool, period_of("2026-09")))


@pytest.fixture(scope="session")
def printer():
    assert pdf.printer(), "typst must be installed for these tests"
    return Printer(pdf.printer(), pdf.print_page)


@pytest.fixture(scope="session")
def folder(closed, printer, tmp_path_factory):
    """Return the folder of the closed month; nobody may change what is in it."""
    out = tmp_path_factory.mktemp("books") / "2026-09"
    assert write_close(closed, out) == ()
    return out


@pytest.fixture(scope="session")
def files(folder):
    return read_close(folder)


@pytest.fixture(scope="session")
def changed_pool(pool):
    """Return a function that gives the pool with other texts of some files."""

    def change(**texts):
        names = {"tariffs": "tariffs.yaml", "usage": "usage.jsonl"}
        return read_pool({**pool.texts, **{names[key]: text for key, text in texts.items()}})

    return change
