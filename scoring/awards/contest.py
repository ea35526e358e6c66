"""One contest from atoms to standings and prizes (scoring.md 4.8)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pyarrow as pa

from scoring.awards.contest_rules import AboveBar, ContestPlan, Lottery, TeamRelay
from scoring.awards.entrants import Entrant, entrants, of_metric
from scoring.awards.figures import Atom, Figure, figures_by, read_atoms
from scoring.awards.prizes import draw_order, shared, split_places, within_budget
from scoring.awards.standings import Place, Runner, above, places, runners_of, tickets
from scoring.awards.tables import CONTEST_PRIZES, CONTEST_STANDINGS
from scoring.exact import MONEY_DIGITS, SCORE_DIGITS, from_units, rounded, shown, units
from scoring.notices import Notice
from scoring.tables import table_of


@dataclass(frozen=True)
class ContestRun:
    """Standings and prizes by the output contracts, and what there is to say about them."""

    standings: pa.Table
    prizes: pa.Table
    notices: tuple[Notice, ...]


@dataclass(frozen=True)
class _Race:
    """Everything known of one contest at one watermark."""

    plan: ContestPlan
    entrants: Sequence[Entrant]
    groups: Sequence[Sequence[Place]]
    tickets: Mapping[str, int]
    fen: Mapping[str, int]
    watermark: date

    @property
    def final(self) -> bool:
        lag = timedelta(days=self.plan.terms.settle_lag_days)
        return self.watermark >= self.plan.rule.window.last + lag and not self.undrawn

    @property
    def undrawn(self) -> bool:
        return isinstance(self.plan.terms.scoring, Lottery) and self.plan.seed is None

    @property
    def places(self) -> list[Place]:
        return [place for group in self.groups for place in group]


def run_contest(
    plan: ContestPlan,
    people: pa.Table,
    atoms: pa.Table,
    *,
    flags: pa.Table | None = None,
    watermark: date,
) -> ContestRun:
    """Standings and prizes of one contest as the data stand at `watermark` (their last full day).

    `people`: agent_id, role, team_id. `atoms`: figures.ATOMS over at least the window; the
    measure and the gates are read from them. `flags`: agent_id and optionally decision
    ('confirmed', 'cleared' or empty while undecided). Everything is provisional until the
    watermark passes the window's end by the lag. Σ prizes ≤ budget. Raises Refusal.
    """
    daily = read_atoms(atoms)
    everybody = entrants(plan, people, daily, flags)
    runners = runners_of(plan, everybody, daily)
    groups = places(plan, runners)
    held = tickets(rule, runners) if isinstance(rule := plan.terms.scoring, Lottery) else {}
    fen = _shares(plan, runners, groups, held, daily)
    race = _Race(plan, everybody, groups, held, fen, watermark)
    return ContestRun(
        standings=table_of([*_team_rows(race), *_person_rows(race)], CONTEST_STANDINGS),
        prizes=table_of(_prize_rows(race), CONTEST_PRIZES),
        notices=tuple(_notices(race)),
    )


def _shares(
    plan: ContestPlan,
    runners: Sequence[Runner],
    groups: Sequence[Sequence[Place]],
    held: Mapping[str, int],
    atoms: Sequence[Atom],
) -> dict[str, int]:
    """Fen by agent_id, whatever the way of scoring."""
    rule = plan.terms.scoring
    if isinstance(rule, AboveBar):
        winners = above(plan, rule, runners)
        return within_budget(winners, _fen(rule.prize), _fen(plan.terms.budget_amount))
    prizes = [_fen(prize) for prize in rule.prizes]
    if isinstance(rule, Lottery):
        drawn = draw_order(plan.seed, plan.rule.id, held) if plan.seed else []
        return split_places([[agent] for agent in drawn], prizes)
    by_runner = split_places([[p.runner.id for p in group] for group in groups], prizes)
    if not isinstance(rule, TeamRelay):
        return by_runner
    return _within_teams(plan, rule, {r.id: r for r in runners}, by_runner, atoms)


def _within_teams(
    plan: ContestPlan,
    rule: TeamRelay,
    teams: Mapping[str, Runner],
    by_team: Mapping[str, int],
    atoms: Sequence[Atom],
) -> dict[str, int]:
    window = plan.rule.window
    shares: dict[str, int] = {}
    for team_id, fen in by_team.items():
        members = teams[team_id].members
        own = [
            atom
            for atom in of_metric(atoms, plan.measure)
            if atom.team_id == team_id and window.first <= atom.business_date <= window.last
        ]
        done = figures_by(own, lambda atom: atom.agent_id)
        weights = {agent: max(Fraction(0), done[agent].numerator) for agent in members}
        split = shared(fen, members, weights if rule.share == "by_numerator" else None)
        for agent, part in zip(members, split, strict=True):
            shares[agent] = shares.get(agent, 0) + part
    return shares


def _fen(amount: Decimal) -> int:
    return units(amount, MONEY_DIGITS)


def _figures(found: Figure | None) -> dict[str, Any]:
    def six(value: Fraction | None) -> Decimal | None:
        return None if value is None else rounded(value, SCORE_DIGITS)

    return {
        "n": found.n if found else None,
        "numerator": six(found.numerator) if found else None,
        "denominator": six(found.denominator) if found else None,
        "value": six(found.value) if found else None,
    }


def _team_rows(race: _Race) -> list[dict[str, Any]]:
    if not isinstance(race.plan.terms.scoring, TeamRelay):
        return []
    return [_standing(race, place, "team") for place in race.places]


def _person_rows(race: _Race) -> list[dict[str, Any]]:
    ranked = {} if _team_rows(race) else {place.runner.id: place for place in race.places}
    rows = [
        {
            **_standing(race, ranked.get(one.agent_id), "agent"),
            "subject_id": one.agent_id,
            "team_id": one.team_id,
            **_figures(one.figure),
            "achieved_on": one.achieved_on,
            "tickets": race.tickets.get(one.agent_id),
            "eligible": one.eligible,
            "under_review": one.under_review,
            "note_zh": "；".join(zh for zh, _ in one.refused) or "符合参赛条件",
            "note_en": "; ".join(en for _, en in one.refused) or "meets every condition",
        }
        for one in race.entrants
    ]
    return sorted(rows, key=lambda row: (row["rank"] is None, row["rank"] or 0, row["subject_id"]))


def _standing(race: _Race, place: Place | None, kind: str) -> dict[str, Any]:
    runner = place.runner if place else None
    members = len(runner.members) if runner else 0
    return {
        "contest_id": race.plan.rule.id,
        "subject_kind": kind,
        "subject_id": runner.id if runner else None,
        "team_id": runner.id if runner and kind == "team" else None,
        "rank": place.rank if place else None,
        **_figures(runner.figure if runner else None),
        "achieved_on": runner.achieved_on if runner else None,
        "tickets": None,
        "eligible": True,
        "under_review": False,
        "state": "final" if race.final else "provisional",
        "data_until": race.watermark,
        "rule_ref": race.plan.rule_ref,
        "note_zh": f"{members} 名成员计入",
        "note_en": f"{members} members count",
    }


def _prize_rows(race: _Race) -> list[dict[str, Any]]:
    ranked = {agent: place for place in race.places for agent in place.runner.members}
    people = {one.agent_id: one for one in race.entrants}
    rule = race.plan.rule
    return [
        {
            "contest_id": rule.id,
            "agent_id": agent,
            "team_id": people[agent].team_id,
            "rank": None if isinstance(race.plan.terms.scoring, Lottery) else ranked[agent].rank,
            "amount": from_units(fen, MONEY_DIGITS),
            "currency": rule.currency,
            "state": _prize_state(race, people[agent]),
            "payout_on": rule.payout_on,
            "payroll_code": rule.payroll_code,
            "tax_code": rule.tax_code,
            "taxable": rule.taxable,
            "rule_ref": race.plan.rule_ref,
            "reason_zh": _reason(race, ranked[agent])[0],
            "reason_en": _reason(race, ranked[agent])[1],
        }
        for agent, fen in sorted(race.fen.items())
        if fen
    ]


def _prize_state(race: _Race, person: Entrant) -> str:
    if not race.final:
        return "provisional"
    return "under_review" if person.under_review else "payable"


def _reason(race: _Race, place: Place) -> tuple[str, str]:
    plan, value = race.plan, place.runner.figure.value
    names = plan.measure.definition
    seen = "—" if value is None else shown(rounded(value, SCORE_DIGITS))
    head = f"{plan.rule.name_zh}：", f"{plan.rule.name_en}: "
    what = f"{names.name_zh} {seen}", f"{names.name_en} {seen}"
    rule = plan.terms.scoring
    if isinstance(rule, AboveBar):
        bar = shown(rule.bar)
        return f"{head[0]}{what[0]}，达到 {bar}", f"{head[1]}{what[1]}, bar {bar}"
    if isinstance(rule, Lottery):
        count = race.tickets[place.runner.id]
        return f"{head[0]}{count} 张奖券中签", f"{head[1]}drawn with {count} tickets"
    if isinstance(rule, TeamRelay):
        team = place.runner.id
        return (
            f"{head[0]}{team} 团队第 {place.rank} 名，{what[0]}",
            f"{head[1]}team {team} ranked {place.rank}, {what[1]}",
        )
    return f"{head[0]}第 {place.rank} 名，{what[0]}", f"{head[1]}rank {place.rank}, {what[1]}"


def _notices(race: _Race) -> list[Notice]:
    plan, found = race.plan, []
    if race.undrawn:
        named = plan.terms.scoring.seed_from if isinstance(plan.terms.scoring, Lottery) else ""
        zh = f"{plan.rule.name_zh}：抽签种子（{named}）尚未公布，未抽签"
        en = f"{plan.rule.name_en}: the seed ({named}) is not public yet, nothing is drawn"
        found.append(Notice("contest_not_drawn", zh, en))
    if isinstance(rule := plan.terms.scoring, AboveBar) and race.fen:
        wanted, paid = _fen(rule.prize) * len(race.fen), sum(race.fen.values())
        if paid < wanted:
            zh = f"{plan.rule.name_zh}：达标 {len(race.fen)} 人，奖金按预算等额下调"
            en = f"{plan.rule.name_en}: {len(race.fen)} reached the bar, prizes cut to the budget"
            found.append(Notice("contest_prizes_cut", zh, en, tuple(sorted(race.fen))))
    reviewed = tuple(
        one.agent_id for one in race.entrants if one.under_review and race.fen.get(one.agent_id)
    )
    if reviewed:
        zh = f"{plan.rule.name_zh}：奖金待异常复核"
        en = f"{plan.rule.name_en}: prizes wait for the review of anti-gaming flags"
        found.append(Notice("contest_prizes_under_review", zh, en, reviewed))
    return found
