"""Promotion eligibility: every criterion judged, each "no" with figure and threshold (S1-07)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pyarrow as pa

from scoring.exact import SCORE_DIGITS, rounded, shown
from scoring.functions.gate import HOLDS, Operator
from scoring.period import full_months
from scoring.rules.who import covers
from scoring.selection.facts import Candidate, Facts
from scoring.selection.ranking import mean, root, variance
from scoring.selection.rules import CriterionPlan, MetricCriterion, SelectionPlan
from scoring.selection.tables import PROMOTION_ELIGIBILITY
from scoring.tables import table_of


@dataclass(frozen=True)
class Judged:
    """A criterion of one person; `figure` is None where there is nothing to judge."""

    met: bool
    figure: Fraction | Decimal | None
    operator: Operator | None
    n: int


@dataclass(frozen=True)
class Case:
    """One candidate before one criterion, with the scores inside the window, oldest first."""

    plan: SelectionPlan
    criterion: CriterionPlan
    candidate: Candidate
    facts: Facts

    @property
    def scores(self) -> list[Fraction]:
        """The monthly scores of the window."""
        found = self.candidate.scores
        return [found[period] for period in self.plan.periods if period in found]

    def compared(self, figure: Fraction | None, operator: Operator, n: int) -> Judged:
        """`figure` against the threshold; no figure is never enough."""
        if figure is None or self.criterion.threshold is None:
            return Judged(False, None, operator, n)
        met = HOLDS[operator](_comparable(figure), _comparable(self.criterion.threshold))
        return Judged(met, figure, operator, n)


def _comparable(value: Fraction | Decimal) -> Any:
    return Fraction(value)


def _mean_score(case: Case) -> Judged:
    scores = case.scores
    return case.compared(mean(scores) if scores else None, ">=", len(scores))


def _lowest_score(case: Case) -> Judged:
    return case.compared(min(case.scores, default=None), ">=", len(case.scores))


def _stability(case: Case) -> Judged:
    """Compared squared, so that no root is rounded before the decision."""
    scores, most = case.scores, case.criterion.threshold
    if len(scores) < 2 or most is None:
        return Judged(False, None, "<=", len(scores))
    spread = variance(scores)
    return Judged(spread <= Fraction(most) ** 2, root(spread), "<=", len(scores))


def _months_scored(case: Case) -> Judged:
    count = len(case.scores)
    return case.compared(Fraction(count), ">=", count)


def _months_reaching(case: Case) -> Judged:
    least = Fraction(case.criterion.score or 0)
    reached = sum(score >= least for score in case.scores)
    return case.compared(Fraction(reached), ">=", len(case.scores))


def _metric(case: Case) -> Judged:
    rule, ref = case.criterion.rule, case.criterion.metric
    assert isinstance(rule, MetricCriterion) and ref is not None
    found = case.facts.sums(case.candidate.agent_id, ref.name, ref.variant, case.plan.periods)
    if found is None or found.n < rule.min_sample:
        return Judged(False, None, rule.operator, found.n if found else 0)
    return case.compared(found.value, rule.operator, found.n)


def _certificate(case: Case) -> Judged:
    wanted, day = getattr(case.criterion.rule, "certificate_id", ""), case.plan.last.last
    valid = [
        name
        for name, since, until in case.candidate.certificates
        if name == wanted and since <= day and (until is None or day <= until)
    ]
    return Judged(bool(valid), None, None, len(valid))


def _service_months(case: Case) -> Judged:
    joined, last = case.candidate.employed_from, case.plan.last.last
    months = None if joined is None else Fraction(full_months(joined, last + timedelta(days=1)))
    return case.compared(months, ">=", 0 if joined is None else 1)


JUDGES: dict[str, Callable[[Case], Judged]] = {
    "mean_score": _mean_score,
    "lowest_score": _lowest_score,
    "stability": _stability,
    "months_scored": _months_scored,
    "months_reaching": _months_reaching,
    "metric": _metric,
    "certificate": _certificate,
    "service_months": _service_months,
}


def judged(
    plan: SelectionPlan, facts: Facts, candidate: Candidate
) -> list[tuple[CriterionPlan, Judged]]:
    """Every criterion of `plan` for one candidate, in file order."""
    return [
        (criterion, JUDGES[criterion.rule.kind](Case(plan, criterion, candidate, facts)))
        for criterion in plan.criteria
    ]


def candidates(plan: SelectionPlan, facts: Facts) -> list[Candidate]:
    """The people the selection is about."""
    return [one for one in facts.candidates if covers(plan.rule.applies_to, one.role)]


def promotion_eligibility(plan: SelectionPlan, facts: Facts) -> pa.Table:
    """One row per person and criterion; `eligible` where all of a person's are met."""
    rows: list[dict[str, Any]] = []
    for candidate in candidates(plan, facts):
        found = judged(plan, facts, candidate)
        rows += _rows(plan, candidate, found)
    return table_of(rows, PROMOTION_ELIGIBILITY)


def _rows(
    plan: SelectionPlan, candidate: Candidate, found: Sequence[tuple[CriterionPlan, Judged]]
) -> list[dict[str, Any]]:
    eligible = all(one.met for _, one in found)
    return [
        {
            "period": plan.last.label,
            "selection_id": plan.rule.id,
            "agent_id": candidate.agent_id,
            "criterion_id": criterion.rule.id,
            "team_id": candidate.team_id,
            "name_zh": criterion.rule.name_zh,
            "name_en": criterion.rule.name_en,
            "met": one.met,
            "eligible": eligible,
            "figure": None if one.figure is None else rounded(one.figure, SCORE_DIGITS),
            "operator": one.operator,
            "threshold": None
            if criterion.threshold is None
            else rounded(criterion.threshold, SCORE_DIGITS),
            "n": one.n,
            "rule_ref": criterion.rule_ref,
            "note_zh": _told(criterion, one)[0],
            "note_en": _told(criterion, one)[1],
        }
        for criterion, one in found
    ]


def _told(criterion: CriterionPlan, one: Judged) -> tuple[str, str]:
    zh, en = criterion.rule.name_zh, criterion.rule.name_en
    verdict = ("符合", "met") if one.met else ("不符合", "not met")
    if criterion.threshold is None:
        held = ("持有有效证书", "valid") if one.met else ("无有效证书", "no valid certificate")
        return f"{verdict[0]}：{zh}，{held[0]}", f"{verdict[1]}: {en}, {held[1]}"
    wanted = f"{one.operator} {shown(criterion.threshold)}"
    if one.figure is None:
        return (
            f"{verdict[0]}：{zh}无足够数据（样本 {one.n}，要求 {wanted}）",
            f"{verdict[1]}: {en} has too few data (sample {one.n}), needs {wanted}",
        )
    seen = shown(rounded(one.figure, SCORE_DIGITS))
    return (
        f"{verdict[0]}：{zh} {seen}（要求 {wanted}）",
        f"{verdict[1]}: {en} {seen}, needs {wanted}",
    )
