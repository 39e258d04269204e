"""Jobs on the desk's own database, by procrastinate: who offers work, and who carries it out."""

from __future__ import annotations

import asyncio
import signal
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

import procrastinate
import psycopg

from artel.commons.errors import Unavailable

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Iterator, Mapping

SCHEMA = "jobs"
_IN_SCHEMA = {"options": f"-c search_path={SCHEMA}"}
_STALLED_S = 60
_NOTICED_S = 5.0
"""A worker that has no connection for so long takes the database for gone."""
_ENDING = (signal.SIGTERM, signal.SIGINT)


class Lost(Unavailable):
    """The database went away while work was carried out on it."""


@contextmanager
def held(uri: str, name: str) -> Iterator[bool]:
    """Say whether this name is ours alone among all processes while the block runs.

    The database itself drops it when its holder dies.
    """
    with psycopg.connect(uri, autocommit=True) as connection:
        key = "SELECT pg_try_advisory_lock(hashtextextended(%s, 0))"
        row = connection.execute(key, (name,)).fetchone()
        yield row is not None and bool(row[0])


def offered(uri: str, name: str) -> bool:
    """Offer a piece of work of this name to whichever worker is free, and say whether it went."""
    connector = procrastinate.SyncPsycopgConnector(
        conninfo=uri, kwargs=_IN_SCHEMA, min_size=1, max_size=1
    )
    try:
        with procrastinate.App(connector=connector).open() as app:
            app.configure_task(name, queueing_lock=name).defer()
    except procrastinate.exceptions.AlreadyEnqueued:
        return True
    except procrastinate.exceptions.ConnectorException:
        return False
    return True


def carry_out(
    uri: str,
    tasks: Mapping[str, Callable[[], object]],
    times: Mapping[str, str],
    concurrency: int,
    patience_s: float,
    ending: threading.Event,
) -> None:
    """Carry out work as it is offered, and at its times (cron, seconds last), until told to end.

    Told by SIGTERM or SIGINT it sets `ending`, takes no more work, and lets what runs end within
    the patience. Raises Lost where the database goes away; what was at work then is taken up again
    by who carries out work next.
    """
    connector = procrastinate.PsycopgConnector(conninfo=uri, kwargs=_IN_SCHEMA, timeout=_NOTICED_S)
    app = procrastinate.App(connector=connector)
    for name, work in tasks.items():
        _add(app, name, work, times.get(name))
    app.periodic(cron="* * * * *")(app.task(name="tidy", queueing_lock="tidy")(_tidied(app)))
    before = {each: signal.getsignal(each) for each in _ENDING}
    try:
        asyncio.run(_working(app, concurrency, patience_s, ending))
    except (procrastinate.exceptions.ConnectorException, psycopg.Error) as error:
        raise Lost(f"The database went away: {error.__cause__ or error}.") from error
    finally:
        # The loop puts the system's own handlers in place, by which an end would be a sudden one.
        for each, handler in before.items():
            signal.signal(each, handler)


async def _working(
    app: procrastinate.App, concurrency: int, patience_s: float, ending: threading.Event
) -> None:
    async with app.open_async():
        work = asyncio.create_task(
            app.run_worker_async(
                concurrency=concurrency,
                delete_jobs=procrastinate.jobs.DeleteJobCondition.SUCCESSFUL,
                shutdown_graceful_timeout=patience_s,
                fetch_job_polling_interval=2.0,
                install_signal_handlers=False,
            )
        )

        def told() -> None:
            ending.set()
            work.cancel()

        for each in _ENDING:
            asyncio.get_running_loop().add_signal_handler(each, told)
        if ending.is_set():
            work.cancel()
        with suppress(asyncio.CancelledError):
            await work


def _add(app: procrastinate.App, name: str, work: Callable[[], object], cron: str | None) -> None:
    def task(timestamp: int | None = None) -> None:
        del timestamp
        work()

    made = app.task(name=name, queueing_lock=name if cron else None)(task)
    if cron:
        app.periodic(cron=cron)(made)


def _tidied(app: procrastinate.App) -> Any:
    async def tidy(timestamp: int) -> None:
        # What a killed worker was at is found by the next turn of its task; only its row is left.
        del timestamp
        failed = procrastinate.jobs.Status.FAILED
        for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=_STALLED_S):
            await app.job_manager.finish_job(job, failed, delete_job=True)

    return tidy
