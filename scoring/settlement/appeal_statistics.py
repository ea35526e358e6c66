"""Appeals counted by evaluator and by rule, for the appeals workbook (WB19)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pyarrow as pa

from scoring.exact import SCORE_DIGITS, rounded
from scoring.settlement.appeals import Case
from scoring.settlement.tables import APPEAL_STATISTICS, table_of

_SECONDS_A_DAY = 86_400


def appeal_statistics(cases: Iterable[Case]) -> pa.Table:
    """One row per month and evaluator, and per month and rule, as outputs/appeal_statistics.

    `upheld_rate` is (upheld + partly) ÷ decided; `mean_decision_days` the mean time from form to
    decision in days. Both are NULL where nothing was decided.
    """
    groups: dict[tuple[str, str, str], list[Case]] = defaultdict(list)
    for case in cases:
        for kind, subject in _subjects(case):
            groups[case.form.period, kind, subject].append(case)
    return table_of((_row(key, groups[key]) for key in sorted(groups)), APPEAL_STATISTICS)


def _subjects(case: Case) -> Iterator[tuple[str, str]]:
    for scorer in sorted(case.context.scorers):
        yield "evaluator", scorer
    if case.context.rule_ref:
        yield "rule", case.context.rule_ref


def _row(key: tuple[str, str, str], cases: list[Case]) -> dict[str, Any]:
    decisions = Counter(case.decision for case in cases)
    decided = [case for case in cases if case.decision]
    expired = sum(case.state == "EXPIRED" for case in cases)
    granted = decisions["UPHELD"] + decisions["PARTLY"]
    return {
        "period": key[0],
        "subject_kind": key[1],
        "subject_id": key[2],
        "appeals": len(cases),
        "open": len(cases) - len(decided) - expired,
        "upheld": decisions["UPHELD"],
        "partly": decisions["PARTLY"],
        "rejected": decisions["REJECTED"],
        "expired": expired,
        "upheld_rate": _ratio(granted, len(decided)),
        "mean_decision_days": _ratio(sum(map(_days, decided)), len(decided)),
        "effect_amount": sum((case.effect_amount or Decimal(0) for case in cases), Decimal(0)),
    }


def _days(case: Case) -> Fraction:
    if case.decided_at is None:
        return Fraction(0)
    took = case.decided_at - case.form.submitted_at
    return Fraction(took.days) + Fraction(took.seconds, _SECONDS_A_DAY)


def _ratio(part: Fraction | int, whole: int) -> Decimal | None:
    return rounded(Fraction(part) / whole, SCORE_DIGITS) if whole else None
