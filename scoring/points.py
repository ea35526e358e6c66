"""The points ledger: quantity × standard × coefficients, one row per person, day and type.

Source: scoring.md 4.6. Corrections arrive as changed inputs; a ledger row is never edited.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from typing import Any

from data_contracts.dated import Dated
from data_contracts.refusal import Refusal
from scoring.exact import POINT_DIGITS, SCORE_DIGITS, rounded, shown
from scoring.inputs import Measured, Person, Work
from scoring.rules.month import rule_ref
from scoring.rules.plans import PointsPlan, QualityPlan
from scoring.rules.who import covers
from scoring.score_trace import function_inputs, trace_metric
from scoring.scores import Subject
from scoring.trace import Input, Trace

ONE = Decimal(1)
POINT_UNIT = "point"


@dataclass(frozen=True)
class Quality:
    """A person's quality coefficient in the month; `where` says why it is so."""

    plan: QualityPlan
    coefficient: Decimal
    measured: Measured | None
    where: str
    sampled: bool


@dataclass(frozen=True)
class PointLine:
    """One row of the ledger."""

    work: Work
    standard_points: Decimal
    coefficient: Decimal
    role_coefficient: Decimal
    points: Decimal
    rule_ref: str


@dataclass(frozen=True)
class Ledger:
    """A person's rows of the month and the quality coefficient in them."""

    lines: tuple[PointLine, ...]
    quality: Quality | None

    @property
    def total(self) -> Decimal:
        """Σ points of the month."""
        return sum((line.points for line in self.lines), Decimal(0))


def earn_points(plan: PointsPlan, person: Person, work: Sequence[Work], subject: Subject) -> Ledger:
    """The ledger of one person. Raises Refusal where a type of work has no standard."""
    quality = _quality(plan.quality, person, subject)
    return Ledger(tuple(_line(plan, person, done, quality) for done in work), quality)


def _quality(plan: QualityPlan | None, person: Person, subject: Subject) -> Quality | None:
    if plan is None or not covers(plan.applies_to, person.role):
        return None
    found = subject.of(plan.metric.name, plan.metric.variant)
    if found is None or found.value is None or found.n < plan.min_sample:
        n = found.n if found else 0
        told = f"n={n} < {plan.min_sample} → {shown(plan.below_min_sample)}"
        return Quality(plan, plan.below_min_sample, found, told, False)
    scored = plan.function.score([found.value], ONE)
    return Quality(plan, scored.score, found, scored.where, True)


def _line(plan: PointsPlan, person: Person, work: Work, quality: Quality | None) -> PointLine:
    tariff, day = plan.tariff, work.work_date
    seconds = tariff.standard_s.get(work.work_type)
    if seconds is None:
        raise Refusal(
            f"no standard for the work type '{work.work_type}' done on {day.isoformat()}",
            place=plan.document.place(("standard_s",)),
            next_step="add its standard seconds, or 0 where it earns nothing, with date and source",
        )
    role = tariff.role_coefficient.get(person.role or "")
    dated = [(tariff.reference_s, "reference_s"), (seconds, f"standard_s.{work.work_type}")]
    dated += [(role, f"role_coefficient.{person.role}")] if role is not None else []
    reference, standard, k_role = (*(_on(plan, one, key, day) for one, key in dated), ONE)[:3]
    standard_points = rounded(Fraction(standard) / Fraction(reference), POINT_DIGITS)
    k_quality = quality.coefficient if quality else ONE
    coefficient = rounded(Fraction(k_role) * Fraction(k_quality), SCORE_DIGITS)
    points = rounded(work.quantity * standard_points * coefficient, POINT_DIGITS)
    since = max(entry[0] for one, _ in dated if (entry := one.entry_on(day)))
    ref = rule_ref(plan.document.file, since)
    return PointLine(work, standard_points, coefficient, k_role, points, ref)


def _on(plan: PointsPlan, dated: Dated[Decimal], key: str, day: date) -> Decimal:
    return dated.on(day, plan.document.place(tuple(key.split(".", 1))))


