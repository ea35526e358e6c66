"""People who are calculated together, with what was measured of them."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from scoring.columns import Mask, Rows
from scoring.inputs.measures import Measured, Measures
from scoring.inputs.people import People


@dataclass(frozen=True)
class Group:
    """Some `rows` of People under one rule; every column of a group has their order.

    `history` are the measures of the months before, the latest first. `whole` says, for every
    row of People, that the whole month counts and not its segment.
    """

    people: People
    rows: Rows
    measures: Measures
    history: tuple[Measures, ...] = ()
    whole: Mask | None = None

    def __len__(self) -> int:
        return len(self.rows)

    def of(self, metric: str, variant: str) -> Measured:
        """One metric of the group."""
        return self.measures.of(metric, variant, self.rows, self.whole)

    def before(self, metric: str, variant: str) -> tuple[Measured, ...]:
        """One metric of the group in the months before, the latest first."""
        return tuple(month.of(metric, variant, self.rows) for month in self.history)

    def texts(self, attribute: str) -> list[str | None]:
        """A column of text of the people table; nothing where it has no such column."""
        column = self.people.attributes.get(attribute)
        return [None] * len(self) if column is None else [column[row] for row in self.rows]

    def part(self, of_group: Rows) -> Group:
        """The group's rows at these places."""
        return replace(self, rows=self.rows[of_group])


def everyone(people: People, measures: Measures) -> Group:
    """All rows of people."""
    return Group(people, np.arange(len(people)), measures)
