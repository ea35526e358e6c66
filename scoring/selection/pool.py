"""The talent pool: ranked by mean score, with stability, certainty of rank and the nine boxes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pyarrow as pa

from scoring.exact import SCORE_DIGITS, rounded, shown
from scoring.selection.eligibility import candidates, judged
from scoring.selection.facts import Candidate, Facts
from scoring.selection.ranking import (
    mean,
    mean_interval,
    probability_above,
    root,
    trend,
    variance,
)
from scoring.selection.rules import SelectionPlan
from scoring.selection.tables import TALENT_POOL
from scoring.tables import table_of

# Box = 3 × (performance band − 1) + potential band; bands run from 1 (low) to 3 (high).
BOXES: dict[int, tuple[str, str]] = {
    1: ("待改进", "Under-performer"),
    2: ("潜力待激发", "Inconsistent player"),
    3: ("潜力未发挥", "Rough diamond"),
    4: ("稳定执行者", "Effective"),
    5: ("骨干员工", "Core player"),
    6: ("成长之星", "Growth employee"),
    7: ("专业骨干", "Trusted professional"),
    8: ("高绩效者", "High performer"),
    9: ("明星人才", "Star"),
}


@dataclass(frozen=True)
class _Standing:
    """A candidate with enough months, and their scores in the window."""

    candidate: Candidate
    scores: dict[str, Fraction]
    mean: Fraction
    eligible: bool


def talent_pool(plan: SelectionPlan, facts: Facts) -> pa.Table:
    """Everybody with at least `least_months` scores, best mean first; equal means share a rank.

    `probability_above_next` compares with the next row. Rankings inform; they decide nothing.
    """
    standings = sorted(_standings(plan, facts), key=lambda one: (-one.mean, one.candidate.agent_id))
    rows = []
    for place, one in enumerate(standings):
        below = standings[place + 1] if place + 1 < len(standings) else None
        rank = 1 + sum(other.mean > one.mean for other in standings)
        rows.append(_row(plan, one, rank, below))
    return table_of(rows, TALENT_POOL)


def _standings(plan: SelectionPlan, facts: Facts) -> list[_Standing]:
    found = []
    for candidate in candidates(plan, facts):
        scores = {p: candidate.scores[p] for p in plan.periods if p in candidate.scores}
        if len(scores) >= plan.rule.ranking.least_months:
            eligible = all(one.met for _, one in judged(plan, facts, candidate))
            average = mean(list(scores.values()))
            found.append(_Standing(candidate, scores, average, eligible))
    return found


def _row(plan: SelectionPlan, one: _Standing, rank: int, below: _Standing | None) -> dict[str, Any]:
    how, values = plan.rule.ranking, list(one.scores.values())
    low, high = mean_interval(values, how)
    sure = probability_above(one.scores, below.scores, how) if below else None
    return {
        "period": plan.last.label,
        "selection_id": plan.rule.id,
        "rank": rank,
        "agent_id": one.candidate.agent_id,
        "team_id": one.candidate.team_id,
        "months": len(values),
        "mean_score": rounded(one.mean, SCORE_DIGITS),
        "mean_low": low,
        "mean_high": high,
        "confidence": rounded(how.confidence, SCORE_DIGITS),
        "stability": root(variance(values)),
        "lowest_score": rounded(min(values), SCORE_DIGITS),
        "trend": rounded(trend(one.scores), SCORE_DIGITS),
        **_box(plan, one),
        "eligible": one.eligible,
        "next_agent_id": below.candidate.agent_id if below else None,
        "probability_above_next": None if sure is None else rounded(sure, SCORE_DIGITS),
        "method": _method(plan),
        "evidence": _evidence(one),
        "rule_ref": plan.rule_ref,
        **_notes(one, rank, below, sure, plan),
    }


def _box(plan: SelectionPlan, one: _Standing) -> dict[str, Any]:
    by_trend = plan.rule.nine_box.potential_is == "trend"
    potential = trend(one.scores) if by_trend else one.candidate.assessment
    performance = _band(one.mean, plan.performance)
    band = None if potential is None else _band(potential, plan.potential)
    box = None if band is None else 3 * (performance - 1) + band
    return {
        "potential": None if potential is None else rounded(potential, SCORE_DIGITS),
        "performance_band": performance,
        "potential_band": band,
        "box": box,
        "box_zh": BOXES[box][0] if box else None,
        "box_en": BOXES[box][1] if box else None,
    }


def _band(figure: Fraction, cuts: Sequence[Decimal]) -> int:
    """1, 2 or 3; a figure on a cut belongs to the band above."""
    return 1 + sum(figure >= Fraction(cut) for cut in cuts)


def _method(plan: SelectionPlan) -> str:
    how = plan.rule.ranking
    if how.method == "normal":
        return f"normal, {how.digits} digits"
    return f"bootstrap, {how.draws} draws, PCG64 seed {how.seed}, {how.digits} digits"


def _evidence(one: _Standing) -> str:
    """The trace nodes of the monthly totals."""
    nodes = [f"{period}/{one.candidate.agent_id}/score/total" for period in one.scores]
    return json.dumps(nodes, separators=(",", ":"))


def _notes(
    one: _Standing,
    rank: int,
    below: _Standing | None,
    sure: Decimal | None,
    plan: SelectionPlan,
) -> dict[str, str]:
    average = shown(rounded(one.mean, 2), 2)
    zh, en = (
        f"第 {rank} 名，{len(one.scores)} 个月均分 {average}",
        (f"rank {rank}, mean {average} over {len(one.scores)} months"),
    )
    if below is not None and sure is not None:
        share = shown(rounded(Fraction(sure) * 100, max(0, plan.rule.ranking.digits - 2)))
        zh += f"；确实高于 {below.candidate.agent_id} 的概率 {share}%"
        en += f"; above {below.candidate.agent_id} with probability {share}%"
    return {"note_zh": zh, "note_en": en}
