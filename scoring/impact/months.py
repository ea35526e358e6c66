"""A month's inputs under one name, so that any rules can be tried on it."""

from __future__ import annotations

from dataclasses import dataclass, field

import pyarrow as pa

from scoring.calculation import calculate
from scoring.result import Scoring
from scoring.rules.compiled import Rules
from scoring.run import Facts


@dataclass(frozen=True)
class Month:
    """What `scoring.calculate` takes beside rules; `period` as 2026-06."""

    period: str
    people: pa.Table
    metric_values: pa.Table
    work_done: pa.Table
    facts: Facts = field(default_factory=Facts)

    def under(self, rules: Rules) -> Scoring:
        """The month calculated by `rules`. Raises Refusal as `scoring.calculate` does."""
        return calculate(
            rules, self.period, self.people, self.metric_values, self.work_done, self.facts
        )
