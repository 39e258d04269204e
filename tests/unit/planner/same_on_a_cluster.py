"""Say whether a local Ray cluster of two workers comes to the table of one process."""

from __future__ import annotations

import pickle
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from small_games import game_of

from artel.cli.crews import Cluster
from artel.planner.coalition import tables

if __name__ == "__main__":
    game = game_of(5)
    with Cluster(game, 2) as executor:
        told = tables(game, executor)
    same = pickle.dumps(told) == pickle.dumps(tables(game))
    sys.stdout.write("the same\n" if same else "another table\n")
