"""The statutory proofs: one row per person and rule, blocking where the law is broken (N14)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import pyarrow as pa

from scoring.exact import MONEY_DIGITS, RoundingMode, rounded, shown
from scoring.statutory.deductions import Deductions
from scoring.statutory.limits import Measured, Month, measured
from scoring.statutory.minimum_wage import NOTHING, TopUp
from scoring.statutory.overtime_pay import OvertimePay
from scoring.statutory.proof_rules import PROOF_RULES, ProofRule
from scoring.statutory.tables import STATUTORY_PROOFS, STATUTORY_VIOLATIONS
from scoring.tables import table_of

WITH_CONTRIBUTIONS = (
    "，个人社会保险费和公积金未知、未扣除",
    ", own social insurance and housing fund not known and not taken off",
)


@dataclass(frozen=True)
class PersonMonth:
    """What one person worked, what the engine found due, and what the slip shows.

    The `…_paid_amount` and `deducted_amount` come from the pay lines, so that the proofs
    test the slip and not the engine. Parts a person does not have are None: not tested.
    """

    month: Month
    overtime: OvertimePay | None = None
    overtime_paid_amount: Decimal = NOTHING
    top_up: TopUp | None = None
    top_up_paid_amount: Decimal = NOTHING
    deductions: Deductions | None = None
    deducted_amount: Decimal = NOTHING


@dataclass(frozen=True)
class Proof:
    """A test of one person: the figure (of the worst date), the limit, how often it is broken.

    `remarks` are what the reader has to know of it beside, in Chinese and English.
    """

    rule: ProofRule
    figure: Decimal
    limit: Decimal
    breaches: int
    remarks: tuple[str, str] = ("", "")


def prove(months: Iterable[PersonMonth], mode: RoundingMode = "HALF_UP") -> pa.Table:
    """The table statutory_proofs: one row per person and rule that applies to the month.

    `passed` is false where the rule is broken; where `blocking` is true as well, nothing
    may be published (scoring.md 4.11, G8). `mode` is the pay plan's rounding.
    """
    rows = [
        _proof_row(proof, person.month)
        for person in months
        for proof in (*_money_proofs(person, mode), *_limit_proofs(measured(person.month)))
    ]
    rows.sort(key=lambda row: (row["period"], row["agent_id"], row["rule"]))
    return table_of(rows, STATUTORY_PROOFS)


def violations_table(months: Iterable[PersonMonth]) -> pa.Table:
    """The table statutory_violations: one row per breach of a limit, with its date."""
    rows = [
        _violation_row(found, person.month)
        for person in months
        for found in measured(person.month)
        if found.breached
    ]
    rows.sort(key=lambda row: (row["period"], row["agent_id"], row["rule"], row["work_date"]))
    return table_of(rows, STATUTORY_VIOLATIONS)


def blocking_failures(proofs: pa.Table) -> list[dict[str, Any]]:
    """The rows of statutory_proofs that close the gate: blocking and not passed."""
    return [row for row in proofs.to_pylist() if row["blocking"] and not row["passed"]]


def _money_proofs(person: PersonMonth, mode: RoundingMode) -> list[Proof]:
    proofs: list[Proof] = []
    if person.overtime is not None and person.overtime.lines:
        due = rounded(person.overtime.exact, MONEY_DIGITS, mode)
        proofs.append(_tested("overtime_paid", person.overtime_paid_amount, due))
    if person.top_up is not None:
        wage = person.top_up.counted_amount + person.top_up_paid_amount
        proof = _tested("minimum_wage", wage, person.top_up.required_amount)
        unknown = person.top_up.contributions_amount is None
        proofs.append(replace(proof, remarks=WITH_CONTRIBUTIONS) if unknown else proof)
    taken = person.deducted_amount
    if taken and person.deductions is not None:
        left = person.deductions.counted_amount - taken
        proofs.append(_tested("deduction_share", taken, person.deductions.share_amount))
        proofs.append(_tested("deduction_floor", left, person.deductions.floor_amount))
    return proofs


def _tested(rule_id: str, figure: Decimal, limit: Decimal) -> Proof:
    rule = PROOF_RULES[rule_id]
    broken = figure < limit if rule.sense == "at_least" else figure > limit
    return Proof(rule, figure, limit, int(broken))


def _limit_proofs(figures: Sequence[Measured]) -> list[Proof]:
    worst: dict[str, tuple[Measured, int]] = {}
    for found in figures:
        known, breaches = worst.get(found.rule, (found, 0))
        worse = found if _distance(found) > _distance(known) else known
        worst[found.rule] = (worse, breaches + found.breached)
    return [
        Proof(PROOF_RULES[rule], found.figure, found.limit, breaches)
        for rule, (found, breaches) in worst.items()
    ]


def _distance(found: Measured) -> Decimal:
    """How far a figure is on the wrong side of its limit."""
    over = found.figure - found.limit
    return over if PROOF_RULES[found.rule].sense == "at_most" else -over


def _proof_row(proof: Proof, month: Month) -> dict[str, Any]:
    rule, currency = proof.rule, month.city.file.currency
    told_zh, told_en = _told(rule, proof.figure, proof.limit, currency)
    often_zh = f"，{proof.breaches} 处不符" if proof.breaches else ""
    often_en = f", broken {proof.breaches} times" if proof.breaches > 1 else ""
    cited = month.city.on(month.period.first).citations[rule.parameter]
    return {
        "period": month.period.label,
        "agent_id": month.agent_id,
        "rule": rule.id,
        "city_id": month.city.file.id,
        "name_zh": rule.name_zh,
        "name_en": rule.name_en,
        "figure": proof.figure,
        "limit_value": proof.limit,
        "unit": currency if rule.unit == "money" else rule.unit,
        "sense": rule.sense,
        "breaches": proof.breaches,
        "passed": proof.breaches == 0,
        "blocking": rule.blocking,
        "note_zh": told_zh + often_zh + proof.remarks[0],
        "note_en": told_en + often_en + proof.remarks[1],
        "source": cited.source,
        "counsel_status": cited.counsel,
        "rule_ref": cited.rule_ref,
    }


def _violation_row(found: Measured, month: Month) -> dict[str, Any]:
    rule = PROOF_RULES[found.rule]
    told_zh, told_en = _told(rule, found.figure, found.limit, month.city.file.currency)
    return {
        "period": month.period.label,
        "agent_id": month.agent_id,
        "rule": rule.id,
        "work_date": found.work_date,
        "figure": found.figure,
        "limit_value": found.limit,
        "unit": rule.unit,
        "blocking": rule.blocking,
        "note_zh": f"{found.work_date.isoformat()} {told_zh}",
        "note_en": f"{found.work_date.isoformat()} {told_en}",
        "rule_ref": month.city.on(found.work_date).citations[rule.parameter].rule_ref,
    }


def _told(rule: ProofRule, figure: Decimal, limit: Decimal, currency: str) -> tuple[str, str]:
    unit_zh, unit_en = {"h": ("小时", "h"), "d": ("天", "days")}.get(
        rule.unit, (currency, currency)
    )
    sense_zh, sense_en = ("上限", "at most") if rule.sense == "at_most" else ("下限", "at least")
    least_digits = MONEY_DIGITS if rule.unit == "money" else 0
    actual, bound = shown(figure, least_digits), shown(limit, least_digits)
    return (
        f"{rule.name_zh}：{actual} {unit_zh}，{sense_zh} {bound} {unit_zh}",
        f"{rule.name_en}: {actual} {unit_en}, {sense_en} {bound} {unit_en}",
    )
