"""Small random models whose parts are dealt out to players."""

from __future__ import annotations

import numpy as np
from small_models import random_model

from artel.planner.coalition_plans import NOBODY, Game

PLAYERS = 3


def game_of(seed):
    """Return a small model whose parts are dealt out to three players and to nobody."""
    model, rng = random_model(seed), np.random.default_rng(seed)
    masks = np.array([1, 2, 4, 3, 0, NOBODY], np.int64)
    return Game(
        players=PLAYERS,
        model=model,
        machines=rng.choice(masks[:4], model.machines.rate.size),
        groups=rng.choice(masks, model.n_groups),
        links=rng.choice(masks, model.links.count),
        weights=(model.value, model.value[::-1].copy()),
    )