def point_rows(period: str, ledger: Ledger) -> list[dict[str, Any]]:
    """The ledger as rows of point_lines; the number is made of period, person, date and type."""
    return [
        {
            "point_id": f"{period}/{line.work.agent_id}/{_path(line.work)}",
            "period": period,
            "agent_id": line.work.agent_id,
            "work_date": line.work.work_date,
            "work_type": line.work.work_type,
            "quantity": line.work.quantity,
            "standard_points": line.standard_points,
            "coefficient": line.coefficient,
            "points": line.points,
            "rule_ref": line.rule_ref,
            "reversed_by": None,
        }
        for line in ledger.lines
    ]


def _path(work: Work) -> str:
    return f"points/{work.work_type}/{work.work_date.isoformat()}"


def trace_points(trace: Trace, ledger: Ledger, parent: str | None) -> None:
    """Σ points, by type of work, by day, with the quality coefficient beside them."""
    total = shown(ledger.total, POINT_DIGITS)
    notes = (f"积分合计 {total} = Σ 各类工作", f"Points {total} = Σ by type of work")
    _sum(trace, "points", parent, ledger.total, notes)
    for work_type, lines in _by_type(ledger):
        points = sum((line.points for line in lines), Decimal(0))
        units = shown(sum((line.work.quantity for line in lines), Decimal(0)))
        notes = (
            f"{work_type} {shown(points, POINT_DIGITS)} 分，共 {units} 件",
            f"{work_type} {shown(points, POINT_DIGITS)} points for {units} units",
        )
        _sum(trace, f"points/{work_type}", "points", points, notes)
        for line in lines:
            _trace_line(trace, line, f"points/{work_type}", ledger.quality)
    if ledger.quality is not None and ledger.lines:
        _trace_quality(trace, ledger.quality)


def _by_type(ledger: Ledger) -> Iterator[tuple[str, list[PointLine]]]:
    ordered = sorted(ledger.lines, key=lambda line: (line.work.work_type, line.work.work_date))
    for work_type, lines in groupby(ordered, key=lambda line: line.work.work_type):
        yield work_type, list(lines)


def _sum(
    trace: Trace, path: str, parent: str | None, output: Decimal, notes: tuple[str, str]
) -> None:
    trace.add(
        path, parent, "weight", "sum", [], output, notes=notes, unit=POINT_UNIT, digits=POINT_DIGITS
    )


def _trace_line(trace: Trace, line: PointLine, parent: str, quality: Quality | None) -> None:
    work = line.work
    figures = (
        f"{shown(line.points, POINT_DIGITS)} = {shown(work.quantity)} × "
        f"{shown(line.standard_points, POINT_DIGITS)} × {shown(line.coefficient)}"
    )
    inputs: list[Input] = [
        ("mart", "work_done"),
        ("quantity", work.quantity),
        ("standard_points", line.standard_points),
        ("role_coefficient", line.role_coefficient),
    ]
    if quality is not None:
        inputs.append(("quality_coefficient", quality.coefficient, "points/quality"))
    trace.add(
        _path(work),
        parent,
        "function",
        "points",
        inputs,
        line.points,
        notes=(f"{work.work_date} {figures}", f"{work.work_date} {figures}"),
        unit=POINT_UNIT,
        digits=POINT_DIGITS,
        rule_ref=line.rule_ref,
    )


def _trace_quality(trace: Trace, quality: Quality) -> None:
    plan, definition = quality.plan, quality.plan.metric.definition
    figures = f"{shown(quality.coefficient)}（{quality.where}）"
    figures_en = f"{shown(quality.coefficient)} ({quality.where})"
    metric_path = f"points/quality.{plan.metric.name}"
    if quality.sampled and quality.measured is not None:
        inputs: list[Input] = [
            ("value", quality.measured.value, metric_path),
            *function_inputs(plan.function, ONE),
        ]
        operation: str = plan.function.code
    else:
        inputs = [("score", plan.below_min_sample), ("min_sample", plan.min_sample)]
        operation = "missing"
    trace.add(
        "points/quality",
        "points",
        "function",
        operation,
        inputs,
        quality.coefficient,
        notes=(
            f"质量系数 {figures}，按{definition.name_zh}",
            f"Quality coefficient {figures_en} by {definition.name_en}",
        ),
        unit="1",
        digits=SCORE_DIGITS,
        rule_ref=plan.rule_ref,
    )
    if quality.measured is not None:
        trace_metric(trace, plan.metric, quality.measured, metric_path, "points/quality")
