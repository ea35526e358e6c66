"""The course of a roster's search: said while it runs, and its better rosters kept as rows."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pyarrow as pa

from scheduling.roster.progress import Progress
from scheduling.tables import ROSTER_PROGRESS, table

Say = Callable[[str], None]
WHOLE_STEPS = frozenset({"shift_counts", "lines", "best_response", "roster"})
"""Steps whose cost is that of the whole roster; the others only deal out what these decide."""


@dataclass
class SearchLog:
    """Hears a search: `say` gets every line of its whole steps, `rows` every new cost.

    Which lines a solver writes depends on the clock, which better rosters it finds does not
    (unless a time limit ends it); only `seconds` differ from run to run.
    """

    say: Say
    clock: Callable[[], float] = time.monotonic
    rows: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])

    def __post_init__(self) -> None:
        self._began = self.clock()

    def __call__(self, progress: Progress) -> None:
        """Say it, and keep it if its cost is new."""
        if progress.step not in WHOLE_STEPS:
            return
        seconds = self.clock() - self._began
        self.say(f"{seconds:.1f} s, {progress}")
        last = self.rows[-1] if self.rows else {}
        if (progress.step, progress.objective) != (last.get("step"), last.get("objective")):
            self.rows.append(
                {
                    "number": len(self.rows) + 1,
                    "step": progress.step,
                    "seconds": seconds,
                    "objective": progress.objective,
                    "bound": progress.bound,
                    "gap": progress.gap,
                }
            )

    def table(self, plan_week: date) -> pa.Table:
        """outputs/roster_progress of the week."""
        return table([{"plan_week": plan_week} | row for row in self.rows], ROSTER_PROGRESS)
