"""The order of a contest: people or teams by their figure, with ties and tickets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import groupby

from scoring.awards.contest_rules import AboveBar, ContestPlan, Lottery, TeamRelay
from scoring.awards.entrants import Entrant, of_metric
from scoring.awards.figures import Atom, Figure, achieved_on, figure


@dataclass(frozen=True)
class Runner:
    """A person or a team in the running; `members` are the people whose atoms count."""

    id: str
    figure: Figure
    achieved_on: date | None
    members: tuple[str, ...]


@dataclass(frozen=True)
class Place:
    """A runner at a rank; people who tie have the same rank and the next ranks stay empty."""

    rank: int
    runner: Runner


def person_runners(entrants: Sequence[Entrant]) -> list[Runner]:
    """The eligible people, each running for themselves."""
    return [
        Runner(one.agent_id, one.figure, one.achieved_on, (one.agent_id,))
        for one in entrants
        if one.eligible and one.figure is not None
    ]


def team_runners(
    plan: ContestPlan, entrants: Sequence[Entrant], atoms: Sequence[Atom], least_members: int
) -> list[Runner]:
    """Teams with enough eligible members; a day's work counts for the team of that day."""
    eligible = {one.agent_id for one in entrants if one.eligible}
    window = plan.rule.window
    counted = [
        atom
        for atom in of_metric(atoms, plan.measure)
        if atom.agent_id in eligible
        and atom.team_id is not None
        and window.first <= atom.business_date <= window.last
    ]
    teams = sorted({atom.team_id or "" for atom in counted})
    runners = [_team(plan, team, [a for a in counted if a.team_id == team]) for team in teams]
    return [
        one
        for one in runners
        if one is not None
        and len(one.members) >= least_members
        and (not plan.rule.teams or one.id in plan.rule.teams)
    ]


def _team(plan: ContestPlan, team: str, atoms: Sequence[Atom]) -> Runner | None:
    found = figure(atoms)
    if found is None or found.value is None:
        return None
    members = tuple(sorted({atom.agent_id for atom in atoms}))
    reached = achieved_on(atoms, higher_is_better=plan.higher_is_better)
    return Runner(team, found, reached, members)


def places(plan: ContestPlan, runners: Sequence[Runner]) -> list[list[Place]]:
    """Groups of equal rank, best first, each in id order."""

    def order(runner: Runner) -> tuple[Fraction, date | None]:
        value = runner.figure.value or Fraction(0)
        by_day = runner.achieved_on if plan.terms.ties == "earlier" else None
        return (-value if plan.higher_is_better else value), by_day

    ordered = sorted(runners, key=lambda runner: (*_sortable(order(runner)), runner.id))
    groups: list[list[Place]] = []
    rank = 1
    for _, tied in groupby(ordered, key=order):
        groups.append([Place(rank, runner) for runner in tied])
        rank += len(groups[-1])
    return groups


def _sortable(key: tuple[Fraction, date | None]) -> tuple[Fraction, date]:
    return key[0], key[1] or date.min


def tickets(rule: Lottery, runners: Sequence[Runner]) -> dict[str, int]:
    """One ticket for every full `figure_per_ticket`, up to the most a person may hold."""
    worth = Fraction(rule.figure_per_ticket)
    return {
        one.id: min(rule.most_tickets, max(0, int((one.figure.value or Fraction(0)) // worth)))
        for one in runners
    }


def above(plan: ContestPlan, rule: AboveBar, runners: Sequence[Runner]) -> list[str]:
    """The runners at or beyond the bar, in id order."""
    bar = Fraction(rule.bar)
    return sorted(
        one.id
        for one in runners
        if one.figure.value is not None
        and (one.figure.value >= bar if plan.higher_is_better else one.figure.value <= bar)
    )


def runners_of(
    plan: ContestPlan, entrants: Sequence[Entrant], atoms: Sequence[Atom]
) -> list[Runner]:
    """Whoever competes: people, or teams in a relay."""
    rule = plan.terms.scoring
    if isinstance(rule, TeamRelay):
        return team_runners(plan, entrants, atoms, rule.least_members)
    return person_runners(entrants)
