"""The month that is scored."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from data_contracts.refusal import Place, Refusal


@dataclass(frozen=True)
class Period:
    """A calendar month with its first and last day."""

    label: str
    first: date
    last: date

    @classmethod
    def of(cls, label: str) -> Period:
        """The month written as 2026-06. Raises Refusal for anything else."""
        try:
            first = date.fromisoformat(f"{label}-01")
        except ValueError:
            raise Refusal(
                "a period is a month",
                place=Place("period"),
                value=label,
                next_step="write it as 2026-06",
            ) from None
        return cls(label, first, first.replace(day=monthrange(first.year, first.month)[1]))

    @property
    def days(self) -> int:
        """Calendar days."""
        return (self.last - self.first).days + 1

    def before(self, count: int) -> list[str]:
        """The labels of the `count` months before, the latest first."""
        months = [self.first.year * 12 + self.first.month - 2 - back for back in range(count)]
        return [f"{month // 12:04d}-{month % 12 + 1:02d}" for month in months]

    def days_between(self, since: date | None, until: date | None) -> int:
        """Calendar days of the period from `since` to `until`, both included; None is open."""
        begins = max(self.first, since or self.first)
        ends = min(self.last, until or self.last)
        return max(0, (ends - begins + timedelta(days=1)).days)


def full_months(since: date, day: date) -> int:
    """Months complete before `day`: since the 15th, the first is complete on the next 15th.

    Negative before `since`.
    """
    return (day.year - since.year) * 12 + day.month - since.month - (day.day < since.day)
