"""Stage two: what each person's time went to, by cost centre."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from scoring.cost.facts import AVAILABLE, HANDLE, SHRINKAGE, SUPPORT, CostFacts, Row
from scoring.cost.rules import CostPlan


@dataclass(frozen=True)
class Place:
    """A cost centre (the team of the day) and what was done in it."""

    cost_centre_id: str
    activity: str


TimeUse = Mapping[str, Mapping[Place, Fraction]]


def time_use(plan: CostPlan, facts: CostFacts) -> TimeUse:
    """Seconds of each paid person by cost centre and activity.

    Contacts count by talk, hold and after-call work, waiting by the state log (ringing with
    it), other work at its standard time. What is left of the time present or paid is shrinkage,
    or support for the roles that carry others. Nobody is left without a place: a person with no
    time at all stands so under the own team.
    """
    sheet = _TimeSheet(facts)
    for row in facts.other_work:
        sheet.note(row, row["work_type"], Fraction(row["seconds"]))
    for row in facts.handled:
        sheet.note(row, HANDLE, Fraction(row["handle_s"] or 0))
    for row in facts.time:
        sheet.note(row, AVAILABLE, Fraction(row["available_s"] or 0))
    sheet.fill(plan.support_roles)
    return sheet.found


class _TimeSheet:
    """Seconds noted so far; a row without a team counts for the person's own."""

    def __init__(self, facts: CostFacts) -> None:
        self._facts = facts
        self.found: dict[str, dict[Place, Fraction]] = {
            who: defaultdict(Fraction) for who in facts.paid
        }

    def note(self, row: Row, activity: str, seconds: Fraction) -> None:
        """Add seconds of a paid person."""
        if row["agent_id"] in self.found and seconds:
            self.found[row["agent_id"]][Place(self._team(row), activity)] += seconds

    def fill(self, support_roles: frozenset[str]) -> None:
        """Note the time present or paid that nothing was noted for."""
        present: dict[tuple[str, str], Fraction] = defaultdict(Fraction)
        teams: dict[str, set[str]] = defaultdict(set)
        for row in self._facts.time:
            present[row["agent_id"], self._team(row)] += Fraction(row["present_s"] or 0)
            teams[row["agent_id"]].add(self._team(row))
        for who, places in self.found.items():
            home, role = self._facts.home.get(who, ("", ""))
            left = SUPPORT if role in support_roles else SHRINKAGE
            for team in sorted(teams[who]):
                noted = [many for place, many in places.items() if place.cost_centre_id == team]
                rest = present[who, team] - sum(noted, Fraction(0))
                if rest > 0:
                    places[Place(team, left)] += rest
            if not places:
                places[Place(home, left)] = Fraction(1)

    def _team(self, row: Row) -> str:
        return row["team_id"] or self._facts.home.get(row["agent_id"], ("", ""))[0]
