"""The month that is scored and the weeks that are planned after it."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from data_contracts.refusal import Place, Refusal

MONTHS_OF_HISTORY = 13


@dataclass(frozen=True)
class Period:
    """One calendar month, named as 2026-06."""

    year: int
    month: int

    @property
    def name(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"

    @property
    def first(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def last(self) -> date:
        return date(self.year, self.month, calendar.monthrange(self.year, self.month)[1])

    def previous(self) -> Period:
        before = self.first - timedelta(days=1)
        return Period(before.year, before.month)

    def history_from(self, data_from: date) -> date:
        """First day of data that the run reads: up to 13 months back."""
        back = self.year * 12 + self.month - 1 - MONTHS_OF_HISTORY
        return max(data_from, date(back // 12, back % 12 + 1, 1))

    @property
    def plan_week(self) -> date:
        """Monday of the first whole week after the month: the week whose roster is drawn."""
        after = self.last + timedelta(days=1)
        return after + timedelta(days=-after.weekday() % 7)

    @property
    def last_week(self) -> date:
        """Monday of the month's last whole week: the week that planners look back on."""
        return self.last - timedelta(days=(self.last.weekday() + 1) % 7 + 6)


def parse_period(text: str) -> Period:
    """A month written as YYYY-MM. Raises Refusal for anything else."""
    found = re.fullmatch(r"(\d{4})-(\d{2})", text)
    if not found or not 1 <= int(found[2]) <= 12:
        raise Refusal(
            "this is not a month",
            place=Place("--period"),
            value=text,
            next_step="write the month as YYYY-MM, for example 2026-06",
        )
    return Period(int(found[1]), int(found[2]))
