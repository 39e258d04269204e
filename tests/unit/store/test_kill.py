from __future__ import annotations

import os
import signal
import threading
from datetime import UTC, datetime

import numpy as np
import psutil
import pytest

from artel.commons.actors import Actor, Role
from artel.store import cluster, embedded, journal
from artel.store.checks import bodies_hold, chain_holds, sequences_hold
from artel.store.connections import Store
from artel.store.migrations import migrate
from artel.store.refusals import Interrupted

NOW = datetime(2026, 10, 5, 6, 0, tzinfo=UTC)
DESK = Actor("desk", "the desk", Role.SYSTEM)
WRITERS = 4


@pytest.fixture
def server(data_folder):
    running = embedded.start(data_folder / "database")
    try:
        migrate(running.uri)
        yield running
    finally:
        running.stop()


class Writer(threading.Thread):
    """Writes entry after entry, and keeps what it was told of each."""

    def __init__(self, store, name, over):
        super().__init__(name=name)
        self.store, self.over = store, over
        self.stored, self.doubtful = [], []

    def run(self):
        number = 0
        while not self.over.is_set():
            subject = f"{self.name}-{number}"
            number += 1
            try:
                self.store.retried(DESK, NOW, lambda unit, s=subject: self.write(unit, s))
            except Interrupted as error:
                (self.doubtful if error.stored is None else []).append(subject)
            else:
                self.stored.append(subject)

    @staticmethod
    def write(unit, subject):
        unit.enter("order.placed", subject, {"order": subject}, ["BY", "KZ"])
        unit.tell("order.state", subject, ["BY"], {})


def kill_one(folder, chance):
    """Kill the server, or one of its processes, without a warning."""
    found = cluster.processes(folder)
    head = cluster.noted(folder)
    victim = head if chance.random() < 0.5 else found[chance.integers(len(found))].pid
    try:
        os.kill(victim, signal.SIGKILL)
    except ProcessLookupError:
        return 0
    return 1


@pytest.mark.parametrize("kills", [3, pytest.param(30, marks=pytest.mark.deep)])
def test_what_was_stored_is_there_once_however_often_the_server_is_killed(server, kills):
    chance, over = np.random.default_rng(20261005), threading.Event()
    store = Store.open(server.uri, mend=server.ensure)
    writers = [Writer(store, f"w{number}", over) for number in range(WRITERS)]
    for writer in writers:
        writer.start()
    killed = 0
    while killed < kills:
        over.wait(float(chance.uniform(0.05, 0.6)))
        server.ensure()
        killed += kill_one(server.folder, chance)
    over.set()
    for writer in writers:
        writer.join(90)
    store.close()
    assert not any(writer.is_alive() for writer in writers)
    again = Store.open(server.uri, mend=server.ensure)
    with again.unit(DESK, NOW) as unit:
        whole = journal.export(unit, "kazan", {})
        told = [row["subject"] for row in unit.rows("events_after", after=0, limit=10**6)]
    again.close()
    subjects = [entry.subject for entry in whole.entries]
    known = {subject for writer in writers for subject in writer.stored}
    doubtful = {subject for writer in writers for subject in writer.doubtful}
    assert len(known) > 0
    assert len(subjects) == len(set(subjects))
    assert known <= set(subjects) <= known | doubtful
    assert told == subjects
    for check in (chain_holds, sequences_hold, bodies_hold):
        assert list(check(whole)) == []
    server.stop()
    assert [each for each in psutil.process_iter() if cluster._of(each, server.folder)] == []
