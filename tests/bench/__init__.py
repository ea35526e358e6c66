"""What each part costs and how exact it is, each figure beside a baseline of the same run.

Belongs here: the measures behind `make bench`, one file for each room, and their baselines.
Must stay out: tests that pass or fail (they live in `tests/unit`), and anything the product
imports. `python -m tests.bench [--only NAME]` prints the table and writes `out/bench.json`.
"""
