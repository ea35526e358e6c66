"""Who was in which team on which day, for how many hours, and who led it (scoring.md 4.8)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

import pyarrow as pa

from data_contracts.refusal import Place, Refusal
from scoring.awards.figures import Atom, exact_fraction, rows_of
from scoring.period import Period

AtomsByMetric = dict[tuple[str, str], list[Atom]]


@dataclass(frozen=True)
class Membership:
    """The team by (agent_id, date), hours by agent_id and team_id, and (team_id, date) led."""

    team: Mapping[tuple[str, date], str]
    hours: Mapping[str, Mapping[str, Fraction]]
    led: Mapping[str, frozenset[tuple[str, date]]]


def read_membership(membership: pa.Table, leadership: pa.Table, period: Period) -> Membership:
    """`membership`: agent_id, business_date, team_id, hours. `leadership`: agent_id, team_id,
    business_date. Rows outside `period` are not read. Raises Refusal for a person in two teams
    on a day and for negative hours."""
    team: dict[tuple[str, date], str] = {}
    hours: dict[str, dict[str, Fraction]] = defaultdict(lambda: defaultdict(Fraction))
    for row in rows_of(membership, "membership", ("agent_id", "business_date", "team_id", "hours")):
        if not period.first <= row["business_date"] <= period.last:
            continue
        key = (row["agent_id"], row["business_date"])
        if key in team:
            raise _refused("team_id", key, "a person is in two teams on one day")
        team[key] = row["team_id"]
        worked = exact_fraction(row["hours"], "membership", "hours")
        if worked < 0:
            raise _refused("hours", key, "hours are less than nothing")
        hours[row["agent_id"]][row["team_id"]] += worked
    led: dict[str, set[tuple[str, date]]] = defaultdict(set)
    for row in rows_of(leadership, "leadership", ("agent_id", "team_id", "business_date")):
        if period.first <= row["business_date"] <= period.last:
            led[row["agent_id"]].add((row["team_id"], row["business_date"]))
    return Membership(team, hours, {leader: frozenset(days) for leader, days in led.items()})


def _refused(column: str, key: tuple[str, date], what: str) -> Refusal:
    return Refusal(
        what,
        place=Place("membership", key=column),
        value=f"{key[0]}, {key[1].isoformat()}",
        next_step="correct the assignments; teams are dated by day",
    )


@dataclass(frozen=True)
class GroupAtoms:
    """The month's atoms: all of them, and by the team and day on which they were made."""

    everybody: AtomsByMetric
    by_team_day: Mapping[tuple[str, date], Sequence[Atom]]

    def of_team(self, team_id: str) -> AtomsByMetric:
        """A team's atoms: each person's days in it."""
        days = (atoms for (team, _), atoms in self.by_team_day.items() if team == team_id)
        return by_metric([atom for atoms in days for atom in atoms])

    def led_by(self, leader: str, days: frozenset[tuple[str, date]]) -> AtomsByMetric:
        """What others did in the teams on the days that `leader` led them."""
        atoms = (atom for day in sorted(days) for atom in self.by_team_day.get(day, ()))
        return by_metric([atom for atom in atoms if atom.agent_id != leader])


def group_atoms(atoms: Sequence[Atom], members: Membership, period: Period) -> GroupAtoms:
    """The atoms within `period`, told apart by the team of the person on the day."""
    inside = [atom for atom in atoms if period.first <= atom.business_date <= period.last]
    by_team_day: dict[tuple[str, date], list[Atom]] = defaultdict(list)
    for atom in inside:
        team = members.team.get((atom.agent_id, atom.business_date))
        if team is not None:
            by_team_day[team, atom.business_date].append(atom)
    return GroupAtoms(by_metric(inside), by_team_day)


def by_metric(atoms: Sequence[Atom]) -> AtomsByMetric:
    """Atoms by (metric, variant)."""
    found: AtomsByMetric = defaultdict(list)
    for atom in atoms:
        found[atom.metric, atom.variant].append(atom)
    return found
