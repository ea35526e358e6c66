"""What a rule of the roster is: a function that reads a person's finished week."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from scheduling.roster.shift_library import ShiftOption
from scheduling.roster.working_time import WorkingTime

Row = Mapping[str, Any]


@dataclass(frozen=True)
class PersonWeek:
    """Everything the rules may look at for one person: plain rows of the tables."""

    person: Row
    shifts: Sequence[Row]
    activities: Sequence[Row]
    skills: Sequence[Row]
    leaves: Sequence[Row]
    previous: Sequence[Row]
    plan_week: date
    zone: str
    limits: WorkingTime
    options: Sequence[ShiftOption]

    @property
    def worked(self) -> list[Row]:
        """The rows with a shift, by date."""
        rows = [row for row in self.shifts if row["shift_code"] not in ("OFF", "LEAVE")]
        return sorted(rows, key=lambda row: row["work_date"])

    def pauses(self, day: date) -> list[Row]:
        """Meals and breaks of a day, in order."""
        found = [row for row in self.activities if row["work_date"] == day]
        return sorted(
            (row for row in found if row["activity"] != "work"), key=lambda row: row["starts_at"]
        )


@dataclass(frozen=True)
class Broken:
    """What breaks a rule, on which day, in both languages."""

    day: date
    zh: str
    en: str


class RosterRule(Protocol):
    """A rule: its identifier is the function's name."""

    __name__: str
    name_zh: str
    name_en: str

    def __call__(self, week: PersonWeek) -> Iterator[Broken]: ...


def named(zh: str, en: str) -> Callable[[Any], RosterRule]:
    """Decorator that gives a rule its two names."""

    def give(function: Any) -> RosterRule:
        function.name_zh, function.name_en = zh, en
        return function

    return give
