"""What a rule of the roster is: a function that reads a person's finished week."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, Protocol

from scheduling.roster.shift_library import ShiftOption
from scheduling.roster.working_time import WorkingTime

Row = Mapping[str, Any]
PAUSES = ("meal", "break")
Counted = Literal["person", "day", "shift", "half-hour", "participant"]
"""What a rule is asked of, once for each."""
Authority = Literal["law", "roster", "centre"]
"""Who says that a rule holds: the law, what a roster is, or the centre, which may make it soft."""


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
    options: Sequence[ShiftOption] = ()
    bounds: tuple[int, int] | None = None
    """Weekends and nights at most by the fairness ledger."""

    @property
    def worked(self) -> list[Row]:
        """The rows with a shift, by date."""
        rows = [row for row in self.shifts if row["shift_code"] not in ("OFF", "LEAVE")]
        return sorted(rows, key=lambda row: row["work_date"])

    @property
    def leave_days(self) -> set[date]:
        """Days marked as leave."""
        return {row["work_date"] for row in self.shifts if row["shift_code"] == "LEAVE"}

    def pauses(self, day: date) -> list[Row]:
        """Meals and breaks of a day, in order."""
        found = [row for row in self.activities if row["work_date"] == day]
        return sorted(
            (row for row in found if row["activity"] in PAUSES), key=lambda row: row["starts_at"]
        )


@dataclass(frozen=True)
class Broken:
    """What breaks a rule, on which day, in both languages; `who` where the rule is of several."""

    day: date
    zh: str
    en: str
    who: str = ""


class Named(Protocol):
    """What every rule says of itself; its identifier is the function's name."""

    __name__: str
    name_zh: str
    name_en: str
    counted: Counted
    authority: Authority


class RosterRule(Named, Protocol):
    """A rule of a person's week."""

    def __call__(self, week: PersonWeek) -> Iterator[Broken]: ...


def named(
    zh: str, en: str, *, counted: Counted = "shift", authority: Authority = "roster"
) -> Callable[[Any], Any]:
    """Decorator that gives a rule its two names, what it is asked of and who says so."""

    def give(function: Any) -> Any:
        function.name_zh, function.name_en = zh, en
        function.counted, function.authority = counted, authority
        return function

    return give
