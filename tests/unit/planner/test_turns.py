from __future__ import annotations

import numpy as np
import pytest
from small_models import random_model

from artel.planner.board import board_of
from artel.planner.bound import core_of
from artel.planner.compiled_turns import in_time, with_turns


@pytest.mark.parametrize("seed", range(6))
def test_a_part_takes_the_turns_that_the_whole_board_knows(seed):
    model = random_model(seed)
    whole = with_turns(board_of(model))
    keep = np.flatnonzero(np.random.default_rng(seed).random(model.size) < 0.7)
    taken, found = core_of(model, keep, whole).board, core_of(model, keep).board
    assert np.array_equal(taken.ahead, found.ahead)
    assert np.array_equal(taken.may, found.may)


def test_some_turns_are_in_time_and_some_are_not():
    boards = [with_turns(board_of(random_model(seed))) for seed in range(6)]
    assert {int(each) for board in boards for each in board.may} == {0, 1}
    for board in boards:
        for c in range(board.cand.size - 1):
            for k in range(board.ahead[c], board.ahead[c + 1]):
                p = c - 1 - (k - board.ahead[c])
                assert bool(board.may[k]) == in_time(board.cand, board.machines, p, c)
