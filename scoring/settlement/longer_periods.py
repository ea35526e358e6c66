"""Quarter and year: the declared aggregation of locked months, beside the one from atoms.

A mean of monthly scores and a score of the whole span are different numbers: bands, caps and
small samples act on each month in the one and once in the other. Both are shown (features S1-12).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

import pyarrow as pa
from pydantic import Field, model_validator

from data_contracts.dated import Rule
from data_contracts.refusal import Place, Refusal
from scoring.calculation import calculate
from scoring.exact import SCORE_DIGITS, rounded
from scoring.rules.compiled import Rules
from scoring.settlement.months import months_of
from scoring.settlement.quotient import quotient
from scoring.settlement.tables import PERIOD_SCORES, table_of

Method = Literal["weighted_mean", "best_of", "last", "atoms"]
_NO_WORK = pa.schema(
    [
        ("agent_id", pa.string()),
        ("business_date", pa.date32()),
        ("work_type", pa.string()),
        ("quantity", pa.int64()),
    ]
)


class Aggregation(Rule):
    """How the months of a span make its score.

    `weights` stand in the order of the span's months (all equal where left out); `best` is the k
    of best_of; a person with fewer scored months than `minimum_months` has no score.
    `atoms_rules` says under whose rules the span is scored from atoms: the last month's, or each
    month's, weighted like the months.
    """

    method: Method
    weights: tuple[Decimal, ...] | None = None
    best: int | None = Field(default=None, ge=1)
    minimum_months: int = Field(default=1, ge=1)
    atoms_rules: Literal["last_month", "each_month"] = "last_month"

    @model_validator(mode="after")
    def _complete(self) -> Aggregation:
        if (self.method == "best_of") != (self.best is not None):
            raise ValueError("best_of needs `best`, the other methods do not take it")
        if self.weights and min(self.weights) <= 0:
            raise ValueError("a month's weight is above nought")
        return self


@dataclass(frozen=True)
class MonthResult:
    """A locked month: its score lines, the metric values they were made from, its people."""

    score_lines: pa.Table
    metric_values: pa.Table
    people: pa.Table


def period_scores(
    span: str, aggregation: Aggregation, months: Mapping[str, MonthResult], rules: Rules
) -> pa.Table:
    """The score of every person over `span` (2026-Q2 or 2026), as outputs/period_scores.

    `months` are the locked months of the span that exist; `rules` the compiled scorecards. From
    atoms means: numerators, denominators and n of every metric summed over the months, then
    scored once. A plain sum (denominator 1 a month) is then a monthly mean, comparable with a
    monthly target. Raises Refusal for a month outside the span or weights that do not fit it.
    """
    order = months_of(span)
    weights = _weights(span, aggregation, order)
    _require_months(span, order, months)
    monthly = _totals_by_person(months)
    atoms = _atoms(aggregation, months, weights, rules)
    people = sorted({agent for agent in (*monthly, *atoms)})
    return table_of(
        (
            _row(span, aggregation, agent, monthly.get(agent, {}), atoms.get(agent), weights)
            for agent in people
        ),
        PERIOD_SCORES,
    )


def _weights(span: str, rule: Aggregation, order: tuple[str, ...]) -> dict[str, Decimal]:
    given = rule.weights or (Decimal(1),) * len(order)
    if len(given) != len(order):
        raise Refusal(
            f"{span} has {len(order)} months",
            place=Place("aggregation", key="weights"),
            value=[str(weight) for weight in given],
            next_step="give one weight a month, in their order",
        )
    return dict(zip(order, given, strict=True))


def _require_months(span: str, order: tuple[str, ...], months: Mapping[str, MonthResult]) -> None:
    stray = sorted(set(months) - set(order))
    if stray or not months:
        raise Refusal(
            f"{span} is made of {order[0]} to {order[-1]}",
            place=Place("span"),
            value=stray[0] if stray else "no month",
            next_step="give its locked months",
        )


def _totals(score_lines: pa.Table) -> dict[str, Decimal | None]:
    """The score of the root of every person's card."""
    lines = score_lines.select(["agent_id", "parent_id", "score"]).to_pylist()
    return {line["agent_id"]: line["score"] for line in lines if line["parent_id"] is None}


def _totals_by_person(months: Mapping[str, MonthResult]) -> dict[str, dict[str, Decimal]]:
    found: dict[str, dict[str, Decimal]] = defaultdict(dict)
    for month in sorted(months):
        for agent, score in _totals(months[month].score_lines).items():
            if score is not None:
                found[agent][month] = score
    return found


