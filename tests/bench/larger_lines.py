"""Rosters of the published sizes of the Curtois & Qu family beyond the instances at hand."""

from __future__ import annotations

import time
from collections.abc import Mapping

from scheduling.lines import solve_lines
from tests.bench.figure import Figure, at_most
from tests.bench.line_family import SIZES, larger_instance
from tests.bench.place import Place

LIMIT_S = 60.0
GAP_GOAL_PERCENT = 2.0
"""Of every size: 20 to 120 people, 4 to 12 weeks, 3 to 18 kinds; 11 CPU minutes at most."""


def figure_names() -> tuple[str, ...]:
    """The figures of `roster_lines`."""
    return tuple(f"roster_lines_{number}" for number in SIZES)


def roster_lines(place: Place) -> Mapping[str, Figure]:
    """Proven gap after 60 CPU seconds of each size; by definition the bound has a gap of 0."""
    solve_lines(larger_instance(9), seed=1, rounds=0)
    figures: dict[str, Figure] = {}
    for number in SIZES:
        solution = solve_lines(
            larger_instance(number), seed=1, clock=time.process_time, time_limit_s=LIMIT_S
        )
        if solution.evaluation.violations:
            raise ValueError(f"roster {number}: {solution.evaluation.violations[0]}")
        figures[f"roster_lines_{number}"] = Figure(
            100 * solution.gap, "% gap", 0.0, at_most(GAP_GOAL_PERCENT)
        )
    return figures
