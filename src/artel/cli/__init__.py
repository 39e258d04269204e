"""The command line: one thin module for each noun; exit codes 0, 1 and 2.

0: done. 1: done, with something to look at (a bad record skipped, a plan refused). 2: nothing
was done, and a sentence says why.

- `main`     the program and how errors end it
- `common`   sources, spans and printing, shared by the commands
- `crews`    processes, or a Ray cluster, that carry out work
- `access`, `revisit`, `fleet`, `pool`, `plan`, `judge`, `brief`, `demo`,
  `settle`   the commands
"""
