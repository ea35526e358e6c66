"""Which part of a roster to set free: few people on all days, or many on some.

At the prices of the relaxation a roster's distance from the bound is a sum over lines and days:
what each line costs above the person's cheapest, and each day's cover above what the prices pay
for. Parts are drawn by these shares, half the time by mere chance.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from scheduling.lines.space import Column, LineSpace, Values
from scheduling.lines.window import Window

FEWEST, SHORTEST = 3, 7
MOST_SHARE = 0.75
LEAST_CELLS, GROWTH = 150.0, 1.15


@dataclass
class Size:
    """About how many cells, people times days, to set free: more as long as that is easy."""

    cells: float

    def learn(self, solved: bool) -> None:
        """`solved`: whether the best of the last part was found."""
        self.cells = max(self.cells * (GROWTH if solved else 1 / GROWTH), LEAST_CELLS)


class Part(NamedTuple):
    """People by place in the staff, their days, and the size that the part was drawn by."""

    people: list[int]
    window: Window
    size: Size


@dataclass
class Parts:
    """Draws parts of a roster of `space`, dear ones sooner; `prices` are the relaxation's."""

    space: LineSpace
    prices: Values
    random: np.random.Generator
    few_people: Size = field(default_factory=lambda: Size(300.0))
    some_days: Size = field(default_factory=lambda: Size(600.0))

    def __post_init__(self) -> None:
        self._least = [self.space.cheapest(self.prices, [who])[0] for who in self.space.people]
        self._row_days = self.space.given.covering.any(axis=2)

    def draw(self, roster: list[Column]) -> Part:
        """The next part to set free."""
        return self._few_people(roster) if self.random.random() < 0.5 else self._some_days(roster)

    def _few_people(self, roster: list[Column]) -> Part:
        days, _ = self.space.shape
        people = self._people(roster, round(self.few_people.cells / days))
        return Part(people, Window(0, days), self.few_people)

    def _some_days(self, roster: list[Column]) -> Part:
        """Everybody, or as many as a week leaves room for, on days in a row."""
        days, _ = self.space.shape
        cells, least = self.some_days.cells, min(SHORTEST, days)
        most = max(least, round(MOST_SHARE * days))
        usual = int(np.clip(cells / len(self.space.people), least, most))
        length = int(self.random.integers(least, min(2 * usual, most) + 1))
        people = self._people(roster, round(cells / length))
        (day,) = self._drawn(self._dear_days(roster), 1)
        first = int(np.clip(day - self.random.integers(length), 0, days - length))
        return Part(people, Window(first, first + length), self.some_days)

    def _people(self, roster: list[Column], many: int) -> list[int]:
        everybody = self.space.people
        places = self._drawn(self._dear_lines(roster), min(max(FEWEST, many), len(everybody)))
        return [everybody[place] for place in places]

    def _drawn(self, weights: Values, many: int) -> list[int]:
        """So many places in order, half by their weights, half by mere chance."""
        chance = np.full(len(weights), 1.0 / len(weights))
        if weights.sum() > 0:
            chance = (chance + weights / weights.sum()) / 2
        return sorted(self.random.choice(len(weights), many, replace=False, p=chance).tolist())

    def _dear_lines(self, roster: list[Column]) -> Values:
        """By place, what each line costs above the person's cheapest."""
        cost = {one.person: one.cost - one.covers @ self.prices for one in roster}
        both = zip(self.space.people, self._least, strict=True)
        return np.array([max(cost[person] - least, 0.0) for person, least in both])

    def _dear_days(self, roster: list[Column]) -> Values:
        """By day, what missing and extra people cost above what the prices pay for."""
        given = self.space.given
        missing = self.space.required - sum(one.covers for one in roster)
        cost = np.where(missing > 0, given.under * missing, -given.over * missing)
        return np.maximum(cost - self.prices * missing, 0.0) @ self._row_days
