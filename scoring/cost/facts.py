"""What an allocation is made from: people, their pay, their seconds, the contacts they handled."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

Row = Mapping[str, Any]
# Activities that every centre has; further ones are types of work, such as `evaluation`.
HANDLE, AVAILABLE, SUPPORT, SHRINKAGE = "handling", "waiting", "support", "shrinkage"
UNCODED = "uncoded"


@dataclass(frozen=True)
class CostObject:
    """What a contact is: the finest thing that cost is brought to."""

    channel: str
    queue_id: str
    contact_type: str


@dataclass(frozen=True)
class CostFacts:
    """The tables of one month, as plain rows.

    `people`: agent_id, role, team_id (the last of the month). `pay`: outputs/pay_lines.
    `time`: seconds by agent_id and team_id of the day: available_s, logged_in_s, present_s
    (attended or paid, the longer of each day). `other_work`: agent_id, team_id,
    work_type, seconds at standard time. `handled`: agent_id, team_id, channel, queue_id,
    contact_type, handle_s, contacts, resolutions.
    """

    people: tuple[Row, ...]
    pay: tuple[Row, ...]
    time: tuple[Row, ...]
    other_work: tuple[Row, ...]
    handled: tuple[Row, ...]

    @cached_property
    def home(self) -> Mapping[str, tuple[str, str]]:
        """Team and role of each person at the month's end."""
        return {one["agent_id"]: (one["team_id"] or "", one["role"] or "") for one in self.people}

    @cached_property
    def paid(self) -> tuple[str, ...]:
        """Everybody who has pay lines, by login."""
        return tuple(sorted({one["agent_id"] for one in self.pay}))

    @cached_property
    def mixes(self) -> Mapping[tuple[str, ...], Mapping[CostObject, int]]:
        """Handled seconds by cost object: of a person in a team, of a team, of the centre."""
        found: dict[tuple[str, ...], dict[CostObject, int]] = defaultdict(lambda: defaultdict(int))
        for row in self.handled:
            if row["handle_s"]:
                who, team, one = row["agent_id"], row["team_id"] or "", object_of(row)
                for whose in ((who, team), (team,), ()):
                    found[whose][one] += row["handle_s"]
        return found

    def seconds(self, driver: str) -> Mapping[str, Fraction]:
        """The driver's quantity of each paid person: 1 a head, or seconds."""
        if driver == "heads":
            return dict.fromkeys(self.paid, Fraction(1))
        found = dict.fromkeys(self.paid, Fraction(0))
        for row in self.handled if driver == "handle_s" else self.time:
            if row["agent_id"] in found:
                found[row["agent_id"]] += row[driver] or 0
        return found


def object_of(row: Row) -> CostObject:
    """The cost object of a row of handled contacts; a contact without a type is uncoded."""
    return CostObject(row["channel"], row["queue_id"], row["contact_type"] or UNCODED)
