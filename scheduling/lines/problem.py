"""What is asked: people, contracts, shifts, requests and cover over a horizon of days.

Days count from 0. In arrays, choice 0 is a day off and choice k is `shifts[k - 1]`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Roster = Mapping[str, tuple[str | None, ...]]
"""Per person the shift of each day; None is a day off."""

Line = NDArray[np.int64]
"""One person's choice of each day, shape [days]."""


@dataclass(frozen=True)
class Shift:
    """A kind of shift; `not_followed_by` may not be worked on the next day."""

    code: str
    minutes: int
    not_followed_by: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Contract:
    """Hard limits of a person's whole line. A shift without a `shift_maximum` has none.

    A run of shifts or of days off that touches the first or the last day may be shorter than its
    minimum, because what lies beyond is not known; the maximum counts from day 0.
    """

    minimum_minutes: int
    maximum_minutes: int
    minimum_run: int
    maximum_run: int
    minimum_rest: int
    maximum_weekends: int
    shift_maximum: Mapping[str, int] = field(default_factory=dict[str, int], hash=False)


@dataclass(frozen=True)
class Person:
    """Somebody to roster; `days_off` are fixed."""

    code: str
    contract: Contract
    days_off: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Request:
    """A wish for (`wanted`) or against a shift, or a day off (None); `weight` if refused."""

    person: str
    day: int
    shift: str | None
    wanted: bool
    weight: int


@dataclass(frozen=True)
class Cover:
    """How many people should work one of `cells` (day, shift), each missing or extra one priced.

    One cell is the cover of a shift; several cells are a period that several shifts cover.
    """

    name: str
    cells: tuple[tuple[int, str], ...]
    required: int
    under_weight: int
    over_weight: int


@dataclass(frozen=True)
class LineProblem:
    """The whole question. `weekends` are groups of days, each worked if one of its days is."""

    days: int
    shifts: tuple[Shift, ...]
    staff: tuple[Person, ...]
    requests: tuple[Request, ...]
    cover: tuple[Cover, ...]
    weekends: tuple[tuple[int, ...], ...]

    def __post_init__(self) -> None:
        """Raises ValueError for what does not exist, and for a price that is no whole number."""
        codes, people = self.choice_of, {one.code for one in self.staff}
        cells = [(one.day, one.shift) for one in self.requests]
        cells += [cell for row in self.cover for cell in row.cells]
        for day, shift in cells:
            if shift not in codes or not 0 <= day < self.days:
                raise ValueError(f"no shift {shift!r} on day {day} in this horizon")
        for one in self.requests:
            if one.person not in people:
                raise ValueError(f"a request of {one.person!r}, who is not on the staff")
        prices = [one.weight for one in self.requests]
        prices += [price for row in self.cover for price in (row.under_weight, row.over_weight)]
        for price in prices:
            if price < 0 or price != int(price):
                raise ValueError(f"a weight of {price}: weights are whole numbers from 0 on")

    @cached_property
    def choice_of(self) -> Mapping[str | None, int]:
        """The choice of each shift's code; None is a day off."""
        return {None: 0} | {shift.code: k for k, shift in enumerate(self.shifts, 1)}

    @cached_property
    def minutes(self) -> NDArray[np.int64]:
        """Minutes of each choice."""
        return np.array([0] + [shift.minutes for shift in self.shifts])

    @cached_property
    def request_cost(self) -> NDArray[np.float64]:
        """Price of refused requests, [person, day, choice]."""
        place = {person.code: i for i, person in enumerate(self.staff)}
        cost = np.zeros((len(self.staff), self.days, len(self.shifts) + 1))
        for one in self.requests:
            cells = cost[place[one.person], one.day]
            choice = self.choice_of[one.shift]
            if one.wanted:
                cells += one.weight
                cells[choice] -= one.weight
            else:
                cells[choice] += one.weight
        return cost

    @cached_property
    def covering(self) -> NDArray[np.float64]:
        """1 where a cell counts for a cover row, [row, day, choice]."""
        matrix = np.zeros((len(self.cover), self.days, len(self.shifts) + 1))
        for row, cover in enumerate(self.cover):
            for day, shift in cover.cells:
                matrix[row, day, self.choice_of[shift]] = 1.0
        return matrix

    def bars(self, person: Person) -> NDArray[np.float64]:
        """Infinity where a fixed day off forbids a choice, else 0, [day, choice]."""
        bars = np.zeros((self.days, len(self.shifts) + 1))
        bars[sorted(person.days_off), 1:] = np.inf
        return bars

    def line(self, shifts: tuple[str | None, ...]) -> Line:
        """The choices of a person's shifts."""
        return np.array([self.choice_of[shift] for shift in shifts])

    def shifts_of(self, line: Line) -> tuple[str | None, ...]:
        """The shifts of a person's choices."""
        codes = (None, *(shift.code for shift in self.shifts))
        return tuple(codes[choice] for choice in line)
