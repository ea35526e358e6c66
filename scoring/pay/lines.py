"""Amounts as pay lines and trace nodes."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

from scoring.exact import MONEY_DIGITS, SCORE_DIGITS, rounded, shown, shown_cut, truncated
from scoring.pay.amounts import Amount
from scoring.rules.plans import PayPlanInForce, PerformancePlan
from scoring.score_lines import condition
from scoring.score_trace import fired_told, function_inputs, gate_inputs, trace_fired
from scoring.trace import Input, Trace


def pay_row(period: str, plan: PayPlanInForce, amount: Amount) -> dict[str, Any]:
    """One row of pay_lines."""
    component = amount.component
    unrounded = truncated(amount.limited, SCORE_DIGITS)
    return {
        "period": period,
        "agent_id": amount.person.agent_id,
        "component": component.id,
        "code": component.code,
        "name_zh": component.name_zh,
        "name_en": component.name_en,
        "formula": formula(amount),
        "base_amount": amount.base_amount,
        "factor": _factor(amount),
        "unrounded_amount": None if amount.held else unrounded,
        "pay_amount": amount.amount,
        "rounding_residual": Decimal(0) if amount.held else amount.amount - unrounded,
        "currency": plan.currency,
        "payroll_code": component.payroll_code,
        "taxable": component.taxable,
        "rule_ref": component.rule_ref,
    }


def formula(amount: Amount) -> str:
    """How the amount was computed, in figures; HOLD where it was not."""
    if amount.held:
        return f"HOLD: {amount.held.zh} / {amount.held.en}"
    told = " × ".join(factor.shown for factor in amount.factors)
    if amount.share is not None and amount.share.frozen:
        told = f"{amount.share.frozen} {shown(rounded(amount.product, MONEY_DIGITS), 2)} ({told})"
    if not amount.gated_away:
        return told
    gates = ", ".join(f"{gate.id}: {gate.rule.told}" for gate in amount.fired)
    return f"{told} → {shown(truncated(amount.limited, SCORE_DIGITS), 2)} ({gates or 'floor/cap'})"


def _factor(amount: Amount) -> Decimal | None:
    if amount.held or not amount.factors:
        return None
    if amount.share is not None:
        return rounded(amount.share.price / 100, SCORE_DIGITS)
    rest = Fraction(1)
    for factor in amount.factors[1:]:
        rest *= factor.value
    return rounded(rest, SCORE_DIGITS)


def trace_pay(trace: Trace, plan: PayPlanInForce, amounts: list[Amount]) -> None:
    """Gross pay as Σ of components, each down to its factors."""
    gross = sum((amount.amount for amount in amounts), Decimal("0.00"))
    figures = shown(gross, MONEY_DIGITS)
    notes = (f"应发合计 {figures} = Σ 各项", f"Gross pay {figures} = Σ of components")
    trace.add(
        "pay",
        None,
        "amount",
        "sum",
        [],
        gross,
        notes=notes,
        unit=plan.currency,
        digits=MONEY_DIGITS,
    )
    for amount in amounts:
        _trace_amount(trace, plan, amount)


def _trace_amount(trace: Trace, plan: PayPlanInForce, amount: Amount) -> None:
    path, notes = f"pay/{amount.component.id}", amount_notes(amount)
    if amount.held:
        gates = gate_inputs(amount.fired, amount.component.multipliers) if amount.fired else []
        _add(trace, plan, amount, path, "pay", "round", "held", gates, amount.amount, notes)
        trace_fired(trace, amount.fired, path)
        if amount.share is not None:
            _trace_share(trace, plan, amount, f"{path}.share", path, notes)
        return
    if amount.share is not None and not amount.gated_away:
        _trace_share(trace, plan, amount, path, "pay", notes)
        return
    inputs: list[Input] = [
        ("exact", amount.limited),
        ("mode", plan.rounding),
        ("residual", amount.amount - truncated(amount.limited, SCORE_DIGITS)),
    ]
    _add(trace, plan, amount, path, "pay", "round", "round", inputs, amount.amount, notes)
    parent = path
    if amount.gated_away:
        parent = f"{path}.limited"
        _trace_limits(trace, plan, amount, parent, path)
    if amount.share is not None:
        _trace_share(trace, plan, amount, f"{path}.share", parent, notes)
    else:
        _trace_product(trace, plan, amount, parent)


def _trace_limits(
    trace: Trace, plan: PayPlanInForce, amount: Amount, path: str, parent: str
) -> None:
    component = amount.component
    rules = [gate.rule for gate in component.gates]
    own = [gate for gate in amount.fired if any(gate.rule is rule for rule in rules)]
    whole = [gate for gate in amount.fired if gate not in own]
    inputs: list[Input] = [
        ("exact", amount.product),
        ("floor", None if amount.share else component.floor),
        ("cap", None if amount.share else component.cap),
        *gate_inputs(own, component.multipliers),
        ("variable_pay_gates", fired_told(whole)),
        ("variable_pay_multipliers", plan.multipliers),
    ]
    if isinstance(component, PerformancePlan) and amount.scored:
        rest = Fraction(1)
        for factor in amount.factors:
            rest *= factor.value if factor.name != "coefficient" else 1
        scores = [band.score for band in getattr(component.coefficient, "bands", ())]
        inputs += [("per_coefficient", rest), ("coefficient", amount.scored.score)]
        inputs += [("band_scores", scores)]
    before = shown(truncated(amount.product, SCORE_DIGITS), 2)
    after = shown(truncated(amount.limited, SCORE_DIGITS), 2)
    zh = "；".join(f"{g.name_zh}（{condition(g, 'zh')}）" for g in amount.fired) or "上下限"
    en = "; ".join(f"{g.name_en} ({condition(g, 'en')})" for g in amount.fired) or "Floor or cap"
    notes = (f"{zh}：{before} → {after}", f"{en}: {before} → {after}")
    output = truncated(amount.limited, SCORE_DIGITS)
    _add(trace, plan, amount, path, parent, "gate", "limit", inputs, output, notes)
    trace_fired(trace, amount.fired, path)


def _trace_product(trace: Trace, plan: PayPlanInForce, amount: Amount, parent: str) -> None:
    path = f"pay/{amount.component.id}.product"
    output = truncated(amount.product, SCORE_DIGITS)
    figures = f"{shown(output, 2)} = {' × '.join(f.shown for f in amount.factors)}"
    inputs: list[Input] = [
        (factor.name, factor.value, factor.node) if factor.node else (factor.name, factor.value)
        for factor in amount.factors
    ]
    notes = (f"未舍入 {figures}", f"Unrounded {figures}")
    _add(trace, plan, amount, path, parent, "amount", "product", inputs, output, notes)
    if amount.scored is not None and amount.score is not None:
        _trace_coefficient(trace, plan, amount, path)
    elif amount.base_amount is not None:
        told = shown(amount.base_amount, MONEY_DIGITS)
        origin: list[Input] = [("table", "people"), ("column", "base_salary_amount")]
        notes = (f"合同月工资 {told}", f"Monthly contract amount {told}")
        _add(
            trace,
            plan,
            amount,
            f"pay/{amount.component.id}.contract",
            path,
            "source",
            "source",
            origin,
            amount.base_amount,
            notes,
        )


def _trace_coefficient(trace: Trace, plan: PayPlanInForce, amount: Amount, parent: str) -> None:
    component = amount.component
    assert isinstance(component, PerformancePlan) and amount.scored and amount.score is not None
    inputs: list[Input] = [
        ("value", amount.score, "score/total"),
        *function_inputs(component.coefficient, Decimal(1)),
    ]
    told = shown(amount.scored.score, MONEY_DIGITS)
    score = shown_cut(amount.score)
    notes = (
        f"系数 {told}：得分 {score} 落入 {amount.scored.where}",
        f"Coefficient {told}: score {score} falls in {amount.scored.where}",
    )
    path = coefficient_path(component.id)
    trace.add(
        path,
        parent,
        "function",
        component.coefficient.code,
        inputs,
        amount.scored.score,
        notes=notes,
        unit="1",
        digits=SCORE_DIGITS,
        rule_ref=component.rule_ref,
    )


def coefficient_path(component_id: str) -> str:
    """Where the coefficient of a performance component stands in the trace."""
    return f"pay/{component_id}.coefficient"


def _trace_share(
    trace: Trace,
    plan: PayPlanInForce,
    amount: Amount,
    path: str,
    parent: str,
    notes: tuple[str, str],
) -> None:
    share = amount.share
    assert share is not None
    inputs: list[Input] = [
        ("pool", share.pool_id),
        ("pool_amount", share.pool_amount),
        ("reserve", Fraction(share.reserve_fen, 100)),
        ("breach", Fraction(share.breach_fen, 100)),
        ("points", share.points, "points"),
        ("price", share.price / 100),
        ("frozen", share.frozen),
        ("floor", amount.component.floor),
        ("cap", amount.component.cap),
        ("rounding", share.rounding),
        ("last_fen", share.share_fen - share.raw_fen.__floor__()),
        ("residual", Fraction(share.share_fen, 100) - share.raw_fen / 100),
    ]
    output = Decimal(share.share_fen).scaleb(-MONEY_DIGITS)
    _add(trace, plan, amount, path, parent, "round", "pool_share", inputs, output, notes)


def amount_notes(amount: Amount) -> tuple[str, str]:
    """绩效工资 1,254.36 = 1,140.33 × 1.10 (规则 P2@2026-01-01, 得分 92.14 落入 [90,95))."""
    component, money = amount.component, shown(amount.amount, MONEY_DIGITS)
    if amount.held:
        return (
            f"{component.name_zh} {money}：{amount.held.zh}",
            f"{component.name_en} {money}: {amount.held.en}",
        )
    rule = f"{component.code}@{component.rule_ref.rsplit('@', 1)[1]}"
    zh, en = f"规则 {rule}", f"rule {rule}"
    if amount.scored is not None and amount.score is not None:
        score = shown_cut(amount.score)
        zh += f", 得分 {score} 落入 {amount.scored.where}"
        en += f", score {score} falls in {amount.scored.where}"
    if amount.share is not None:
        zh += f", 奖金池 {amount.share.pool_id}"
        en += f", pool {amount.share.pool_id}"
    told = formula(amount)
    return (
        f"{component.name_zh} {money} = {told} ({zh})",
        f"{component.name_en} {money} = {told} ({en})",
    )


def _add(
    trace: Trace,
    plan: PayPlanInForce,
    amount: Amount,
    path: str,
    parent: str,
    kind: str,
    operation: str,
    inputs: list[Input],
    output: Decimal,
    notes: tuple[str, str],
) -> None:
    money = kind in ("round", "source")
    trace.add(
        path,
        parent,
        kind,
        operation,
        inputs,
        output,
        notes=notes,
        unit=plan.currency,
        digits=MONEY_DIGITS if money else SCORE_DIGITS,
        rule_ref=amount.component.rule_ref,
    )
