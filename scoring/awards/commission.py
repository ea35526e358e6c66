"""P6: commission on certified sales, and its clawback (scoring.md 4.7 P6, 4.8).

A sale earns in the period in which it is certified. A sale refunded or cancelled within the
window becomes a negative line in the CURRENT period that names the line it takes back; what
has been taken back already is never taken again. Lines are added, never changed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pyarrow as pa

from data_contracts.refusal import Place, Refusal
from scoring.awards.commission_rules import CommissionPlan
from scoring.awards.commission_tariff import Earned, earned_of
from scoring.awards.figures import exact_fraction, rows_of
from scoring.awards.tables import COMMISSION_LINES
from scoring.exact import (
    MONEY_DIGITS,
    SCORE_DIGITS,
    apportioned,
    from_units,
    rounded,
    shown,
    truncated,
    units,
)
from scoring.notices import Notice
from scoring.period import Period
from scoring.rules.who import covers
from scoring.tables import table_of

NEEDED = (
    "sale_id",
    "agent_id",
    "product_id",
    "sale_amount",
    "certified_on",
    "reversed_on",
    "reversed_amount",
)
Row = dict[str, Any]


@dataclass(frozen=True)
class CommissionRun:
    """The new lines of the period by the output contract, and what there is to say."""

    lines: pa.Table
    notices: tuple[Notice, ...]


def settle_commission(
    plan: CommissionPlan, period: str, people: pa.Table, sales: pa.Table, ledger: pa.Table
) -> CommissionRun:
    """The lines of `period`, given all lines of earlier periods in `ledger`.

    `people`: agent_id, role. `sales`: one row per sale with sale_id, agent_id, product_id,
    sale_amount, certified_on, reversed_on and reversed_amount (cumulative; empty: the whole
    sale), as known now. A person's lines of a period sum to their exact commission rounded
    once, the last fen by largest remainder. Raises Refusal for a repeated sale, a missing
    rate, and a ledger that already holds `period` or a later one.
    """
    month = Period.of(period)
    _refuse_settled(ledger, month)
    known = _sales(sales)
    roles = {
        row["agent_id"]: row["role"] for row in rows_of(people, "people", ("agent_id", "role"))
    }
    earned = _earned(plan, month, known.values(), roles)
    lines = [line for line in ledger.to_pylist() if line["commission_id"] == plan.rule.id] + earned
    taken = _clawed(plan, month, known, lines)
    table = table_of([*earned, *taken], COMMISSION_LINES)
    notices = [
        *_not_covered(plan, _certified(month, known.values()), earned),
        *_too_late(plan, month, known.values(), lines),
    ]
    return CommissionRun(table, tuple(notices))


def _refuse_settled(ledger: pa.Table, month: Period) -> None:
    later = [p for p in ledger.column("period").to_pylist() if p >= month.label]
    if later:
        raise Refusal(
            "the ledger already holds this period or a later one",
            place=Place("commission_lines", key="period"),
            value=max(later),
            next_step="hand over the lines of earlier periods only; a locked period is restated",
        )


def _sales(table: pa.Table) -> dict[str, Row]:
    found: dict[str, Row] = {}
    for row in sorted(rows_of(table, "sales", NEEDED), key=lambda row: row["sale_id"]):
        if row["sale_id"] in found:
            raise _refused("sale_id", row, "a sale stands twice")
        if row["sale_amount"] < 0:
            raise _refused("sale_amount", row, "a sale of less than nothing is a reversal")
        found[row["sale_id"]] = row
    return found


def _refused(column: str, row: Row, what: str) -> Refusal:
    return Refusal(
        what,
        place=Place("sales", key=column),
        value=row["sale_id"],
        next_step="hand over each sale once, as it is known now, with what was reversed of it",
    )


def _certified(month: Period, sales: Iterable[Row]) -> list[Row]:
    return [
        sale
        for sale in sales
        if sale["certified_on"] is not None and month.first <= sale["certified_on"] <= month.last
    ]


def _earned(
    plan: CommissionPlan, month: Period, sales: Iterable[Row], roles: Mapping[str, str | None]
) -> list[Row]:
    """Commission of every sale certified in the month, settled to the fen per person."""
    by_agent: dict[str, list[Row]] = defaultdict(list)
    for sale in _certified(month, sales):
        if covers(plan.rule.applies_to, roles.get(sale["agent_id"])):
            by_agent[sale["agent_id"]].append(sale)
    return [line for agent in sorted(by_agent) for line in _lines_of(plan, month, by_agent[agent])]


def _lines_of(plan: CommissionPlan, month: Period, sales: Sequence[Row]) -> list[Row]:
    ordered = sorted(sales, key=lambda sale: (sale["certified_on"], sale["sale_id"]))
    earned = earned_of(plan, month, ordered)
    total = rounded(sum((one.amount for one in earned), Fraction(0)), MONEY_DIGITS)
    fen = apportioned([one.amount * 10**MONEY_DIGITS for one in earned], units(total, MONEY_DIGITS))
    return [
        _line(plan, month, sale, None, one, amount)
        for sale, one, amount in zip(ordered, earned, fen, strict=True)
    ]


def _clawed(
    plan: CommissionPlan, month: Period, sales: Mapping[str, Row], lines: Sequence[Row]
) -> list[Row]:
    """What each earlier line owes back by now, less what was taken back before."""
    taken: dict[str, int] = defaultdict(int)
    for line in lines:
        if line["kind"] == "clawback":
            taken[line["original_line_id"]] -= units(line["amount"], MONEY_DIGITS)
    rows = []
    for original in sorted(lines, key=lambda line: line["line_id"]):
        sale = sales.get(original["sale_id"])
        if original["kind"] != "commission" or sale is None:
            continue
        if not _reversed_in_time(plan, sale, original["certified_on"], month.last):
            continue
        owed = _owed(original, sale)
        due = owed - taken[original["line_id"]]
        if due > 0:
            exact = Fraction(-due, 10**MONEY_DIGITS)
            owing = Earned(exact, original["rate"], original["rule_ref"])
            rows.append(_line(plan, month, sale, original, owing, -due))
    return rows


def _reversed_in_time(plan: CommissionPlan, sale: Row, certified_on: date, until: date) -> bool:
    reversed_on = sale["reversed_on"]
    if reversed_on is None or reversed_on > until:
        return False
    return reversed_on <= certified_on + timedelta(days=plan.clawback_days(certified_on))


def _owed(original: Row, sale: Row) -> int:
    """Fen of the original that the reversed part of the sale stands for."""
    amount = units(original["amount"], MONEY_DIGITS)
    whole = Fraction(original["sale_amount"])
    part = sale["reversed_amount"]
    if part is None or not whole:
        return amount
    share = min(Fraction(1), exact_fraction(part, "sales", "reversed_amount") / whole)
    return int(rounded(amount * share, 0))


def _line(
    plan: CommissionPlan,
    month: Period,
    sale: Row,
    original: Row | None,
    earned: Earned,
    fen: int,
) -> Row:
    kind = "clawback" if original else "commission"
    line_id = f"{plan.rule.id}/{month.label}/{sale['sale_id']}/{kind}"
    zh, en = _reasons(plan, sale, earned.rate, original)
    return {
        "line_id": line_id,
        "period": month.label,
        "agent_id": original["agent_id"] if original else sale["agent_id"],
        "commission_id": plan.rule.id,
        "sale_id": sale["sale_id"],
        "kind": kind,
        "original_line_id": original["line_id"] if original else None,
        "product_id": sale["product_id"],
        "certified_on": original["certified_on"] if original else sale["certified_on"],
        "reversed_on": sale["reversed_on"] if original else None,
        "sale_amount": rounded(sale["sale_amount"], MONEY_DIGITS),
        "rate": rounded(earned.rate, SCORE_DIGITS),
        "unrounded_amount": truncated(earned.amount, SCORE_DIGITS),
        "amount": from_units(fen, MONEY_DIGITS),
        "currency": plan.rule.currency,
        "payroll_code": plan.rule.payroll_code,
        "taxable": plan.rule.taxable,
        "rule_ref": earned.rule_ref,
        "reason_zh": zh,
        "reason_en": en,
    }


def _reasons(
    plan: CommissionPlan, sale: Row, rate: Decimal, original: Row | None
) -> tuple[str, str]:
    name = plan.rule.name_zh, plan.rule.name_en
    if original is None:
        figures = f"{shown(sale['sale_amount'], 2)} × {shown(rate)}"
        sold = sale["sale_id"]
        return f"{name[0]}：销售 {sold}，{figures}", f"{name[1]}: sale {sold}, {figures}"
    day = sale["reversed_on"].isoformat()
    line = original["line_id"]
    return (
        f"{name[0]}追回：销售 {sale['sale_id']} 于 {day} 退款或取消，原行 {line}",
        f"{name[1]} clawback: sale {sale['sale_id']} reversed on {day}, original {line}",
    )


def _not_covered(
    plan: CommissionPlan, certified: Sequence[Row], earned: Sequence[Row]
) -> list[Notice]:
    """Certified sales of people whom the plan is not about: they earn nothing here."""
    paid = {line["sale_id"] for line in earned}
    left = [sale for sale in certified if sale["sale_id"] not in paid]
    if not left:
        return []
    agents = tuple(sorted({sale["agent_id"] for sale in left}))
    zh = f"{plan.rule.name_zh}：{len(left)} 笔认证销售的人员不在佣金方案内"
    en = f"{plan.rule.name_en}: {len(left)} certified sales are of people outside the plan"
    return [Notice("sales_without_commission", zh, en, agents)]


def _too_late(
    plan: CommissionPlan, month: Period, sales: Iterable[Row], lines: Sequence[Row]
) -> list[Notice]:
    """Sales reversed in the month after their window: they keep their commission."""
    paid = {line["sale_id"]: line for line in lines if line["kind"] == "commission"}
    late = [
        sale
        for sale in sales
        if (day := sale["reversed_on"]) is not None
        and month.first <= day <= month.last
        and (line := paid.get(sale["sale_id"])) is not None
        and not _reversed_in_time(plan, sale, line["certified_on"], month.last)
    ]
    if not late:
        return []
    agents = tuple(sorted({paid[sale["sale_id"]]["agent_id"] for sale in late}))
    zh = f"{plan.rule.name_zh}：{len(late)} 笔销售在追回期后退款，佣金保留"
    en = f"{plan.rule.name_en}: {len(late)} sales reversed after the window keep their commission"
    return [Notice("clawback_window_passed", zh, en, agents)]
