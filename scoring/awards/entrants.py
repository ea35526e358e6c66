"""Who takes part in a contest: population, eligibility gates, and the anti-gaming filter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pyarrow as pa

from data_contracts.refusal import Place, Refusal
from scoring.awards.contest_rules import Condition, ContestPlan
from scoring.awards.figures import Atom, Figure, achieved_on, figure, rows_of
from scoring.catalogue import MetricRef
from scoring.exact import SCORE_DIGITS, rounded, shown
from scoring.functions.gate import HOLDS
from scoring.rules.who import covers

Told = tuple[str, str]
Decisions = Mapping[str, str | None]

GRAVITY = ("cleared", None, "confirmed")


@dataclass(frozen=True)
class Entrant:
    """A person of the population; `refused` says in zh and en why they cannot win."""

    agent_id: str
    team_id: str | None
    figure: Figure | None
    achieved_on: date | None
    refused: tuple[Told, ...]
    under_review: bool

    @property
    def eligible(self) -> bool:
        """True where nothing speaks against a prize."""
        return not self.refused


def entrants(
    plan: ContestPlan, people: pa.Table, atoms: Sequence[Atom], flags: pa.Table | None
) -> list[Entrant]:
    """Everybody the contest is open to, by agent_id, with what they reached in the window."""
    decisions = _decisions(flags)
    by_agent = _in_window(plan, atoms)
    rows = sorted(rows_of(people, "people", ("agent_id", "role")), key=lambda r: r["agent_id"])
    return [
        _entrant(plan, row["agent_id"], row.get("team_id"), by_agent, decisions)
        for row in rows
        if covers(plan.rule.population, row["role"])
        and (not plan.rule.teams or row.get("team_id") in plan.rule.teams)
    ]


def _decisions(flags: pa.Table | None) -> dict[str, str | None]:
    """What is known of each flagged person: 'confirmed', 'cleared' or None while undecided.

    Of several flags the gravest counts.
    """
    found: dict[str, str | None] = {}
    for row in rows_of(flags, "flags", ("agent_id",)) if flags is not None else ():
        agent, decision = row["agent_id"], row.get("decision")
        if decision not in GRAVITY:
            raise Refusal(
                "a flag is decided as 'confirmed' or 'cleared', or left empty",
                place=Place("flags", key="decision"),
                value=decision,
                next_step=f"correct the decision about {agent}",
            )
        found[agent] = max(found.get(agent, "cleared"), decision, key=GRAVITY.index)
    return found


def _in_window(plan: ContestPlan, atoms: Iterable[Atom]) -> dict[str, list[Atom]]:
    window = plan.rule.window
    found: dict[str, list[Atom]] = {}
    for atom in atoms:
        if window.first <= atom.business_date <= window.last:
            found.setdefault(atom.agent_id, []).append(atom)
    return found


def _entrant(
    plan: ContestPlan,
    agent_id: str,
    team_id: str | None,
    by_agent: Mapping[str, Sequence[Atom]],
    decisions: Decisions,
) -> Entrant:
    own = by_agent.get(agent_id, ())
    counted = of_metric(own, plan.measure)
    found = figure(counted)
    filtered = plan.terms.anti_gaming != "none" and agent_id in decisions
    decision = decisions.get(agent_id)
    barred = decision == "confirmed" or (plan.terms.anti_gaming == "exclude" and decision is None)
    refused = [*_sample(plan, found), *_gates(plan, own)]
    if filtered and barred:
        refused.append(("有刷单异常标记", "an anti-gaming flag stands against the result"))
    return Entrant(
        agent_id=agent_id,
        team_id=team_id,
        figure=found,
        achieved_on=achieved_on(counted, higher_is_better=plan.higher_is_better),
        refused=tuple(refused),
        under_review=filtered and not barred and decision is None,
    )


def of_metric(atoms: Iterable[Atom], metric: MetricRef) -> list[Atom]:
    """The atoms of one metric in its variant."""
    return [a for a in atoms if (a.metric, a.variant) == (metric.name, metric.variant)]


def _sample(plan: ContestPlan, found: Figure | None) -> list[Told]:
    name = plan.measure.definition
    least = plan.terms.measure.min_sample
    if found is None or found.value is None:
        return [(f"{name.name_zh}无数据", f"no data for {name.name_en}")]
    if found.n < least:
        return [
            (
                f"{name.name_zh}样本 {found.n} 少于 {least}",
                f"{name.name_en} has a sample of {found.n}, below {least}",
            )
        ]
    return []


def _gates(plan: ContestPlan, own: Sequence[Atom]) -> list[Told]:
    return [
        told
        for gate, metric in plan.gates
        if (told := _failed(gate, figure(of_metric(own, metric)))) is not None
    ]


def _failed(gate: Condition, found: Figure | None) -> Told | None:
    wanted = f"{gate.operator} {shown(gate.threshold)}"
    if found is None or found.value is None:
        return f"{gate.name_zh}无数据（要求 {wanted}）", f"{gate.name_en}: no data, needs {wanted}"
    if found.n < gate.min_sample:
        least = f"{found.n} < {gate.min_sample}"
        return f"{gate.name_zh}样本不足（{least}）", f"{gate.name_en}: sample too small, {least}"
    value = rounded(found.value, SCORE_DIGITS)
    if HOLDS[gate.operator](value, Decimal(gate.threshold)):
        return None
    seen = shown(value)
    return f"{gate.name_zh} {seen}（要求 {wanted}）", f"{gate.name_en} {seen}, needs {wanted}"
