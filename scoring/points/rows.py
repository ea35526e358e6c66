"""Rows of the ledger as columns: what was earned, and what a limit took off or wrote off."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from scoring.columns import Figures, Rows
from scoring.inputs.tables import Dates


@dataclass(frozen=True)
class PointLines:
    """Ledger rows as columns. `row` is the row of People, `rule` numbers `Ledger.rules`,
    `work_type` its types of work and `window` its windows of the day.

    `coefficients` are the factors of `coefficient` by name, as the tariff states them.
    """

    row: Rows
    work_date: Dates
    work_type: Rows
    window: Rows
    quantity: Figures
    standard: Figures
    coefficient: Figures
    points: Figures
    rule: Rows
    coefficients: Mapping[str, Figures]

    def __len__(self) -> int:
        return len(self.row)

    def take(self, rows: Rows) -> PointLines:
        """These rows of the ledger."""
        return PointLines(
            self.row[rows],
            self.work_date[rows],
            self.work_type[rows],
            self.window[rows],
            self.quantity.take(rows),
            self.standard.take(rows),
            self.coefficient.take(rows),
            self.points.take(rows),
            self.rule[rows],
            {name: column.take(rows) for name, column in self.coefficients.items()},
        )


@dataclass(frozen=True)
class Excess:
    """Points over a cap, one row per person and span, taken off again: `points` are negative;
    or points under 0, written off: `points` are positive.

    `before` is what the person earned in the span, `limit` what counts of it.
    """

    row: Rows
    work_date: Dates
    before: Figures
    limit: Figures
    points: Figures

    def __len__(self) -> int:
        return len(self.row)
