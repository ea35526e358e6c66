"""Rosters of the published sizes of the Curtois & Qu family beyond the instances at hand."""

from __future__ import annotations

import time
from collections.abc import Mapping

from scheduling.lines import solve_lines
from tests.bench.figure import Figure, at_most
from tests.bench.line_family import larger_instance
from tests.bench.place import Place

LIMIT_S = 60.0
GAP_GOAL_PERCENT = 2.0
CHOSEN = (9, 10, 12, 14, 15, 16)
"""Four, six and eight weeks, 20 to 60 people, 3 to 10 kinds of shift; 6 CPU minutes at most."""


def figure_names() -> tuple[str, ...]:
    """The figures of `roster_lines`."""
    return tuple(f"roster_lines_{number}" for number in CHOSEN)


def roster_lines(place: Place) -> Mapping[str, Figure]:
    """Proven gap after 60 CPU seconds of each size; by definition the bound has a gap of 0."""
    solve_lines(larger_instance(9), seed=1, rounds=0)
    figures: dict[str, Figure] = {}
    for number in CHOSEN:
        solution = solve_lines(
            larger_instance(number), seed=1, clock=time.process_time, time_limit_s=LIMIT_S
        )
        if solution.evaluation.violations:
            raise ValueError(f"roster {number}: {solution.evaluation.violations[0]}")
        goal = at_most(GAP_GOAL_PERCENT)
        figures[f"roster_lines_{number}"] = Figure(100 * solution.gap, "% gap", 0.0, goal)
    return figures