def _atoms(
    rule: Aggregation, months: Mapping[str, MonthResult], weights: Mapping[str, Decimal],
    rules: Rules,
) -> dict[str, Decimal]:  # fmt: skip
    """The score of the whole span from summed atoms, by person."""
    judges = sorted(months) if rule.atoms_rules == "each_month" else [max(months)]
    scores: dict[str, dict[str, Decimal]] = defaultdict(dict)
    for judge in judges:
        values = _summed_values(judge, months)
        done = calculate(rules, judge, _people(months), values, _NO_WORK.empty_table())
        for agent, score in _totals(done.score_lines).items():
            if score is not None:
                scores[agent][judge] = score
    return {agent: _mean(by_judge, weights) for agent, by_judge in scores.items()}


def _summed_values(label: str, months: Mapping[str, MonthResult]) -> pa.Table:
    """Metric values of the whole span under the name of one month."""
    sums: dict[tuple[str, str, str], dict[str, Any]] = {}
    for month in sorted(months):
        for row in months[month].metric_values.to_pylist():
            if row["subject_kind"] == "agent":
                key = row["subject_id"], row["metric"], row["variant"]
                sums[key] = _plus(sums.get(key), row)
    schema = months[max(months)].metric_values.schema
    rows = [row | {"period": label, "value": _value(row)} for row in sums.values()]
    return pa.Table.from_pylist(rows, schema)


def _plus(before: dict[str, Any] | None, row: dict[str, Any]) -> dict[str, Any]:
    """Two rows of one metric added; what is NULL in one month does not count in the other."""
    if before is None:
        return dict(row)
    if row["numerator"] is None or row["denominator"] is None:
        return before
    if before["numerator"] is None or before["denominator"] is None:
        return dict(row)
    return before | {name: before[name] + row[name] for name in ("n", "numerator", "denominator")}


def _value(row: dict[str, Any]) -> Decimal | None:
    if row["numerator"] is None or row["denominator"] is None:
        return row["value"]
    return quotient(row["numerator"], row["denominator"])


def _people(months: Mapping[str, MonthResult]) -> pa.Table:
    """Everybody as in the last month they appear in, as if employed throughout."""
    latest: dict[str, dict[str, Any]] = {}
    for month in sorted(months):
        for row in months[month].people.to_pylist():
            latest[row["agent_id"]] = row | {"employed_from": None, "employed_to": None}
    schema = months[max(months)].people.schema
    return pa.Table.from_pylist([latest[agent] for agent in sorted(latest)], schema)


def _row(
    span: str,
    rule: Aggregation,
    agent_id: str,
    monthly: Mapping[str, Decimal],
    atoms: Decimal | None,
    weights: Mapping[str, Decimal],
) -> dict[str, Any]:
    enough = len(monthly) >= rule.minimum_months
    combined = _from_months(rule, monthly, weights) if monthly else None
    official = atoms if rule.method == "atoms" else combined
    zh, en = _note(rule, monthly, enough)
    return {
        "span": span,
        "agent_id": agent_id,
        "method": rule.method,
        "months": " ".join(sorted(monthly)),
        "months_counted": len(monthly),
        "atoms_rules": rule.atoms_rules,
        "score": official if enough else None,
        "score_from_months": combined,
        "score_from_atoms": atoms,
        "difference": None if atoms is None or combined is None else atoms - combined,
        "note_zh": zh,
        "note_en": en,
    }


def _from_months(
    rule: Aggregation, monthly: Mapping[str, Decimal], weights: Mapping[str, Decimal]
) -> Decimal:
    if rule.method == "last":
        return monthly[max(monthly)]
    if rule.method == "best_of":
        best = sorted(monthly, key=lambda month: (-monthly[month], month))[: rule.best]
        return _mean({month: monthly[month] for month in best}, weights)
    return _mean(monthly, weights)


def _mean(scores: Mapping[str, Decimal], weights: Mapping[str, Decimal]) -> Decimal:
    """Mean weighted by the months' weights, over the months that have a score."""
    total = sum((Fraction(weights[month]) for month in scores), Fraction(0))
    weighed = sum(
        (Fraction(scores[month]) * Fraction(weights[month]) for month in scores), Fraction(0)
    )
    return rounded(weighed / total, SCORE_DIGITS)


def _note(rule: Aggregation, monthly: Mapping[str, Decimal], enough: bool) -> tuple[str, str]:
    listed = ", ".join(sorted(monthly)) or "∅"
    if not enough:
        return (
            f"有成绩的月份 {len(monthly)} 个，少于 {rule.minimum_months} 个，不计",
            f"{len(monthly)} scored months, fewer than {rule.minimum_months}: no score",
        )
    ways = {
        "weighted_mean": ("加权平均", "weighted mean"),
        "best_of": (f"最好 {rule.best} 个月的平均", f"mean of the best {rule.best}"),
        "last": ("最后一个月", "last month"),
        "atoms": ("按累计原始数重新计算", "recomputed from summed atoms"),
    }
    zh, en = ways[rule.method]
    return f"{zh}（{listed}）", f"{en} ({listed})"
