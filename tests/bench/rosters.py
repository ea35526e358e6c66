"""Large rosters: 500 agents for four weeks, 2,000 for one, in a minute and in five."""

from __future__ import annotations

import resource
import time
from collections.abc import Mapping
from dataclasses import dataclass

from scheduling.roster.response.proof import ResponseProof
from tests.bench.figure import Figure, at_most
from tests.bench.large_centre import Case, large_case
from tests.bench.place import Place

UNDER_GOAL_PERCENT, GAP_GOAL_PERCENT = 0.3, 2.0
FAST_S, LONG_S, MEMORY_GOAL_GB = 60.0, 300.0, 4.0


@dataclass(frozen=True)
class _Run:
    proof: ResponseProof
    cpu_s: float
    violations: int

    @property
    def under_percent(self) -> float:
        """Hours short, of those required."""
        return 100 * self.proof.short_h / self.proof.required_h

    @property
    def gap_percent(self) -> float:
        """Distance to the bound, of the penalties alone: coverage and refused wishes."""
        return 100 * (self.proof.gap or 0.0)

    @property
    def total_gap_percent(self) -> float:
        """The same distance, of the cost that holds paid time too."""
        return 100 * (self.proof.total_gap or 0.0)


def _run(case: Case, time_limit_s: float) -> _Run:
    began = time.process_time()
    roster = case.built(time_limit_s)
    cpu_s = time.process_time() - began
    assert isinstance(roster.proof, ResponseProof)
    return _Run(roster.proof, cpu_s, len(case.violations(roster)))


def roster_500x4(place: Place) -> Mapping[str, Figure]:
    """A minute and five: under-coverage, both gaps, violations by the independent checker."""
    case = large_case(500, 4)
    fast, long = _run(case, FAST_S), _run(case, LONG_S)
    memory_gb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    structural = 100 * (long.proof.structural_share or 0.0)
    return {
        "roster_500x4": Figure(fast.under_percent, "% short", None, at_most(UNDER_GOAL_PERCENT)),
        "roster_500x4_cpu": Figure(fast.cpu_s, "CPU s", None, at_most(FAST_S)),
        "roster_500x4_broken": Figure(fast.violations + long.violations, "rules", 0, at_most(0)),
        "roster_500x4_fast_gap": Figure(fast.gap_percent, "% gap of the penalties, a minute"),
        "roster_500x4_long_cpu": Figure(long.cpu_s, "CPU s", None, at_most(LONG_S)),
        "roster_500x4_gap": Figure(
            long.total_gap_percent, "% gap, paid time in the cost", None, at_most(GAP_GOAL_PERCENT)
        ),
        "roster_500x4_gap_of_penalties": Figure(
            long.gap_percent, "% gap of the penalties alone", None, at_most(GAP_GOAL_PERCENT)
        ),
        "roster_500x4_structural": Figure(structural, "% of the penalties no roster can avoid"),
        "roster_500x4_memory": Figure(memory_gb, "GB", None, at_most(MEMORY_GOAL_GB)),
    }


def roster_2000x1(place: Place) -> Mapping[str, Figure]:
    """2,000 agents for a week in a minute."""
    run = _run(large_case(2000, 1), FAST_S)
    return {
        "roster_2000x1": Figure(run.under_percent, "% short", None, at_most(UNDER_GOAL_PERCENT)),
        "roster_2000x1_cpu": Figure(run.cpu_s, "CPU s", None, at_most(FAST_S)),
        "roster_2000x1_broken": Figure(run.violations, "rules", 0, at_most(0)),
        "roster_2000x1_gap_of_penalties": Figure(run.gap_percent, "% gap of the penalties alone"),
    }
