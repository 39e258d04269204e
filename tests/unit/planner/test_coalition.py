"""The table of coalitions: beside brute force, monotone, and the same whoever carries it out."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from small_games import PLAYERS, game_of
from small_models import every_plan

from artel.cli.crews import Cluster, Processes
from artel.commons.errors import InputError
from artel.planner.coalition import tables
from artel.planner.coalition_plans import NOBODY


def best_values(game, way):
    """Return the best value of every coalition, by looking at every plan."""
    model = replace(game.model, value=game.weights[way])
    needed, best = game.machines[model.machine] | game.groups[model.group], [0] * (1 << PLAYERS)
    for value, chosen, opened in every_plan(model):
        used = [*needed[list(chosen)], *game.links[list(opened)]]
        for group in range(1 << PLAYERS):
            if not any(int(mask) & ~group for mask in used):
                best[group] = max(best[group], value)
    return best


@pytest.mark.parametrize("seed", range(6))
def test_the_best_plan_of_each_coalition_lies_between_its_two_values(seed):
    game = game_of(seed)
    for way, table in enumerate(tables(game)):
        best = best_values(game, way)
        for group in range(1 << PLAYERS):
            assert table.lower[group] <= best[group] <= table.upper[group]


@pytest.mark.parametrize("seed", range(6))
def test_nobodys_joining_makes_a_coalition_worth_less(seed):
    for table in tables(game_of(seed)):
        assert table.falls() == 0
        assert all(a <= b for a, b in zip(table.lower, table.upper, strict=True))
        for mask in range(1 << PLAYERS):
            for player in range(PLAYERS):
                assert table.upper[mask] <= table.upper[mask | 1 << player]


def test_what_belongs_to_nobody_serves_no_coalition():
    game = game_of(3)
    idle = replace(game, machines=np.full(game.machines.size, NOBODY))
    assert all(table.images == (0,) * (1 << PLAYERS) for table in tables(idle))


def test_threads_that_were_told_nothing_come_to_the_same_table():
    game = game_of(5)
    with ThreadPoolExecutor(2) as executor:
        assert tables(game, executor) == tables(game)


def test_without_ray_a_cluster_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(InputError, match="Ray is not installed"):
        Cluster(game_of(5), 2)


@pytest.mark.deep
def test_processes_come_to_the_same_table():
    game = game_of(5)
    with Processes(game, 2) as executor:
        assert tables(game, executor) == tables(game)


@pytest.mark.deep
@pytest.mark.skipif(importlib.util.find_spec("ray") is None, reason="Ray (extra cluster) is absent")
def test_a_ray_cluster_of_two_workers_comes_to_the_same_table():
    # In a process of its own: the cluster talks to itself over sockets, which tests may not.
    beside = Path(__file__).with_name("same_on_a_cluster.py")
    told = subprocess.run([sys.executable, beside], capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr
    assert told.stdout.split() == ["the", "same"]
